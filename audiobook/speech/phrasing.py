"""A chapter's utterances -> the words an engine is handed for each, and how they are said. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise

from audiobook.model import (
    NARRATOR,
    NEUTRAL,
    Chapter,
    Delivery,
    Kind,
    MarkKind,
    Utterance,
    Voice,
)
from audiobook.model.markup import rest, with_language
from audiobook.settings import Speech
from audiobook.speech.direction import (
    InlineDirections,
    Manners,
    built_in,
    directions,
    inline,
    is_bare_tag,
)
from audiobook.speech.foreign import ForeignPassages
from audiobook.speech.lexicon import Lexicon, Pronunciation, Sayings
from audiobook.speech.stresses import Span, Stresses, within
from audiobook.speech.tables import primary, tables
from audiobook.speech.words import spoken

_LAST_STOP = re.compile(r"(?<!\.)\.$")
_NO_STOP = re.compile(r"[\w)}'\ue000-\uf8ff]$")


@dataclass(frozen=True)
class SpeechGuide:
    """What is known of a book's language besides its text.

    ``voices`` are for passages in other languages, by voice and primary language.
    """

    lexicon: Lexicon = field(default_factory=Lexicon)
    language: str = "en"
    stated: Manners | None = None  # by default those of the language
    voices: Mapping[tuple[Voice, str], Voice] = field(default_factory=dict)

    @cached_property
    def manners(self) -> Manners:
        """The table of manners."""
        return self.stated or built_in(primary(self.language))


@dataclass(frozen=True, slots=True)
class Phrased:
    """What is said for an utterance (nothing: empty words), and how.

    ``before_ms`` and ``after_ms`` are the pauses that the text asks for; ``speaker`` is whose
    voice it asks for, if any; ``is_tag``: it is nothing but a tag ("he said"); ``language`` is
    its primary language where that is not the book's.
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
    printed: Sequence[tuple[Utterance, str]],
    joined: Sequence[bool],
    guide: SpeechGuide,
    speech: Speech,
) -> tuple[Phrased, ...]:
    """Words and delivery for every utterance of a chapter.

    ``printed`` are its utterances with what is printed of them; ``joined[i]`` whether the
    sentence of the i-th goes on in the next.
    """
    utterances = [utterance for utterance, _ in printed]
    speakers = frozenset(utterance.speaker for utterance in utterances)
    phraser = _Phraser(chapter, guide, speech, speakers)
    deliveries = directions(chapter, utterances, guide.manners, speech.direction)
    phrased = []
    # The last utterance has no next one to go on in.
    for (utterance, text), delivery, goes_on in zip(
        printed, deliveries, [*joined, False], strict=False
    ):
        phrased.append(phraser.phrased(utterance, text, delivery, goes_on=goes_on))
    return tuple(phrased)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Part of a line, [start, end): its language where that changes, and the silence after it."""

    start: int
    end: int
    language: str
    rest_ms: int


class _Phraser:
    """Puts the utterances of one chapter into words.

    It holds what counts for all of them, so that the marks of the chapter are sorted only once.
    """

    def __init__(
        self,
        chapter: Chapter,
        guide: SpeechGuide,
        speech: Speech,
        speakers: frozenset[str],
    ) -> None:
        self._text = chapter.text
        self._guide = guide
        self._speech = speech
        self._speakers = speakers
        self._lexicon = guide.lexicon.plus(_stated_pronunciations(chapter))
        self._foreign = ForeignPassages(chapter, guide.language)
        self._stresses = Stresses(chapter, tables(primary(guide.language)))

    def phrased(
        self, utterance: Utterance, text: str, delivery: Delivery, *, goes_on: bool
    ) -> Phrased:
        """What is said for an utterance.

        ``text`` is what is printed of it, ``delivery`` what the text around it says of it;
        ``goes_on``: its sentence does in the next utterance.
        """
        if self._is_silent(utterance):
            return Phrased("")
        manners = self._guide.manners
        asked = InlineDirections(text)
        if self._speech.markup:
            asked = inline(text, manners, self._speakers)
        if asked.manners:
            # An author's direction counts in full, however little tags do.
            delivery = manners.delivery(asked.manners, max(self._speech.direction, 1.0))
        language = self._foreign.language_of(utterance)
        words = self._words(utterance, asked, language)
        if goes_on:
            words = _unfinished(words)
        is_narrator = utterance.kind is Kind.NARRATION and utterance.speaker == NARRATOR
        return Phrased(
            words,
            delivery,
            before_ms=asked.before_ms,
            after_ms=asked.after_ms,
            speaker=asked.voice,
            is_tag=is_narrator and is_bare_tag(text),
            language=language,
        )

    def _is_silent(self, utterance: Utterance) -> bool:
        """Whether nothing is said: the pause of a break is all there is to hear."""
        if utterance.kind is Kind.BREAK:
            return True
        return utterance.kind is Kind.HEADING and not self._speech.headings

    def _words(
        self, utterance: Utterance, asked: InlineDirections, language: str
    ) -> str:
        """All that is said; passages in other languages and silences are marked as such."""
        stressed = self._stressed(utterance, asked)
        if not self._foreign and not asked.rests:
            return self._spoken(utterance, asked, language, stressed)
        pieces = []
        for stretch in self._stretches(utterance, asked, language):
            part = replace(asked, text=asked.text[stretch.start : stretch.end])
            inside = within(stressed, stretch.start, stretch.end)
            words = self._spoken(utterance, part, stretch.language or language, inside)
            if stretch.language and words:
                words = with_language(words, stretch.language)
            pieces.append(words)
            if stretch.rest_ms:
                pieces.append(rest(stretch.rest_ms))
        return " ".join(filter(None, pieces))

    def _stressed(
        self, utterance: Utterance, asked: InlineDirections
    ) -> Sequence[Span]:
        """The stressed stretches of a line; none in headings, which are often in capitals."""
        if utterance.kind is Kind.HEADING or not self._speech.direction:
            return ()
        return self._stresses.of_line(utterance, asked)

    def _stretches(
        self, utterance: Utterance, asked: InlineDirections, language: str
    ) -> Iterator[_Stretch]:
        """A line cut where it changes its language or falls silent."""
        changes = {0: ""}
        is_as_printed = asked.text == self._text[utterance.start : utterance.end]
        # Places of marks hold only for the text as printed.
        if not language and is_as_printed:
            changes = self._foreign.changes(utterance)
        rests = dict(asked.rests)
        cuts = sorted({*changes, *rests, len(asked.text)})
        stretch_language = ""
        for start, end in pairwise(cuts):
            stretch_language = changes.get(start, stretch_language)
            yield _Stretch(start, end, stretch_language, rests.get(end, 0))

    def _spoken(
        self,
        utterance: Utterance,
        asked: InlineDirections,
        language: str,
        stressed: Sequence[Span],
    ) -> str:
        """The words of a line, or of a part of it, in ``language`` (empty: that of the book)."""
        language = language or self._guide.language
        return spoken(
            asked.text,
            language,
            sayings=self._sayings(utterance, asked, language),
            heading=utterance.kind is Kind.HEADING,
            emoji=self._speech.emoji,
            stressed=stressed,
        )

    def _sayings(
        self, utterance: Utterance, asked: InlineDirections, language: str
    ) -> Sayings:
        """The lexicon's entries for a line; what the line itself asks for comes first."""
        line = self._text[utterance.start : utterance.end]
        if not asked.says:
            return self._lexicon.for_line(utterance.speaker, language, line)
        entries = [Pronunciation(says, printed) for printed, says in asked.says]
        lexicon = Lexicon((*entries, *self._lexicon.entries))
        return lexicon.for_line(utterance.speaker, language, line)


def _unfinished(words: str) -> str:
    """Words that end without the fall of a full stop, because their sentence goes on."""
    if words.endswith("."):
        return _LAST_STOP.sub(",", words)
    if _NO_STOP.search(words):
        return words + ","
    return words


def _stated_pronunciations(chapter: Chapter) -> tuple[Pronunciation, ...]:
    """How the source says that words are pronounced."""
    ipa_by_word = {}
    for mark in chapter.marks:
        if mark.kind is MarkKind.PHONEMES:
            printed = chapter.text[mark.start : mark.end]
            ipa_by_word[printed] = mark.value
    entries = []
    for printed, ipa in ipa_by_word.items():
        word = printed.strip()
        if word:
            entries.append(Pronunciation(ipa, word, case=True))
    return tuple(entries)
