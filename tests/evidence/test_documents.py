"""Bytes become text with typed parts: pages, feeds, PDFs, wrapped texts, odd encodings."""

import json
from datetime import date
from pathlib import Path

import pytest
from tests.evidence.made_pdf import lines, pdf

from ytterby.errors import BadDocument
from ytterby.evidence import Document, read, read_text

PAGE = """<!doctype html><html><head><title>Notice 12</title>
<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2026-05-04T09:00:00Z"}</script></head>
<body><nav><a>Home</a></nav><h2>Scope of the control</h2>
<p>Exporters of the following items<br>need a licence:</p>
<ol><li><p>antimony ores</p></li><li>germanium <b>dioxide</b></li></ol><ul><li>gallium arsenide</li></ul>
<table><caption>Duties by product</caption>
<tr><th>product</th><th>rate</th></tr><tr><td><p>magnets</p></td><td>25 %</td></tr></table>
<figure><img src=x><figcaption>A mine in Yunnan.</figcaption></figure>
<div style="display:none">China bans dysprosium exports.</div><p hidden>Japan bans tin.</p>
<form><p>The measure takes effect on 1 June 2026.</p></form></body></html>"""
FEED = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Wire</title>
<item><title>Gallium &amp; germanium</title><link>https://example.org/1</link>
<pubDate>Thu, 12 Jun 2025 08:00:00 GMT</pubDate>
<description>short</description>
<content:encoded><![CDATA[<p>China mines about 70 per cent of all rare earths.</p>]]></content:encoded></item>
<item><title>Broken &nbsp; & bent</title><description>Japan&rsquo;s imports of gallium fell 62% in March 2025.</wrong></item>
<item><title>Tin</title><description>&lt;p&gt;The price of antimony rose by 12% last month.&lt;/p&gt;</description></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title><entry><title type="text">Lithium</title>
<link rel="alternate" href="https://example.org/a"/>
<updated>2026-02-03T01:02:03Z</updated><author><title>not this</title></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">
<p>Australia supplies about 40 per cent of the world's lithium.</p>
<ul><li>tin</li></ul></div></content></entry></feed>"""
WRAPPED = """NOTICE ON EXPORT CONTROLS

The ministry said on 3 May 2026 that exporters of antimony and rare
earths to Japan need a licence from 1 June 2026. Applications take up to
45 working days. The rule covers ores, oxides and
alloys.

1. antimony ores and concentrates of any
   grade
2. germanium dioxide
"""


def only(path: Path, content: str | bytes) -> Document:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    (found,) = read([path]).documents
    return found


def told(document: Document) -> list[tuple[str, str]]:
    return [(part.kind, document.text[part.start : part.end].strip()) for part in document.parts]


def test_a_page_becomes_typed_parts_of_what_is_seen(tmp_path: Path) -> None:
    document = only(tmp_path / "page.html", PAGE)
    assert told(document) == [
        ("heading", "Notice 12"),
        ("heading", "Scope of the control"),
        ("heading", "Exporters of the following items"),
        ("heading", "need a licence:"),
        ("item", "1. antimony ores"),
        ("item", "2. germanium dioxide"),
        ("item", "- gallium arsenide"),
        ("caption", "Duties by product"),
        ("row", "product | rate"),
        ("row", "magnets | 25 %"),
        ("caption", "A mine in Yunnan."),
        ("text", "The measure takes effect on 1 June 2026."),
    ]
    assert document.published == date(2026, 5, 4)


def test_a_feed_gives_a_document_an_item_and_a_broken_item_leaves_the_others(tmp_path: Path) -> None:
    path = tmp_path / "wire.rss"
    path.write_text(FEED, encoding="utf-8")
    found = read([path])
    assert [(d.id, d.path.rpartition("#")[2], d.published, d.published_basis) for d in found.documents] == [
        ("wire-1", "https://example.org/1", date(2025, 6, 12), "stated in the feed"),
        ("wire-2", "2", None, "the text does not say"),
        ("wire-3", "3", None, "the text does not say"),
    ]
    assert {claim.kind for claim in found.claims if claim.doc == "wire-1"} >= {"share"}
    assert {claim.kind for claim in found.claims if claim.doc == "wire-3"} == {"price_change"}
    text = {d.id: d.text for d in found.documents}
    assert all(text[claim.doc][claim.start : claim.end] == claim.quote for claim in found.claims)


def test_an_item_without_anything_whole_is_named(tmp_path: Path) -> None:
    path = tmp_path / "wire.xml"
    path.write_text(FEED.replace("<title>Broken &nbsp; & bent</title>", "<title>Broken"), encoding="utf-8")
    found = read([path])
    assert [d.id for d in found.documents] == ["wire-1", "wire-2"]
    assert "item 2" in found.unread[0]


def test_atom_with_markup_inside_is_read_as_a_page(tmp_path: Path) -> None:
    document = only(tmp_path / "wire.atom", ATOM)
    assert told(document) == [
        ("heading", "Lithium"),
        ("text", "Australia supplies about 40 per cent of the world's lithium."),
        ("item", "- tin"),
    ]
    assert document.published == date(2026, 2, 3)


def test_a_text_wrapped_by_hand_keeps_its_sentences_whole() -> None:
    found = read_text(WRAPPED, published="2026-05-04")
    document = found.documents[0]
    assert document.text == WRAPPED
    assert [kind for kind, _ in told(document)] == ["heading", "text", "item", "item"]
    (control,) = [claim for claim in found.claims if claim.kind == "export_control" and claim.date]
    assert {"Sb", "REE"} <= set(control.objects)
    assert "\n" in control.quote
    assert WRAPPED[control.start : control.end] == control.quote


def test_lines_that_are_paragraphs_are_not_joined() -> None:
    text = "Beijing widens its list of controlled metals this week\nTokyo asks for talks on antimony and gallium\nPrices rise"
    assert len(read_text(text).documents[0].parts) == 3


def test_a_pdf_is_read_with_its_words_put_together_again(tmp_path: Path) -> None:
    notice = lines(
        "Notice 7 of 3 May 2026", "China said on 3 May 2026 that exporters of antimony need a",
        "licence from 1 June 2026, and that restric-", "tions on gallium stay in force until the end of the year.",
    )  # fmt: skip
    document = only(tmp_path / "notice.pdf", pdf([notice, lines("")]))
    assert "restrictions on gallium" in document.text
    assert "1 of 2 pages hold no text" in document.note
    assert document.published == date(2026, 5, 3)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (pdf([b"q 612 0 0 792 0 0 cm /Im0 Do Q"] * 3), "3 pages without any text.*scan"),
        (pdf([lines("China")])[:200], "does not parse"),
        (b"%PDF-1.7\n" + b"\0" * 500, "does not parse"),
    ],
)
def test_a_pdf_without_text_says_so(tmp_path: Path, raw: bytes, said: str) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(raw)
    with pytest.raises(BadDocument, match=said):
        read([path])


SENTENCE = "Beijing’s controls on dysprosium began in April 2025."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_one_text_reads_alike_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    document = only(tmp_path / "text.txt", SENTENCE.encode(encoding))
    assert document.text == SENTENCE


def test_a_page_is_read_as_the_encoding_it_declares(tmp_path: Path) -> None:
    page = '<html><head><meta charset="iso-8859-2"></head><body><p>Świat: China mines 70% of all rare earths.</p></body></html>'
    document = only(tmp_path / "page.html", page.encode("iso-8859-2"))
    assert document.text.startswith("Świat")
    assert "iso-8859-2" in document.note


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("中国控制稀土出口,自六月一日起须申请许可证。" * 5, "Chinese"),
        ("輸出規制についての通知です。レアアースの輸出には許可が必要です。" * 5, "Japanese"),
        ("Экспорт редкоземельных металлов требует лицензии." * 5, "Russian"),
        ("Les exportations de terres rares sont soumises à une licence et les prix ont augmenté pour les entreprises qui ne "
         "sont pas dans la liste, avec des délais de plus en plus longs.", "French"),
    ],
)  # fmt: skip
def test_a_text_in_another_language_is_named(text: str, language: str) -> None:
    with pytest.raises(BadDocument, match=language):
        read_text(text)


def test_an_english_text_that_quotes_chinese_is_read() -> None:
    found = read_text("The ministry (商务部) said that China mines 70% of all rare earths (稀土).", published="2026-01-05")
    assert [claim.kind for claim in found.claims] == ["share"]


def test_letters_that_pretend_are_told(tmp_path: Path) -> None:
    document = only(tmp_path / "odd.txt", "Сhina mines 70% of all rare earths. Ch\u200bina \u202eexports tin.")
    assert "look-alike" in document.note
    assert "2 invisible" in document.note


def test_half_a_character_does_not_stop_a_text() -> None:
    found = read_text("China \ud800 mines 70% of all rare earths.")
    assert json.dumps(found.documents[0].text).isascii()
    assert [claim.kind for claim in found.claims] == ["share"]
