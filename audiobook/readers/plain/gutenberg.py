"""The licence that Project Gutenberg puts around its texts: found by its marker lines, never
read.
"""

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
_FIELD = re.compile(
    r"^(?P<name>Title|Author|Language):[ \t]*(?P<value>[^\r\n]+)",
    re.MULTILINE,
)
_REASON = "Project Gutenberg licence"


def licence(source: str) -> tuple[int, int, tuple[Skipped, ...]]:
    """Where the book itself starts and ends, and what was cut around it."""
    start = 0
    end = len(source)
    head = _START.search(source)
    if head:
        start = head.end()
    tail = _END.search(source, start)
    if tail:
        end = tail.start()
    before = _piece(
        source,
        "Licence before the book",
        0,
        start,
    )
    after = _piece(
        source,
        "Licence after the book",
        end,
        len(source),
    )
    return start, end, (*before, *after)


def _piece(
    source: str,
    name: str,
    start: int,
    end: int,
) -> tuple[Skipped, ...]:
    raw = source[start:end]
    text = raw.strip()
    if not text:
        return ()
    indent = len(raw) - len(raw.lstrip())
    chapter = Chapter(
        0,
        name,
        text,
        start + indent,
    )
    return (
        Skipped(
            name,
            _REASON,
            len(text.split()),
            _REASON,
            chapter,
        ),
    )


def fields(source: str, start: int) -> dict[str, str]:
    """Title, Author and Language as the header gives them, in lower-case keys."""
    values: dict[str, str] = {}
    for match in _FIELD.finditer(source, 0, start):
        values[match["name"].lower()] = match["value"].strip()
    return values
