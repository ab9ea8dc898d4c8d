"""The style sheets that a page on disk links to: those in its folder and below it."""

import os
import re
from html import unescape
from pathlib import Path

from audiobook.files.reading import contents
from audiobook.readers.archive import resolve

_LARGEST = 4 * 1024 * 1024  # bytes of a style sheet
_LINK = re.compile(rb"<link\s[^>]{0,2000}>", re.IGNORECASE)
_HREF = re.compile(
    rb"""href\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE
)


class SheetFiles:
    """Finds the style sheets of the page ``path``, for :class:`Sheets`.

    Nothing is fetched, and nothing above the folder of the page is read.
    """

    def __init__(self, path: Path) -> None:
        self._folder = path.parent

    def load(self, base: str, link: str) -> tuple[str, bytes | None]:
        """The path of a sheet that ``base`` links to, and its bytes if it is there.

        Both paths are within the folder of the page.
        """
        path, _ = resolve(base, link)
        if not path or path == base:
            return "", None
        try:
            return path, contents(self._folder / path, _LARGEST)
        except (OSError, ValueError):  # ValueError: no file may be named so
            return path, None


def linked_sheets(page: Path) -> list[Path]:
    """The files of the sheets that a page names itself, as far as they are there."""
    found: list[Path] = []
    for link in _LINK.findall(page.read_bytes()):
        href = _HREF.search(link)
        if href is None or b"stylesheet" not in link.lower():
            continue
        address = unescape(os.fsdecode(b"".join(href.groups(b""))))
        path, _ = resolve(page.name, address)
        if path and (page.parent / path).is_file():
            found.append(page.parent / path)
    return found
