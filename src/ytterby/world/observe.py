"""Observations: trade, quotations and licences as published, for checks only; they never make the base year's flows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from ytterby.world.visible import UNDATED, seen

__all__ = ["observations"]

COLUMNS = [
    "month", "end_month", "what", "place", "partner", "good", "item",
    "value", "unit", "basis", "source", "confidence", "published",
]  # fmt: skip


def observations(
    tables: Mapping[str, pd.DataFrame], markets: Mapping[str, str], days: Mapping[str, date | None], as_of: date | None
) -> pd.DataFrame:
    """Trade (t, exporter to partner; ``end_month`` set when one figure covers several months), prices (USD/kg as quoted) and
    whatever else was counted, such as licences, each in its own ``unit`` and on its own ``basis``.

    markets : place of each quotation's market.    item : what was counted, where it is no good of the world, or by whom.
    """
    trade = seen(tables["trade_series"], days, as_of)
    trade = trade.rename(columns={"exporter": "place", "importer": "partner", "tonnes": "value"}).assign(unit="t", item="")
    trade["what"] = ["trade-cumulative" if end else "trade" for end in trade["end_month"]]
    price = seen(tables["price_series"], days, as_of)
    price = price[price["month"].str.len() > len("2024")]  # a year's mean is no month
    price = price.rename(columns={"usd_per_kg": "value"}).assign(partner="", end_month="", unit="USD/kg", item="")
    price["place"] = price["market"].map(dict(markets))
    tax = price["includes_vat"].map({"yes": "-vat-included", "no": ""})
    price["what"] = "price-" + price["market"].str.lower().str.replace(" ", "-") + tax
    price["basis"] = ["" if yuan != yuan else "yuan by the rate of the time" for yuan in price["cny_per_tonne"]]
    others = seen(tables["observed"], days, as_of)
    found = pd.concat([trade[COLUMNS], price[COLUMNS], others[COLUMNS]], ignore_index=True)
    found["published"] = [None if day == UNDATED else day for day in found["published"]]
    return found.sort_values(["what", "place", "partner", "good", "item", "month"], kind="stable").reset_index(drop=True)
