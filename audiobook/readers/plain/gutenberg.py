"""The licence that Project Gutenberg puts around its texts: found by its own marker lines, never read."""

import re

from audiobook.model import Chapter, Skipped

_START = re.compile(
    r"^[ \t]*\*{3}[ \t]*START OF (?:THE|THIS) PROJECT GUTENBERG"
    r"[^\r\n]{0,300}(?:[\r\n]{1,2}[^\r\n]{1,100})??\*{3}[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_END = re.compile(
    r"^[ \t]*(?:\*{3}[ \t]*END OF (?:THE|THIS) PROJECT GUTENBERG"
    r"|End of (?:the |this )?Project Gutenberg(?:['’]s)?\b)[^\r\n]*",
    re.IGNORECASE | re.MULTILINE,
)
_FIELD = re.compile(r"^(?P<name>Title|Author|Language):[ \t]*(?P<value>[^\r\n]+)", re.MULTILINE)
_REASON = "Project Gutenberg licence"


def licence(source: str) -> tuple[int, int, tuple[Skipped, ...]]:
    """Where the book itself starts and ends, and what was cut around it."""
    head = _START.search(source)
    start = head.end() if head else 0
    tail = _END.search(source, start)
    end = tail.start() if tail else len(source)
    cut = (("Licence before the book", 0, start), ("Licence after the book", end, len(source)))
    return start, end, tuple(_piece(source, *one) for one in cut if source[one[1] : one[2]].strip())


def _piece(source: str, name: str, start: int, end: int) -> Skipped:
    raw = source[start:end]
    text = raw.strip()
    chapter = Chapter(0, name, text, start + len(raw) - len(raw.lstrip()))
    return Skipped(name, _REASON, len(text.split()), _REASON, chapter)


def fields(source: str, start: int) -> dict[str, str]:
    """Title, Author and Language as the header says them, in lower-case keys."""
    return {match["name"].lower(): match["value"].strip() for match in _FIELD.finditer(source, 0, start)}
