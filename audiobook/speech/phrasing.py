"""A chapter's utterances -> the words that an engine is handed for each, and how they are said. Pure."""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise, takewhile

from audiobook.model import (
    NARRATOR,
    Chapter,
    Delivery,
    Kind,
    MarkKind,
    Utterance,
    Voice,
)
from audiobook.model.cast import NEUTRAL
from audiobook.model.sound import pronounced
from audiobook.settings import Speech
from audiobook.speech.direction.direction import directions
from audiobook.speech.direction.inline import Inline, inline
from audiobook.speech.direction.manners import Manners, built_in
from audiobook.speech.direction.tagging import is_bare_tag
from audiobook.speech.lexicon import Entry, Lexicon
from audiobook.speech.tables import primary, tables
from audiobook.speech.words.letters import emphasised
from audiobook.speech.words.spoken import spoken

_NOT_OVER = re.compile(r"(?<!\.)\.$")
_NO_STOP = re.compile(r"[\w)}'\ue000-\uf8ff]$")
_QUOTES = "\"'“”‘’«»_* \n.,!?…"
_CLOSING = re.compile(r"[^\w\s]+")  # marks after a passage in another language
_SMALL = re.compile(r"\b[a-z]{2,}\b")
_EMPHASIS = (MarkKind.EMPHASIS, MarkKind.STRONG)
_NAMED = (
    MarkKind.LANGUAGE,
    MarkKind.WORK,
    MarkKind.NAME,
)  # in italics because of what it is, not of how it is said
_MOST_STRESSED = 3  # words; longer italics are a tone, not a stress


@dataclass(frozen=True)
class Guide:
    """What is known of a book's language besides its text: pronunciations, manners, and voices for passages in
    other languages (by voice and primary language).
    """

    lexicon: Lexicon = field(default_factory=Lexicon)
    language: str = "en"
    stated: Manners | None = None  # by default those of the language
    voices: Mapping[tuple[Voice, str], Voice] = field(
        default_factory=dict
    )  # a voice in another language

    @cached_property
    def manners(self) -> Manners:
        """The table of manners."""
        return self.stated or built_in(primary(self.language))


@dataclass(frozen=True, slots=True)
class Phrased:
    """What is said for an utterance (nothing: empty words) and how; the pauses that the text asks for; whose
    voice it asks for, if any; whether it is nothing but a tag ("he said"); and its primary language, where that
    is not the book's.
    """

    words: str
    delivery: Delivery = NEUTRAL
    before_ms: int = 0
    after_ms: int = 0
    speaker: str = ""
    is_tag: bool = False
    language: str = ""


def phrase_chapter(
    chapter: Chapter,
    said: Sequence[tuple[Utterance, str]],
    joined: Sequence[bool],
    guide: Guide,
    speech: Speech,
) -> tuple[Phrased, ...]:
    """Words and delivery for every utterance of a chapter.

    ``said`` are its utterances with what is printed of them; ``joined[i]`` whether the sentence of the i-th goes
    on in the next.
    """
    phraser = _Phraser(
        chapter, guide, speech, frozenset(utterance.speaker for utterance, _ in said)
    )
    deliveries = directions(
        chapter, [utterance for utterance, _ in said], guide.manners, speech.direction
    )
    ends = [*joined, False]
    return tuple(
        phraser.phrased(utterance, text, delivery, goes_on=goes_on)
        for (utterance, text), delivery, goes_on in zip(
            said, deliveries, ends, strict=False
        )
    )


class _Phraser:
    """What counts for all utterances of one chapter."""

    def __init__(
        self, chapter: Chapter, guide: Guide, speech: Speech, speakers: frozenset[str]
    ) -> None:
        self._guide, self._speech, self._speakers = guide, speech, speakers
        self._lexicon = guide.lexicon.plus(_source_entries(chapter))
        self._foreign = foreign_passages(chapter, guide.language)
        named = {(m.start, m.end) for m in chapter.marks if m.kind in _NAMED}
        self._stressed = sorted(
            {(m.start, m.end) for m in chapter.marks if m.kind in _EMPHASIS} - named
        )
        self._text, self._small = chapter.text, frozenset(_SMALL.findall(chapter.text))

    def phrased(
        self, utterance: Utterance, text: str, delivery: Delivery, *, goes_on: bool
    ) -> Phrased:
        if utterance.kind is Kind.BREAK or (
            utterance.kind is Kind.HEADING and not self._speech.headings
        ):
            return Phrased("")
        asked = (
            inline(text, self._guide.manners, self._speakers)
            if self._speech.markup
            else Inline(text)
        )
        tongue = self._tongue(utterance)
        words = self._words(utterance, asked, tongue)
        if asked.manners:
            delivery = self._guide.manners.delivery(
                asked.manners, max(self._speech.direction, 1.0)
            )
        is_tag = (
            utterance.kind is Kind.NARRATION
            and utterance.speaker == NARRATOR
            and is_bare_tag(text)
        )
        return Phrased(
            _unfinished(words) if goes_on else words,
            delivery,
            asked.before_ms,
            asked.after_ms,
            asked.voice,
            is_tag,
            tongue,
        )

    def _tongue(self, utterance: Utterance) -> str:
        """The primary language of an utterance that is foreign as a whole; empty for that of the book."""
        if not self._foreign:
            return ""
        text = self._text[utterance.start : utterance.end]
        start = utterance.start + len(text) - len(text.lstrip(_QUOTES))
        end = utterance.start + len(text.rstrip(_QUOTES))
        covering = (
            tongue
            for first, last, tongue in self._foreign
            if first <= start and end <= last
        )
        return next(covering, "") if start < end else ""

    def _words(self, utterance: Utterance, asked: Inline, tongue: str) -> str:
        """Everything that is said: passages in other languages are marked as such, and so are silences."""
        heading = utterance.kind is Kind.HEADING
        stressed = (
            []
            if heading or not self._speech.direction
            else self._stresses(utterance, asked)
        )
        if not (self._foreign or asked.rests):
            return self._said(utterance, asked, tongue, stressed)
        said = []
        for start, end, language, rest_ms in self._stretches(utterance, asked, tongue):
            inside = [
                (max(s, start) - start, min(e, end) - start)
                for s, e in stressed
                if s < end and e > start
            ]
            words = self._said(
                utterance,
                replace(asked, text=asked.text[start:end]),
                language or tongue,
                inside,
            )
            if language and words:
                words = f"{{{pronounced(words, lambda word, _ipa: word)}|@{language}}}"
            said += [words, f"{{|#{rest_ms}}}" if rest_ms else ""]
        return " ".join(filter(None, said))

    def _stretches(
        self, utterance: Utterance, asked: Inline, tongue: str
    ) -> list[tuple[int, int, str, int]]:
        """A line cut where it changes its language or falls silent: [start, end), language, silence after it."""
        languages = {0: ""}
        if not tongue and asked.text == self._text[utterance.start : utterance.end]:
            for first, last, language in self._foreign:
                start, end = (
                    max(first - utterance.start, 0),
                    min(last - utterance.start, len(asked.text)),
                )
                if start < end:
                    after = _CLOSING.match(asked.text, end)
                    languages |= {start: language, after.end() if after else end: ""}
        rests = dict(asked.rests)
        cuts = sorted({*languages, *rests, len(asked.text)})
        found, language = [], ""
        for start, end in pairwise(cuts):
            language = languages.get(start, language)
            found.append((start, end, language, rests.get(end, 0)))
        return found

    def _said(
        self,
        utterance: Utterance,
        asked: Inline,
        tongue: str,
        stressed: Sequence[tuple[int, int]],
    ) -> str:
        language = tongue or self._guide.language
        lexicon = self._lexicon
        if asked.says:
            lexicon = Lexicon(
                (
                    *(Entry(says, printed) for printed, says in asked.says),
                    *lexicon.entries,
                )
            )
        return spoken(
            asked.text,
            language,
            sayings=lexicon.for_line(utterance.speaker, language),
            heading=utterance.kind is Kind.HEADING,
            emoji=self._speech.emoji,
            stressed=stressed,
        )

    def _stresses(self, utterance: Utterance, asked: Inline) -> list[tuple[int, int]]:
        """The stretches of a line that are stressed: by the source's marks, by capitals, or where it says so."""
        text = asked.text
        found = emphasised(text, tables(primary(self._guide.language)), self._small)
        found += [
            m.span()
            for words in asked.stressed
            for m in [re.search(re.escape(words), text)]
            if m
        ]
        if text == self._text[utterance.start : utterance.end]:
            first = bisect_left(self._stressed, (utterance.start, 0))
            for start, end in takewhile(
                lambda span: span[0] < utterance.end, self._stressed[first:]
            ):
                found.append(
                    (start - utterance.start, min(end, utterance.end) - utterance.start)
                )
        whole = len(text.strip(_QUOTES))
        short = [
            (s, e)
            for s, e in found
            if e - s < whole - 1 and len(text[s:e].split()) <= _MOST_STRESSED
        ]
        return _apart(short)


def foreign_passages(
    chapter: Chapter, language: str
) -> tuple[tuple[int, int, str], ...]:
    """The stretches of a chapter that are not in ``language``, with their primary languages."""
    marks = (m for m in chapter.marks if m.kind is MarkKind.LANGUAGE and m.value)
    return tuple(
        (m.start, m.end, primary(m.value))
        for m in marks
        if primary(m.value) != primary(language)
    )


def _apart(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans in order, without those that begin in another."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


def _unfinished(words: str) -> str:
    """Words that end without the fall of a full stop, because their sentence goes on."""
    return (
        _NOT_OVER.sub(",", words)
        if words.endswith(".")
        else _NO_STOP.sub(lambda m: m[0] + ",", words)
    )


def _source_entries(chapter: Chapter) -> tuple[Entry, ...]:
    """How the source says that words are pronounced."""
    stated = {
        chapter.text[m.start : m.end]: m.value
        for m in chapter.marks
        if m.kind is MarkKind.PHONEMES
    }
    return tuple(
        Entry(value, word.strip(), case=True)
        for word, value in stated.items()
        if word.strip()
    )
