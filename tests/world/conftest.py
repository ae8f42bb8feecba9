from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.worlds import seen

from ytterby.world import World
from ytterby.world.tables import FOLDER


@pytest.fixture(scope="session")
def world() -> World:
    return seen()


@pytest.fixture(scope="session")
def june() -> World:
    return seen("2025-06-13")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped world that a test may spoil."""
    return Path(shutil.copytree(FOLDER / "rare-earths", tmp_path / "mine"))
