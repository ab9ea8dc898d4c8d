"""What a change comes to: the lines that are others now, the speakers, the cost."""

from dataclasses import replace
from typing import Any

from audiobook.model import Kind, Line
from audiobook.render.cost import cpu_s
from audiobook.studio.desk.book_state import BookState
from audiobook.studio.desk.lines import Place, changes, place_of, same_text
from audiobook.studio.desk.people import People
from audiobook.studio.desk.requests import Edit

Record = dict[str, Any]


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
        "cost": _cost(before, after, changed),
    }


def _speakers(
    before: BookState, after: BookState, people: People
) -> list[Record] | None:
    """Everybody, where anything about anybody is other than before."""
    records = people.records(after)
    if records == people.records(before):
        return None
    return records


def _cost(before: BookState, after: BookState, changed: list[Record]) -> Record:
    """How many lines sound otherwise, and about how long it takes to speak them."""
    recast = _recast(before, after)
    moved = set()
    for line in changed:
        if line["before"] != line["after"]:
            moved.add(place_of(line["place"]))
    said = _said(after, recast, moved)
    seconds = sum(map(cpu_s, said))
    return {"lines": len(said), "recast": sorted(recast), "seconds": round(seconds, 1)}


def _recast(before: BookState, after: BookState) -> set[str]:
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


def _said(state: BookState, speakers: set[str], places: set[Place]) -> list[Line]:
    """The lines of some speakers, and those at some places."""
    said = []
    for chapter, utterances in zip(
        state.script.book.chapters, state.script.utterances, strict=True
    ):
        for index, utterance in enumerate(utterances):
            place = Place(chapter.number, index)
            if utterance.kind is Kind.BREAK:
                continue
            if utterance.speaker not in speakers and place not in places:
                continue
            role = state.roles[utterance.speaker]
            text = chapter.text[utterance.start : utterance.end]
            said.append(Line(text, role.voice, role.delivery))
    return said
