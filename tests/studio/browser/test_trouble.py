"""What goes wrong is said, and nothing is lost: hostile books, a killed server, a damaged file."""

import shutil

import pytest
from benchmarks.studio import driving
from playwright.sync_api import expect

pytestmark = pytest.mark.slow

EVIL = (
    "<script>window.evil = 1</script>",
    '<img src=x onerror="window.evil = 1">',
    "\"><svg onload='window.evil = 1'>",
    "{{ 7 * 7 }} {% for x in y %} ${7*7} javascript:window.evil=1",
    "</span></p></section></script><script>window.evil = 1</script>",
)


def hostile(folder):
    """A book whose title, names and lines would run if they could."""
    lines = []
    for number, evil in enumerate(EVIL):
        lines.append(f'"You are {evil} to me," said Emma {number}.')
        lines.append(f'"And you {evil}?" asked Tom {evil}.')
    text = "\n\n".join([f"# {EVIL[0]}", *lines])
    source = folder / "evil.md"
    source.write_text(
        f"---\ntitle: '{EVIL[0]}'\nauthor: '{EVIL[1]}'\n---\n\n{text}\n", encoding="utf-8"
    )
    return source


def test_a_hostile_book_is_shown_as_text(browser, tmp_path):
    source = hostile(tmp_path)
    with driving.studio([source]) as running:
        page = driving.opened(browser, running)
        # Read from its own title: front matter may be read otherwise.
        shown = page.locator("#text").inner_text()
        for view in ("read", "doubts", "cast", "words", "render", "share"):
            page.goto(f"{driving.book_of(page)}/{view}", wait_until="load")
            page.wait_for_timeout(200)
            assert page.evaluate("window.evil") is None, view
            assert page.locator("main script, main img[src=x], main svg[onload]").count() == 0, view
        page.context.close()
    assert "javascript:window.evil=1" in shown
    assert "{{ 7 * 7 }}" in shown


def test_a_killed_studio_is_told_and_found_again(browser, own_story):
    with driving.studio([own_story]) as running:
        page = driving.opened(browser, running)
        page.goto(f"{driving.book_of(page)}/doubts")
        page.locator("#doubt .choice").first.wait_for()
        running.process.kill()
        running.process.wait(30)
        banner = page.locator('[data-banner="offline"]')
        expect(banner).to_contain_text("not running", timeout=30_000)
        page.keyboard.press("1")
        expect(banner).to_be_visible()
        expect(page.locator("#doubt .choice")).not_to_have_count(0)
        page.context.close()


def test_a_damaged_cast_file_is_named(tab, book, decide):
    page = tab("doubts")
    decide(page, "1")
    cast = book.folder / "cast.toml"
    whole = cast.read_text(encoding="utf-8")
    cast.write_text(whole + "\n[speakers.\n", encoding="utf-8")
    expect(page.locator(".banner.bad")).to_contain_text("cast.toml", timeout=30_000)
    cast.write_text(whole, encoding="utf-8")
    expect(page.locator(".banner.bad")).to_have_count(0, timeout=30_000)


def test_a_removed_folder_is_written_anew(tab, book, decide):
    page = tab("doubts")
    decide(page, "1")
    shutil.rmtree(book.folder)
    banner = page.locator(".banner.bad")
    expect(banner).to_be_visible(timeout=30_000)
    banner.get_by_role("button", name="Write the folder anew").press("Enter")
    expect(page.locator(".banner.bad")).to_have_count(0, timeout=30_000)
    assert "[[lines]]" in (book.folder / "cast.toml").read_text(encoding="utf-8")


def test_a_stranger_gets_nothing(browser, shelf):
    page = driving.visitor(browser, shelf[0])
    answer = page.goto("/")
    assert answer.status in (401, 403)
    expect(page.locator("main")).not_to_be_empty()
    page.context.close()
