"""Corrections of one reader for another: a file that names lines by their words.

Another edition of the same text may cut its chapters otherwise. A line is looked for in its
chapter first, then in all of them; where its words stand more than once, the place that was meant
cannot be known, and it is left out.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from audiobook.casting import Folded
from audiobook.model import NARRATOR
from audiobook.studio.book.book_state import BookState
from audiobook.studio.book.toml_edit import TomlEditor
from audiobook.studio.book.troubles import BadRequestError, StudioError
from audiobook.studio.book.user_files import CAST
from audiobook.studio.edits.line_edits import add_unknown
from audiobook.studio.edits.requests import Edit, a_list, a_text

Record = dict[str, Any]
Asked = Mapping[str, Any]

FORMAT = "audiobook corrections"
_VERSION = 1
_MOST = 20_000  # lines of one file


def exported(state: BookState) -> Record:
    """The corrected lines and merged names of a book."""
    lines = []
    for line in state.choices.lines:
        record = {"chapter": line.chapter, "text": line.text, "speaker": line.speaker}
        if line.nth:
            record["nth"] = line.nth
        lines.append(record)
    people = []
    for choice in state.choices.speakers:
        if choice.also:
            people.append({"speaker": choice.speaker, "also": list(choice.also)})
    metadata = state.script.book.metadata
    return {
        "format": FORMAT,
        "version": _VERSION,
        "title": metadata.title,
        "authors": list(metadata.authors),
        "language": metadata.language,
        "lines": lines,
        "people": people,
    }


def imported(state: BookState, asked: Asked) -> Edit:
    """The corrections of somebody else's file, added to those that are there.

    What the user has corrected already stays as it is.
    """
    file = asked.get("corrections")
    if not isinstance(file, Mapping) or file.get("format") != FORMAT:
        raise BadRequestError("This is not a file of corrections.")
    lines = a_list(file, "lines")
    if len(lines) > _MOST:
        raise BadRequestError("This file has more corrections than any book has lines.")
    editor = TomlEditor(state.snapshot.text(CAST), state.run.project.cast_file)
    _merge_people(editor, state, file.get("people") or [])
    found = list(_placed(state, lines))
    new = [values for values in found if values is not None]
    if not new and editor.text == state.snapshot.text(CAST):
        raise StudioError(
            "No correction of this file is for this book.",
            remedy="Its words stand nowhere here, or you have corrected them already.",
        )
    add_unknown(editor, state, (str(values["speaker"]) for values in new))
    if new:
        editor.append("lines", *new)
    sentence = f"{len(new)} corrections imported"
    if len(new) < len(found):
        sentence += f", {len(found) - len(new)} without a place here left out"
    return Edit({CAST: editor.text}, sentence)


def _placed(state: BookState, lines: Iterable[object]) -> Iterator[Asked | None]:
    """Each line as the cast file of this book names it; ``None`` where it has no place."""
    texts = {}
    for chapter in state.script.book.chapters:
        texts[chapter.number] = Folded(chapter.text)
    known = set()
    for line in state.choices.lines:
        known.add((line.chapter, Folded(line.text).text, line.nth))
    for each in lines:
        if not isinstance(each, Mapping):
            raise BadRequestError("A correction must be a table.")
        yield _place(each, texts, known)


def _place(
    asked: Asked, texts: Mapping[int, Folded], known: set[tuple[int, str, int]]
) -> Asked | None:
    needle = Folded(a_text(asked, "text")).text
    speaker = a_text(asked, "speaker")
    chapter, nth = asked.get("chapter"), asked.get("nth", 0)
    if not isinstance(chapter, int) or not isinstance(nth, int):
        raise BadRequestError('"chapter" and "nth" must be numbers.')
    # Chapters may be numbered otherwise, and words stand elsewhere: the words decide.
    place = _found(needle, chapter, nth, texts)
    if place is None or (*place[:1], needle, place[1]) in known:
        return None
    values: Record = {"chapter": place[0], "text": a_text(asked, "text")}
    if place[1]:
        values["nth"] = place[1]
    return {**values, "speaker": speaker}


def _found(
    needle: str, chapter: int, nth: int, texts: Mapping[int, Folded]
) -> tuple[int, int] | None:
    """The chapter that has the words, and which of the places in it is meant."""
    here = len(texts[chapter].find_all(needle)) if chapter in texts else 0
    if here == 1:
        return chapter, 0
    if nth and here >= nth:
        return chapter, nth
    places = []
    for number, text in texts.items():
        places += [number] * len(text.find_all(needle))
    return (places[0], 0) if len(places) == 1 else None


def _merge_people(
    editor: TomlEditor, state: BookState, people: Iterable[object]
) -> None:
    """Merges that this book has people for, and nothing said about yet."""
    taken = {name for choice in state.choices.speakers for name in choice.also}
    for each in people:
        if not isinstance(each, Mapping):
            raise BadRequestError("A person must be a table.")
        speaker = a_text(each, "speaker")
        also = list(state.choices.of(speaker).also)
        new = [str(name) for name in a_list(each, "also") if name in state.roles]
        new = [name for name in new if name not in taken and name != NARRATOR]
        if new and speaker in state.roles and speaker not in taken:
            editor.set(("speakers", speaker), "also", [*also, *new])
