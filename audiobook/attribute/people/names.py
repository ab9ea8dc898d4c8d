"""Names as they stand in the text: capitalised sequences that are capitalised for their own sake.

The first word of a sentence proves nothing, so a word counts as a name word only by how the whole book writes
it: capitalised in mid-sentence, and not mostly in lower case. A word after a title is always a name word
("Mrs. Hall"). Honorifics ("Hatake-san") and clipped forms ("'Ruka") are names too.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import takewhile

from audiobook.attribute.lexicon import is_first_name, nouns, title, words
from audiobook.attribute.people.bare_names import bare_names, inflected
from audiobook.attribute.turns import Layout
from audiobook.language import text as text_of
from audiobook.language.patterns import LOWER, NEVER, UPPER, lists

_HONORIFICS = "|".join(sorted(nouns("honorifics"), key=len, reverse=True))
_PART = rf"(?:[{UPPER}][{LOWER}]+(?:[{UPPER}][{LOWER}]+)?|[{UPPER}]['’][{UPPER}][{LOWER}]+)"
_HONORIFIC = rf"-(?:{_HONORIFICS})(?![{LOWER}])"
_GAP = r"(?:[ \t]+|[ \t]*\n[ \t]*)"
_OFTEN = 3
_CAPITAL_PARTICLES = {"De", "Des", "Du", "Della", "Di", "Von", "Van", "Der"}
_OPENING = "\"“‘'([*_«„»—–-’”…¿¡‹›"
_LOWER_WORD = re.compile(rf"(?<![{UPPER}{LOWER}'’])[{LOWER}]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """One word of a capitalised run: ``text`` without possessive or trailing stop of a sentence."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Sighting:
    """A name as printed, ``[start, end)`` of a chapter: its titles, its words, and how it stands there.

    ``initial``: the first word of a sentence; ``quoted``: inside a quotation; ``article``: after "the";
    ``oblique``: in a case that no subject has, its words then being those of the nominative.
    """

    chapter: int
    start: int
    end: int
    titles: tuple[str, ...]
    words: tuple[str, ...]
    initial: bool
    quoted: bool
    article: bool
    oblique: bool = False

    @property
    def form(self) -> str:
        """The name as one string, titles in lower case: equal for equal spellings."""
        return " ".join((*self.titles, *self.words))


@dataclass(frozen=True, slots=True)
class _Patterns:
    """How names look in one language: a ``run`` of capitalised words, and each ``piece`` of it."""

    run: re.Pattern[str]
    piece: re.Pattern[str]
    article: re.Pattern[str]


@cache
def _patterns(language: str) -> _Patterns:
    of = lists(language)
    shortened = of.any("names", "abbreviated")
    word = (
        rf"(?:{shortened})\.|{_PART}(?:(?!{_HONORIFIC})-(?:{_PART}|[{LOWER}]+(?![{LOWER}])))*(?:{_HONORIFIC})?"
        rf"|[{UPPER}]\."
    )
    particle = rf"(?:(?:{of.any('names', 'particles')}){_GAP}|d['’]|al-|el-)"
    listed = () if of.english else nouns("titles", of.code)
    small = "|".join(sorted(listed, key=lambda t: (-len(t), t))) or NEVER
    titled = "" if of.english else rf"(?:(?:{small})\.?{_GAP})*"
    run = (
        rf"(?<![{UPPER}{LOWER}])(?<![{LOWER}]['’-]){titled}(?:{word})"
        rf"(?:{_GAP}(?:{particle}){{0,2}}(?:{word}))*(?![{UPPER}{LOWER}])(?!['’](?:t|ve|re|m)(?![{LOWER}]))"
    )
    first = "" if of.english else rf"(?<![{LOWER}])(?:{small})(?=[.\s])|"
    the = re.compile(r"\b[Tt]he\s+$" if of.english else NEVER)
    return _Patterns(re.compile(run), re.compile(rf"{first}{word}|(?:{particle})+"), the)


@dataclass(frozen=True, slots=True)
class _Run:
    chapter: int
    pieces: tuple[Piece, ...]
    initial: bool
    quoted: bool


def sightings(layout: Layout) -> list[Sighting]:
    """Every name in the text of the book, in reading order."""
    language = layout.language
    runs = list(_runs(layout))
    inside = Counter(p.text for r in runs for p in r.pieces[1 if r.initial else 0 :])
    opening = Counter(r.pieces[0].text for r in runs if r.initial)
    lower = Counter(word for text in layout.texts for word in _LOWER_WORD.findall(text))
    known = {w: _is_name(w, inside[w], opening[w], lower[w.lower()], language) for w in (*inside, *opening)}
    if text_of(language, "names", "capital_nouns"):
        bare = bare_names(layout, [w for w, is_name in known.items() if is_name])
        known = {w: is_name and w in bare for w, is_name in known.items()}
    bases = inflected([w for w, is_name in known.items() if is_name], inside + opening, language)
    return [s for run in runs for s in _cut(run, known, bases, layout)]


def _runs(layout: Layout) -> Iterator[_Run]:
    patterns = _patterns(layout.language)
    for paragraph in layout.paragraphs:
        if paragraph.apart:
            continue
        text = layout.texts[paragraph.chapter]
        starts = [a for a, _ in paragraph.quoted]
        for match in patterns.run.finditer(text, paragraph.start, paragraph.end):
            pieces = tuple(_pieces(match, patterns))
            at = bisect_right(starts, match.start()) - 1
            quoted = at >= 0 and match.start() < paragraph.quoted[at][1]
            yield _Run(paragraph.chapter, pieces, _opens(text, match.start(), paragraph.start), quoted)


def _pieces(match: re.Match[str], patterns: _Patterns) -> Iterator[Piece]:
    for piece in patterns.piece.finditer(match.string, match.start(), match.end()):
        text = piece.group().strip()
        yield Piece(piece.start(), piece.start() + len(text), text)


def _opens(text: str, at: int, floor: int) -> bool:
    """Whether a sentence starts at ``at``."""
    before = at - 1
    while before >= floor and (text[before].isspace() or text[before] in _OPENING):
        if text[before] in '"“‘”’«»' and before > floor and text[before - 1] == ",":
            return False
        before -= 1
    return before < floor or text[before] in ".!?:"


def _is_name(word: str, inside: int, opening: int, lower: int, language: str) -> bool:
    low = word.lower()
    if low in words("not_names", language):
        return False
    if len(word) == 2 and word.endswith("."):
        return word != "I."
    if inside == 0:
        return lower == 0 and (is_first_name(word, language) or opening >= _OFTEN)
    if is_first_name(word, language):
        return inside >= 0.02 * lower
    return lower == 0 or (inside + opening >= 2 and inside > 0.3 * lower)


def _cut(run: _Run, known: dict[str, bool], bases: dict[str, str], layout: Layout) -> Iterator[Sighting]:
    """The names of a run: cut where a word is no name word, and before a title."""
    language = layout.language
    group: list[Piece] = []
    for piece in run.pieces:
        titled = title(piece.text, language) is not None
        after_title = bool(group) and title(group[-1].text, language) is not None
        keeps = titled or after_title or known.get(piece.text) or (group and piece.text[0].islower())
        if not keeps or (titled and not after_title):
            yield from _sighting(run, group, bases, layout)
            group = []
        if keeps:
            group.append(piece)
    yield from _sighting(run, group, bases, layout)


def _sighting(run: _Run, group: list[Piece], bases: dict[str, str], layout: Layout) -> Iterator[Sighting]:
    while group and group[-1].text[0].islower():
        group = group[:-1]
    if not group:
        return
    language = layout.language
    heads = sum(1 for _ in takewhile(lambda p: title(p.text, language) is not None, group))
    heads = len(group) - 1 if heads == len(group) > 1 else heads
    titles = tuple(p.text.lower().rstrip(".") for p in group[:heads])
    names = tuple(bases.get(p.text, p.text) for p in group[heads:])
    first = group[0].start
    text = layout.texts[run.chapter]
    yield Sighting(
        run.chapter,
        first,
        group[-1].end,
        titles,
        _joined(names),
        run.initial and first == run.pieces[0].start,
        run.quoted,
        bool(_patterns(language).article.search(text, max(0, first - 6), first)),
        any(p.text in bases for p in group[heads:]),
    )


def _joined(names: tuple[str, ...]) -> tuple[str, ...]:
    """Particles joined to the word that they precede: ("De", "Bourgh") -> ("de Bourgh",)."""
    out: list[str] = []
    for at, part in enumerate(names):
        name = part.lower() if part in _CAPITAL_PARTICLES and at + 1 < len(names) else part
        if out and out[-1][0].islower():
            out[-1] = f"{out[-1]}{'' if out[-1][-1] in '-’' + chr(39) else ' '}{name}"
        else:
            out.append(name)
    return tuple(out)
