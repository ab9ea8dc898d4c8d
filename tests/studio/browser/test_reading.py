"""Read and listen: the book in its speakers' colours, every line a click or a key away from its sound."""

import json
import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.slow


def said_lines(page):
    return page.locator(".u[data-name]")


def test_speakers_have_colours_and_marks(page, complaints):
    said = said_lines(page).first
    narration = page.locator(".u[data-kind=narration]").first
    colour = "(line) => getComputedStyle(line).color"
    assert said.evaluate(colour) != narration.evaluate(colour)
    mark = said.evaluate("(line) => getComputedStyle(line, '::before').content")
    assert said.get_attribute("data-name") in mark or said.get_attribute("data-label") in mark
    assert complaints == []


def test_speakers_are_told_to_screen_readers(page):
    name = said_lines(page).first.get_attribute("data-name")
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")
    names = [node.get("name", {}).get("value", "") for node in tree["nodes"]]
    assert f"{name}: " in names


def test_text_of_the_page_is_text_of_the_book(page, book):
    """Find in page finds it: no mark stands in the text, and nothing is left out."""
    shown = "".join(page.locator("#text").inner_text().split())
    paragraphs = book.source.read_text(encoding="utf-8").split("\n\n")
    for paragraph in paragraphs[3:12]:
        # Stars are emphasis and breaks, and drawn as such.
        assert "".join(paragraph.split()).replace("*", "") in shown


def test_a_click_makes_a_line_sound(page):
    with page.expect_response("**/sound/**") as sound:
        said_lines(page).first.click()
    assert sound.value.headers["content-type"] == "audio/wav"
    expect(said_lines(page).first).to_have_class(re.compile(r"\bchosen\b"))
    expect(page.locator("#now-who")).to_have_text(said_lines(page).first.get_attribute("data-name"))
    # What is known about it is beside it.
    expect(page.locator("#panel .choice")).not_to_have_count(0)


def test_playing_goes_on_from_line_to_line(page):
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    page.wait_for_selector("body.playing")
    first = page.locator(".u.now").get_attribute("id")
    page.wait_for_selector(f".u.now:not(#{first})")
    page.keyboard.press("Space")
    expect(page.locator("body")).not_to_have_class(re.compile("playing"))


def test_what_somebody_says_is_lit(page):
    page.locator("#voices button").first.click()
    lit = page.locator(".u.alight")
    expect(lit).not_to_have_count(0)
    speakers = lit.evaluate_all("(lines) => [...new Set(lines.map((line) => line.dataset.who))]")
    assert len(speakers) == 1


def test_keys_are_shown_and_can_be_switched_off(page):
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.locator("#single-keys").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    assert page.locator(".u.chosen").count() == 0
    # Keys that are not characters still work.
    page.keyboard.press("ArrowDown")
    expect(page.locator(".u.chosen")).to_have_count(1)


def test_a_line_is_put_right_with_one_key(page, decide):
    page.keyboard.press("n")
    line = page.locator(".u.chosen")
    before = line.get_attribute("data-who")
    expect(page.locator("#panel .choice")).not_to_have_count(0)
    decide(page, "2")
    expect(line).to_have_attribute("data-fixed", "")
    assert line.get_attribute("data-who") != before


def test_theme_is_kept(page):
    page.locator("#theme").click()
    chosen = page.evaluate("document.documentElement.dataset.theme")
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == chosen
    assert json.loads(page.locator("#studio-data").text_content())["view"] == "read"


def test_takes_of_a_line_are_compared_and_one_is_used(tab, book, complaints):
    page = tab("read")
    line = page.locator(".u[data-q]").first
    chapter, utterance = line.get_attribute("id")[1:].split("u")
    for take in (0, 3):
        path = f"/api{book.address}/sound/{chapter}/{utterance}?take={take}"
        assert page.request.get(path).ok
    line.click()
    takes = page.get_by_role("group", name="Takes")
    expect(takes.locator(".length").nth(1)).to_contain_text(" s")
    expect(takes.locator("li").first).to_contain_text("in use")
    with page.expect_response("**?take=3") as second:
        takes.get_by_role("button", name="One after the other").press("Enter")
    assert second.value.ok
    takes.get_by_role("button", name="Use Take 4").press("Enter")
    expect(page.get_by_role("group", name="Takes").locator("li").nth(1)).to_contain_text("in use")
    page.keyboard.press("Control+z")
    expect(page.get_by_role("group", name="Takes").locator("li").first).to_contain_text("in use")
    assert complaints == []
