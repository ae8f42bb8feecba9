"""Other ways to make a magnet: idle at their stated extra cost while Dy and Tb are cheap, used when they are dear."""

from __future__ import annotations

import numpy as np
import pytest
from tests.worlds import seen

from ytterby.market import calibrate, solve
from ytterby.months import month_range
from ytterby.policy import Regime, load_timeline

MONTHS = month_range("2024-01", "2024-12")


def test_a_way_that_costs_more_loses_its_stated_extra_cost_in_the_base_year() -> None:
    world = seen()
    base = load_timeline().compile(world, MONTHS)
    program = calibrate(world, base)
    extra = world.recipes["extra"].reindex(world.plants["recipe"]).to_numpy(float)
    stated = np.flatnonzero(extra > 0)
    assert len(stated)
    assert (world.plants["base"].to_numpy()[stated] == 0).all()
    part = program.activities["plant"]
    price = program.markets["price"].to_numpy(float)
    margin = (program.A.T @ price)[part][stated]
    lost = program.c[part][stated] - margin
    assert lost == pytest.approx(extra[stated] + np.maximum(-margin, 0.0))
    assert (lost > 0).all()


def test_diffusion_enters_when_heavy_oxides_run_out_and_saves_dysprosium() -> None:
    world = seen()
    law = load_timeline().compile(world, MONTHS)
    program = calibrate(world, law)
    clay = world.plants["recipe"].isin(["mine/ionic", "separate/ionic"]).to_numpy()
    closed = law.data.copy(deep=True)
    closed["ceiling"][:] = np.where(clay, 0.0, closed["ceiling"].to_numpy())
    levels = {}
    for name, regime in (("open", law), ("closed", Regime(closed, law.reasons))):
        found = solve(program, regime).data.isel(month=-1)
        levels[name] = dict(
            zip(zip(world.plants["place"], world.plants["recipe"], strict=True), found["level"].to_numpy(), strict=True)
        )
        assert found["price"].sel(good="oxide/Dy", place="CHN") > 0
    for grade in ("NdFeB-low", "NdFeB-high"):
        key = ("CHN", f"diffuse/{grade}")
        assert levels["open"][key] == pytest.approx(0.0, abs=1e-3)
        assert levels["closed"][key] > 100.0
