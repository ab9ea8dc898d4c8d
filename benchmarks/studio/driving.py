"""A studio of its own for a story, and a browser that looks at it."""

import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

_ADDRESS = re.compile(r"http://\S+/open\?token=\S+")
_FLAGS = ("--no-sandbox", "--autoplay-policy=no-user-gesture-required")
PATIENCE_MS = 60_000
# A long novel takes minutes to read for the first time.
_LONG_MS = 600_000


@dataclass(frozen=True, slots=True)
class Studio:
    """A running studio: where it is opened, and the process that it is."""

    address: str
    process: subprocess.Popen[str]

    @property
    def origin(self) -> str:
        """What all its addresses begin with."""
        return self.address.partition("/open")[0]


def chromium() -> str | None:
    """Where a browser is."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    return None


@contextmanager
def studio(paths: Sequence[Path], *more: str) -> Iterator[Studio]:
    """A studio of some stories, until the block ends."""
    command = [sys.executable, "-m", "audiobook", "studio", *map(str, paths)]
    process = subprocess.Popen(
        [*command, "--no-browser", "--port", "0", *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        running = Studio(_address(process), process)
        _wait_for(running)
        yield running
    finally:
        process.terminate()
        process.wait(30)
        if process.stdout:
            process.stdout.close()


def _address(process: subprocess.Popen[str]) -> str:
    told = ""
    assert process.stdout is not None
    for line in process.stdout:
        told += line
        found = _ADDRESS.search(line)
        if found:
            return found[0]
    raise RuntimeError(f"The studio does not start:\n{told}")


def _wait_for(running: Studio) -> None:
    """The address is told a moment before anybody listens at it."""
    host, _, port = running.origin.removeprefix("http://").partition(":")
    for _ in range(200):
        try:
            socket.create_connection((host, int(port)), timeout=5).close()
        except OSError:
            time.sleep(0.05)
        else:
            return


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser without a window."""
    with sync_playwright() as driver:
        started = driver.chromium.launch(
            executable_path=chromium(), args=list(_FLAGS), timeout=PATIENCE_MS
        )
        yield started
        started.close()


def opened(started: Browser, running: Studio, **looks: object) -> Page:
    """The first page of a studio, in a browser that has its cookie from then on."""
    page = visitor(started, running, **looks)
    page.goto(running.address)
    page.wait_for_url(re.compile(r"/read|/$"), wait_until="load")
    page.locator("body.read, body.library").wait_for(timeout=_LONG_MS)
    return page


def visitor(started: Browser, running: Studio, **looks: object) -> Page:
    """A page that has nothing of the studio yet."""
    context = started.new_context(base_url=running.origin, **looks)  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE_MS)
    return context.new_page()


def book_of(page: Page) -> str:
    """The address of the book that is open: "/books/1234abcd"."""
    found = re.search(r"/books/[0-9a-f]+", page.url)
    assert found, page.url
    return found[0]
