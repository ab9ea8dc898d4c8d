"""Corrections of what is not a quotation.

A letter, a sign or a song is read by whom the user says, as a whole. A sentence that was not
recognised as spoken is said by whom the user says, by itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from audiobook.attribute.turns import SPOKEN
from audiobook.model import (
    NARRATOR,
    WRITTEN,
    Character,
    Correction,
    Guidance,
    Kind,
    Script,
    Utterance,
)

CORRECTED = "corrected"
_NEVER_LENT = (Kind.HEADING, Kind.BREAK)

# Index of a chapter and index of an utterance in it -> speaker
_Speakers = dict[tuple[int, int], str]


def lent(script: Script, guidance: Guidance) -> Script:
    """``script`` with the passages outside of quotations that the user gave to somebody."""
    speakers = _corrected(script, guidance)
    if not speakers:
        return script
    rows = [list(row) for row in script.utterances]
    for (chapter, place), speaker in speakers.items():
        utterance = rows[chapter][place]
        rows[chapter][place] = replace(utterance, speaker=speaker, confidence=1.0, reason=CORRECTED)
    changed = replace(script, utterances=tuple(tuple(row) for row in rows))
    words = _words_lent(script, speakers)
    characters = _with_words(script.characters, words, dict(guidance.genders))
    return replace(changed, characters=characters)


def _corrected(script: Script, guidance: Guidance) -> _Speakers:
    """The utterances outside of quotations that the corrections mean; a later one wins."""
    indexes = {chapter.number: index for index, chapter in enumerate(script.book.chapters)}
    speakers: _Speakers = {}
    for correction in guidance.corrections:
        index = indexes.get(correction.chapter)
        if index is None:
            continue
        speaker = _canonical(script, correction.speaker)
        for place in _places(script.utterances[index], correction):
            speakers[(index, place)] = speaker
    return speakers


def _places(row: Sequence[Utterance], correction: Correction) -> Iterator[int]:
    """The utterances of a chapter that a correction means; none where it touches a quotation."""
    touched = list(_touched(row, correction))
    kinds = [row[place].kind for place in touched]
    if any(kind in SPOKEN for kind in kinds):
        return
    for place, kind in zip(touched, kinds, strict=True):
        if kind in WRITTEN:
            yield from _whole_passage(row, place)
            return
    for place, kind in zip(touched, kinds, strict=True):
        if kind not in _NEVER_LENT:
            yield place


def _touched(row: Sequence[Utterance], correction: Correction) -> Iterator[int]:
    """The utterances that overlap a correction."""
    for place, utterance in enumerate(row):
        if utterance.start < correction.end and correction.start < utterance.end:
            yield place


def _whole_passage(row: Sequence[Utterance], place: int) -> range:
    """The run of utterances of one kind around a place."""
    kind = row[place].kind
    first = place
    while first and row[first - 1].kind is kind:
        first -= 1
    last = place
    while last + 1 < len(row) and row[last + 1].kind is kind:
        last += 1
    return range(first, last + 1)


def _canonical(script: Script, name: str) -> str:
    """The canonical name of a character; the name itself for somebody new."""
    for character in script.characters:
        if name == character.name or name in character.aliases:
            return character.name
    return name


def _words_lent(script: Script, speakers: _Speakers) -> dict[str, int]:
    """How many words each character was given to read; the narrator is not a character."""
    words: dict[str, int] = {}
    for (chapter, place), speaker in speakers.items():
        if speaker == NARRATOR:
            continue
        passage = script.text(chapter, script.utterances[chapter][place])
        words[speaker] = words.get(speaker, 0) + len(passage.split())
    return words


def _with_words(
    characters: Sequence[Character], words: dict[str, int], genders: dict[str, str]
) -> tuple[Character, ...]:
    """The characters with what they were given to read, the most talkative first."""
    by_name = {character.name: character for character in characters}
    for name, count in words.items():
        character = by_name.get(name)
        if character is None:
            character = Character(name, gender=genders.get(name, ""))
        by_name[name] = replace(character, words=character.words + count)
    return tuple(sorted(by_name.values(), key=lambda character: -character.words))
