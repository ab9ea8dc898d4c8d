"""Words: one is taught, heard, found where else it stands, and forgotten again."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.slow


def test_a_word_is_taught_and_forgotten(tab, book, complaints):
    page = tab("words")
    word = page.locator("#suspects .word").first.inner_text()
    page.locator("#suspects .word").first.press("Enter")
    expect(page.locator("#places li")).not_to_have_count(0)
    page.locator("#says").fill("boo boo")
    with page.expect_response("**/say?**") as sound:
        page.locator("#as-taught").press("Enter")
    assert sound.value.ok
    page.locator("#says").press("Enter")
    expect(page.locator("#taught")).to_contain_text(word)
    taught = book.folder / "pronunciation.toml"
    assert "boo boo" in taught.read_text(encoding="utf-8")
    # The event of a change may be there before its answer: until then nothing else is changed.
    page.locator("body:not(.is-busy)").wait_for()
    page.locator("#taught").get_by_role("button", name="Forget").press("Enter")
    if page.locator("#moves").is_visible():
        page.keyboard.press("Enter")
    expect(page.locator("#taught")).to_contain_text("Nothing yet")
    assert "boo boo" not in taught.read_text(encoding="utf-8")
    assert complaints == []


def test_one_place_of_a_word_is_set_back(tab, book, complaints):
    page = tab("words")
    word = page.locator("#suspects .word").first.inner_text()
    page.locator("#suspects .word").first.press("Enter")
    page.locator("#says").fill("boo boo")
    page.locator("#says").press("Enter")
    place = page.locator("#places li").first
    expect(place.get_by_role("button", name="As printed here")).to_be_visible()
    page.locator("body:not(.is-busy)").wait_for()
    place.get_by_role("button", name="As printed here").press("Enter")
    expect(place).to_contain_text("As printed, here.")
    expect(place.get_by_role("button", name="As everywhere")).to_be_focused()
    with page.expect_response("**/sound/**") as sound:
        place.get_by_role("button", name="Hear").press("Enter")
    assert sound.value.ok
    assert f'says = "{word}"' in (book.folder / "pronunciation.toml").read_text(encoding="utf-8")
    page.locator("body:not(.is-busy)").wait_for()
    place.get_by_role("button", name="As everywhere").press("Enter")
    expect(place.get_by_role("button", name="As printed here")).to_be_visible()
    assert complaints == []


def test_a_place_leads_to_its_line(tab):
    page = tab("words")
    page.locator("#suspects .word").first.press("Enter")
    page.locator("#places a").first.press("Enter")
    page.wait_for_url("**/read?chapter=*")
    expect(page.locator(".u.chosen")).to_be_visible()


def test_a_word_that_is_selected_can_be_taught(tab):
    page = tab("read")
    page.locator(".u").nth(1).evaluate(
        """(line) => {
            const text = document.createTreeWalker(line, NodeFilter.SHOW_TEXT).nextNode();
            getSelection().setBaseAndExtent(text, 0, text, text.data.trim().indexOf(" "));
        }"""
    )
    expect(page.locator("#teach-word")).to_contain_text("Teach")
    page.keyboard.press("t")
    page.wait_for_url("**/words?word=*")
    expect(page.locator("#word")).not_to_have_value("")
