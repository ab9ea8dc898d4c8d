"""The pronunciation lexicon: how words are said that are printed otherwise, per user and per
book.

An entry says a whole word, or whatever matches a pattern, in another spelling or in IPA; it may
hold for one speaker, one language or one place only. A word in small letters is found in any case;
a word with capitals is found as it is printed, or in capitals throughout. A possessive or a stutter
("K-Kakashi's") keeps its ends. The book's entries come before the user's, and those that hold for
fewer lines before those that hold for all.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from audiobook.model.markup import with_ipa
from audiobook.speech.notation import ipa_of
from audiobook.speech.tables import primary, tables

_LETTERS = re.compile(r"[^\W\d_]+")
_WORD = re.compile(
    r"""
    (?<![^\W_])
    (?P<stutter> (?: (?P<start> [^\W\d_]{1,2} ) [-–—] )* )
    (?P<word> [^\W\d_]+ )
    (?![^\W_])
    """,
    re.VERBOSE,
)
_MARKUP = re.compile(r"[{}|]")


def on_one_line(text: str) -> str:
    """Text as it is compared: lines break anywhere."""
    return " ".join(text.split())


Hold = Callable[
    [str], str
]  # keeps a finished piece from later steps; returns its placeholder


@dataclass(frozen=True, slots=True)
class Pronunciation:
    """How ``word`` (or whatever matches ``pattern``) is said.

    ``says`` is a respelling or a notation of :func:`~audiobook.speech.notation.ipa_of`. ``case``:
    only as printed here. ``within`` are words of the lines in which it counts. An empty
    ``speaker``, ``language`` or ``within`` means any.
    """

    says: str
    word: str = ""
    pattern: str = ""
    speaker: str = ""
    language: str = ""
    case: bool = False
    within: str = ""

    def holds(self, speaker: str, language: str) -> bool:
        """Whether it counts for a line."""
        if self.speaker not in ("", speaker):
            return False
        return not self.language or primary(self.language) == primary(language)

    def stands_in(self, line: str) -> bool:
        """Whether it counts in a line, given as :func:`on_one_line` has it."""
        return on_one_line(self.within) in line

    def finds(self, printed: str) -> bool:
        """Whether a printed word is this one."""
        if self.case:
            return printed == self.word
        if self.word.islower():
            return printed.lower() == self.word
        return printed in (self.word, self.word.upper())

    @property
    def is_single_word(self) -> bool:
        """Whether it can be looked up word by word; any other has to be searched for."""
        return bool(_LETTERS.fullmatch(self.word))

    def compiled(self) -> re.Pattern[str]:
        """What is searched for in a text."""
        if self.pattern:
            return re.compile(self.pattern, self._flags(in_any_case=True))
        # Words may have any white space between them: lines break anywhere.
        words = r"\s+".join(map(re.escape, self.word.split()))
        flags = self._flags(in_any_case=self.word.islower())
        return re.compile(rf"(?<!\w){words}(?!\w)", flags)

    def _flags(self, *, in_any_case: bool) -> re.RegexFlag:
        if in_any_case and not self.case:
            return re.IGNORECASE
        return re.NOFLAG


@dataclass(frozen=True)
class Sayings:
    """The entries that count for a line, ready to be applied. The first of several wins."""

    entries: tuple[Pronunciation, ...] = ()

    def apply(self, text: str, hold: Hold) -> str:
        """``text`` with what has an entry replaced by ``hold(as it is said)``."""
        for pattern, entry in self._patterns:
            text = _replaced(text, pattern, entry.says, hold)
        if not self._words:
            return text
        return _WORD.sub(lambda match: self._word(match, hold), text)

    def _word(self, match: re.Match[str], hold: Hold) -> str:
        """What stands for one printed word; the word itself where it has no entry."""
        printed = match["word"]
        entry = self._entry(printed)
        if entry is None:
            return match[0]
        # "X-Kakashi" is not a stutter, and may be another name.
        start = match["start"] or ""
        is_stutter = printed.lower().startswith(start.lower())
        if not is_stutter:
            return match[0]
        return _stuttered(match["stutter"]) + hold(_said(printed, entry.says))

    def _entry(self, printed: str) -> Pronunciation | None:
        """The first entry that a printed word has."""
        for entry in self._words.get(printed.lower(), ()):
            if entry.finds(printed):
                return entry
        return None

    @cached_property
    def _words(self) -> Mapping[str, tuple[Pronunciation, ...]]:
        """The entries of single words, by the word in small letters."""
        by_word: dict[str, tuple[Pronunciation, ...]] = {}
        for entry in self.entries:
            if entry.is_single_word:
                key = entry.word.lower()
                by_word[key] = (*by_word.get(key, ()), entry)
        return by_word

    @cached_property
    def _patterns(self) -> tuple[tuple[re.Pattern[str], Pronunciation], ...]:
        """All other entries, with what to search for."""
        patterns = []
        for entry in self.entries:
            if not entry.is_single_word:
                patterns.append((entry.compiled(), entry))
        return tuple(patterns)


def _replaced(text: str, pattern: re.Pattern[str], says: str, hold: Hold) -> str:
    def held(match: re.Match[str]) -> str:
        if not match[0]:
            return ""  # a pattern of the user's may match nothing at all
        return hold(_said(match[0], says))

    return pattern.sub(held, text)


def _stuttered(printed: str) -> str:
    """The sounds before a stuttered word: "Kuh-" for "K-"."""
    sounds = tables("en").stutters
    stutter = ""
    for start in _LETTERS.findall(printed):
        stutter += sounds.get(start.lower(), start) + "-"
    return stutter


def _said(printed: str, says: str) -> str:
    """A respelling as it is, or the printed words with their IPA: ``{words|IPA}``."""
    ipa = ipa_of(says)
    if not ipa:
        return says
    plain = _MARKUP.sub("", printed)
    return with_ipa(plain, ipa)


@dataclass(frozen=True)
class Lexicon:
    """Every entry of the book's and the user's lexicons, the book's first."""

    entries: tuple[Pronunciation, ...] = ()
    _cache: dict[tuple[str, str], Sayings] = field(
        default_factory=dict, compare=False, repr=False
    )

    def for_line(self, speaker: str, language: str, line: str = "") -> Sayings:
        """What counts for a line of ``speaker`` in ``language``.

        ``line`` is what is printed. Kept once made where no entry is for this place alone: a
        speaker has many lines.
        """
        key = (speaker, primary(language))
        here = self._only_in(line)
        if here:
            return self._sayings(*key, here)
        if key not in self._cache:
            self._cache[key] = self._sayings(*key, ())
        return self._cache[key]

    def _sayings(
        self, speaker: str, language: str, here: Sequence[Pronunciation]
    ) -> Sayings:
        """The entries that hold, special ones first; their order in the files decides the rest."""
        offered = [*here]
        offered += [entry for entry in self.entries if not entry.within]
        entries = [entry for entry in offered if entry.holds(speaker, language)]
        entries.sort(key=_how_general)
        return Sayings(tuple(entries))

    def _only_in(self, line: str) -> list[Pronunciation]:
        """The entries that count in this line and not in every one."""
        if not line or not self._placed:
            return []
        words = on_one_line(line)
        return [entry for entry in self._placed if entry.stands_in(words)]

    @cached_property
    def _placed(self) -> tuple[Pronunciation, ...]:
        return tuple(entry for entry in self.entries if entry.within)

    def plus(self, entries: tuple[Pronunciation, ...]) -> "Lexicon":
        """The lexicon with more entries, which come last."""
        if not entries:
            return self  # and keep what is cached
        return Lexicon((*self.entries, *entries))


def _how_general(entry: Pronunciation) -> tuple[bool, bool, bool]:
    return not entry.within, not entry.speaker, not entry.language
