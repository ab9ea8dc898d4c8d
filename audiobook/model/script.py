"""Who says which stretch of a book."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from audiobook.model.book import Book, Chapter

NARRATOR = "narrator"


class Kind(StrEnum):
    """What an utterance is."""

    NARRATION = "narration"
    DIALOGUE = "dialogue"
    THOUGHT = "thought"
    LETTER = "letter"  # a letter, note or telegram that is read out
    SIGN = "sign"  # a sign, notice, inscription or headline that is read out
    VERSE = "verse"  # verse, sung or recited
    HEADING = "heading"
    BREAK = "break"  # a scene break: not spoken, a pause


# Read out by the narrator, unless the user says by whom.
WRITTEN = (
    Kind.LETTER,
    Kind.SIGN,
    Kind.VERSE,
)


@dataclass(frozen=True, slots=True)
class Utterance:
    """One stretch ``[start, end)`` of a chapter's text (code points), at most about a sentence.

    In order, a chapter's utterances tile its text exactly: the white space between two of them
    belongs to the first. ``paragraph`` numbers the chapter's paragraphs from 0. ``quotation``
    numbers its quotations from 0 and is ``None`` outside of them: the sentences of one quotation
    share it, also when it runs over several paragraphs; the two halves of a quotation interrupted
    by its tag are two quotations. ``confidence`` is the probability that ``speaker`` is right;
    ``reason`` says why, for a person to read.
    """

    start: int
    end: int
    kind: Kind
    paragraph: int
    quotation: int | None = None
    speaker: str = NARRATOR
    confidence: float = 1.0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Character:
    """Somebody who speaks.

    ``gender`` is "female", "male" or "" (unknown or neither); ``age`` is "child", "young",
    "adult", "old" or "" (unknown). ``words`` and ``quotations`` count what they say.
    """

    name: str
    aliases: tuple[str, ...] = ()
    gender: str = ""
    age: str = ""
    words: int = 0
    quotations: int = 0
    # The "I" of a first-person book: speaks with the narrator's voice.
    narrates: bool = False
    group: bool = False  # several people who speak as one


@dataclass(frozen=True, slots=True)
class Script:
    """A book and its utterances: ``utterances[i]`` tiles ``book.chapters[i].text``.

    ``characters`` holds everyone who speaks, most talkative first, never the narrator role
    itself.
    """

    book: Book
    utterances: tuple[tuple[Utterance, ...], ...]
    characters: tuple[Character, ...] = ()

    def text(self, chapter: int, utterance: Utterance) -> str:
        """The printed text of an utterance of ``book.chapters[chapter]`` (an index from 0)."""
        return self.book.chapters[chapter].text[utterance.start : utterance.end]

    def by_chapter(self) -> Iterator[tuple[Chapter, tuple[Utterance, ...]]]:
        """Every chapter with its utterances."""
        return zip(self.book.chapters, self.utterances, strict=True)


@dataclass(frozen=True, slots=True)
class Correction:
    """The user's word on who says a stretch: any quotation of chapter ``number`` that overlaps
    ``[start, end)`` of its text is said by ``speaker``.
    """

    chapter: int
    start: int
    end: int
    speaker: str


@dataclass(frozen=True, slots=True)
class Guidance:
    """What the user knows better than any attributor; it always wins.

    ``merges`` maps a name or alias to the canonical name that it belongs to. ``genders`` states
    genders.
    """

    merges: tuple[tuple[str, str], ...] = ()
    corrections: tuple[Correction, ...] = ()
    genders: tuple[tuple[str, str], ...] = ()
