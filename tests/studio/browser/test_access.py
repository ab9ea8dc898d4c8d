"""WCAG 2.2 AA as far as a program can tell: axe-core on every view, in both themes, desk and phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from benchmarks.studio import driving
from playwright.sync_api import expect

pytestmark = pytest.mark.slow

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
}
SIZES = {"desk": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}
VIEWS = ("read", "doubts", "cast", "words", "render", "details", "share")


def violations(page):
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        (one["id"], node["target"], node["failureSummary"])
        for one in found
        for node in one["nodes"]
    ]


def test_the_test_finds_what_is_wrong(page):
    page.evaluate("document.querySelector('#help').removeAttribute('aria-label')")
    assert [name for name, _, _ in violations(page)] == ["button-name"]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_every_view(tab, theme, size):
    page = tab("read", color_scheme=theme, viewport=SIZES[size], reduced_motion="reduce")
    address = page.url.rpartition("/")[0]
    found = {}
    for view in VIEWS:
        page.goto(f"{address}/{view}", wait_until="load")
        page.locator(f"body.{view}").wait_for()
        page.wait_for_timeout(400)
        found[view] = violations(page)
    assert found == {view: [] for view in VIEWS}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_dialogs_and_panels(tab, theme):
    page = tab("read", color_scheme=theme, reduced_motion="reduce")
    page.keyboard.press("n")
    page.locator("#panel .choice").first.wait_for()
    found = {"panel": violations(page)}
    page.keyboard.press("l")
    found["lit"] = violations(page)
    page.keyboard.press("?")
    found["keys"] = violations(page)
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    found["conversation"] = violations(page)
    page.locator("#conversation [type=submit]").press("Enter")
    page.locator("#moves[open], .banner").first.wait_for()
    found["moves"] = violations(page)
    page.goto(page.url.replace("/read", "/cast").partition("#")[0])
    page.locator("#cards h2 button").nth(1).press("Enter")
    page.locator(".voice-row").first.wait_for()
    found["casting"] = violations(page)
    assert found == {view: [] for view in found}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_goes_wrong(tab, decide, theme):
    page = tab("doubts", color_scheme=theme, reduced_motion="reduce")
    other = tab("doubts")
    decide(other, "1")
    page.route("**/api/events", lambda route: route.abort())
    found = {}
    page.evaluate("() => import('/static/core.js').then((core) => { core.now.version = 'old'; })")
    page.keyboard.press("1")
    page.locator('[data-banner="conflict"]').wait_for()
    found["conflict"] = violations(page)
    page.route("**/api/books/**", lambda route: route.abort())
    page.get_by_role("button", name="Do mine as well").press("Enter")
    page.locator('[data-banner="offline"]').wait_for()
    found["offline"] = violations(page)
    other.goto("/books/00000000/read")
    found["error"] = violations(other)
    assert found == {state: [] for state in found}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_loading_and_empty_states(browser, tab, own_story, theme):
    page = tab("words", color_scheme=theme)
    found = {"nothing taught": violations(page)}
    page.goto(page.url.replace("/words", "/read"))
    expect(page.locator("#panel .empty")).to_be_visible()
    found["no line chosen"] = violations(page)
    page.route("**/sound/**", lambda _route: None)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    found["a sound is loading"] = violations(page)
    # Long enough to be shown as it is being read.
    own_story.write_text(own_story.read_text(encoding="utf-8") * 40, encoding="utf-8")
    with driving.studio([own_story]) as running:
        opening = driving.visitor(browser, running, color_scheme=theme)
        opening.route("**/state", lambda _route: None)
        opening.goto(running.address)
        opening.locator("body.opening").wait_for()
        found["a book is being read"] = violations(opening)
        opening.context.close()
    assert found == {state: [] for state in found}


def test_library(browser, shelf):
    context = browser.new_context(base_url=shelf[0].origin, storage_state=shelf[1])
    page = context.new_page()
    page.goto("/")
    assert violations(page) == []
    context.close()


def test_nothing_moves_where_the_user_asked_for_calm(tab):
    page = tab("read", reduced_motion="reduce")
    moving = page.evaluate(
        """() => [...document.querySelectorAll("*")].filter((one) => {
            const style = getComputedStyle(one);
            return style.animationName !== "none" || parseFloat(style.transitionDuration) > 0;
        }).length"""
    )
    assert moving == 0
