"""The title page, chapters left out, a scene with its sound, corrections for another reader, the library."""

import json
import shutil

import pytest
from benchmarks.studio import driving
from playwright.sync_api import expect

pytestmark = pytest.mark.slow


def test_the_title_page_is_the_users(tab, book, complaints):
    page = tab("details")
    page.locator("[name=title]").fill("A Better Title")
    page.locator("[name=authors]").fill("One Author, Another")
    page.locator("#metadata [type=submit]").press("Enter")
    expect(page.locator("#undo")).to_be_enabled()
    settings = (book.folder / "settings.toml").read_text(encoding="utf-8")
    assert 'title = "A Better Title"' in settings
    page.reload()
    expect(page.locator("[name=title]")).to_have_value("A Better Title")
    assert complaints == []


def test_a_chapter_is_renamed_and_that_is_undone(tab, book, complaints):
    page = tab("details")
    row = page.locator("#chapters li").first
    own = row.locator(".title").inner_text()
    row.get_by_role("button", name=f"Rename {own}").press("Enter")
    expect(row.get_by_label(f"New title of {own}")).to_be_focused()
    page.keyboard.type("A new title")
    page.keyboard.press("Escape")
    expect(row.get_by_role("button", name=f"Rename {own}")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type("A new title")
    page.keyboard.press("Enter")
    expect(row.locator(".title")).to_have_text("A new title")
    expect(row.get_by_role("button", name="Rename A new title")).to_be_focused()
    expect(row).to_contain_text(f"The book says: {own}")
    assert "A new title" in (book.folder / "settings.toml").read_text(encoding="utf-8")
    page.keyboard.press("Control+z")
    expect(row.locator(".title")).to_have_text(own)
    assert complaints == []


def test_a_scene_is_one_file_that_plays_offline(tab, browser, tmp_path):
    page = tab("share")
    expect(page.locator("#scene-first option")).not_to_have_count(0)
    page.locator("#scene-last").select_option(index=6)
    with page.expect_download(timeout=60_000) as download:
        page.locator("#scene [type=submit]").press("Enter")
    scene = tmp_path / "scene.html"
    download.value.save_as(scene)
    alone = browser.new_page()
    alone.goto(scene.as_uri())
    for _ in range(100):
        if alone.evaluate("document.querySelector('audio').readyState") >= 1:
            break
        alone.wait_for_timeout(100)
    assert alone.evaluate("document.querySelector('audio').duration") > 1
    alone.close()


def test_the_cast_sheet_is_a_picture(tab):
    page = tab("share")
    expect(page.locator("#scene-first option")).not_to_have_count(0)
    page.wait_for_timeout(500)
    with page.expect_download() as download:
        page.locator("#sheet-save").press("Enter")
    assert download.value.suggested_filename.endswith("cast.png")


def test_corrections_go_to_another_reader(tab, shelf, browser, decide, tmp_path):
    page = tab("doubts")
    decide(page, "2")
    page.goto(page.url.replace("doubts", "share"))
    with page.expect_download() as download:
        page.get_by_role("link", name="Download my corrections").click()
    handed = tmp_path / "corrections.json"
    download.value.save_as(handed)
    assert json.loads(handed.read_text(encoding="utf-8"))

    other = driving.visitor(browser, shelf[0], storage_state=shelf[1])
    other.goto(f"{next(shelf[2]).address}/share")
    other.locator("#import").set_input_files(handed)
    keep = other.locator("#moves [data-keep]:focus")
    keep.press("Enter")
    expect(other.locator("#undo")).to_be_enabled()
    other.context.close()


def test_a_story_is_dropped_into_the_library(browser, shelf, book, tmp_path):
    page = driving.visitor(browser, shelf[0], storage_state=shelf[1])
    page.goto("/")
    books = page.locator(".volume").count()
    dropped = shutil.copy(book.source, tmp_path / "dropped.txt")
    page.locator("#file").set_input_files(dropped)
    page.wait_for_url("**/read")
    page.locator(".u").first.wait_for()
    page.goto("/")
    expect(page.locator(".volume")).to_have_count(books + 1)
    page.context.close()
