"""Shapes of demand and substitution on a world: the base year stands, each shape is the one stated, and accounts follow it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.market.made_up import free, on, two_exporters, world
from tests.market.test_tangent import compared, stirred
from tests.worlds import seen

from ytterby.errors import BadInput, BadTable
from ytterby.market import Behaviour, Options, Program, calibrate, solve
from ytterby.policy import load_timeline

MONTHS_OF_2024 = tuple(f"2024-{month:02d}" for month in range(1, 13))
GOOD, MONTHS = "concentrate/bast", ("2025-01",)
WHY = "made up"


def stated(**rows: object) -> Behaviour:
    return Behaviour.model_validate(rows)


def form(**row: object) -> Behaviour:
    return stated(demand=[{"assumed": WHY, **row}])


def price_where_little_comes(elasticity: float, left: float, behaviour: Behaviour | None) -> float:
    """Price in JPN as a multiple of the base price when only a share of base use can come."""
    frames = two_exporters(elasticity)
    law = free(frames, MONTHS)
    program = calibrate(frames.world, law, behaviour=behaviour)
    law.data["cap"][:] = left * frames.lanes["base"].to_numpy()
    base = frames.prices.set_index(["place", "good"])["usd_per_kg"]["JPN", GOOD]
    return float(solve(program, law).data["price"].sel(place="JPN", good=GOOD)[0]) / float(base)


shapes = st.sampled_from(["linear", "semi-log", "iso-elastic"])
step = st.fixed_dictionaries({"price": st.sampled_from([0.5, 0.8, 1.5, 3.0, 8.0]), "share": st.floats(0.02, 0.3)})


@settings(max_examples=10, deadline=None)
@given(shapes, st.floats(1.5, 100.0), st.lists(step, max_size=3))
def test_whatever_the_shape_the_base_year_stands(shape: str, choke: float, steps: list[dict[str, float]]) -> None:
    frames = world()
    law = free(frames, MONTHS)
    law.data["duty"][:, on(frames, destination="USA")] = 0.1
    behaviour = form(shape=shape, choke=None if shape == "linear" else choke, steps=steps)
    found = solve(calibrate(frames.world, law, behaviour=behaviour), law)
    np.testing.assert_allclose(found.data["flow_lane"][0], frames.lanes["base"], atol=1e-3)
    np.testing.assert_allclose(found.data["delivered"][0], frames.demand["base"], rtol=1e-5)
    assert float(found.data["shortage"].max()) <= 1e-3


@settings(max_examples=10, deadline=None)
@given(st.floats(0.2, 2.0), st.floats(0.3, 0.98), st.floats(2.0, 50.0))
def test_what_is_left_is_worth_what_each_curve_says(elasticity: float, left: float, choke: float) -> None:
    by_shape = {
        "linear": 1 + (1 - left) / elasticity,
        "semi-log": min(np.exp((1 - left) / elasticity), choke),
        "iso-elastic": min(left ** (-1 / elasticity), choke),
    }
    for shape, ratio in by_shape.items():
        behaviour = form(shape=shape, choke=None if shape == "linear" else choke)
        assert price_where_little_comes(elasticity, left, behaviour) == pytest.approx(ratio, rel=1e-4)


def test_a_step_holds_the_price_while_it_leaves() -> None:
    # linear, elasticity 0.5: the price doubles at half of the rest; a quarter of all leaves at 1.4 times the base price
    behaviour = form(steps=[{"price": 1.4, "share": 0.25}])
    # worth of the rest (0.75) falls by 2 per unit of base use: 1.4 is reached when 0.2 of it has gone, then the step goes
    assert price_where_little_comes(0.5, 0.9, behaviour) == pytest.approx(1.2, rel=1e-6)
    for left in (0.78, 0.7, 0.56):
        assert price_where_little_comes(0.5, left, behaviour) == pytest.approx(1.4, rel=1e-6)
    assert price_where_little_comes(0.5, 0.5, behaviour) == pytest.approx(1.5, rel=1e-6)


@pytest.mark.parametrize("shape", ["linear", "semi-log", "iso-elastic"])
def test_steps_leave_the_elasticity_of_the_row(shape: str) -> None:
    behaviour = form(shape=shape, choke=20.0 if shape == "iso-elastic" else None, steps=[{"price": 3.0, "share": 0.4}])
    little = 1e-3
    assert (price_where_little_comes(0.6, 1 - little, behaviour) - 1) / little == pytest.approx(1 / 0.6, rel=1e-2)


def substituting(first: float, second: float) -> tuple[Program, Behaviour]:
    frames = world()
    pairs = (("oxide/NdPr", "oxide/Dy", first), ("oxide/Dy", "oxide/NdPr", second))
    rows = [{"sector": "industry", "good": a, "other": b, "elasticity": e, "assumed": WHY} for a, b, e in pairs]
    frames.goods.loc["oxide/Dy", "split"] = False
    for frame in (frames.demand, frames.lanes):
        frame.loc[frame["good"] == "oxide/Dy", "end_use"] = "any"
    frames.demand.loc[frames.demand["good"] == "oxide/NdPr", "end_use"] = "any"
    behaviour = stated(substitutes=rows)
    return calibrate(frames.world, free(frames, MONTHS), behaviour=behaviour), behaviour


@settings(max_examples=10, deadline=None)
@given(st.floats(-0.05, 0.15), st.floats(-0.05, 0.15), st.floats(0.4, 1.0), st.floats(0.4, 1.0))
def test_users_take_what_both_prices_say(first: float, second: float, dy: float, ndpr: float) -> None:
    program, _ = substituting(first, second)
    frames = world()
    law = free(frames, MONTHS)
    for good, left in (("oxide/Dy", dy), ("oxide/NdPr", ndpr)):
        rows = on(frames, good=good, destination="ROW")
        law.data["cap"][:, rows] = left * frames.lanes["base"].to_numpy()[rows]
    data = solve(program, law).data
    p = {good: float(data["price"].sel(place="ROW", good=good)[0]) for good in ("oxide/Dy", "oxide/NdPr")}
    p0 = {good: float(frames.prices.set_index(["place", "good"])["usd_per_kg"]["ROW", good]) for good in p}
    uses = program.uses
    for good, other, cross in (("oxide/NdPr", "oxide/Dy", first), ("oxide/Dy", "oxide/NdPr", second)):
        row = int(np.flatnonzero((uses["place"] == "ROW") & (uses["good"] == good))[0])
        own = float(uses["elasticity"].iloc[row])
        said = float(uses["base"].iloc[row]) * (1 - own * (p[good] / p0[good] - 1) + cross * (p[other] / p0[other] - 1))
        assert float(data["delivered"][0, row]) == pytest.approx(said, rel=1e-4)


def test_with_substitution_the_base_year_stands_and_a_dear_good_sends_users_to_the_other() -> None:
    (program, _), frames = substituting(0.1, 0.02), world()
    law = free(frames, MONTHS)
    np.testing.assert_allclose(solve(program, law).data["flow_lane"][0], frames.lanes["base"], atol=1e-3)
    rows = on(frames, good="oxide/Dy", destination="ROW")
    law.data["cap"][:, rows] = 0.5 * frames.lanes["base"].to_numpy()[rows]
    found = solve(program, law).data
    use = int(np.flatnonzero((program.uses["place"] == "ROW") & (program.uses["good"] == "oxide/NdPr"))[0])
    assert float(found["delivered"][0, use]) > float(program.uses["base"].iloc[use])


@pytest.mark.parametrize(
    "behaviour",
    [
        form(shape="iso-elastic", choke=12.0),
        form(shape="semi-log", good="magnet/*"),
        form(steps=[{"price": 1.05, "share": 0.2}, {"price": 0.9, "share": 0.2}]),
        stated(
            substitutes=[  # NdPr there is worth 4.8 times Dy: symmetric in quantities
                {"place": "*A;JPN;ROW", "good": "oxide/NdPr", "other": "oxide/Dy", "elasticity": 0.05, "assumed": WHY},
                {"place": "*A;JPN;ROW", "good": "oxide/Dy", "other": "oxide/NdPr", "elasticity": 0.24, "assumed": WHY},
            ]
        ),
    ],
    ids=["iso-elastic", "semi-log", "steps", "substitutes"],
)
def test_a_dearer_month_costs_users_what_they_take_times_the_rise(behaviour: Behaviour) -> None:
    """Hotelling: what users lose is the sum of what they take times the rise."""
    frames = world()
    if behaviour.substitutes:
        frames.goods.loc["oxide/Dy", "split"] = False
        for frame in (frames.demand, frames.lanes):
            frame.loc[frame["good"] == "oxide/Dy", "end_use"] = "any"
        frames.demand.loc[frames.demand["good"] == "oxide/NdPr", "end_use"] = "any"
    program = calibrate(frames.world, free(frames, MONTHS), behaviour=behaviour)
    runs = []
    for levy in (0.0, 0.02):
        law = free(frames, MONTHS)
        law.data["levy"][:, on(frames, destination="USA")] = levy
        runs.append(solve(program, law).data.isel(month=0))
    before, after = runs
    lost = float((before["consumer_surplus"] - after["consumer_surplus"]).sum())
    paid = 0.0
    for row, use in frames.demand.iterrows():
        name = "price_military" if use["end_use"] == "military" else "price"
        rise = float((after[name] - before[name]).sel(place=use["place"], good=use["good"]))
        paid += rise * 0.5 * float(before["delivered"][row] + after["delivered"][row])
    assert lost == pytest.approx(paid, rel=2e-3)


def test_derivatives_of_a_path_hold_with_every_shape() -> None:
    for behaviour in (form(shape="iso-elastic", choke=9.0, steps=[{"price": 4.0, "share": 0.2}]), form(shape="semi-log")):
        agreed, differed, rough = compared(*stirred(3), 3, behaviour)
        assert differed == 0
        assert agreed > 20 * rough


def test_months_that_look_ahead_know_the_shapes_too() -> None:
    frames = world()
    law = free(frames, ("2025-01", "2025-02"))
    law.data["cap"][1, on(frames, origin="CHN", destination="JPN")] = 0.5
    program = calibrate(frames.world, free(frames, MONTHS), behaviour=form(shape="iso-elastic", choke=20.0))
    assert solve(program, law, options=Options(ahead=2)).certificate.holds


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ({"demand": [{"good": "oxide/Xx", "assumed": WHY}]}, "some use of the world"),
        (
            {"demand": [{"good": "magnet/*", "shape": "semi-log", "assumed": WHY},
                        {"good": "oxide/*", "shape": "iso-elastic", "choke": 9, "assumed": WHY}]},
            "one bent shape",
        ),
        ({"substitutes": [{"good": "oxide/NdPr", "other": "magnet/N", "elasticity": 0.1, "assumed": WHY}]}, "uses both"),
        (
            {"substitutes": [{"good": "oxide/NdPr", "other": "oxide/Dy", "elasticity": 2.0, "assumed": WHY}]},
            "monotone",
        ),
    ],
)  # fmt: skip
def test_what_no_market_can_answer_is_refused(rows: dict[str, object], said: str) -> None:
    frames = world()
    frames.demand.loc[frames.demand["good"] == "oxide/NdPr", "end_use"] = "civil"
    with pytest.raises(BadTable, match=said):
        calibrate(frames.world, free(frames, MONTHS), behaviour=stated(**rows))


def test_every_misspelt_name_of_a_row_of_demand_is_told_with_its_near_miss() -> None:
    frames = world()
    rows = [{"good": "oxide/NdPrr", "place": "JPM", "assumed": WHY}, {"sector": "evv", "good": "oxide/NdPr", "assumed": WHY}]
    with pytest.raises(BadTable) as caught:
        calibrate(frames.world, free(frames, MONTHS), behaviour=stated(demand=rows))
    told = str(caught.value)
    for where, near in (("row 1, good", "'oxide/NdPr'"), ("row 1, place", "'JPN'"), ("row 2, sector", "Known: ")):
        assert where in told
        assert near in told


def test_the_file_shown_in_the_docs_fits_the_shipped_world(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "rooms" / "market.md").read_text(encoding="utf-8")
    path = tmp_path / "behaviour.yaml"
    path.write_text(page.split("```yaml\n")[1].split("```")[0], encoding="utf-8")
    base = load_timeline().compile(seen(), MONTHS_OF_2024)
    program = calibrate(seen(), base, behaviour=Behaviour.read(path))
    assert program.H is not None
    assert program.curve is not None
    assert program.piece_use is not None
    assert program.weight is not None
    found = solve(program, load_timeline().compile(seen(), ("2025-05",)))
    assert found.certificate.holds


def test_a_file_states_all_of_it_and_every_fault_of_it_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "behaviour.yaml"
    path.write_text(
        "demand:\n"
        "  - {good: 'magnet/*', steps: [{price: 2, share: 0.2}], assumed: a ferrite motor at twice the price}\n"
        "substitutes:\n"
        "  - {good: magnet/SmCo, other: magnet/NdFeB-high, elasticity: 0.02, assumed: both serve hot motors}\n"
        "conduct:\n"
        "  - {place: CHN, good: oxide/Dy, conduct: 0.3, assumed: a guess}\n",
        encoding="utf-8",
    )
    found = Behaviour.read(path)
    assert (len(found.demand), len(found.substitutes), len(found.conduct)) == (1, 1, 1)
    path.write_text(
        "demand:\n  - {shape: iso-elastic, assumed: x}\n  - {shape: linear}\n  - {steps: [{price: 1, share: 0.2}], assumed: x}\n"
    )
    with pytest.raises(BadInput) as refused:
        Behaviour.read(path)
    told = str(refused.value)
    assert "behaviour.yaml:2" in told
    assert "choke above 1" in told
    assert "source" in told
    assert "above or below 1" in told
