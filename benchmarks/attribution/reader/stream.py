"""A book as a row of pieces, with marks of who is named, who speaks, and where paragraphs open.

Names are replaced by a common name of the person's gender, so that the encoder learns how
conversations are told and not who speaks in one book. Whatever marks open and close quotations in
a book, they are shown as one and the same. Long speeches and long narration are cut in the middle.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from itertools import pairwise

import numpy as np

from audiobook.attribute.ranker.evidence import NOBODY, Bools, Ints, Reading, SpeechTurn
from benchmarks.attribution.reader.wordpiece import WordPieces

TOKEN = re.compile(r"[^\W_]+|[^\w\s]|_")
PARAGRAPH = re.compile(r"\n\s*\n")
EPITHET = "the "  # "the Queen" keeps its words
COMMON_NAMES = {"male": "john", "female": "mary"}
ANY_NAME = "alex"
OPENING = '"'  # stands for whatever mark opens or closes a quotation
MARKS = set("\"“”„«»‘’'—–-")
TELLER = {"i", "me", "my", "mine", "myself"}  # the narrator, outside quotations
# Pieces kept of a long quotation, at its start and at its end; and of narration between two.
KEPT_OF_SPEECH = (32, 24)
KEPT_OF_NARRATION = (60, 100)
INSIDE, OPENS_PARAGRAPH, OPENS_SCENE = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Stream:
    """The pieces of a book: arrays (pieces,).

    ``start`` is the offset of the token that a piece is part of. ``person`` is who is named by the
    piece or ``NOBODY``; ``names`` marks the first piece of a mention. ``quoted`` is the turn that
    the piece is spoken in and ``told`` the turn whose narration it is, or ``NOBODY``. ``opens``
    tells where paragraphs and scenes open.
    """

    ids: Ints
    start: Ints
    person: Ints
    names: Bools
    quoted: Ints
    told: Ints
    opens: Ints


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark at an offset, and who is named by it; ``first`` of a mention or not."""

    word: str
    start: int
    person: int = NOBODY
    first: bool = False


def stream_of(reading: Reading, pieces: WordPieces) -> Stream:
    """The pieces of a book with their marks, long stretches shortened."""
    whole = _BookMarks(reading).stream(pieces)
    kept = _kept(whole.quoted)
    columns = {field.name: getattr(whole, field.name)[kept] for field in fields(Stream)}
    return Stream(**columns)


class _BookMarks:
    """Marks of every offset of a book: (letters + 1,) each."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        size = len(reading.text) + 1
        self._quoted = np.full(size, NOBODY, np.int64)
        self._told = np.full(size, NOBODY, np.int64)
        self._opens = np.full(size, INSIDE, np.int64)
        self._edges: set[int] = set()
        for number, turn in enumerate(reading.turns):
            self._mark(number, turn)
        for match in PARAGRAPH.finditer(reading.text):
            self._opens[match.end()] = OPENS_PARAGRAPH
        scene = NOBODY
        for turn in reading.turns:
            if turn.scene != scene:
                self._opens[turn.start] = OPENS_SCENE
            scene = turn.scene

    def _mark(self, number: int, turn: SpeechTurn) -> None:
        self._told[turn.start : turn.end] = number
        for start, end in turn.quotes:
            self._quoted[start:end] = number
            self._edges.update((start, end - 1))

    def stream(self, pieces: WordPieces) -> Stream:
        """Every piece of the book."""
        ids: list[int] = []
        tokens: list[Token] = []
        names: list[bool] = []
        for token in self._tokens():
            own = pieces.ids(token.word)
            ids += own
            tokens += [token] * len(own)
            names += [token.first, *[False] * (len(own) - 1)][: len(own)]
        start = np.array([token.start for token in tokens], np.int64)
        quoted = self._quoted[start]
        return Stream(
            ids=np.array(ids, np.int64),
            start=start,
            person=np.array([token.person for token in tokens], np.int64),
            names=np.array(names, bool),
            quoted=quoted,
            told=np.where(quoted == NOBODY, self._told[start], NOBODY),
            opens=self._opens[start],
        )

    def _tokens(self) -> Iterator[Token]:
        """The words and marks, one common name for each name."""
        mentions: dict[int, tuple[int, int]] = {}
        for start, end, person in sorted(self._reading.mentions, reverse=True):
            mentions[start] = (end, person)
        named_until = 0
        person = NOBODY
        is_name = False
        for match in TOKEN.finditer(self._reading.text):
            start = match.start()
            if start < named_until:
                if not is_name:
                    yield Token(match.group(), start, person)
                continue
            if start not in mentions:
                yield self._unnamed(match.group(), start)
                continue
            named_until, person = mentions[start]
            is_name = _is_name(self._reading.text[start:named_until])
            word = self._common_name(person) if is_name else match.group()
            yield Token(word, start, person, first=True)

    def _common_name(self, person: int) -> str:
        return COMMON_NAMES.get(self._reading.people[person].gender, ANY_NAME)

    def _unnamed(self, word: str, start: int) -> Token:
        """A token that names nobody, unless it is the narrator's "I"."""
        if start in self._edges and word in MARKS:
            return Token(OPENING, start)
        narrator = self._reading.narrator
        is_told = self._quoted[start] == NOBODY
        if narrator != NOBODY and is_told and word.lower() in TELLER:
            return Token(word, start, narrator, first=True)
        return Token(word, start)


def _is_name(written: str) -> bool:
    """Whether a mention is a name, which is hidden, not an epithet, which says something."""
    lower = written.lower()
    return written != lower and not lower.startswith(EPITHET)


def _kept(quoted: Ints) -> Bools:
    """The pieces left when the middles of long stretches are cut out."""
    kept = np.ones(len(quoted), bool)
    changes = np.flatnonzero(np.diff(quoted)) + 1
    for first, end in pairwise([0, *changes.tolist(), len(quoted)]):
        head, tail = KEPT_OF_SPEECH
        if quoted[first] == NOBODY:
            head, tail = KEPT_OF_NARRATION
        if end - first > head + tail:
            kept[first + head : end - tail] = False
    return kept
