"""A text as lines and blocks, each knowing its place: nothing is rewritten.

Every line keeps its offsets, so that whatever is found in it can be traced back to the source.
"""

import re
from dataclasses import dataclass

_ALL = re.compile(r"[^\r\n\f\v\x85\u2028\u2029]+")
_ORNAMENT = re.compile(
    r"(?:[*#~=+^•·◦●○◆◇■□★☆✦✧✻✽❀❦❧☙⁂⁎⁑§†‡<>|/\\\s]+"  # any number of printers' flowers
    r"|[-–—_=~*.…\s]{3,}"  # a rule, or a row of dots
    r"|[oO0]{3,}|x{3,}|X{4,}"  # oOo, xxx
    r"|[-=~*.\s]*(?:[xXoO0][-=~*.\s]+){2,}[xXoO0]?[-=~*.\s]*)"  # -x-x-x-
)
# Line ends besides "\n" and "\r": form feed is left out, for it begins a page.
_NEWLINES = "\n\r\v\x85\u2028\u2029"
_ONE_NEWLINE = frozenset({"\n", "\r\n", "\r"})
_ORNAMENT_LENGTH = 120
_PLAIN_DOTS = frozenset({"...", "....", "…"})  # somebody says nothing: no scene break


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line that is not blank: ``[start, end)`` of the source, white space around it stripped."""

    start: int
    end: int
    text: str
    after_blank: bool

    @property
    def ornament(self) -> bool:
        """Whether the line is only an ornament, such as ``* * *`` or a rule."""
        return is_ornament(self.text)


Block = tuple[SourceLine, ...]


def is_ornament(text: str) -> bool:
    """Whether a line, stripped of white space, is a scene break printed as an ornament."""
    if len(text) > _ORNAMENT_LENGTH or text in _PLAIN_DOTS:
        return False
    return bool(_ORNAMENT.fullmatch(text))


def lines_of(
    source: str,
    start: int = 0,
    end: int | None = None,
) -> list[SourceLine]:
    """The lines of ``source[start:end]`` that are not blank."""
    if end is None:
        end = len(source)
    lines: list[SourceLine] = []
    last_end = start
    for match in _ALL.finditer(source, start, end):
        raw = match.group()
        text = raw.strip()
        if not text:
            continue
        line_start = match.start() + raw.index(text[0])
        line_end = line_start + len(text)
        after_blank = not lines or _has_blank_line(source[last_end:line_start])
        lines.append(
            SourceLine(
                line_start,
                line_end,
                text,
                after_blank,
            )
        )
        last_end = line_end
    return lines


def _has_blank_line(between: str) -> bool:
    # Nearly all lines are parted by one newline: this answers for them without counting.
    if between in _ONE_NEWLINE:
        return False
    if "\f" in between:
        return True
    newlines = between.replace("\r\n", "\n")
    return sum(map(newlines.count, _NEWLINES)) > 1


def blocks_of(lines: list[SourceLine]) -> list[Block]:
    """Runs of lines without a blank line between them; an ornament is a block of its own."""
    blocks: list[list[SourceLine]] = []
    for line in lines:
        if not blocks or _begins_block(line, blocks[-1][-1]):
            blocks.append([])
        blocks[-1].append(line)
    return [tuple(block) for block in blocks]


def _begins_block(line: SourceLine, before: SourceLine) -> bool:
    return line.after_blank or line.ornament or before.ornament
