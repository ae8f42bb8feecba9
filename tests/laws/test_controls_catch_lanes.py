"""The licences of 2025 catch trade in every element they name, as the law stood when each was announced."""

from __future__ import annotations

import numpy as np
import pytest
from tests.worlds import seen

from ytterby.policy import load_timeline


@pytest.mark.parametrize(
    ("known", "instrument", "month", "elements"),
    [
        ("2025-04-30", "chn/licence-medium-heavy-2025", "2025-05", ("Sm", "Gd", "Tb", "Dy", "Lu", "Sc", "Y")),
        ("2025-10-15", "chn/licence-five-heavy-2025", "2025-12", ("Ho", "Er", "Tm", "Eu", "Yb")),
    ],
)
def test_the_licences_of_2025_catch_trade_in_every_element_they_name(
    known: str, instrument: str, month: str, elements: tuple[str, ...]
) -> None:
    world = seen()
    regime = load_timeline().known_on(known).compile(world, [month])
    licensed = regime.data["licensed"].sel(month=month).to_numpy() > 0
    for element in elements:
        trade = (world.lanes["good"] == f"oxide/{element}") & (world.lanes["origin"] == "CHN") & (world.lanes["base"] > 0)
        assert trade.any(), element
        assert licensed[trade.to_numpy()].all(), element
        assert instrument in {because.instrument for because in regime.because(month, int(np.flatnonzero(trade)[0]))}
