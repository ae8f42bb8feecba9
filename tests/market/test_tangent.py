"""How a path moves with its law is what a small change of the law does to every month solved anew."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import xarray as xr
from tests.market.made_up import Frames, free, on, world

from ytterby.market import Behaviour, Outcome, calibrate, solve
from ytterby.policy import Regime

MONTHS = ("2025-01", "2025-02", "2025-03")
SMALL = 1e-4
READ = ("flow_lane", "price", "delivered", "stock", "level", "rent", "group_rent", "tariff_revenue", "consumer_surplus",
        "producer_surplus", "licence_rent", "state_spending", "reserve_held", "markup")  # fmt: skip


def stirred(seed: int) -> tuple[Frames, Regime]:
    """Duties, caps, a quota that carries over, a tariff-rate quota, a floor and a reserve, different every month."""
    rng, frames = np.random.default_rng(seed), world()
    law = free(frames, MONTHS, groups=2, floors=(("USA", "oxide/NdPr"),), reserves=(("JPN", "oxide/NdPr"),))
    data = law.data
    shape = data["duty"].shape
    data["duty"][:] = rng.choice([0.0, 0.0, 0.1, 0.25], shape[1])
    data["levy"][:] = rng.choice([0.0, 0.5], shape[1])
    data["export_duty"][:] = rng.choice([0.0, 0.15], shape[1])
    capped = on(frames, origin="CHN", good="oxide/Dy") | on(frames, origin="CHN", good="magnet/N", destination="USA")
    data["cap"][:, capped] = rng.uniform(0.5, 0.95, (len(MONTHS), 1)) * frames.lanes["base"].to_numpy()[capped]
    data["member"][0] = on(frames, good="magnet/N", origin="CHN", destination="ROW").astype(float)
    data["member"][1] = on(frames, good="oxide/NdPr", origin="CHN", destination="JPN").astype(float)
    data["group_cap"][:, 0] = rng.uniform(400.0, 900.0, len(MONTHS))
    data["group_carry"][:, 0] = 300.0
    data["group_cap"][:, 1] = rng.uniform(50.0, 150.0, len(MONTHS))
    data["over_duty"][:, 1] = 0.3
    data["reserve_buy"][:, 0] = 3.0
    data["reserve_below"][:, 0] = 500.0
    data["floor_price"][:, 0] = 80.0
    return frames, law


def rates(law: Regime, seed: int) -> dict[str, np.ndarray[Any, np.dtype[np.float64]]]:
    """A direction in which all numbers of the law that mean anything move."""
    rng = np.random.default_rng(seed + 1)
    found = {}
    for name, size in (("duty", 0.1), ("levy", 0.2), ("export_duty", 0.1), ("cap", 1.0), ("group_cap", 5.0), ("over_duty", 0.1),
                       ("reserve_buy", 0.5), ("floor_price", 1.0)):  # fmt: skip
        value = law.data[name].to_numpy()
        found[name] = np.where(np.isfinite(value) & (value > 0), size * rng.normal(size=value.shape), 0.0)
    return found


def moved(law: Regime, by: dict[str, np.ndarray[Any, np.dtype[np.float64]]], step: float) -> Regime:
    data = law.data.copy(deep=True)
    for name, rate in by.items():
        data[name][:] = data[name] + step * rate
    return Regime(data, law.reasons)


def compared(frames: Frames, law: Regime, seed: int, behaviour: Behaviour | None = None) -> tuple[int, int, int]:
    """Numbers that were smooth and agreed, smooth and did not, and not smooth (seen or named)."""
    program = calibrate(
        frames.world, free(frames, MONTHS, 2, (("USA", "oxide/NdPr"),), (("JPN", "oxide/NdPr"),)), behaviour=behaviour
    )
    found, by = solve(program, law), rates(law, seed)
    tangent = found.tangents(len(MONTHS)).along(by)

    def read(out: Outcome | xr.Dataset) -> dict[str, np.ndarray[Any, np.dtype[np.float64]]]:
        data = out.data.isel(month=-1) if isinstance(out, Outcome) else out.isel(month=0)
        return {name: data[name].to_numpy().astype(float) for name in READ}

    at, up, down = read(found), read(solve(program, moved(law, by, SMALL))), read(solve(program, moved(law, by, -SMALL)))
    one, other = read(tangent.up), read(tangent.down)
    agreed = differed = rough = 0
    for name in READ:
        exact = (one[name] - other[name]) / tangent.apart
        rise, fall = (up[name] - at[name]) / SMALL, (at[name] - down[name]) / SMALL
        size = 1.0 + np.abs(rise).max(initial=0.0, where=np.isfinite(rise))
        smooth = np.abs(rise - fall) <= 1e-3 * size
        close = np.abs(exact - 0.5 * (rise + fall)) <= 1e-3 * size
        rough += int((~smooth & np.isfinite(rise)).sum())
        agreed, differed = agreed + int((smooth & close).sum()), differed + int((smooth & ~close).sum())
        assert (np.isnan(exact) == np.isnan(at[name])).all()
    return (agreed, 0, rough + differed) if tangent.edges else (agreed, differed, rough)


@pytest.mark.parametrize("seed", range(6))
def test_the_third_month_moves_as_a_small_change_of_three_months_moves_it(seed: int) -> None:
    agreed, differed, rough = compared(*stirred(seed), seed)
    assert differed == 0
    assert agreed > 20 * rough


def test_it_does_so_with_exporters_that_know_their_weight() -> None:
    agreed, differed, rough = compared(*stirred(7), 7, Behaviour().with_conduct("CHN:oxide/NdPr=0.4"))
    assert differed == 0
    assert agreed > 20 * rough


def test_a_quota_about_to_bind_is_named() -> None:
    frames = world()
    law = free(frames, MONTHS[:1], groups=1)
    rows = on(frames, good="magnet/N", origin="CHN", destination="ROW")
    law.data["member"][0] = rows.astype(float)
    law.data["group_cap"][:] = float(frames.lanes["base"].to_numpy()[rows][0])
    program = calibrate(frames.world, free(frames, MONTHS[:1], groups=1))
    tangent = solve(program, law).tangents(1).along({"group_cap": np.ones((1, 1))})
    assert any("group 0" in edge for edge in tangent.edges)
    law.data["group_cap"][:] *= 0.9
    assert not solve(program, law).tangents(1).along({"group_cap": np.ones((1, 1))}).edges
