"""The brief on paper: one file, no request, no script, nothing lost, nothing live."""

import json
import re
from collections.abc import Callable

import pytest

from ytterby.brief.model import Brief
from ytterby.faces.numbers import quantity, three
from ytterby.faces.report import render_html, render_markdown, render_text


@pytest.fixture(scope="module")
def page(sample: Brief) -> str:
    return render_html(sample)


def test_the_page_asks_nothing_of_any_other_machine(page: str) -> None:
    assert not re.search(r'(?:src|srcset|data|poster|action)\s*=\s*"(?!#)', page.replace('id="brief-data"', ""))
    assert not re.search(r"<link|@import|url\((?!#)", page)
    assert "default-src 'none'" in page


def test_the_page_runs_no_script(page: str) -> None:
    assert re.findall(r"<script[^>]*>", page) == ['<script type="application/json" id="brief-data">']
    assert not re.search(r"\son\w+=", page.split("<body")[1].split("<script")[0])


def test_what_was_quoted_is_escaped(page: str) -> None:
    body = page.split('<script type="application/json"')[0]
    assert "<script>alert" not in page
    assert body.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 3


def test_the_page_holds_the_same_data_as_the_json(page: str, sample: Brief) -> None:
    held = re.search(r'id="brief-data">(.*?)</script>', page, re.S)
    assert held
    assert json.loads(held[1]) == json.loads(json.dumps(sample.as_dict()))


def test_only_web_addresses_become_links(page: str) -> None:
    links = [link for link in re.findall(r'href="([^"]*)"', page) if not link.startswith("#")]
    assert links
    assert all(link.startswith("https://") for link in links)


def test_every_mark_leads_to_a_place_on_the_page(page: str) -> None:
    targets = set(re.findall(r'id="([^"]+)"', page))
    marks = re.findall(r'href="#([^"]+)"', page)
    assert len(marks) > 20
    assert set(marks) <= targets


def test_no_two_things_on_the_page_share_an_id(page: str) -> None:
    found = re.findall(r'\sid="([^"]+)"', page)
    assert len(found) == len(set(found))


@pytest.mark.parametrize("render", [render_html, render_text, render_markdown])
def test_every_face_prints_every_number_of_the_impact(render: Callable[[Brief], str], sample: Brief) -> None:
    text = re.sub(r"\s+", " ", render(sample))
    for entry in sample.impact:
        known = [value for value in (entry.before, entry.known, entry.proposed) if value is not None]
        assert all(three(value) in text for value in known), entry
        assert quantity(known[-1], entry.unit) in text, entry


def test_every_face_prints_all_of_the_answer(sample: Brief) -> None:
    for render in (render_html, render_text, render_markdown):
        text = re.sub(r"\s+", " ", render(sample))
        assert sample.answer in text
        assert sample.more in text


def test_markdown_carries_no_live_tag(sample: Brief) -> None:
    assert "<script" not in render_markdown(sample)


def test_text_carries_no_control_character(sample: Brief) -> None:
    assert all(character.isprintable() or character == "\n" for character in render_text(sample))


def test_a_brief_without_anything_still_makes_a_page() -> None:
    bare = Brief("What?", "Nothing is known.", "", "2025-06-13", "given", (), (), (), (), (), (), (), ())
    assert "Nothing is known." in render_html(bare)
    assert "Nothing is known." in render_text(bare)
    assert "Nothing is known." in render_markdown(bare)
