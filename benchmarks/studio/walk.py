"""One whole walk by keyboard: from the first opening to every doubtful line put right."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from benchmarks.studio.driving import PATIENCE_MS, book_of, browser, opened, studio

Record = dict[str, Any]

# Who says the lines of story 004 that are read wrongly, by their places: what a reader knows.
STORY_004: Mapping[str, str] = {
    "c1u35": "Kakashi Hatake",
    "c1u37": "Kakashi Hatake",
    "c1u183": "Mizuki",
    "c1u185": "Mizuki",
    "c1u186": "Mizuki",
    "c1u191": "Sandaime",
    "c1u192": "Sandaime",
}

# One look at the page: between two of them it may have moved on.
_STATE = """() => ({
    asks: document.querySelector("#moves [data-keep]:focus") !== null,
    busy: document.body.classList.contains("is-busy"),
    here: document.querySelector(".passage .here")?.dataset.place ?? "",
})"""


@dataclass(slots=True)
class Walk:
    """What was done, and how long it took."""

    keys: int = 0
    looked_at: int = 0
    given: int = 0
    asked: int = 0
    opening_s: float = 0.0
    seconds: float = 0.0
    waits_s: list[float] = field(default_factory=list)
    wrong_before: int = 0
    wrong_after: int = 0


def walk(story: Path, right: Mapping[str, str]) -> Walk:
    """Put every doubtful line of a fresh book right, one key after the other."""
    done = Walk()
    with studio([story]) as running, browser() as started:
        begun = time.monotonic()
        page = opened(started, running, viewport={"width": 1280, "height": 800})
        page.locator(".u").first.wait_for()
        done.opening_s = time.monotonic() - begun
        before = _speakers(page)
        wanted = {**before, **right}
        _press(page, done, "g")
        _press(page, done, "d")
        page.wait_for_url("**/doubts")
        page.locator("#doubt .choice, .all-done").first.wait_for()
        while not page.locator(".all-done").count():
            _decide(page, done, wanted)
        done.seconds = time.monotonic() - begun
        page.goto(f"{book_of(page)}/read")
        after = _speakers(page)
    done.wrong_before = _wrong(before, wanted)
    done.wrong_after = _wrong(after, wanted)
    return done


def _speakers(page: Page) -> dict[str, str]:
    """Who says each line, by its place."""
    told: dict[str, str] = page.evaluate(
        """() => {
            const data = JSON.parse(document.getElementById("studio-data").textContent);
            const lines = [...document.querySelectorAll(".u[data-q]")];
            return Object.fromEntries(lines.map((line) => [line.id, data.speakers[line.dataset.who].name]));
        }"""
    )
    return told


def _wrong(speakers: Mapping[str, str], wanted: Mapping[str, str]) -> int:
    return sum(speakers[place] != wanted[place] for place in wanted)


def _decide(page: Page, done: Walk, wanted: Mapping[str, str]) -> None:
    """Look at the line that is shown, and press the key of who says it."""
    shown: Record = page.evaluate(
        """() => ({
            place: document.querySelector(".passage .here").dataset.place,
            choices: [...document.querySelectorAll("#doubt .choice")].map((one) => one.querySelector("strong").textContent),
        })"""
    )
    speaker = wanted[shown["place"]]
    key = str(shown["choices"].index(speaker) + 1)
    done.looked_at += 1
    done.given += key != "1"
    begun = time.monotonic()
    line = shown["place"]
    _press(page, done, key)
    _settled(page, done, line)
    done.waits_s.append(time.monotonic() - begun)


def _settled(page: Page, done: Walk, line: str) -> None:
    """Wait for the next line; keep what else changes where that is asked."""
    for _ in range(PATIENCE_MS // 20):
        state: Record = page.evaluate(_STATE)
        if state["asks"]:
            done.asked += 1
            _press(page, done, "Enter")
            page.locator("#moves").wait_for(state="hidden")
        elif state["here"] != line and not state["busy"]:
            return
        page.wait_for_timeout(20)
    raise RuntimeError(f"Nothing comes after the line {line}.")


def _press(page: Page, done: Walk, key: str) -> None:
    done.keys += 1
    page.keyboard.press(key)
