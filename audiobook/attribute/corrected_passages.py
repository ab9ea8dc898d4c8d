"""Corrections of what is not a quotation.

A letter, a sign or a song is read by whom the user says, as a whole. A sentence that was not
recognised as spoken is said by whom the user says, by itself.
"""

from collections import Counter
from collections.abc import Sequence
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
_NEVER_GIVEN = (Kind.HEADING, Kind.BREAK)

# Index of a chapter and index of an utterance in it -> speaker
_Speakers = dict[tuple[int, int], str]


def with_corrected_passages(script: Script, guidance: Guidance) -> Script:
    """``script`` with the passages outside of quotations that the user gave to somebody.

    Whoever reads one is a character from then on. The same script where there are none.
    """
    speakers = _corrected(script, guidance)
    if not speakers:
        return script
    chapters = [list(utterances) for utterances in script.utterances]
    for (chapter, place), speaker in speakers.items():
        chapters[chapter][place] = replace(
            chapters[chapter][place],
            speaker=speaker,
            confidence=1.0,
            reason=CORRECTED,
        )
    words = _words_given(script, speakers)
    genders = dict(guidance.genders)
    return replace(
        script,
        utterances=tuple(map(tuple, chapters)),
        characters=_with_words(script.characters, words, genders),
    )


def _corrected(script: Script, guidance: Guidance) -> _Speakers:
    """The utterances outside of quotations that the corrections mean; a later one wins.

    A correction of a chapter that the book no longer has means nothing.
    """
    indexes: dict[int, int] = {}
    for index, chapter in enumerate(script.book.chapters):
        indexes[chapter.number] = index
    speakers: _Speakers = {}
    for correction in guidance.corrections:
        chapter_index = indexes.get(correction.chapter)
        if chapter_index is None:
            continue
        speaker = _canonical(script, correction.speaker)
        utterances = script.utterances[chapter_index]
        for place in _places(utterances, correction):
            speakers[(chapter_index, place)] = speaker
    return speakers


def _places(
    utterances: Sequence[Utterance],
    correction: Correction,
) -> Sequence[int]:
    """The utterances of a chapter that a correction means.

    None where it touches a quotation, which has been decided; else the whole of a letter or a
    song that it touches; else the sentences that it touches.
    """
    written: list[int] = []
    sentences: list[int] = []
    for place, utterance in enumerate(utterances):
        if utterance.end <= correction.start or correction.end <= utterance.start:
            continue
        # Whoever decides the quotations minds the correction.
        if utterance.kind in SPOKEN:
            return ()
        if utterance.kind in WRITTEN:
            written.append(place)
        elif utterance.kind not in _NEVER_GIVEN:
            sentences.append(place)
    if written:
        return _whole_passage(utterances, written[0])
    return sentences


def _whole_passage(
    utterances: Sequence[Utterance],
    place: int,
) -> range:
    """The places of the utterances of one kind around a place."""
    kind = utterances[place].kind
    first = place
    while first > 0 and utterances[first - 1].kind is kind:
        first -= 1
    end = place + 1
    while end < len(utterances) and utterances[end].kind is kind:
        end += 1
    return range(first, end)


def _canonical(script: Script, name: str) -> str:
    """The canonical name of a character; the name itself for somebody new."""
    for character in script.characters:
        if name == character.name or name in character.aliases:
            return character.name
    return name


def _words_given(
    script: Script,
    speakers: _Speakers,
) -> Counter[str]:
    """How many words each character was given to read; the narrator is not a character."""
    words: Counter[str] = Counter()
    for (chapter, place), speaker in speakers.items():
        if speaker == NARRATOR:
            continue
        utterance = script.utterances[chapter][place]
        words[speaker] += len(script.text(chapter, utterance).split())
    return words


def _with_words(
    characters: Sequence[Character],
    words: Counter[str],
    genders: dict[str, str],
) -> tuple[Character, ...]:
    """The characters with what they were given to read, the most talkative first.

    Those who speak nothing else are added, with the gender that the user states.
    """
    by_name = {character.name: character for character in characters}
    for name, count in words.items():
        character = by_name.get(name)
        # Somebody who spoke nothing before, or whom only the user knows.
        if character is None:
            character = Character(name, gender=genders.get(name, ""))
        by_name[name] = replace(character, words=character.words + count)
    talkative_first = sorted(
        by_name.values(),
        key=lambda character: -character.words,
    )
    return tuple(talkative_first)
