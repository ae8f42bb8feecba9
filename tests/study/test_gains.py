"""Gains by party, and leverage through quotas, read off a run of the shipped world."""

from __future__ import annotations

import pytest

from ytterby.errors import UnknownName
from ytterby.policy import Timeline
from ytterby.study import Run, leverage, run
from ytterby.world import World


def test_gains_add_up_to_the_accounts_and_name_sector_and_stage(june_run: Run) -> None:
    gains = june_run.gains("2025-05")
    for account in ("consumer_surplus", "producer_surplus", "tariff_revenue", "licence_rent"):
        told = sum(gain.value for gain in gains if gain.account == account)
        assert told == pytest.approx(float(june_run[account].sel(month="2025-05").sum()), rel=1e-9)
    assert [abs(gain.value) for gain in gains] == sorted((abs(gain.value) for gain in gains), reverse=True)
    users = {gain.of for gain in gains if gain.party == "users"}
    assert users <= set(june_run.study.world.sectors.index)
    makers = {gain.of for gain in gains if gain.party == "makers"}
    assert makers <= set(june_run.study.world.recipes["stage"]) | set(june_run.study.world.goods.index)
    with pytest.raises(UnknownName, match="2031-01"):
        june_run.gains("2031-01")


def test_an_export_quota_is_leverage_like_a_licence(june_world: World) -> None:
    months = ("2025-01",)
    lanes = june_world.lanes
    own = lanes[(lanes["good"] == "oxide/Y") & (lanes["origin"] == "CHN")]
    quota = {
        "id": "chn/quota-made-up",
        "kind": "quota",
        "issuer": "CHN",
        "title": "A quota made up",
        "scope": {"goods": ["oxide/Y"], "origins": ["CHN"]},
        "history": [
            {
                "from": "2025-01-01",
                "source": "what-if",
                "set": {"tonnes": 0.6 * float(own["base"].sum()), "per": "month", "direction": "export"},
            }
        ],
    }
    free, held = (run(june_world, law, months) for law in (Timeline(), Timeline().add(quota)))
    rents = [{row.over: row.rent for row in leverage(found, "2025-01", "CHN") if row.good == "oxide/Y"} for found in (free, held)]
    assert max(rents[0].values()) <= 1e-3
    assert float(held.outcome.data["group_rent"].max()) > 1.0
    assert min(rents[1].values()) == pytest.approx(float(held.outcome.data["group_rent"].max()), rel=1e-6)
