"""Dash dialogue: a paragraph that opens with a dash is a turn (Joyce, and most of the continent).

Where a second dash follows speech, narration resumes after it, and a third takes the turn up
again: ``—Hola —dijo Juan—. ¿Qué tal?``. Without a second dash a tag is known by its verb (``—Tell
me, Stephen said.``), and what follows the tag is spoken if it speaks of "I" and "you" or asks.
"""

import re
from collections.abc import Iterator

from audiobook.segment.marks import has_words
from audiobook.segment.tagging import Tagging

_DASH = "—–―"
_OPENING = re.compile(
    rf"[_*]*(?:[{_DASH}]|--?(?=\s?[^\s-]))[ \t\xa0\u2009\u202f]*(?=[\w\"'“‘«¿¡…._*(])"
)
_LONGEST = 10_000  # characters of a turn in which tags are looked for
_AHEAD = 300  # characters after a tag that show whether somebody speaks


def opens_with_dash(
    text: str,
    start: int,
    end: int,
) -> bool:
    """Whether a paragraph looks like a turn of dash dialogue."""
    return _OPENING.match(text, start, end) is not None


def turn(
    text: str,
    start: int,
    end: int,
    tags: Tagging,
) -> Iterator[tuple[int, int]]:
    """The spoken stretches of a paragraph that opens with a dash.

    ``tags`` are those of its language.
    """
    if end - start > _LONGEST:
        yield start, end
        return
    at = start
    opening = _OPENING.match(text, start, end)
    if opening:
        at = opening.end()
    # The first stretch starts at the dash itself, the others where speech resumes.
    while True:
        stop, resumes = _speech_end(text, at, end, tags)
        yield start, stop
        if resumes is None or resumes >= end:
            return
        start = resumes
        at = resumes


def inside(
    text: str,
    start: int,
    end: int,
    tags: Tagging,
) -> Iterator[tuple[int, int]]:
    """The spoken stretches of a quotation whose tags stand between its marks.

    What follows a tag is spoken.
    """
    if end - start > _LONGEST:
        yield start, end
        return
    while True:
        tag = tags.tag.search(text, start, end)
        if tag is None:
            yield start, end
            return
        yield start, tag.start()
        after = tags.after.match(text, tag.end(), end)
        if after is None or not has_words(text[after.end() : end]):
            return
        start = after.end()


def _speech_end(
    text: str,
    at: int,
    end: int,
    tags: Tagging,
) -> tuple[int, int | None]:
    """Where speech stops, and where it resumes, if it does: at a tag, else at a dash."""
    dash = tags.inner_dash(text, at, end)
    limit = end
    if dash:
        limit = dash.start()
    # A tag that opens before the dash comes without one of its own.
    tag = tags.tag.search(text, at, limit)
    if tag:
        return tag.start(), _after_tag(text, tag.end(), end, tags)
    if dash is None:
        return end, None
    resumes = tags.resumes.search(text, dash.end(), end)
    if resumes is None:
        return dash.start(), None
    return dash.start(), resumes.end()


def _after_tag(
    text: str,
    at: int,
    end: int,
    tags: Tagging,
) -> int | None:
    """Where speech resumes after a tag, if it does."""
    after = tags.after.match(text, at, end)
    if after is None:
        return None
    if (after[1] or "").startswith(","):
        return after.end()
    rest = text[after.end() : min(end, after.end() + _AHEAD)]
    if not tags.spoken.search(rest) or tags.narrated.match(rest):
        return None
    return after.end()
