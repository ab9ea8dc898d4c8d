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
from itertools import takewhile

from audiobook.attribute.lexicon import is_first_name, nouns, title, words
from audiobook.attribute.turns import Layout

UPPER = "A-ZÀ-ÖØ-ÞĀĆČĐĒĘĞĪŁŃŌŐŘŚŞŠŪŮŹŻŽА-ЯЁ"
LOWER = "a-zß-öø-ÿāąćčđēęěğīıłńňōőřśşšţťūůźżžа-яё"
_HONORIFICS = "|".join(sorted(nouns("honorifics"), key=len, reverse=True))
_ABBREVIATED = r"(?:Mrs?|Ms|Mx|Dr|Prof|Capt|Col|Gen|Lieut|Lt|Sgt|Rev|Messrs|Mme|Mlle|Mons|St|Jr|Sr)\."
_PART = rf"(?:[{UPPER}][{LOWER}]+(?:[{UPPER}][{LOWER}]+)?|[{UPPER}]['’][{UPPER}][{LOWER}]+)"
_HONORIFIC = rf"-(?:{_HONORIFICS})(?![{LOWER}])"
WORD = re.compile(
    rf"{_ABBREVIATED}|{_PART}(?:(?!{_HONORIFIC})-(?:{_PART}|[{LOWER}]+(?![{LOWER}])))*(?:{_HONORIFIC})?|[{UPPER}]\."
)
_GAP = r"(?:[ \t]+|[ \t]*\n[ \t]*)"
_PARTICLE = (
    rf"(?:(?:van|von|de|den|der|du|la|le|des|di|da|del|della|dos|bin|ibn|al|el|ter|ten|zu){_GAP}|d['’]|al-|el-)"
)
RUN = re.compile(
    rf"(?<![{UPPER}{LOWER}])(?<![{LOWER}]['’-])(?:{WORD.pattern})(?:{_GAP}(?:{_PARTICLE}){{0,2}}(?:{WORD.pattern}))*(?![{UPPER}{LOWER}])(?!['’](?:t|ve|re|m)(?![{LOWER}]))"
)
_OFTEN = 3
_CAPITAL_PARTICLES = {"De", "Des", "Du", "Della", "Di", "Von", "Van", "Der"}
_PIECE = re.compile(rf"{WORD.pattern}|(?:{_PARTICLE})+")
_OPENING = "\"“‘'([*_«„»—–-’”…"
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

    ``initial``: the first word of a sentence; ``quoted``: inside a quotation; ``article``: after "the".
    """

    chapter: int
    start: int
    end: int
    titles: tuple[str, ...]
    words: tuple[str, ...]
    initial: bool
    quoted: bool
    article: bool

    @property
    def form(self) -> str:
        """The name as one string, titles in lower case: equal for equal spellings."""
        return " ".join((*self.titles, *self.words))


@dataclass(frozen=True, slots=True)
class _Run:
    chapter: int
    pieces: tuple[Piece, ...]
    initial: bool
    quoted: bool


def sightings(layout: Layout) -> list[Sighting]:
    """Every name in the text of the book, in reading order."""
    runs = list(_runs(layout))
    inside = Counter(p.text for r in runs for p in r.pieces[1 if r.initial else 0 :])
    opening = Counter(r.pieces[0].text for r in runs if r.initial)
    lower = Counter(word for text in layout.texts for word in _LOWER_WORD.findall(text))
    known = {w: _is_name(w, inside[w], opening[w], lower[w.lower()]) for w in (*inside, *opening)}
    return [s for run in runs for s in _cut(run, known, layout.texts[run.chapter])]


def _runs(layout: Layout) -> Iterator[_Run]:
    for paragraph in layout.paragraphs:
        if paragraph.apart:
            continue
        text = layout.texts[paragraph.chapter]
        starts = [a for a, _ in paragraph.quoted]
        for match in RUN.finditer(text, paragraph.start, paragraph.end):
            pieces = tuple(_pieces(match))
            at = bisect_right(starts, match.start()) - 1
            quoted = at >= 0 and match.start() < paragraph.quoted[at][1]
            yield _Run(paragraph.chapter, pieces, _opens(text, match.start(), paragraph.start), quoted)


def _pieces(match: re.Match[str]) -> Iterator[Piece]:
    for piece in _PIECE.finditer(match.string, match.start(), match.end()):
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


def _is_name(word: str, inside: int, opening: int, lower: int) -> bool:
    low = word.lower()
    if low in words("not_names"):
        return False
    if len(word) == 2 and word.endswith("."):
        return word != "I."
    if inside == 0:
        return lower == 0 and (is_first_name(word) or opening >= _OFTEN)
    if is_first_name(word):
        return inside >= 0.02 * lower
    return lower == 0 or (inside + opening >= 2 and inside > 0.3 * lower)


def _cut(run: _Run, known: dict[str, bool], text: str) -> Iterator[Sighting]:
    """The names of a run: cut where a word is no name word, and before a title."""
    group: list[Piece] = []
    for piece in run.pieces:
        titled = title(piece.text) is not None
        after_title = bool(group) and title(group[-1].text) is not None
        keeps = titled or after_title or known.get(piece.text) or (group and piece.text[0].islower())
        if not keeps or (titled and not after_title):
            yield from _sighting(run, group, text)
            group = []
        if keeps:
            group.append(piece)
    yield from _sighting(run, group, text)


def _sighting(run: _Run, group: list[Piece], text: str) -> Iterator[Sighting]:
    while group and group[-1].text[0].islower():
        group = group[:-1]
    if not group:
        return
    heads = sum(1 for _ in takewhile(lambda p: title(p.text) is not None, group))
    heads = len(group) - 1 if heads == len(group) > 1 else heads
    titles = tuple(p.text.lower().rstrip(".") for p in group[:heads])
    names = tuple(p.text for p in group[heads:])
    first = group[0].start
    yield Sighting(
        run.chapter,
        first,
        group[-1].end,
        titles,
        _joined(names),
        run.initial and first == run.pieces[0].start,
        run.quoted,
        bool(re.search(r"\b[Tt]he\s+$", text[max(0, first - 6) : first])),
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
