"""Names as they stand in the text: capitalised sequences that are capitalised for their own sake.

The first word of a sentence proves nothing, so a word counts as a name word only by how the whole
book writes it: capitalised in mid-sentence, and not mostly in lower case. A word after a title is
always a name word ("Mrs. Hall"). Honorifics ("Hatake-san") and clipped forms ("'Ruka") are names
too.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from audiobook.attribute.lexicon import is_first_name, nouns, title, words
from audiobook.attribute.people.bare_names import bare_names, inflected
from audiobook.attribute.turns import Layout, Paragraph
from audiobook.language import text as text_of
from audiobook.language import verbs_of_saying
from audiobook.language.patterns import LOWER, NEVER, UPPER, Lists, lists

# Pieces of patterns: one part of a name ("Darcy", "McCoy", "O’Brien"), and the space between
# two words, which may hold one line break but no empty line.
_PART = (
    rf"(?:[{UPPER}][{LOWER}]+(?:[{UPPER}][{LOWER}]+)?|[{UPPER}]['’][{UPPER}][{LOWER}]+)"
)
# "B'prith", "T'pol", as other worlds have them. English does not begin nouns with an elision.
_JOINED_PART = rf"[{UPPER}][{LOWER}]?['’][{LOWER}]{{3,}}"
_INNER = re.compile(rf"['’]([{LOWER}]+)$")
_GAP = r"(?:[ \t]+|[ \t]*\n[ \t]*)"
_LOWER_WORD = re.compile(rf"(?<![{UPPER}{LOWER}'’])[{LOWER}]+")

_SPEAKS = 3  # tags that make a listed word a name all the same: "French said"
_NEXT_WORD = re.compile(rf"\s+([{LOWER}]+)")
_OFTEN = 3  # openings of sentences that make a word a name which is never in lower case
_MID_SENTENCE_SHARE = 0.3  # capitals in mid-sentence for every word in lower case
_FIRST_NAME_SHARE = 0.02  # the same for a listed first name ("Mark", "Will")
_CAPITAL_PARTICLES = {"De", "Des", "Du", "Della", "Di", "Von", "Van", "Der"}
_ARTICLE_REACH = 6  # characters before a name that may hold "the"

# May stand between a sentence and the one before it.
_OPENING = "\"“‘'([*_«„»—–-’”…¿¡‹›"
_QUOTES = '"“”‘’«»'
_SENTENCE_ENDS = ".!?:"


@dataclass(frozen=True, slots=True)
class NameWord:
    """One word of a capitalised run: ``text`` without possessive or trailing stop of a sentence."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Sighting:
    """A name as printed, ``[start, end)`` of a chapter.

    ``titles`` are in lower case without a stop; ``words`` are what follows them. ``initial``: the
    first word of a sentence; ``quoted``: inside a quotation; ``article``: after "the";
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
    """How names look in one language.

    ``run`` is a run of capitalised words, ``word`` each word of it, and ``article`` the article
    before it.
    """

    run: re.Pattern[str]
    word: re.Pattern[str]
    article: re.Pattern[str]


@cache
def _patterns(language: str) -> _Patterns:
    """The patterns of a language, from its word lists.

    A run is words with up to two particles between them: "Lady Catherine de Bourgh".
    """
    of = lists(language)
    word = _word(of)
    particle = rf"(?:(?:{of.any('names', 'particles')}){_GAP}|d['’]|al-|el-)"
    words_of_run = rf"(?:{word})(?:{_GAP}(?:{particle}){{0,2}}(?:{word}))*"
    # No name starts in the middle of a word, or after an apostrophe or hyphen that joins two.
    start = rf"(?<![{UPPER}{LOWER}])(?<![{LOWER}]['’-])"
    contraction = rf"['’](?:t|ve|re|m)(?![{LOWER}])"
    end = rf"(?![{UPPER}{LOWER}])(?!{contraction})"
    if of.english:
        return _Patterns(
            run=re.compile(f"{start}{words_of_run}{end}"),
            word=re.compile(rf"{word}|(?:{particle})+"),
            article=re.compile(r"\b[Tt]he\s+$"),
        )
    # Other languages write titles small ("le docteur Rieux") and tell nothing by the article.
    # The longest come first, so that none cuts another.
    longest_first = sorted(
        nouns("titles", of.code), key=lambda title: (-len(title), title)
    )
    titles = "|".join(longest_first) or NEVER
    small_titles = rf"(?:(?:{titles})\.?{_GAP})*"
    title_word = rf"(?<![{LOWER}])(?:{titles})(?=[.\s])"
    return _Patterns(
        run=re.compile(f"{start}{small_titles}{words_of_run}{end}"),
        word=re.compile(rf"{title_word}|{word}|(?:{particle})+"),
        article=re.compile(NEVER),
    )


def _word(of: Lists) -> str:
    """One word of a name: shortened, whole with its hyphens and honorific, or an initial."""
    shortened = rf"(?:{of.any('names', 'abbreviated')})\."
    honorifics = "|".join(sorted(nouns("honorifics"), key=len, reverse=True))
    honorific = rf"-(?:{honorifics})(?![{LOWER}])"
    part = _PART
    if of.english:
        part = rf"(?:{_JOINED_PART}|{_PART})"
    hyphened = rf"(?:(?!{honorific})-(?:{part}|[{LOWER}]+(?![{LOWER}])))*"
    initial = rf"[{UPPER}]\."
    return rf"{shortened}|{part}{hyphened}(?:{honorific})?|{initial}"


@dataclass(frozen=True, slots=True)
class _Run:
    """Capitalised words that follow one another: names, before they are cut apart.

    ``initial`` and ``quoted`` are as in :class:`Sighting`, of its first word.
    """

    chapter: int
    words: tuple[NameWord, ...]
    initial: bool
    quoted: bool


def sightings(layout: Layout) -> list[Sighting]:
    """Every name in the text of the book, in reading order.

    Only the whole book says which capitalised words are names, so that its runs are found first.
    """
    runs = list(_runs(layout))
    usage = _usage(runs, layout)
    names = _name_words(usage, layout)
    nominatives = inflected(names, usage.inside + usage.opening, layout.language)
    seen: list[Sighting] = []
    for run in runs:
        cut = _cut(run, names, layout.language)
        seen.extend(_sighting(run, name, nominatives, layout) for name in cut)
    return seen


def _runs(layout: Layout) -> Iterator[_Run]:
    """The capitalised runs of a book, in reading order."""
    patterns = _patterns(layout.language)
    for paragraph in layout.paragraphs:
        if paragraph.apart:
            continue
        text = layout.texts[paragraph.chapter]
        starts = [start for start, _ in paragraph.quoted]
        for match in patterns.run.finditer(text, paragraph.start, paragraph.end):
            start = match.start()
            yield _Run(
                chapter=paragraph.chapter,
                words=tuple(_words(match, patterns)),
                initial=_opens_sentence(text, start, paragraph.start),
                quoted=_is_quoted(start, paragraph, starts),
            )


def _words(match: re.Match[str], patterns: _Patterns) -> Iterator[NameWord]:
    """The words of a capitalised run."""
    for word in patterns.word.finditer(match.string, match.start(), match.end()):
        text = word.group().strip()
        yield NameWord(word.start(), word.start() + len(text), text)


def _is_quoted(place: int, paragraph: Paragraph, starts: Sequence[int]) -> bool:
    """Whether a place is inside a quotation; ``starts`` are those of the paragraph's quotations."""
    index = bisect_right(starts, place) - 1
    if index < 0:
        return False
    _, end = paragraph.quoted[index]
    return place < end


def _opens_sentence(text: str, place: int, floor: int) -> bool:
    """Whether a sentence starts at a place of the paragraph that starts at ``floor``.

    Spaces, quotation marks and brackets may stand between the sentence and the one before it.
    """
    for before in range(place - 1, floor - 1, -1):
        mark = text[before]
        if not mark.isspace() and mark not in _OPENING:
            return mark in _SENTENCE_ENDS
        # After a comma a quotation or its tag goes on with the sentence.
        if mark in _QUOTES and text.endswith(",", floor, before):
            return False
    return True


@dataclass(frozen=True, slots=True)
class _Usage:
    """How often a book writes each word with a capital and in lower case.

    ``inside``: capitalised in mid-sentence; ``opening``: capitalised as the first of a sentence;
    ``speaking``: alone before a verb of speech.
    """

    inside: Counter[str]
    opening: Counter[str]
    lower: Counter[str]
    speaking: Counter[str]


def _usage(runs: Iterable[_Run], layout: Layout) -> _Usage:
    """Counts the words of the runs, and the words in lower case of the whole text."""
    usage = _Usage(Counter(), Counter(), Counter(), Counter())
    speech = verbs_of_saying(layout.language).finite
    for run in runs:
        verb = _NEXT_WORD.match(layout.texts[run.chapter], run.words[-1].end)
        if verb is not None and verb.group(1) in speech and not run.quoted:
            usage.speaking[run.words[-1].text] += len(run.words) == 1
        written = [word.text for word in run.words]
        if run.initial:
            usage.opening[written[0]] += 1
            written = written[1:]
        usage.inside.update(written)
    for text in layout.texts:
        usage.lower.update(_LOWER_WORD.findall(text))
    return usage


def _name_words(usage: _Usage, layout: Layout) -> Collection[str]:
    """The words that are part of names wherever they have a capital.

    Where nouns have capitals too, the capital is not enough.
    """
    language = layout.language
    names: dict[str, None] = {}
    for word in (*usage.inside, *usage.opening):
        if _is_name(word, usage, language):
            names[word] = None
    if text_of(language, "names", "capital_nouns"):
        return bare_names(layout, names)
    return names.keys()


def _is_name(word: str, usage: _Usage, language: str) -> bool:
    """Whether a capitalised word is part of names, by how the book writes it.

    A listed first name may be a common word too ("will", "mark"); any other word has to be
    capitalised more often, in proportion to its places in lower case.
    """
    low = word.lower()
    if low in words("not_names", language):
        return usage.speaking[word] >= _SPEAKS and not usage.lower[low]
    # An initial is part of a name; "I." is a numeral or a sentence's end.
    if len(word) == 2 and word.endswith("."):
        return word != "I."
    inside = usage.inside[word]
    opening = usage.opening[word]
    # "D'you", "Y'know": what stands behind the apostrophe is a word.
    joined = _INNER.search(word)
    if joined is not None and (not inside or usage.lower[joined.group(1)]):
        return False
    lower = usage.lower[low]
    listed = is_first_name(word, language)
    # Seen as the first word of sentences only, it proves nothing by its capital.
    if not inside:
        likely = listed or opening >= _OFTEN
        return likely and not lower
    if listed:
        return inside >= _FIRST_NAME_SHARE * lower
    often = inside > _MID_SENTENCE_SHARE * lower
    return not lower or (often and inside + opening >= 2)


def _cut(
    run: _Run, names: Collection[str], language: str
) -> Iterator[Sequence[NameWord]]:
    """The names of a run: cut where a word is not a name word, and before a title.

    Particles at the end of a name, which no word of it follows, are left out.
    """
    name: list[NameWord] = []
    after_title = False
    for word in run.words:
        is_title = title(word.text, language) is not None
        is_particle = bool(name) and word.text[0].islower()
        is_name = any((is_title, after_title, is_particle, word.text in names))
        opens_name = is_title and not after_title
        if opens_name or not is_name:
            yield from _without_loose_particles(name)
            name = []
        if is_name:
            name.append(word)
        after_title = is_title
    yield from _without_loose_particles(name)


def _without_loose_particles(name: Sequence[NameWord]) -> Iterator[Sequence[NameWord]]:
    """A name without the particles at its end; nothing where it has no other words."""
    end = len(name)
    while end and name[end - 1].text[0].islower():
        end -= 1
    if end:
        yield name[:end]


def _sighting(
    run: _Run, name: Sequence[NameWord], nominatives: Mapping[str, str], layout: Layout
) -> Sighting:
    """A name of a run as it stands in the text, its words in the nominative.

    ``nominatives`` has the nominative of every word that is another case of one.
    """
    title_count = _count_titles(name, layout.language)
    titles = [word.text.lower().rstrip(".") for word in name[:title_count]]
    printed = [word.text for word in name[title_count:]]
    nominative = [nominatives.get(word, word) for word in printed]
    start = name[0].start
    before = max(0, start - _ARTICLE_REACH)
    text = layout.texts[run.chapter]
    article = _patterns(layout.language).article.search(text, before, start)
    return Sighting(
        chapter=run.chapter,
        start=start,
        end=name[-1].end,
        titles=tuple(titles),
        words=_with_particles(nominative),
        initial=run.initial and start == run.words[0].start,
        quoted=run.quoted,
        article=article is not None,
        oblique=nominative != printed,
    )


def _count_titles(name: Sequence[NameWord], language: str) -> int:
    """How many words at the start of a name are titles.

    Of several titles without a name, the last one is the name.
    """
    count = 0
    for word in name:
        if title(word.text, language) is None:
            return count
        count += 1
    if count == 1:
        return count
    return count - 1


def _with_particles(words_of_name: Sequence[str]) -> tuple[str, ...]:
    """Particles joined to the word that they precede: ("De", "Bourgh") -> ("de Bourgh",).

    "De" and "de" are one spelling. At the end of a name a particle with a capital stays a word.
    """
    joined: list[str] = []
    last = len(words_of_name) - 1
    for index, word in enumerate(words_of_name):
        written = word
        if word in _CAPITAL_PARTICLES and index < last:
            written = word.lower()
        if joined and joined[-1][0].islower():
            joined[-1] = _joined(joined[-1], written)
        else:
            joined.append(written)
    return tuple(joined)


def _joined(particle: str, word: str) -> str:
    """A particle and a word, with a space except after a hyphen or an apostrophe."""
    space = " "
    if particle.endswith(("-", "’", "'")):
        space = ""
    return f"{particle}{space}{word}"
