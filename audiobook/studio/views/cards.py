"""The cast as cards: who speaks, how much, in whose voice, with whom; and voices to choose from."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from audiobook.casting import Likeness, meetings, suited
from audiobook.model import NARRATOR, Kind, Line, Voice
from audiobook.render.cost import sound_s
from audiobook.studio.book.book_state import BookState
from audiobook.studio.book.line_place import LinePlace
from audiobook.studio.book.people import People
from audiobook.studio.book.troubles import MissingError

Record = dict[str, Any]
_Weights = Mapping[str, float]

# More than these would not fit on a card, and the first are the ones that matter.
_PARTNERS = 5
_GOOD_WORDS = (5, 30)  # of a line that shows a voice, and is not long


class CastRoom:
    """What is asked of the cast of one state of a book."""

    def __init__(self, state: BookState, people: People) -> None:
        self._state = state
        self._people = people
        self._meets = meetings(state.script)
        # A voice that a speaker's options have changed is none of the pack's.
        played = [role.voice for role in state.cast.roles]
        self._likeness = Likeness((*state.pack, *played))

    def cards(self) -> list[Record]:
        """A card for everybody, the narrator first, then the most talkative."""
        state = self._state
        spoken = state.talk
        total = max(1, spoken.words.total())
        firsts = self._firsts()
        cards = []
        for role in state.cast.roles:
            name = role.speaker
            words = spoken.words[name]
            first = firsts.get(name)
            choice = state.choices.of(name)
            cards.append(
                {
                    "who": self._people.number(name),
                    "speaker": name,
                    "slot": self._people.slot(name),
                    **self._character(name),
                    "merged": list(choice.also),
                    "lines": spoken.lines[name],
                    "words": words,
                    "share": round(words / total, 4),
                    "minutes": round(self._heard_s.get(name, 0.0) / 60, 1),
                    "first": first.record if first else None,
                    "first_text": state.text(first) if first else "",
                    "voice": role.voice.name,
                    "engine": role.voice.engine,
                    "chosen": role.chosen,
                    "automatic": choice.automatic if role.chosen else role.voice.name,
                    "reason": role.reason,
                    "rate": choice.rate,
                    "pitch": role.delivery.pitch,
                    "volume": choice.volume,
                    "partners": self._partners(name),
                }
            )
        return cards

    def voices(self, speaker: str) -> Record:
        """Every voice, those that suit a speaker best first."""
        state = self._state
        role = state.roles.get(speaker)
        if role is None:
            raise MissingError(f'Nobody in this book is called "{speaker}".')
        order = {}
        for number, voice in enumerate(
            suited(state.script, state.pack, state.cast, speaker)
        ):
            order[voice.name] = number
        voices = sorted(state.pack, key=lambda voice: order.get(voice.name, len(order)))
        records = [self._voice(voice, speaker, order) for voice in voices]
        return {
            "speaker": speaker,
            "genders": _values(voices, "gender"),
            "ages": _values(voices, "age"),
            "accents": _values(voices, "accent"),
            "engines": _values(voices, "engine"),
            "voices": records,
        }

    def lines_of(self, speaker: str, limit: int) -> Record:
        """Lines of a speaker, and of whom they talk with most, to hear voices by."""
        if speaker not in self._state.roles:
            raise MissingError(f'Nobody in this book is called "{speaker}".')
        partners = self._partners(speaker)
        partner = partners[0]["speaker"] if partners else None
        return {
            "speaker": speaker,
            "lines": self._lines(speaker, limit),
            "partner": partner,
            "partner_lines": self._lines(partner, limit) if partner else [],
        }

    @cached_property
    def _heard_s(self) -> dict[str, float]:
        """About how long everybody is heard."""
        heard: dict[str, float] = {}
        for name, text in self._said():
            heard[name] = heard.get(name, 0.0) + sound_s(self._line(name, text))
        return heard

    def _said(self) -> list[tuple[str, str]]:
        """Who says it, and what is printed, of every line that is spoken."""
        said = []
        script = self._state.script
        for chapter, utterances in script.by_chapter():
            for utterance in utterances:
                text = chapter.text[utterance.start : utterance.end]
                if utterance.kind is not Kind.BREAK and _has_sound(text):
                    said.append((utterance.speaker, text))
        return said

    def _line(self, speaker: str, text: str) -> Line:
        role = self._state.roles[speaker]
        return Line(text, role.voice, role.delivery)

    def _firsts(self) -> dict[str, LinePlace]:
        """Where everybody speaks first."""
        firsts: dict[str, LinePlace] = {}
        for place, utterance in self._state.heard():
            firsts.setdefault(utterance.speaker, place)
        return firsts

    def _character(self, name: str) -> Record:
        for character in self._state.script.characters:
            if character.name == name:
                return {
                    "aliases": list(character.aliases),
                    "gender": character.gender,
                    "age": character.age,
                    "narrates": character.narrates,
                    "group": character.group,
                }
        return {
            "aliases": [],
            "gender": "",
            "age": "",
            "narrates": False,
            "group": False,
        }

    def _partners(self, name: str) -> list[Record]:
        """Whom somebody talks with most, and how unlike the two voices are."""
        met = self._meets.get(name, {})
        names = sorted(met, key=lambda other: (-met[other], other))
        roles = self._state.roles
        records: list[Record] = []
        for other in names:
            if other not in roles or len(records) == _PARTNERS:
                continue
            distance = self._likeness.distance(
                roles[name].voice.name, roles[other].voice.name
            )
            records.append(
                {
                    "speaker": other,
                    "who": self._people.number(other),
                    "weight": round(met[other], 2),
                    "distance": round(distance, 3),
                }
            )
        return records

    def _voice(self, voice: Voice, speaker: str, order: Mapping[str, int]) -> Record:
        nearest, distance = self._nearest(voice, speaker)
        used = [
            role.speaker
            for role in self._state.cast.roles
            if role.voice.name == voice.name
        ]
        return {
            "name": voice.name,
            "engine": voice.engine,
            "gender": voice.gender,
            "age": voice.age,
            "accent": voice.accent,
            "language": voice.language,
            "description": voice.description,
            "suits": voice.suits,
            "rank": order.get(voice.name),
            "distance": distance,
            "nearest": nearest,
            "used_by": used,
            "current": speaker in used,
        }

    def _nearest(self, voice: Voice, speaker: str) -> tuple[str, float | None]:
        """Which of those whom a speaker meets sounds most like a voice, and how unlike."""
        roles = self._state.roles
        met: _Weights = self._meets.get(speaker, {})
        best: tuple[str, float | None] = ("", None)
        for other in (*met, NARRATOR):
            if other not in roles or other == speaker:
                continue
            distance = self._likeness.distance(voice.name, roles[other].voice.name)
            if best[1] is None or distance < best[1]:
                best = (other, round(distance, 3))
        return best

    def _lines(self, speaker: str, limit: int) -> list[Record]:
        """Lines of a good length first, then others; in the book's order."""
        good: list[LinePlace] = []
        others: list[LinePlace] = []
        least, most = _GOOD_WORDS
        for place, utterance in self._state.heard():
            if utterance.speaker != speaker:
                continue
            words = len(self._state.text(place).split())
            if least <= words <= most:
                good.append(place)
            else:
                others.append(place)
        records = []
        for place in (*good, *others)[:limit]:
            records.append({"place": place.record, "text": self._state.text(place)})
        return records


def _has_sound(text: str) -> bool:
    return any(map(str.isalnum, text))


def _values(voices: list[Voice], name: str) -> list[str]:
    """The values of an attribute that any of the voices has."""
    return sorted({getattr(voice, name) for voice in voices} - {""})
