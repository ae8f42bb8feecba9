"""Every page of the dashboard over the shipped world: it answers, its twin holds the same, and nothing asked of it breaks it."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from functools import cache
from html import unescape
from urllib.parse import urljoin

import httpx
import pytest

from ytterby.faces.web.pages import NAV, PAGES

SLOW = ("agreements",)  # plays two more runs of the market
PAGE_NAMES = [pytest.param(name, marks=pytest.mark.slow) if name in SLOW else name for name in sorted(PAGES)]
QUICK = sorted(set(PAGES) - set(SLOW))
WRONG = "el=Xx&st=moon&m=1999-13&c=%3Cscript%3E&v=hologram&d=never&gd=&i=&k=%00&zz=1&zz=2&gd="
LARGEST_PAGE = 150_000  # bytes as sent: the promise to readers, beside the cached chart runtime


@pytest.fixture(scope="module")
def real(real_address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=real_address, timeout=300) as found:
        yield found


@pytest.fixture(scope="module")
def page(real: httpx.Client) -> Callable[[str], httpx.Response]:
    """One page, asked for once."""
    return cache(lambda name: real.get(f"/{name}"))


def text_of(page: str, pattern: str) -> str:
    found = re.search(pattern, page, re.DOTALL)
    assert found, pattern
    return unescape(found[1]).strip()


@pytest.mark.parametrize("name", PAGE_NAMES)
def test_a_page_asks_its_question_and_answers_it_with_a_number(page: Callable[[str], httpx.Response], name: str) -> None:
    answer = page(name)
    assert answer.status_code == 200
    assert text_of(answer.text, r"<h1>(.*?)</h1>")
    assert re.search(r"\d", text_of(answer.text, r'<p class="answer[^"]*">(.*?)</p>'))
    assert "Reproduce" in answer.text
    assert int(answer.num_bytes_downloaded) < LARGEST_PAGE


@pytest.mark.parametrize("name", PAGE_NAMES)
def test_the_twin_of_a_page_holds_the_same_answer_and_the_same_rows(
    real: httpx.Client, page: Callable[[str], httpx.Response], name: str
) -> None:
    shown, twin = page(name).text, real.get(f"/{name}.json").json()
    assert text_of(shown, r"<h1>(.*?)</h1>") == twin["question"]
    assert " ".join(text_of(shown, r'<p class="answer[^"]*">(.*?)</p>').split()) == " ".join(twin["answer"].split())
    for figure in twin["figures"]:
        rows = list(csv.DictReader(io.StringIO(real.get(f"/{name}/{figure['name']}.csv").text, newline="")))
        assert len(rows) == len(figure["rows"])
        for row, held in zip(rows, figure["rows"], strict=True):
            for key, value in held.items():
                if isinstance(value, float):
                    assert float(row[key]) == value


@pytest.mark.parametrize("name", PAGE_NAMES)
def test_every_chart_is_drawn_in_the_page_and_at_its_own_address(
    real: httpx.Client, page: Callable[[str], httpx.Response], name: str
) -> None:
    shown = page(name).text
    figures = re.findall(r'data-spec="([^"]+)"', shown)
    assert shown.count("<svg") == len(figures)
    for address in map(unescape, figures):
        assert real.get(address).json()["$schema"].startswith("https://vega.github.io/schema/vega-lite/")
        assert real.get(address.replace(".json", ".svg", 1)).text.startswith("<svg")


@pytest.mark.parametrize("name", PAGE_NAMES)
def test_a_page_asks_nothing_of_any_other_machine(page: Callable[[str], httpx.Response], name: str) -> None:
    shown = page(name).text
    assert not re.search(r'(?:src|srcset|action|data-spec|poster)="(?:https?:)?//', shown)
    assert not re.search(r'<link[^>]+href="(?!/)', shown)
    assert not re.search(r"style=\"|<style|\son[a-z]+=\"|<script(?! type=\"module\" src=\"/static/ytterby.js\")", shown)


@pytest.mark.parametrize("name", PAGE_NAMES)
def test_a_wrong_address_falls_back_with_a_notice_and_never_breaks(real: httpx.Client, name: str) -> None:
    answer = real.get(f"/{name}?{WRONG}")
    assert answer.status_code == 200
    assert "<script>" not in answer.text.replace('<script type="module"', "")
    assert re.search(r"Kept in the address but not used here: [\w, ]*zz", answer.text)


@pytest.mark.parametrize("name", [name for name in QUICK if name not in ("brief", "company")])
def test_a_permalink_names_every_choice_and_opens_the_same_view(real: httpx.Client, name: str) -> None:
    twin = real.get(f"/{name}.json").json()
    again = real.get(f"/{name}.json", params=twin["state"]).json()
    assert again["answer"] == twin["answer"]
    assert again["state"] == twin["state"]
    assert again["notices"] == []


@pytest.mark.slow
def test_every_link_between_pages_leads_somewhere(real: httpx.Client, page: Callable[[str], httpx.Response]) -> None:
    links = set()
    for name in QUICK:
        found = re.findall(r'<a [^>]*href="(/[^"]*)"', page(name).text)
        links |= {urljoin(f"/{name}", unescape(link)).split("#")[0] for link in found}
    light = sorted(link for link in links if ".png" not in link)
    assert len(light) > len(NAV)
    for link in light:
        assert real.get(link, follow_redirects=True).status_code == 200, link


def test_the_coming_dates_of_the_law_are_a_calendar_file(real: httpx.Client) -> None:
    answer = real.get("/policy.ics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/calendar")
    dates = next(one for one in real.get("/policy.json").json()["figures"] if one["name"] == "coming")["rows"]
    assert answer.text.count("BEGIN:VEVENT") == len(dates) > 0
    assert real.get("/map.ics").status_code == 404


def test_a_number_asked_wrongly_says_what_to_do(real: httpx.Client) -> None:
    answer = real.get("/number", params={"q": "price oxide/Dyy USA"})
    assert answer.status_code == 422
    assert "Did you mean" in unescape(answer.text)


def test_every_source_line_names_who_published_it(real: httpx.Client) -> None:
    lines = [line for name in QUICK for line in real.get(f"/{name}.json").json()["sources"]]
    assert lines
    assert all(line["id"] and ":" in line["text"] for line in lines)


@pytest.mark.slow
def test_pasted_text_becomes_a_page_and_changes_nothing_else(real: httpx.Client) -> None:
    before = real.get("/brief").text
    token = text_of(before, r'name="token" value="([^"]+)"')
    origin = str(real.base_url).rstrip("/")
    text = "12 June 2025. China will issue export licences for dysprosium magnets to American civil users for six months."
    form = {"token": token, "text": text, "published": "2025-06-12"}
    answer = real.post("/brief", data=form, headers={"origin": origin})
    assert answer.status_code == 303
    shown = real.get(answer.headers["location"])
    assert shown.status_code == 200
    assert "pasted.txt" in shown.text
    assert real.get("/brief").text == before


def test_an_uploaded_bill_with_a_bad_line_is_shown_with_the_good_ones(real: httpx.Client) -> None:
    token = text_of(real.get("/company").text, r'name="token" value="([^"]+)"')
    head = "part,good,kg_per_unit,units_per_month,supplier_place,place,stock_units,end_use,margin_usd_per_unit\n"
    bill = f"{head}motor,magnet/NdFeB-high,1.5,1000,CHN,EU,500,civil,100\npump,magnet/NdFeB-high,n/a,1000,CHN,EU,500,civil,100\n"
    files = {"file": ("../../bill.csv", bill.encode(), "text/csv")}
    answer = real.post("/company", data={"token": token}, files=files, headers={"origin": str(real.base_url).rstrip("/")})
    assert answer.status_code == 303
    shown = real.get(answer.headers["location"]).text
    assert "motor" in shown
    assert "Line not used" in shown
    assert "n/a" in shown


@pytest.mark.parametrize("name", QUICK)
def test_every_link_of_a_page_is_an_address(page: Callable[[str], httpx.Response], name: str) -> None:
    links = [unescape(link) for link in re.findall(r'<a [^>]*href="([^"]*)"', page(name).text)]
    assert links
    assert [link for link in links if not re.match(r"/|#|\?|https?://", link)] == []
