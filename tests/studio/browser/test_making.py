"""Make the audiobook from the page: live progress, files to play, a stop that loses nothing."""

import re

import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError
from playwright.sync_api import expect

pytestmark = pytest.mark.slow


def choose(page, *formats):
    page.locator(".more-formats summary").press("Enter")
    for box in page.locator("[name=format]").all():
        box.set_checked(box.get_attribute("value") in formats)


def test_the_book_is_made_played_and_checked(tab, book, complaints):
    page = tab("render")
    expect(page.locator("#results")).to_contain_text("Nothing yet")
    choose(page, "mp3")
    page.locator("#make").press("Enter")
    expect(page.locator("#job-title")).to_have_text("Made", timeout=120_000)
    expect(page.locator("#results audio")).not_to_have_count(0)
    assert list(book.folder.glob("*.mp3"))

    # A file plays in the page.
    audio = page.locator("#results audio").first
    audio.evaluate("(one) => { one.preload = 'auto'; one.load(); }")
    page.wait_for_timeout(100)
    for _ in range(100):
        if audio.evaluate("(one) => one.readyState") >= 1:
            break
        page.wait_for_timeout(100)
    assert audio.evaluate("(one) => one.duration") > 30
    with page.expect_download() as download:
        page.locator("#results a").first.click()
    assert download.value.suggested_filename.endswith(".mp3")

    page.locator("#check").press("Enter")
    expect(page.locator("#findings .findings, #findings .good")).to_be_visible(timeout=120_000)
    assert complaints == []


def test_a_stopped_run_keeps_what_was_spoken(tab):
    page = tab("render")
    choose(page, "wav")
    page.locator("#make").press("Enter")
    stop = page.get_by_role("button", name="Stop", exact=True)
    title = page.locator("#job-title")
    stop.or_(page.locator("#results audio").first).first.wait_for()
    # A story is soon made: it may be before it can be stopped.
    try:
        stop.press("Enter", timeout=5_000)
    except PlaywrightTimeoutError:
        expect(title).to_have_text("Made")
    expect(title).to_have_text(re.compile("^(Stopped|Made)$"))
    page.locator("#make").press("Enter")
    expect(title).to_have_text("Made", timeout=120_000)


def test_no_format_is_said(tab):
    page = tab("render")
    choose(page)
    page.locator("#make").press("Enter")
    expect(page.locator(".toast")).to_contain_text("at least one")
