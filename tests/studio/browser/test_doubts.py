"""Doubtful lines first: put right by keyboard alone, undone, kept, and never lost."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.slow

REST = "#left"


def doubts_left(page):
    return int(page.locator(REST).inner_text())


def test_a_whole_session_by_keyboard_alone(tab, decide, book, complaints):
    """From the queue's first line to its last, without a mouse; all of it is in the cast file."""
    page = tab("doubts")
    expect(page.locator("#doubt .choice")).not_to_have_count(0)
    total = doubts_left(page)
    assert total > 2
    # The queue has the line's surroundings, evidence and numbered choices.
    expect(page.locator(".passage .u.here")).not_to_have_count(0)
    expect(page.locator(".evidence")).not_to_be_empty()

    decided = 0
    while not page.locator(".all-done").count():
        # The first is given to somebody else, the others are right as they are.
        decide(page, "1" if decided else "2")
        decided += 1
        page.wait_for_timeout(30)
        assert decided <= total
    expect(page.locator(".all-done")).to_be_visible()
    cast = (book.folder / "cast.toml").read_text(encoding="utf-8")
    assert cast.count("[[lines]]") >= decided
    assert complaints == []


def far_reaching(page, book):
    """A doubtful line, and the key of a choice that changes other lines too."""
    api = f"/api{book.address}"
    doubts = page.request.get(f"{api}/doubts").json()
    for number, item in enumerate(doubts["items"]):
        for choice in item["candidates"]:
            kind = "confirm" if choice["speaker"] == item["speaker"] else "correct"
            asked = {"kind": kind, "lines": [item["place"]], "base": doubts["version"], "dry": True}
            if kind == "correct":
                asked["speaker"] = choice["speaker"]
            tried = page.request.post(
                f"{api}/changes", data=asked, headers={"Origin": page.url.partition("/books")[0]}
            ).json()
            if tried.get("also"):
                return number, choice["key"], len(tried["also"])
    pytest.fail("no correction changes other lines")
    return None


def test_what_else_changes_is_shown_before_it_is_kept(tab, book):
    page = tab("doubts")
    number, key, others = far_reaching(page, book)
    for _ in range(number):
        page.keyboard.press("ArrowDown")
    page.keyboard.press(key)
    moves = page.locator("#moves")
    expect(moves).to_contain_text(f"What else changes ({others})")
    expect(moves.locator(".cost")).not_to_be_empty()
    page.keyboard.press("Escape")
    expect(moves).to_be_hidden()
    # Nothing was kept, and the page is ready for a key again.
    page.locator("body:not(.is-busy)").wait_for()
    expect(page.locator("#undo")).to_be_disabled()
    page.keyboard.press(key)
    moves.locator("[data-keep]:focus").press("Enter")
    expect(page.locator("#undo")).to_be_enabled()


def test_undo_and_redo_also_after_a_reload(tab, decide):
    page = tab("doubts")
    total = doubts_left(page)
    decide(page, "1")
    expect(page.locator(REST)).not_to_have_text(str(total))
    page.reload()
    fewer = doubts_left(page)
    expect(page.locator("#undo")).to_be_enabled()
    page.keyboard.press("Control+z")
    expect(page.locator("#redo")).to_be_enabled()
    page.reload()
    expect(page.locator(REST)).to_have_text(str(total))
    page.keyboard.press("Control+Shift+z")
    expect(page.locator("#undo")).to_be_enabled()
    page.reload()
    expect(page.locator(REST)).to_have_text(str(fewer))


def test_saved_is_said(tab, decide):
    page = tab("doubts")
    decide(page, "1")
    expect(page.locator("#saved")).to_contain_text("Saved")
    page.wait_for_timeout(200)
    assert any("Saved" in told for told in page.evaluate("told"))


def test_two_tabs_do_not_lose_each_others_work(tab, decide):
    """One tab hears no news and changes an old version: it is told so, and nothing is lost."""
    one, other = tab("doubts"), tab("doubts")
    other.route("**/api/events", lambda route: route.abort())
    other.reload()
    decide(one, "1")
    other.keyboard.press("ArrowDown")
    other.keyboard.press("1")
    conflict = other.locator('[data-banner="conflict"]')
    expect(conflict).to_contain_text("was not kept")
    with other.expect_response(lambda answer: answer.ok and answer.url.endswith("/changes")):
        conflict.get_by_role("button", name="Do mine as well").press("Enter")
    moves = other.locator("#moves [data-keep]")
    other.wait_for_timeout(300)
    if moves.is_visible():
        moves.press("Enter")
    expect(other.locator("#undo")).to_be_enabled()
    one.reload()
    one.keyboard.press("h")
    expect(one.locator("#history li")).to_have_count(2)


def test_a_change_from_outside_is_shown(tab, decide, book):
    page = tab("doubts")
    decide(page, "1")
    expect(page.locator("#undo")).to_be_enabled()
    cast = book.folder / "cast.toml"
    text = cast.read_text(encoding="utf-8")
    cast.write_text(text + '\n[speakers."Nobody Yet"]\nrate = 1.1\n', encoding="utf-8")
    expect(page.locator(".toast, .banner").first).to_be_visible(timeout=15_000)


def test_this_whole_conversation(tab):
    page = tab("doubts")
    page.keyboard.press("c")
    dialog = page.locator("#conversation")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Show what changes").press("Enter")
    expect(page.locator("#moves, .banner").first).to_be_visible()
