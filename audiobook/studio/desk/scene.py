"""A scene as one HTML file with its sound inside: it plays anywhere, offline."""

import re
import tempfile
from dataclasses import replace
from pathlib import Path

from audiobook.model import Kind, Script, Track
from audiobook.publish.base import Edition
from audiobook.publish.text.html import page_with_sound
from audiobook.render.assemble import assemble
from audiobook.render.plan import ChapterPlan
from audiobook.render.tracks import TrackStore
from audiobook.studio.book.book_state import BookState
from audiobook.studio.book.line_place import LinePlace
from audiobook.studio.book.troubles import StudioError
from audiobook.studio.speaking import Lines

MOST_LINES = 600  # about an hour of sound, and 30 MB
# Every browser plays it, also from inside a page.
_ENCODING = "mp3"
_UNSAFE = re.compile(r"[^\w .,'()-]+")


def scene_around(state: BookState, number: int, utterance: int) -> tuple[int, int]:
    """The first and last line of the scene that a line is in."""
    state.utterance(LinePlace(number, utterance))
    utterances = state.utterances(number)
    first = last = utterance
    while first > 0 and utterances[first - 1].kind is not Kind.BREAK:
        first -= 1
    while last + 1 < len(utterances) and utterances[last + 1].kind is not Kind.BREAK:
        last += 1
    return first, last


def scene_page(
    state: BookState, lines: Lines, number: int, first: int, last: int
) -> tuple[str, str]:
    """The name of the file, and the page. What has not been spoken is spoken.

    Raises :class:`~audiobook.errors.AudiobookError`.
    """
    state.utterance(LinePlace(number, first))
    state.utterance(LinePlace(number, last))
    if not first <= last < first + MOST_LINES:
        raise StudioError(
            f"A scene to share has at most {MOST_LINES} lines.",
            remedy="Choose a shorter one, or make the whole book with the format html.",
        )
    # The scene is a little book of its own: one chapter, one track, one page.
    script = _part(state.script, state.indices[number], first, last)
    plan = _stretch(lines.plan(number), first, last)
    lines.speak_all(plan.lines)
    with tempfile.TemporaryDirectory(prefix="audiobook-scene-") as folder:
        track = _track(state, lines, plan, Path(folder))
        sound = track.file(_ENCODING).read_bytes()
    edition = Edition(script, state.cast, (track,), settings=state.run.settings)
    page = page_with_sound(edition, sound, "audio/mpeg")
    return f"{_safe(script.book.metadata.title)}.html", page


def _track(state: BookState, lines: Lines, plan: ChapterPlan, folder: Path) -> Track:
    run = state.run.played_by(state.cast)
    shop = run.builder(lines.prints(plan.lines))
    alone = replace(shop, tracks=TrackStore(folder), encodings=(_ENCODING,))
    return assemble(plan, alone, (_ENCODING,))


def _part(script: Script, index: int, first: int, last: int) -> Script:
    """The script of a scene alone."""
    book = replace(script.book, chapters=(script.book.chapters[index],))
    utterances = script.utterances[index][first : last + 1]
    return replace(script, book=book, utterances=(utterances,))


def _stretch(plan: ChapterPlan, first: int, last: int) -> ChapterPlan:
    """The plan of a scene alone, its lines numbered from its beginning."""
    items = []
    for item in plan.items[first : last + 1]:
        items.append(replace(item, utterance=item.utterance - first))
    return replace(plan, items=tuple(items), seams=(), longest_ms=0.0)


def _safe(title: str) -> str:
    """A title as the name of a file, on any system."""
    return _UNSAFE.sub(" ", title).strip(" .")[:80] or "scene"
