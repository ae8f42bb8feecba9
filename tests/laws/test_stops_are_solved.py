"""However much the law stops, every month has a certified equilibrium."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.worlds import seen

from ytterby.market import Behaviour, Options
from ytterby.months import month_range
from ytterby.policy import load_timeline
from ytterby.study import run

DAY = "2025-06-13"
LAW = load_timeline().known_on(DAY)
MONTHS = month_range("2025-01", "2025-09")
ELEMENTS = ("La", "Ce", "Pr", "Nd", "Sm", "Eu", "Gd", "Tb", "Dy", "Ho", "Er", "Tm", "Yb", "Lu", "Y", "Sc")
PLACES = ("CHN", "USA", "AUS", "MYS", "MMR", "VNM", "THA", "JPN", "IND", "EU", "EST", "GBR", "BRA", "RUS", "ROW")


@pytest.mark.parametrize("ahead", [1, 3])
def test_months_without_any_licence_are_solved(ahead: int) -> None:
    stop = LAW.amend("chn/licence-medium-heavy-2025", "2025-07-01", approval_share=0.0)
    assert run(seen(DAY), stop, MONTHS, options=Options(ahead=ahead)).certificate.holds


def test_months_in_which_all_users_hold_on_to_any_price_are_solved() -> None:
    holding = Behaviour.model_validate({"demand": [{"shape": "semi-log", "assumed": "the shape under test"}]})
    assert run(seen(), load_timeline(), month_range("2025-01", "2025-12"), behaviour=holding).certificate.holds


@settings(max_examples=10)
@given(
    st.lists(st.sampled_from(PLACES), min_size=1, max_size=6, unique=True),
    st.lists(st.sampled_from(ELEMENTS), min_size=1, max_size=6, unique=True),
)
def test_months_under_any_ban_are_solved(origins: list[str], elements: list[str]) -> None:
    ban = {
        "id": "chn/ban-made-up", "kind": "ban", "issuer": "CHN", "title": "A made-up stop",
        "scope": {"origins": origins, "elements": elements},
        "history": [{"from": "2025-07-01", "source": "t_seed3", "set": {}}],
    }  # fmt: skip
    assert run(seen(DAY), LAW.add(ban), MONTHS).certificate.holds
