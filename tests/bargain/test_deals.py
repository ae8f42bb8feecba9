"""Reading a game: textbook cases with known answers, and laws for any pay-offs."""

from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from ytterby.bargain import Game, endurance, load_linked, verdict
from ytterby.bargain.linked import linked_surplus
from ytterby.bargain.payoffs import welfare
from ytterby.study import Run

PAY = st.floats(-100.0, 100.0, allow_nan=False).map(lambda v: round(v, 3))


def game(chn: list[list[float]], usa: list[list[float]]) -> Game:
    payoffs = xr.DataArray(
        np.array([chn, usa]),
        dims=("party", "chn", "usa"),
        coords={"party": ["CHN", "USA"], "chn": ["keep", "ease"], "usa": ["keep", "ease"]},
    )
    return Game(payoffs, payoffs, None, None, "2025-06", 12, (), ())  # type: ignore[arg-type]


def test_the_prisoners_dilemma_has_one_inefficient_equilibrium() -> None:
    # Tucker's pay-offs shifted so that mutual keeping is zero: temptation 3, reward 2, sucker -1
    read = verdict(game([[0.0, 3.0], [-1.0, 2.0]], [[0.0, -1.0], [3.0, 2.0]]))
    held = [d for d in read.deals if d.holds_by_itself]
    assert [(d.chn, d.usa) for d in held] == [("keep", "keep")]
    assert not held[0].efficient
    assert read.bargain is not None
    assert (read.bargain.chn, read.bargain.usa) == ("ease", "ease")
    assert read.patience == {"CHN": pytest.approx(1 / 3), "USA": pytest.approx(1 / 3)}  # (T - R) / (T - P), Friedman 1971


def test_what_a_state_pays_its_makers_is_no_gain_of_the_place() -> None:
    flat = xr.DataArray(np.ones((2, 1)), dims=("month", "place"), coords={"month": ["2025-05", "2025-06"], "place": ["USA"]})
    shares = {"consumer_surplus": 5.0, "producer_surplus": 20.0, "tariff_revenue": 3.0, "licence_rent": 1.0}
    data = {name: flat * worth for name, worth in shares.items()}
    result = SimpleNamespace(outcome=SimpleNamespace(data={**data, "state_spending": flat * 18.0}), months=("2025-05", "2025-06"))
    assert welfare(result, "2025-06").values.tolist() == [[11.0]]  # type: ignore[arg-type]


def test_an_assurance_game_has_two_equilibria() -> None:
    read = verdict(game([[0.0, 0.0], [-1.0, 2.0]], [[0.0, -1.0], [0.0, 2.0]]))
    assert {(d.chn, d.usa) for d in read.deals if d.holds_by_itself} == {("keep", "keep"), ("ease", "ease")}
    assert read.patience == {"CHN": 0.0, "USA": 0.0}


def test_no_patience_holds_a_deal_that_pays_a_party_less_than_none() -> None:
    assert verdict(game([[0.0, 5.0], [-3.0, -1.0]], [[0.0, 0.0], [0.0, 0.0]])).patience["CHN"] is None


@given(*[st.tuples(st.tuples(PAY, PAY), st.tuples(PAY, PAY)) for _ in range(2)])
def test_a_deal_holds_exactly_where_both_moves_are_best_replies(
    chn: tuple[tuple[float, float], ...], usa: tuple[tuple[float, float], ...]
) -> None:
    read = verdict(game([list(r) for r in chn], [list(r) for r in usa]))
    for i, own in enumerate(("keep", "ease")):
        for j, other in enumerate(("keep", "ease")):
            deal = next(d for d in read.deals if (d.chn, d.usa) == (own, other))
            assert deal.holds_by_itself == (chn[i][j] == max(chn[0][j], chn[1][j]) and usa[i][j] == max(usa[i]))


@given(st.tuples(PAY, PAY, PAY, PAY))
def test_at_the_break_even_weight_keeping_and_easing_are_worth_the_same(pay: tuple[float, float, float, float]) -> None:
    one = game([[pay[0], pay[1]], [pay[2], pay[3]]], [[0.0, 0.0], [0.0, 0.0]])
    weight = verdict(one).break_even["CHN"]
    assert verdict(one, {"CHN": weight}).break_even["CHN"] == pytest.approx(0.0, abs=1e-9)


def test_the_linked_good_rests_on_sources_or_says_assumed() -> None:
    chip = load_linked().ai_chip
    assert all(n.source or n.assumed for n in (chip.revenue_musd_month, chip.margin, chip.elasticity))
    gain = linked_surplus(chip)
    assert gain.exporter > 0
    assert gain.importer > 0


def test_endurance_shrinks_as_tolerance_shrinks(june_run: Run) -> None:
    def least(tolerance: float) -> dict[str, int]:
        return {e.place: e.horizon if e.months is None else e.months for e in endurance(june_run, "2025-04", tolerance)}

    patient, touchy = least(0.3), least(0.02)
    assert all(touchy[place] <= patient[place] for place in patient)
