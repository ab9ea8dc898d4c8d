"""Marks on plain text: scene breaks printed as ornaments, and ``_emphasis_`` or ``*emphasis*``.

An emphasis mark includes the signs around it: they stay in the text and are not spoken.
"""

import re
from collections.abc import Iterator

from audiobook.model import Mark, MarkKind
from audiobook.readers.plain.lines import Line

_LONGEST = 600
_EMPHASIS = re.compile(rf"(?<![\w*_])([_*])(?![\s_*])[^_*]{{1,{_LONGEST}}}(?<!\s)\1(?![\w*_])")
_BLANK_LINE = re.compile(r"(?:\r\n|\n|\r)[ \t]*[\r\n]|\f")


def breaks(lines: list[Line]) -> Iterator[Mark]:
    """A mark for every line that is only an ornament."""
    return (Mark(line.start, line.end, MarkKind.BREAK) for line in lines if line.ornament)


def emphasis(source: str, start: int, end: int) -> Iterator[Mark]:
    """A mark for every emphasised stretch of ``source[start:end]`` inside a paragraph."""
    for match in _EMPHASIS.finditer(source, start, end):
        if not _BLANK_LINE.search(match.group()):
            yield Mark(match.start(), match.end(), MarkKind.EMPHASIS)
