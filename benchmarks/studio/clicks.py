"""From a click on a line to its sound, in a browser."""

import statistics
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Page

from benchmarks.studio.driving import browser, opened, studio

LINES = 20
# What is heard is followed by two lines that are spoken ahead: those would be kept already.
_APART = 6
_WATCH = """
    window.clicks = [];
    addEventListener("click", (event) => { window.clicked = event.timeStamp; }, true);
    const play = HTMLMediaElement.prototype.play;
    HTMLMediaElement.prototype.play = function () {
        const begun = window.clicked;
        this.addEventListener("playing", () => clicks.push(performance.now() - begun), { once: true });
        return play.call(this);
    };
"""
# The page's policy forbids what a driver evaluates by itself, again and again.
_HEARD = """() => new Promise((done) => {
    const look = () => (clicks.length ? done(clicks.splice(0)[0]) : setTimeout(look, 20));
    look();
})"""
_PLACE = """(line) => {
    line.scrollIntoView({ block: "center", behavior: "instant" });
    const { x, y, height } = line.getClientRects()[0];
    return [x + 3, y + height / 2];
}"""


def measure(story: Path) -> None:
    """Print the milliseconds from a click to the sound: of lines that are new, and kept."""
    with studio([story]) as running, browser() as started:
        page = opened(started, running)
        page.add_init_script(_WATCH)
        page.reload(wait_until="load")
        said = page.locator(".u[data-q], .u[data-kind=narration]")
        numbers = list(range(2, said.count(), _APART))[: LINES + 1]
        first, *new = [_click(page, number) for number in numbers]
        page.reload(wait_until="load")
        kept = [_click(page, number) for number in numbers]
    print("from a click to its sound            clicks     p50     p95    most")
    _print("the first line of a new studio", [first])
    _print("a new line", new)
    _print("a kept line", kept)


def _click(page: Page, number: int) -> float:
    """Click a line; the milliseconds until it is heard."""
    line = page.locator(".u[data-q], .u[data-kind=narration]").nth(number)
    page.mouse.click(*line.evaluate(_PLACE))
    heard: float = page.evaluate(_HEARD)
    return heard


def _print(what: str, times_ms: Sequence[float]) -> None:
    ordered = sorted(times_ms)
    late = ordered[min(int(len(ordered) * 0.95), len(ordered) - 1)]
    middle = statistics.median(ordered)
    print(
        f"{what:36} {len(ordered):6} {middle:4.0f} ms {late:4.0f} ms {ordered[-1]:4.0f} ms"
    )
