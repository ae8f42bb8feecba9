"""The dashboard in a browser: charts come alive, choices are answered, and no page says or asks anything it should not."""

import shutil
from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from ytterby.faces.web.pages import PAGES

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
QUIET += ["--disable-component-update", "--disable-sync"]

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine: the browser tests need one")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield found
        found.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    found = browser.new_page(viewport={"width": 1280, "height": 900})
    yield found
    found.close()


def watched(page: Page, address: str, path: str) -> list[str]:
    """What went wrong while a page opened and its charts were drawn: console, errors, requests to elsewhere."""
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    page.on("request", lambda request: None if request.url.startswith((address, "blob:", "data:")) else said.append(request.url))
    page.goto(f"{address}{path}")
    count = page.locator("figure[data-spec]").count()
    for at in range(count):
        figure = page.locator("figure[data-spec]").nth(at)
        figure.scroll_into_view_if_needed()
        page.wait_for_function("figure => ['live', 'still'].includes(figure.dataset.drawn)", arg=figure.element_handle())
        assert figure.get_attribute("data-drawn") == "live"
    return said


def test_charts_come_alive_under_the_strict_policy_without_a_word(page: Page, sample_address: str) -> None:
    assert watched(page, sample_address, "/brief") == []
    assert page.locator("figure[data-spec]").count() == 3


def test_the_page_is_whole_without_a_script(browser: Browser, sample_address: str) -> None:
    still = browser.new_page(java_script_enabled=False)
    still.goto(f"{sample_address}/brief")
    assert still.locator("figure .canvas svg").count() == 3
    assert still.locator(".answer").inner_text()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_narrow_screen_shows_the_page_without_scrolling_sideways(browser: Browser, sample_address: str, scheme: Scheme) -> None:
    narrow = browser.new_page(viewport={"width": 360, "height": 740}, color_scheme=scheme)
    narrow.goto(f"{sample_address}/brief")
    assert narrow.evaluate("document.documentElement.scrollWidth") <= 360


def test_charts_are_inked_anew_in_the_dark(browser: Browser, sample_address: str) -> None:
    ink = "getComputedStyle(document.querySelector('.plot svg [fill=\"#1a1c1f\"]')).fill"
    found = []
    for scheme in SCHEMES:
        one = browser.new_page(color_scheme=scheme)
        one.goto(f"{sample_address}/brief")
        found.append(one.evaluate(ink))
    assert found[0] != found[1]


def test_every_control_is_reached_by_the_keyboard(page: Page, sample_address: str) -> None:
    page.goto(f"{sample_address}/brief")
    wanted = page.evaluate("[...document.querySelectorAll('form :is(input:not([type=hidden]), textarea)')].map(one => one.name)")
    assert set(wanted) == {"text", "file", "published", "as_of"}
    charts, reached = 0, set()
    for _ in range(200):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.name || document.activeElement.tagName"))
        charts += page.evaluate("document.activeElement.matches('.canvas')")
    assert set(wanted) | {"A", "SUMMARY", "BUTTON"} <= reached
    assert charts >= 3


def test_a_choice_is_answered_without_a_reload_and_the_back_button_undoes_it(page: Page, real_address: str) -> None:
    said = watched(page, real_address, "/leverage")
    page.evaluate("() => { window.kept = true }")
    before = page.locator(".answer").inner_text()
    page.select_option("select[name=c]", "USA")
    page.wait_for_function("() => location.search.includes('c=USA')")
    page.wait_for_function("before => document.querySelector('.answer').textContent.trim() !== before", arg=before)
    assert page.evaluate("() => window.kept")
    page.go_back()
    page.wait_for_function("before => document.querySelector('.answer').textContent.trim() === before", arg=before)
    assert page.evaluate("() => window.kept")
    assert said == []


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(PAGES))
def test_no_page_says_or_asks_anything_it_should_not(browser: Browser, page: Page, real_address: str, name: str) -> None:
    page.set_default_timeout(120_000)
    assert watched(page, real_address, f"/{name}") == []
    narrow = browser.new_page(viewport={"width": 360, "height": 740})
    narrow.goto(f"{real_address}/{name}", timeout=120_000)
    assert narrow.evaluate("document.documentElement.scrollWidth") <= 360
