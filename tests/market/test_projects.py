"""Projects that come on line: worked by hand in a world of one mine, and as laws in the shipped one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from tests.market.made_up import Frames, free
from tests.worlds import base_month, seen

from ytterby.errors import BadTable, UnknownName
from ytterby.market import Options, Outcome, calibrate, solve
from ytterby.market.projects.entry import Entry
from ytterby.months import month_range
from ytterby.policy import load_timeline

MONTHS = month_range("2025-01", "2025-12")
QUICK = Entry.shipped(average=3, lead_mine=2)


def one_mine(status: str = "planned", start: str = "2025-01", place: str = "A", seen_in: str = "") -> Frames:
    """A mines 100 t of ore at 10 USD/kg and uses them, elasticity 1; a project could mine 20 t more."""
    committed = status == "construction"
    works = pd.DataFrame(
        [
            ("A", "mine", 100.0, 100.0, "", "", "", "", False, ""),
            (place, "mine", 0.0, 20.0, "pit", start, status, "mine", committed, seen_in),
        ],
        columns=["place", "recipe", "base", "capacity", "project", "start", "status", "stage", "committed", "seen"],
    )
    lanes = [("ore", "A", "B", "any", 0.0, 0.4, ""), ("ore", "B", "A", "any", 0.0, 0.4, "pit")]
    ore = ["ore"]
    return Frames(
        places=pd.DataFrame({"name": ["A", "B"]}, index=pd.Index(["A", "B"], name="place")),
        goods=pd.DataFrame({"stage": ["mine"], "split": [False]}, index=pd.Index(ore, name="good")),
        recipes=pd.DataFrame({"level": ore, "stage": ["mine"]}, index=pd.Index(["mine"], name="recipe")),
        recipe_goods=pd.DataFrame([("mine", "ore", 1.0)], columns=["recipe", "good", "coef"]),
        plants=works,
        lanes=pd.DataFrame(lanes, columns=["good", "origin", "destination", "end_use", "base", "freight", "project"]),
        demand=pd.DataFrame(
            [("A", "smelters", "ore", "any", 100.0, 1.0)], columns=["place", "sector", "good", "end_use", "base", "elasticity"]
        ),
        stocks=pd.DataFrame({"place": [], "good": [], "tonnes": [], "target": []}).astype({"tonnes": float, "target": float}),
        prices=pd.DataFrame([("A", "ore", 10.0), ("B", "ore", 9.0)], columns=["place", "good", "usd_per_kg"]),
        surplus=pd.DataFrame({"place": [], "good": [], "tonnes": []}),
    )


def solved(frames: Frames, share: float = 1.0, start: int = 3, stop: int = 99, options: Options | None = None) -> Outcome:
    """The standing mine may use a share of its capacity in some months."""
    law = free(frames, MONTHS)
    law.data["ceiling"][start:stop, 0] = share
    return solve(calibrate(frames.world, free(frames, MONTHS)), law, options=options or Options(entry=QUICK))


def ore(found: Outcome) -> tuple[np.ndarray, np.ndarray]:
    return found.data["price"].sel(good="ore", place="A").to_numpy(), found.data["level"].to_numpy()[:, 1]


def test_committed_works_come_on_line_as_announced_and_run_at_what_running_costs() -> None:
    price, level = ore(solved(one_mine("construction", "2025-04")))
    assert price[:3] == pytest.approx(10.0)
    assert level[:3] == pytest.approx(0.0)
    # use 200 - 10 p, the old mine 20 (p - 5); the new one costs 0.7 x 13 at nothing and 13 at 20 t
    slope = 0.3 * 13.0 / 20.0
    p = (200.0 + 100.0 + 9.1 / slope) / (10.0 + 20.0 + 1.0 / slope)
    assert price[3:] == pytest.approx(p, rel=1e-6)
    assert level[3:] == pytest.approx((p - 9.1) / slope, rel=1e-6)


def test_planned_works_are_decided_by_the_mean_price_and_come_after_the_lead_time() -> None:
    found = solved(one_mine(), share=0.3)
    price, level = ore(found)
    # 30 t: the price is 17; means of three months are 10, 12.33, 14.67: above the 13 it costs in May, and it runs in July
    assert price[3:6] == pytest.approx(17.0)
    assert level[:6] == pytest.approx(0.0)
    assert level[6:] == pytest.approx(20.0)
    assert price[6:] == pytest.approx(15.0)
    (pit,) = found.projects
    assert (pit.decided, pit.opens) == ("2025-05", "2025-07")
    assert pit.costs == pytest.approx(13.0)
    assert pit.earns == pytest.approx((10.0 + 17.0 + 17.0) / 3)


def test_works_that_were_still_planned_on_a_day_are_not_decided_before_it() -> None:
    (pit,) = solved(one_mine(seen_in="2025-07"), share=0.3).projects
    assert (pit.decided, pit.opens) == ("2025-07", "2025-09")
    (early,) = solved(one_mine(seen_in="2024-12"), share=0.3).projects
    assert early.decided == "2025-05"


def test_what_is_built_stays_and_runs_at_prices_that_would_not_have_built_it() -> None:
    price, level = ore(solved(one_mine(), share=0.3, stop=7))
    assert price[-1] < 10.0
    assert 0.0 < level[-1] < 20.0


def test_works_that_do_not_pay_stay_out_and_say_why() -> None:
    found = solved(one_mine(), share=0.8)
    (pit,) = found.projects
    assert ore(found)[1] == pytest.approx(0.0)
    assert (pit.opens, pit.decided) == ("", "")
    assert pit.earns == pytest.approx(12.0)
    assert "do not cover" in pit.why


def test_works_whose_status_does_not_fit_the_day_say_so() -> None:
    (late,) = solved(one_mine("construction", "2025-04", seen_in="2025-06")).projects
    assert "but construction is its latest status" in late.why
    (due,) = solved(one_mine("construction", "2025-08", seen_in="2025-06")).projects
    assert due.why == "construction, announced for 2025-08"


def test_announced_starts_can_slip() -> None:
    late = ore(solved(one_mine("construction", "2025-04"), options=Options(entry=Entry.shipped(slip=2))))[1]
    assert late[:5] == pytest.approx(0.0)
    assert (late[5:] > 1.0).all()


def test_works_where_nothing_trades_reckon_with_the_price_abroad_less_the_way() -> None:
    found = solved(one_mine(place="B"), share=0.3)
    (pit,) = found.projects
    # at base prices B's ore costs 0.4 of freight, 0.6 that nobody took for shipping it, and 0.5 to open the lane
    assert pit.earns == pytest.approx((8.5 + 15.5 + 15.5) / 3, rel=1e-6)
    assert pit.decided == "2025-05"


def test_a_floor_counts_as_the_price_a_works_can_expect() -> None:
    frames = one_mine()
    law = free(frames, MONTHS, floors=(("A", "ore"),))
    law.data["floor_price"][4:] = 20.0
    found = solve(calibrate(frames.world, free(frames, MONTHS)), law, options=Options(entry=QUICK))
    (pit,) = found.projects
    assert pit.decided == "2025-05"
    assert pit.earns == pytest.approx((10.0 + 10.0 + 20.0) / 3, rel=1e-6)


def test_a_law_that_bars_the_way_keeps_works_out() -> None:
    frames = one_mine(place="B")
    law = free(frames, MONTHS)
    law.data["ceiling"][:, 0] = 0.3
    law.data["cap"][:, 1] = 0.0
    found = solve(calibrate(frames.world, free(frames, MONTHS)), law, options=Options(entry=QUICK))
    assert found.projects[0].decided == ""


@pytest.mark.parametrize("lead", [1, 3, 6])
def test_more_lead_time_never_brings_capacity_earlier(lead: int) -> None:
    opens = [solved(one_mine(), 0.3, options=Options(entry=Entry.shipped(average=3, lead_mine=n))) for n in (lead, lead + 1)]
    assert opens[0].projects[0].opens < opens[1].projects[0].opens


@pytest.mark.parametrize("shared", [2, 5, 8])
def test_a_path_taken_up_in_the_middle_is_the_same_path(shared: int) -> None:
    frames = one_mine()
    whole = solved(frames, share=0.3)
    law = free(frames, MONTHS)
    law.data["ceiling"][3:, 0] = 0.3
    program = calibrate(frames.world, free(frames, MONTHS))
    again = whole.resume(program, law, shared, Options(entry=QUICK))
    np.testing.assert_array_equal(again.data["level"], whole.data["level"])
    assert again.projects == whole.projects


def test_committed_works_are_foreseen_by_those_who_look_ahead() -> None:
    seeing = solved(one_mine("construction", "2025-04"), options=Options(ahead=4))
    myopic = solved(one_mine("construction", "2025-04"))
    np.testing.assert_allclose(ore(seeing)[1], ore(myopic)[1], rtol=1e-6, atol=1e-6)
    assert seeing.certificate.holds


def test_months_of_the_rule_are_checked() -> None:
    with pytest.raises(BadTable, match="average"):
        Entry.shipped(average=0)
    with pytest.raises(UnknownName, match="lead_mine"):
        Entry.shipped(lead_mines=3)


def test_projects_of_the_shipped_world_leave_its_base_year_as_it_is() -> None:
    world = seen()
    upcoming = world.with_projects()
    assert len(upcoming.plants) > len(world.plants)
    base = load_timeline().compile(upcoming, month_range("2024-01", "2024-12"))
    program = calibrate(upcoming, base)
    program, mean = base_month(program, base)
    mean.data["cap"][:, (upcoming.lanes["project"] != "").to_numpy()] = np.inf
    found = solve(program, mean).data
    np.testing.assert_allclose(found["flow_lane"][0], upcoming.lanes["base"], rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(found["level"][0], upcoming.plants["base"], rtol=1e-4, atol=1e-3)


def test_a_world_without_projects_that_could_start_is_the_same_world() -> None:
    world = seen()
    assert world.with_projects("2024-12") is world
    assert "norra-karr" in world.projects.index[world.projects["status"] == "stopped"]
    assert "norra-karr" not in set(world.with_projects().plants["project"])
    assert len(world.with_projects("2025-12").plants) < len(world.with_projects().plants)


def test_a_floor_where_nothing_is_made_yet_counts_too() -> None:
    frames = one_mine(place="B")
    law = free(frames, MONTHS, floors=(("B", "ore"),))
    law.data["floor_price"][4:] = 20.0
    found = solve(calibrate(frames.world, free(frames, MONTHS)), law, options=Options(entry=QUICK))
    (pit,) = found.projects
    assert pit.decided == "2025-06"
    assert pit.earns == pytest.approx((8.5 + 20.0 + 20.0) / 3, rel=1e-6)
