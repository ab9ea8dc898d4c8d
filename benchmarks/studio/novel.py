"""A novel of 200,000 words: how long it takes to open, and how smoothly it scrolls."""

import gzip
import time
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser, Page

from benchmarks.studio.driving import Studio, book_of, browser, opened, studio

WORDS = 200_000
_SCROLL = """() => new Promise((done) => {
    const times = [];
    let last = performance.now();
    const step = (now) => {
        times.push(now - last);
        last = now;
        scrollBy(0, 300);
        if (times.length < 180) requestAnimationFrame(step); else done(times.slice(1));
    };
    requestAnimationFrame(step);
})"""
_LONG_MS = 300_000


def made_of(novels: Sequence[Path], target: Path) -> int:
    """Write one novel out of the paragraphs of several, as long as it has to be; return its words."""
    kept: list[str] = []
    words = 0
    for novel in novels:
        with gzip.open(novel, "rt", encoding="utf-8") as file:
            paragraphs = file.read().split("\n\n")
        for paragraph in paragraphs:
            if words >= WORDS:
                break
            kept.append(paragraph)
            words += len(paragraph.split())
    target.write_text("\n\n".join(kept), encoding="utf-8")
    return words


def measure(story: Path) -> None:
    """Print how long a novel takes to open: for the first time, again, and page after page."""
    with browser() as started:
        with studio([story]) as running:
            page = _first(started, running, "opened for the first time")
            page.context.close()
        with studio([story]) as running:
            page = _first(started, running, "opened again, in a new studio")
            _pages(page)
            _whole(page)


def _first(started: Browser, running: Studio, what: str) -> Page:
    """Go to the address that the studio prints, until the first line is there."""
    begun = time.monotonic()
    page = opened(started, running)
    page.set_default_timeout(_LONG_MS)
    page.locator(".u").first.wait_for()
    print(f"{what:41} {time.monotonic() - begun:6.2f} s")
    return page


def _pages(page: Page) -> None:
    address = book_of(page)
    for view in ("read", "read?chapter=20", "doubts", "cast"):
        begun = time.monotonic()
        page.goto(f"{address}/{view}", wait_until="commit")
        page.locator(".u, .person").first.wait_for()
        print(f"page {view:36} {time.monotonic() - begun:6.2f} s")


def _whole(page: Page) -> None:
    page.goto(f"{book_of(page)}/read")
    page.locator(".u").first.wait_for()
    begun = time.monotonic()
    page.locator("#whole").click()
    page.locator("#whole").wait_for(state="hidden")
    words = page.evaluate(
        "document.getElementById('text').textContent.split(/\\s+/).length"
    )
    print(
        f"the whole book on one page, {words:7,} words   {time.monotonic() - begun:6.2f} s"
    )
    page.evaluate("scrollTo(0, 0)")
    frames = sorted(page.evaluate(_SCROLL))
    middle, late = frames[len(frames) // 2], frames[int(len(frames) * 0.95)]
    print(
        f"a frame while scrolling through it        {middle:6.1f} ms (95 %: {late:.1f} ms)"
    )
