"""From a notice to accepted law to another equilibrium: from its own day on, and not before it was accepted."""

from pathlib import Path

import pytest
from tests.worlds import seen

from ytterby.brief import weigh
from ytterby.brief.compose import elsewhere
from ytterby.brief.impact import law_changes
from ytterby.errors import UnknownName
from ytterby.policy import Ledger, load_timeline
from ytterby.study import run

NOTICE = """Notice 12

Published 12 June 2025

China said on 12 June 2025 that from 1 August 2025 exporters of yttrium to Japan need a licence valid for six months. Military
users are excluded. From the same day imports of magnets from Japan carry a duty of 25 percent.
"""
MONTHS = ("2025-06", "2025-07", "2025-08", "2025-09")


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    path = tmp_path / "notice.txt"
    path.write_text(NOTICE, encoding="utf-8")
    return path


def test_a_notice_accepted_moves_the_market_from_its_day_on(notice: Path, tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "law")
    before = load_timeline().known_on("2025-06-13")
    weighing = weigh([notice], ledger)
    assert {found.verdict for found in weighing.verdicts} == {"accept"}
    assert ledger.law(before) == before, "nothing is in force before it is accepted"
    weighing.accept(ledger)
    after = ledger.law(load_timeline()).known_on("2025-06-13")
    base = run(seen("2025-06-13"), before, MONTHS)
    hit = run(seen("2025-06-13"), after, MONTHS, after=base)
    for variable, labels in (
        ("price", {"good": "oxide/Y", "place": "JPN"}),
        ("flow", {"good": "magnet/NdFeB", "origin": "JPN", "destination": "CHN"}),
    ):
        known = [str(name) for name in base[variable]["good"].to_numpy()]
        good = next(name for name in known if name.startswith(labels["good"]))
        was, now = (found[variable].sel({**labels, "good": good}).to_numpy() for found in (base, hit))
        assert was[:2] == pytest.approx(now[:2], rel=1e-9), variable
        assert was[2:] != pytest.approx(now[2:], rel=1e-4), variable


def test_weighing_again_finds_it_in_the_law(notice: Path, tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "law")
    assert len(weigh([notice], ledger).accept(ledger)) == 2
    again = weigh([notice], ledger)
    assert {found.verdict for found in again.verdicts} == {"already"}
    assert again.accept(ledger) == ()
    assert len(ledger.acts) == 2


def test_a_ban_without_terms_is_told_as_new_and_no_more(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text("Published 12 June 2025\n\nCongo bans exports of cobalt from 1 August 2025.\n", encoding="utf-8")
    ledger, before = Ledger(tmp_path / "law"), load_timeline()
    weigh([path], ledger).accept(ledger)
    (told,) = law_changes(before, ledger.law(before))
    assert told.text == "Ban on exports of Co to all: new"


def test_law_on_what_the_world_lacks_is_named(notice: Path, tmp_path: Path) -> None:
    notice.write_text(NOTICE.replace("exporters of yttrium", "exporters of tungsten and yttrium"), encoding="utf-8")
    proposals = [found.proposal for found in weigh([notice], Ledger(tmp_path / "law")).verdicts]
    assert elsewhere(proposals, seen("2025-06-13")) == ("W",)


def test_a_name_that_is_not_proposed_is_told_with_the_near_miss(notice: Path, tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="chn/licence-y-jpn-2025"):
        weigh([notice], Ledger(tmp_path), only=["chn/licence-y-jp-2025"])
