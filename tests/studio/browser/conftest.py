"""A studio in a process of its own, and a real browser that looks at it."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import places
import pytest
from benchmarks.studio import driving
from playwright.sync_api import expect

# A busy machine takes its time; what is wrong stays wrong.
expect.set_options(timeout=driving.PATIENCE_MS)

SHELF = 60  # stories on the shelf: every test takes one that nobody has touched

# What is said to screen readers, in order: the region may have moved on before a test asks.
RECORD = """
    addEventListener("DOMContentLoaded", () => {
        window.told = [];
        const region = document.getElementById("said");
        const options = { childList: true, characterData: true, subtree: true };
        if (region) new MutationObserver(() => told.push(region.textContent)).observe(region, options);
    });
"""


@dataclass(frozen=True, slots=True)
class Book:
    """A book of the shelf: its address in the studio, and its file."""

    address: str
    source: Path

    @property
    def folder(self) -> Path:
        return self.source.with_suffix(".audiobook")


def story(folder, name="story.txt"):
    """A copy of a story that comes along; it has doubtful lines."""
    return Path(shutil.copy(places.ROOT / "seeds" / "fan_fiction.txt", folder / name))


@pytest.fixture
def own_story(tmp_path):
    """A story for a studio of the test's own."""
    return story(tmp_path)


@pytest.fixture(scope="session")
def shelf(browser, tmp_path_factory):
    """One studio for all tests: its address, a visitor's cookies, and the books."""
    folder = tmp_path_factory.mktemp("shelf")
    sources = [story(folder, f"story{number:02}.txt") for number in range(SHELF)]
    with driving.studio([folder]) as running:
        page = driving.opened(browser, running)
        cookies = page.context.storage_state()
        links = page.locator(".volume").evaluate_all("(all) => all.map((one) => one.dataset.book)")
        assert len(links) == len(sources)
        page.context.close()
        books = [
            Book(f"/books/{link}", source) for link, source in zip(links, sources, strict=True)
        ]
        yield running, cookies, iter(books)


@pytest.fixture
def book(shelf):
    """A book that nobody has touched."""
    return next(shelf[2])


class Complaints(list):
    """What the browser complained of: a page is clean as long as it is empty."""

    def watch(self, page):
        page.on("pageerror", lambda error: self.append(str(error)))
        page.on("console", self.hear)

    def hear(self, message):
        if message.type in ("error", "warning"):
            self.append(message.text)


@pytest.fixture
def complaints():
    return Complaints()


@pytest.fixture
def tab(browser, shelf, book, complaints):
    """Open a tab with a view of the book: ``tab("doubts", color_scheme="dark")``."""
    contexts = []

    def open_tab(view="read", **looks):
        page = driving.visitor(browser, shelf[0], storage_state=shelf[1], **looks)
        contexts.append(page.context)
        complaints.watch(page)
        page.add_init_script(RECORD)
        page.goto(f"{book.address}/{view}")
        page.locator(f"body.{view}").wait_for()
        # A book that was being opened loads its page anew: its scripts have run when that is loaded.
        page.wait_for_load_state("load")
        return page

    yield open_tab
    for context in contexts:
        context.close()


@pytest.fixture
def page(tab):
    return tab()


def decide(page, key):
    """Press the key of a choice, and keep what it changes if that is asked."""
    answers = []

    def hear(response):
        if response.url.endswith("/changes"):
            answers.append(response.json())

    page.on("response", hear)
    page.keyboard.press(key)
    for _ in range(driving.PATIENCE_MS // 50):
        if page.locator("#moves [data-keep]:focus").count():
            page.keyboard.press("Enter")
        if any("error" in answer or not answer["dry"] for answer in answers):
            break
        page.wait_for_timeout(50)
    page.remove_listener("response", hear)
    page.locator("body:not(.is-busy)").wait_for()
    assert "error" not in answers[-1], answers[-1]
    return answers[0]


@pytest.fixture(name="decide")
def decide_fixture():
    return decide
