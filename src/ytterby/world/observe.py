"""Observations: monthly trade and quotations as published, for checks only; they never make the base year's flows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from ytterby.world.visible import UNDATED, seen

__all__ = ["observations"]

COLUMNS = ["month", "end_month", "what", "place", "partner", "good", "value", "unit", "source", "published"]


def observations(
    tables: Mapping[str, pd.DataFrame], markets: Mapping[str, str], days: Mapping[str, date | None], as_of: date | None
) -> pd.DataFrame:
    """Trade (t, exporter to partner; ``end_month`` set when one figure covers several months) and prices (USD/kg as quoted).

    markets : place of each quotation's market.
    """
    trade = seen(tables["trade_series"], days, as_of)
    trade = trade.rename(columns={"exporter": "place", "importer": "partner", "tonnes": "value"}).assign(unit="t")
    trade["what"] = ["trade-cumulative" if end else "trade" for end in trade["end_month"]]
    price = seen(tables["price_series"], days, as_of)
    price = price[price["month"].str.len() > len("2024")]  # a year's mean is no month
    price = price.rename(columns={"usd_per_kg": "value"}).assign(partner="", end_month="", unit="USD/kg")
    price["place"] = price["market"].map(dict(markets))
    tax = price["includes_vat"].map({"yes": "-vat-included", "no": ""})
    price["what"] = "price-" + price["market"].str.lower().str.replace(" ", "-") + tax
    found = pd.concat([trade[COLUMNS], price[COLUMNS]], ignore_index=True)
    found["published"] = [None if day == UNDATED else day for day in found["published"]]
    return found.sort_values(["what", "place", "partner", "good", "month"], kind="stable").reset_index(drop=True)
