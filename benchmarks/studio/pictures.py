"""Pictures of the studio for the documents: every view, both themes, desk and phone."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page

from benchmarks.studio.driving import Studio, book_of, browser, opened, studio

_SIZES = {
    "desk": {"width": 1280, "height": 800},
    "phone": {"width": 390, "height": 844},
}
_THEMES = ("light", "dark")


def _read(page: Page) -> None:
    page.keyboard.press("n")
    page.locator("#panel .choice").first.wait_for(state="attached")


def _doubts(page: Page) -> None:
    page.locator("#doubt .choice").first.wait_for()


def _changes(page: Page) -> None:
    """What else a correction changes, of the first line where it changes more."""
    _doubts(page)
    page.keyboard.press("2")
    page.locator("#moves[open], #doubt .choice").first.wait_for()
    page.wait_for_timeout(1500)


def _casting(page: Page) -> None:
    page.locator("#cards h2 button").nth(1).press("Enter")
    page.locator(".voice-row").nth(3).wait_for()


def _nothing(page: Page) -> None:
    page.locator("main").wait_for()


VIEWS: dict[str, tuple[str, Callable[[Page], None]]] = {
    "read": ("read", _read),
    "doubts": ("doubts", _doubts),
    "changes": ("doubts", _changes),
    "cast": ("cast", _nothing),
    "casting": ("cast", _casting),
    "words": ("words", _nothing),
    "make": ("render", _nothing),
    "title": ("details", _nothing),
    "share": ("share", _nothing),
}


# Those that the documents show: view, size, theme.
SHOWN = (
    ("read", "desk", "light"),
    ("doubts", "desk", "dark"),
    ("changes", "desk", "light"),
    ("casting", "desk", "dark"),
    ("make", "phone", "light"),
    ("doubts", "phone", "dark"),
)


def take(story: Path, folder: Path, wanted: list[str]) -> None:
    """Write ``studio-VIEW-SIZE-THEME.png``: all of the views that are wanted, or those of the documents."""
    folder.mkdir(parents=True, exist_ok=True)
    with studio([story]) as running, browser() as started:
        page = opened(started, running)
        address = book_of(page)
        state = page.context.storage_state()
        for size in _SIZES:
            for theme in _THEMES:
                shown = _visitor(started, running, size, theme, state)
                for name, (view, does) in VIEWS.items():
                    if name not in wanted and (
                        wanted or (name, size, theme) not in SHOWN
                    ):
                        continue
                    shown.goto(f"{address}/{view}")
                    does(shown)
                    shown.wait_for_timeout(600)
                    target = folder / f"studio-{name}-{size}-{theme}.png"
                    shown.screenshot(path=target)
                    print(target)
                shown.context.close()


def _visitor(
    started: Browser, running: Studio, size: str, theme: str, state: object
) -> Page:
    context = started.new_context(
        base_url=running.origin,
        viewport=_SIZES[size],  # type: ignore[arg-type]
        color_scheme=theme,  # type: ignore[arg-type]
        storage_state=state,  # type: ignore[arg-type]
        reduced_motion="reduce",
    )
    return context.new_page()
