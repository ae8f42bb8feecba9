"""From reports to one cited page: what must hold for any reports, and what the bundled ones must show."""

from datetime import date
from pathlib import Path

import pytest

from ytterby.brief import Brief, brief, sample_reports
from ytterby.errors import BadDocument, NothingKnown
from ytterby.evidence import load_sources
from ytterby.policy import load_timeline

SHARED = Path(__file__).resolve().parents[3] / "shared" / "evidence" / "seeds"


@pytest.fixture(scope="module")
def page() -> Brief:
    return brief(sample_reports())


def test_every_entry_cites(page: Brief) -> None:
    told = page.as_dict()
    for key in ("claims", "conflicts", "instruments", "impact", "advice"):
        assert told[key], key
        assert all(entry["cites"] for entry in told[key]), key


def test_every_quote_stands_in_its_document(page: Brief) -> None:
    texts = {d.id: Path(d.path).read_text(encoding="utf-8") for d in page.documents}
    assert all(texts[c.document][c.start : c.end] == c.quote for c in page.claims)


def test_the_as_of_date_is_the_newest_that_the_documents_support(page: Brief) -> None:
    assert page.as_of == "2025-06-13"
    assert "2025-06-13" in page.as_of_basis


def test_the_reports_disagree_on_the_list_of_april_and_on_chinas_share(page: Brief) -> None:
    quotes = [(c.type, c.quote_a + " | " + c.quote_b) for c in page.conflicts]
    assert any(kind == "conflict" and "neodymium" in both and "samarium" in both for kind, both in quotes)
    assert any(kind in ("near", "agree") and "percent" in both for kind, both in quotes)


def test_the_extension_of_the_truce_is_proposed_and_simulated(page: Brief) -> None:
    assert any(i.status == "new" and i.start == "2025-08-12" and "duty" in i.title.lower() for i in page.instruments)
    assert page.runs["known"] != page.runs["proposed"]


def test_the_page_is_certified(page: Brief) -> None:
    assert page.certificate["kkt"] <= 1e-6
    assert page.certificate["local"] <= 1e-3


@pytest.mark.parametrize("as_of", ["2025-04-10", pytest.param("2025-05-20", marks=pytest.mark.slow)])
def test_nothing_published_later_leaks_in(as_of: str) -> None:
    told = brief(sample_reports()[:1], as_of=as_of)
    limit = date.fromisoformat(as_of)
    sources = load_sources()
    cited = {name for entry in told.impact for name in entry.cites if name in sources}
    assert all((sources[name].published or date.min) <= limit for name in cited)
    assert all(s.published is None or s.published <= as_of for s in told.sources)
    later = {i.id for i in load_timeline().instruments} - {i.id for i in load_timeline().known_on(as_of).instruments}
    assert not later & {name for entry in told.impact for name in entry.cites}


def test_a_report_about_something_else_is_answered_honestly(tmp_path: Path) -> None:
    recipe = tmp_path / "soup.txt"
    recipe.write_text(
        "Fry the onions in butter until they are soft, add the stock and simmer for twenty minutes.\n", encoding="utf-8"
    )
    with pytest.raises(NothingKnown, match="nothing here that the model knows"):
        brief([recipe])


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02\x03" * 64, "汉".encode() * 400])
def test_what_cannot_be_read_is_refused_clearly(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "odd.txt"
    path.write_bytes(content)
    with pytest.raises((BadDocument, NothingKnown)):
        brief([path])


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadDocument, match=r"none\.txt"):
        brief([tmp_path / "none.txt"])


@pytest.mark.skipif(not SHARED.is_dir(), reason="the five reports are not on this machine")
def test_the_five_reports_of_june_2025_give_a_page() -> None:
    told = brief(sorted(SHARED.glob("*.txt")), published=None)
    assert len(told.documents) == 5
    assert {e.kind for e in told.impact} >= {"change", "price", "shortage", "binding"}
    assert any(c.type == "conflict" for c in told.conflicts)
    assert told.advice


def test_a_made_up_notice_becomes_the_right_law_and_changes_the_result(tmp_path: Path) -> None:
    notice = tmp_path / "notice.txt"
    notice.write_text(
        "Ministry of Commerce notice\nPublished 12 January 2027\n"
        "From 1 March 2027 Chinese exporters of tungsten and yttrium to Japan need a licence valid for six months; military "
        "users are excluded. Japanese imports of magnets from China carry a duty of 25 %.\n",
        encoding="utf-8",
    )
    told = brief([notice])
    licence, duty = (next(i for i in told.instruments if i.status == "new" and word in i.title) for word in ("Licence", "Duty"))
    assert licence.start == duty.start == "2027-03-01"
    assert "validity months 6" in licence.effect
    assert "military" in licence.effect
    assert "25" in duty.effect
    assert told.runs["known"] != told.runs["proposed"]
    assert any(e.kind == "binding" and "oxide/Y CHN->JPN" in e.text for e in told.impact) or any(
        e.good == "oxide/Y" and e.place == "JPN" and e.known != e.proposed for e in told.impact
    )
