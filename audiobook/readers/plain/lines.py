"""A text as lines and blocks, each knowing its place: nothing is copied, nothing translated."""

import re
from dataclasses import dataclass

_ALL = re.compile(r"[^\r\n\f\v\x85\u2028\u2029]+")
_ORNAMENT = re.compile(
    r"(?:[*#~=+^•·◦●○◆◇■□★☆✦✧✻✽❀❦❧☙⁂⁎⁑§†‡<>|/\\\s]+"  # any number of printers' flowers
    r"|[-–—_=~*.…\s]{3,}"  # a rule, or a row of dots
    r"|[oO0]{3,}|x{3,}|X{4,}"  # oOo, xxx
    r"|[-=~*.\s]*(?:[xXoO0][-=~*.\s]+){2,}[xXoO0]?[-=~*.\s]*)"  # -x-x-x-
)
_ONE_NEWLINE = frozenset({"\n", "\r\n", "\r"})
_ORNAMENT_LENGTH = 120
_PLAIN_DOTS = frozenset({"...", "....", "…"})  # somebody says nothing: no scene break


@dataclass(frozen=True, slots=True)
class Line:
    """A line with something on it: ``[start, end)`` of the source without the white space around it."""

    start: int
    end: int
    text: str
    after_blank: bool

    @property
    def ornament(self) -> bool:
        """Whether the line is only an ornament, such as ``* * *`` or a rule."""
        return is_ornament(self.text)


Block = tuple[Line, ...]


def is_ornament(text: str) -> bool:
    """Whether a line without white space around it is a scene break printed as an ornament."""
    return len(text) <= _ORNAMENT_LENGTH and text not in _PLAIN_DOTS and bool(_ORNAMENT.fullmatch(text))


def lines_of(source: str, start: int = 0, end: int | None = None) -> list[Line]:
    """The lines of ``source[start:end]`` that are not blank."""
    found: list[Line] = []
    last = start
    for match in _ALL.finditer(source, start, len(source) if end is None else end):
        text = match.group().strip()
        if text:
            begin = match.start() + match.group().index(text[0])
            found.append(Line(begin, begin + len(text), text, not found or _blank(source[last:begin])))
            last = begin + len(text)
    return found


def _blank(between: str) -> bool:
    if between in _ONE_NEWLINE:
        return False
    newlines = between.replace("\r\n", "\n")
    return "\f" in newlines or sum(newlines.count(mark) for mark in "\n\r\v\x85\u2028\u2029") > 1


def blocks_of(lines: list[Line]) -> list[Block]:
    """Runs of lines without a blank line between them; an ornament is a block of its own."""
    blocks: list[list[Line]] = []
    for line in lines:
        if not blocks or line.after_blank or line.ornament or blocks[-1][-1].ornament:
            blocks.append([])
        blocks[-1].append(line)
    return [tuple(block) for block in blocks]
