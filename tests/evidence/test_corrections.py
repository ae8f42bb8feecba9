"""An error in a list of sources is mended by the ledger, and the ledger notices when the list changes."""

from pathlib import Path

import pytest

from ytterby.errors import BadTable
from ytterby.evidence import load_sources

ROW = "source_id,title,publisher,date,url,retrieved_via\none,A title,A publisher,2025-06-15,,stored\n"
ENTRY = "- {source_id: one, column: date, was: '%s', is: '2025-06-12', reason: written before, status: open}\n"


def folder(tmp_path: Path, was: str) -> Path:
    (tmp_path / "list.csv").write_text(ROW, encoding="utf-8")
    (tmp_path / "corrections.yaml").write_text(ENTRY % was, encoding="utf-8")
    return tmp_path


def test_a_correction_changes_what_the_list_says(tmp_path: Path) -> None:
    assert str(load_sources(folder(tmp_path, "2025-06-15"))["one"].published) == "2025-06-12"


def test_a_correction_of_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadTable, match="Close or drop the correction"):
        load_sources(folder(tmp_path, "2025-06-14"))
