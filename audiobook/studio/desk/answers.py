"""What a change comes to: lines that are others now, speakers, cost; and where the work stands."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from audiobook.errors import AudiobookError
from audiobook.model import Line
from audiobook.render.cost import cpu_s
from audiobook.studio.book.book_state import BookState
from audiobook.studio.book.journal import Journal
from audiobook.studio.book.line_place import LinePlace, place_of
from audiobook.studio.book.people import People
from audiobook.studio.edits.requests import Edit
from audiobook.studio.speaking import Lines
from audiobook.studio.views.doubting import queue
from audiobook.studio.views.lines import changes, same_text

Record = dict[str, Any]

# Words of the chapters that a change touches, up to which each line is looked up in the store.
_LOOKED_UP = 40_000
_SHOWN = 50  # changes


def answer(before: BookState, after: BookState, edit: Edit, people: People) -> Record:
    """What changes from one state of a book to the next.

    ``reload``: the text itself does, so that lines cannot be compared.
    """
    reload = not same_text(before, after)
    changed = [] if reload else changes(before, after, people)
    given = set(edit.lines)
    also = []
    for line in changed:
        if line["before"] != line["after"] and place_of(line["place"]) not in given:
            also.append(line)
    return {
        "sentence": edit.sentence,
        "direct": len(edit.lines),
        "also": also,
        "lines": changed,
        "reload": reload,
        "speakers": _speakers(before, after, people),
    }


def _speakers(
    before: BookState, after: BookState, people: People
) -> list[Record] | None:
    """Everybody, where anything about anybody is other than before."""
    records = people.records(after)
    if records == people.records(before):
        return None
    return records


def cost(
    before: BookState, after: BookState, changed: Iterable[Record], lines: Lines
) -> Record:
    """``lines`` sound otherwise, ``new`` of them have to be spoken, in about ``seconds``.

    Of a change that touches much of a long book, all count as new.
    """
    recast = recast_speakers(before, after)
    moved = set()
    for line in changed:
        if line["before"] != line["after"]:
            moved.add(place_of(line["place"]))
    touched = list(_touched(after, recast, moved))
    new = _new(after, touched, lines)
    return {
        "lines": len(touched),
        "new": len(new),
        "recast": sorted(recast),
        "seconds": round(sum(map(cpu_s, new)), 2),
    }


def recast_speakers(before: BookState, after: BookState) -> set[str]:
    """Who sounds otherwise. A voice's gain is laid over its clips and costs nothing."""
    recast = set()
    for name, role in after.roles.items():
        old = before.roles.get(name)
        if old is None:
            continue
        same_voice = replace(old.voice, gain_db=0.0) == replace(role.voice, gain_db=0.0)
        if not same_voice or old.delivery != role.delivery:
            recast.add(name)
    return recast


def _touched(
    state: BookState, speakers: set[str], places: set[LinePlace]
) -> Iterator[LinePlace]:
    """The lines of some speakers, and those at some places."""
    for place, utterance in state.heard():
        if utterance.speaker in speakers or place in places:
            yield place


def _new(state: BookState, touched: list[LinePlace], lines: Lines) -> list[Line]:
    """Those that are not in the store."""
    # Which lines of a long book are kept already takes longer to find out than it is worth.
    if _words(state, touched) > _LOOKED_UP:
        return _as_printed(state, touched)
    try:
        return list(_not_kept(touched, lines))
    except AudiobookError:
        # A voice that its engine refuses is an error when the change is kept, or heard.
        return _as_printed(state, touched)


def _words(state: BookState, touched: list[LinePlace]) -> int:
    """How many words the chapters of some lines have."""
    words = 0
    for number in {place.chapter for place in touched}:
        chapter = state.chapter(number)
        words += len(chapter.text.split())
    return words


def _not_kept(touched: list[LinePlace], lines: Lines) -> Iterator[Line]:
    for place in touched:
        line = lines.item(place).line
        if line is not None and not lines.kept(line):
            yield line


def _as_printed(state: BookState, touched: list[LinePlace]) -> list[Line]:
    """About the lines that will be spoken: long enough to say how long that takes."""
    printed = []
    for place in touched:
        utterance = state.utterance(place)
        role = state.roles[utterance.speaker]
        words = state.text(place)
        printed.append(Line(words, role.voice, role.delivery))
    return printed


def status_record(state: BookState, journal: Journal) -> Record:
    """What is done, what can be undone, what there is to look at."""
    undo = journal.to_undo
    redo = journal.to_redo
    entries = journal.entries
    return {
        "version": state.version,
        "saved": entries[-1].at if entries else None,
        "undo": undo.sentence if undo else None,
        "redo": redo.sentence if redo else None,
        "history": _history(journal),
        "doubts": len(queue(state)),
        "corrected": len(state.choices.lines),
        "lines": sum(map(len, state.script.utterances)),
        "speaker_count": len(state.script.characters),
    }


def _history(journal: Journal) -> list[Record]:
    history = []
    for number, entry in enumerate(journal.entries):
        history.append(
            {
                "sentence": entry.sentence,
                "at": entry.at,
                "undone": number >= journal.done,
            }
        )
    return history[-_SHOWN:]
