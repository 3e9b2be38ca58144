"""The page in a browser: typeset without a network, drawn, searched, printed; `make test-browser`.

Not named test_*, so that no other run collects it. Screenshots go into build/browser.
"""

import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from chromium import Chromium

ROOT = Path(__file__).parents[2]
SHOTS = ROOT / "build" / "browser"
HIDDEN = "[...document.querySelectorAll('.entry')].filter((entry) => entry.hidden).length"
SHOWN = "[...document.querySelectorAll('.entry')].filter((entry) => !entry.hidden)"


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    SHOTS.mkdir(parents=True, exist_ok=True)
    page = SHOTS / "proofs.html"
    page.unlink(missing_ok=True)
    command = [sys.executable, "-m", "proofs", "--html", str(page)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert page.is_file(), done.stdout + done.stderr
    with Chromium(tmp_path_factory.mktemp("profile")) as chromium:
        chromium.size(1200, 1000)
        chromium.open(page)
        chromium.value("unfold.click()")
        yield chromium


def search(browser, words):
    browser.value(
        f"search.value = {words!r}; search.dispatchEvent(new Event('input', {{bubbles: true}}))"
    )


def fold(browser):
    """Close all derivations; the search test has left them open."""
    browser.value("document.querySelector('details').open || unfold.click(); unfold.click()")
    assert browser.value("document.querySelectorAll('details[open]').length") == 0


def sight(browser, name, selector, **size):
    browser.size(size.get("width", 1200), size.get("height", 1000), dark=size.get("dark", False))
    browser.value(f"document.querySelector({selector!r}).scrollIntoView()")
    browser.screenshot(SHOTS / f"{name}.png")
    assert (SHOTS / f"{name}.png").stat().st_size > 10_000


def test_nothing_is_complained_of_and_nothing_is_fetched(browser):
    assert browser.reported("Runtime.exceptionThrown") == []
    assert browser.reported("Log.entryAdded") == []
    assert browser.reported("Runtime.consoleAPICalled") == []
    asked = {event["request"]["url"] for event in browser.reported("Network.requestWillBeSent")}
    assert {url.partition(":")[0] for url in asked} <= {"file", "data"}
    assert len([url for url in asked if url.startswith("file:")]) == 1


def test_formulas_are_typeset(browser):
    count, flat, stacked = browser.value(
        """(() => {
            const all = [...document.querySelectorAll("math")];
            const flat = all.filter((one) => {
                const box = one.getBoundingClientRect();
                return !(box.width > 0 && box.height > 0);
            });
            const stacked = [...document.querySelectorAll("mfrac")].filter((one) => {
                const [top, bottom] = [...one.children].map((part) => part.getBoundingClientRect());
                return top.bottom <= bottom.top + 1;
            });
            return [all.length, flat.length, stacked.length];
        })()"""
    )
    assert count > 1000
    assert flat == 0
    assert stacked == browser.value("document.querySelectorAll('mfrac').length") > 100


def test_pictures_are_shown(browser):
    sizes = browser.value(
        """[...document.querySelectorAll("figure svg")].map((one) => {
            const box = one.getBoundingClientRect();
            return [box.width, box.height, one.querySelectorAll("path").length];
        })"""
    )
    assert len(sizes) == 8
    for width, height, paths in sizes:
        assert width > 300
        assert height > 100
        assert paths > 10


def test_the_search_box_filters(browser):
    entries = browser.value("document.querySelectorAll('.entry').length")
    search(browser, "pinsker")
    shown = browser.value(f"{SHOWN}.map((entry) => entry.textContent.toLowerCase())")
    assert 0 < len(shown) < entries
    assert all("pinsker" in text for text in shown)
    assert browser.value("shown.textContent") == f"{len(shown)} of {entries}"
    sight(browser, "search", "#search")
    search(browser, "nobody has ever written this")
    assert browser.value(HIDDEN) == entries
    search(browser, "")
    assert browser.value(HIDDEN) == 0


def test_a_link_opens_the_step_that_decides(browser):
    fold(browser)
    target = browser.value(
        "(() => { const link = document.querySelector('#statements ~ article a[href*=\"-\"]');"
        " link.click(); return link.getAttribute('href').slice(1); })()"
    )
    opened = f"document.getElementById({target!r}).closest('details')"
    browser.value(f"new Promise((done) => setTimeout(done, 200)).then(() => {opened}.open)")
    assert browser.value(f"{opened}.open")


def test_nothing_is_wider_than_the_window(browser):
    for width in (1200, 420):
        browser.size(width, 900)
        assert browser.value("document.documentElement.scrollWidth") <= width


def test_screenshots_are_taken_and_the_page_is_printed(browser):
    sight(browser, "top", "h1")
    sight(browser, "pictures", "#pictures", height=1600)
    sight(browser, "errata", "#errata")
    sight(browser, "dark", "#errata", dark=True)
    sight(browser, "claims", "#claims")
    sight(browser, "statements", "#statements")
    sight(browser, "narrow", "#errata", width=420, height=900)
    fold(browser)
    browser.value("document.querySelector('details').open = true")
    browser.print(SHOTS / "printed.pdf")
    assert (SHOTS / "printed.pdf").read_bytes().startswith(b"%PDF")
