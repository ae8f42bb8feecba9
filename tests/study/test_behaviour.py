"""What a world's own folder states of behaviour acts in its runs, and a fault in it is told with its line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ytterby.errors import BadInput
from ytterby.market import Behaviour
from ytterby.policy import load_timeline
from ytterby.study import run
from ytterby.world import World, load_world


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shipped = load_world(name="tungsten").folder
    assert shipped is not None
    return Path(shutil.copytree(shipped, tmp_path / "mine"))


def test_a_behaviour_beside_a_world_acts_unless_another_is_given(folder: Path) -> None:
    law, months = load_timeline(), ("2025-03",)
    plain = run(load_world(name=str(folder)), law, months)
    assert plain.markups == ()
    text = "conduct:\n  - {place: CHN, good: oxide/W, conduct: 0.2, assumed: a guess}\n"
    (folder / "behaviour.yaml").write_text(text, encoding="utf-8")
    world = load_world(name=str(folder))
    weighty = run(world, law, months)
    assert [row.place for row in weighty.markups] == ["CHN"]
    assert weighty.study.hash != plain.study.hash
    assert run(world, law, months, behaviour=Behaviour()).markups == ()
    (folder / "behaviour.yaml").write_text(text.replace("0.2", "2"), encoding="utf-8")
    with pytest.raises(BadInput, match=r"behaviour\.yaml:2"):
        run(world, law, months)


def test_no_shipped_world_states_any() -> None:
    assert [name for name in World.shipped() if Behaviour.beside(load_world(name=name)) is not None] == []
