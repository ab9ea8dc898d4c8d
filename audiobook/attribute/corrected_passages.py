"""Corrected lines that are no quotations: a letter or a song is read by whom the user says, as a whole; a sentence
that was not seen to be spoken is said by them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from audiobook.attribute.turns import SPOKEN
from audiobook.model import NARRATOR, WRITTEN, Character, Correction, Guidance, Kind, Script, Utterance

CORRECTED = "corrected"
_BY_THEMSELVES = (Kind.HEADING, Kind.BREAK)


def lent(script: Script, guidance: Guidance) -> Script:
    """``script`` with what the user's corrections give to somebody outside of quotations."""
    numbers = {chapter.number: index for index, chapter in enumerate(script.book.chapters)}
    rows = [list(row) for row in script.utterances]
    found: dict[tuple[int, int], str] = {}
    for correction in guidance.corrections:
        index = numbers.get(correction.chapter)
        if index is not None:
            who = _known(script, correction.speaker)
            found |= {(index, place): who for place in _places(rows[index], correction)}
    if not found:
        return script
    for (index, place), speaker in found.items():
        rows[index][place] = replace(rows[index][place], speaker=speaker, confidence=1.0, reason=CORRECTED)
    new = replace(script, utterances=tuple(tuple(row) for row in rows))
    return replace(new, characters=_counted(new, found, dict(guidance.genders)))


def _places(row: Sequence[Utterance], correction: Correction) -> Iterator[int]:
    """The utterances that a correction means, where it touches no quotation."""
    touched = [n for n, u in enumerate(row) if u.start < correction.end and correction.start < u.end]
    if any(row[place].kind in SPOKEN for place in touched):
        return
    written = next((place for place in touched if row[place].kind in WRITTEN), None)
    if written is None:
        yield from (place for place in touched if row[place].kind not in _BY_THEMSELVES)
        return
    first = last = written
    while first and row[first - 1].kind is row[written].kind:
        first -= 1
    while last + 1 < len(row) and row[last + 1].kind is row[written].kind:
        last += 1
    yield from range(first, last + 1)


def _known(script: Script, name: str) -> str:
    """The canonical name of a character; the name itself for somebody new."""
    named = (c.name for c in script.characters if name == c.name or name in c.aliases)
    return next(named, name)


def _counted(script: Script, found: dict[tuple[int, int], str], genders: dict[str, str]) -> tuple[Character, ...]:
    """The characters with what they were given to read."""
    more: dict[str, int] = {}
    for (chapter, place), speaker in found.items():
        words = len(script.text(chapter, script.utterances[chapter][place]).split())
        more[speaker] = more.get(speaker, 0) + words
    more.pop(NARRATOR, None)
    known = {character.name: character for character in script.characters}
    new = {name: known.get(name, Character(name, gender=genders.get(name, ""))) for name in more}
    counted = [replace(c, words=c.words + more.get(name, 0)) for name, c in {**known, **new}.items()]
    return tuple(sorted(counted, key=lambda c: -c.words))
