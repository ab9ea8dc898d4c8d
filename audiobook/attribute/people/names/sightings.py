"""Names as they stand in the text: capitalised sequences that are capitalised for their own sake.

The first word of a sentence proves nothing, so a word counts as a name word only by how the whole
book writes it: capitalised in mid-sentence, and not mostly in lower case. A word after a title is
always a name word ("Mrs. Hall"). Honorifics ("Hatake-san") and clipped forms ("'Ruka") are names
too.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, starmap, takewhile, zip_longest

from audiobook.attribute.people.names import particles
from audiobook.attribute.people.names.bare_names import inflected
from audiobook.attribute.people.names.runs import (
    CapitalRun,
    NameWord,
    has_article,
    runs_of,
    shouted_runs,
)
from audiobook.attribute.people.names.usage import name_words, titles_of, usage_of
from audiobook.attribute.turns import Layout
from audiobook.language import words as listed
from audiobook.language.patterns import LOWER

LAND = "of "  # before what an office is over, in the words of a name
_OVER = re.compile(r"\s+of\s+")  # between an office and what it is over
_INITIAL_LENGTH = 2  # "X."
_GOES_ON = re.compile(
    rf",|\s+[{LOWER}]"
)  # behind a stop that does not end the sentence
_APPOSED = re.compile(r",\s+(?:the\s+)?")  # between a name and the office of its bearer


@dataclass(frozen=True, slots=True)
class Sighting:
    """A name as printed, ``[start, end)`` of a chapter.

    ``titles`` are in lower case without a stop; ``words`` are what follows them. ``initial``: the
    first word of a sentence; ``quoted``: inside a quotation; ``article``: after "the";
    ``oblique``: in a case that no subject has, its words then being those of the nominative;
    ``holder``: whose office it is, as form of the name before it: "Sab Than, Prince of Zodanga";
    ``printed``: the words as they are written, whose particles may be left out or have a capital.
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
    holder: str = ""
    printed: tuple[str, ...] = ()

    @property
    def form(self) -> str:
        """The name as one string, titles in lower case: equal for equal spellings."""
        return form_of(self.titles, self.words)


def form_of(titles: Iterable[str], words_of_name: Iterable[str]) -> str:
    """Titles in lower case and the words of a name as one string: equal for equal spellings."""
    return " ".join((*titles, *words_of_name))


def sightings(layout: Layout) -> list[Sighting]:
    """Every name in the text of the book, in reading order.

    Only the whole book says which capitalised words are names, so that its runs are found first.
    """
    runs = list(runs_of(layout))
    usage = usage_of(runs, layout)
    names = name_words(usage, layout)
    titles = titles_of(usage, layout.language)
    nominatives = inflected(names, usage.inside + usage.opening, layout.language)
    seen: list[Sighting] = []
    # "Will" may be stressed as a word ("I WILL go"), "Kakashi" only called.
    called = {name for name in names if not usage.lower[name.lower()]}
    runs.extend(shouted_runs(layout, called))
    runs.sort(key=lambda run: (run.chapter, run.words[0].start))
    cut: list[tuple[CapitalRun, Sequence[NameWord]]] = []
    for run in runs:
        for name in _cut(run, names, titles, layout.language):
            cut.append((run, name))
    shortened = _shortened(cut, layout)
    ranks = {_leading_titles(name[:-1], titles) for _, name in cut}
    for run, name in cut:
        printed = _without_stop(name, shortened)
        title_count = _count_titles(name, titles, ranks)
        seen.append(_sighting(run, printed, nominatives, title_count, layout))
    return _with_lands(_with_usual_particles(seen, layout), layout)


def _shortened(
    names: Iterable[tuple[CapitalRun, Sequence[NameWord]]],
    layout: Layout,
) -> Collection[str]:
    """The last words of names behind which a sentence goes on: "K." where "Anna K. said"."""
    found: set[str] = set()
    for run, name in names:
        last = name[-1]
        if _GOES_ON.match(layout.texts[run.chapter], last.end):
            found.add(last.text)
    return found


def _without_stop(
    name: Sequence[NameWord],
    shortened: Collection[str],
) -> Sequence[NameWord]:
    """A name without the stop of its sentence: "said Malcolm X."; "J. R." keeps its own.

    ``shortened`` are the letters that have a stop inside of sentences too.
    """
    if len(name) == 1:
        return name
    *_, before, last = name
    if len(last.text) != _INITIAL_LENGTH or before.text.endswith("."):
        return name
    if last.text in shortened or not last.text.endswith("."):
        return name
    letter = NameWord(last.start, last.end - 1, last.text[:-1])
    return (*name[:-1], letter)


def _with_lands(
    seen: Iterable[Sighting],
    layout: Layout,
) -> list[Sighting]:
    """The names, those of a peer and of the land as one: "Count of Morcerf"."""
    joined: list[Sighting] = []
    for sighting in seen:
        if not joined or not _is_land(joined[-1], sighting, layout):
            joined.append(sighting)
            continue
        peer = joined.pop()
        land = LAND + " ".join(map(particles.without_particle, sighting.words))
        holder = ""
        if joined and _is_apposed(joined[-1], peer, layout):
            holder = joined[-1].form
        joined.append(replace(peer, end=sighting.end, words=(land,), holder=holder))
    return joined


def _is_land(
    peer: Sighting,
    name: Sighting,
    layout: Layout,
) -> bool:
    """Whether a name says what the peer before it is over."""
    if peer.words or name.titles or not name.words:
        return False
    if peer.titles[-1] not in listed(layout.language, "titles", "peers"):
        return False
    return _stands_between(_OVER, peer, name, layout)


def _is_apposed(
    name: Sighting,
    peer: Sighting,
    layout: Layout,
) -> bool:
    """Whether the name before a peer is that of the same person: "Sab Than, Prince of Zodanga"."""
    return bool(name.words) and _stands_between(_APPOSED, name, peer, layout)


def _stands_between(
    pattern: re.Pattern[str],
    one: Sighting,
    other: Sighting,
    layout: Layout,
) -> bool:
    """Whether nothing but a pattern stands between two names."""
    if one.chapter != other.chapter:
        return False
    text = layout.texts[one.chapter]
    return pattern.fullmatch(text, one.end, other.start) is not None


def _cut(
    run: CapitalRun,
    names: Collection[str],
    titles: Collection[str],
    language: str,
) -> Iterator[Sequence[NameWord]]:
    """The names of a run: cut where a word is not a name word, and before a title.

    Particles at the end of a name, which no word of it follows, are left out.
    """
    name: list[NameWord] = []
    after_title = False
    for word, following in zip_longest(run.words, run.words[1:]):
        is_title = _bare(word) in titles
        # A particle, or the letter of "Malcolm X".
        is_part = word.text[0].islower() or len(word.text) == 1
        goes_on = bool(name) and is_part
        is_particle = particles.is_particle(word.text, language)
        leads = is_particle and _is_named(following, names, titles)
        is_name = any((is_title, after_title, goes_on, leads, word.text in names))
        opens_name = is_title and not after_title
        # "The White Queen", "the Assistant Commissioner": the title is the name's last word.
        if opens_name and not _is_named(following, names, titles):
            opens_name = any(_bare(part) in titles for part in name)
        if opens_name or not is_name:
            yield from _without_loose_particles(name)
            name = []
        if is_name:
            name.append(word)
        # "M. le Comte" is two titles: each of them opens a name.
        to_title = following is not None and _bare(following) in titles
        after_title = is_title or (after_title and is_particle and not to_title)
    yield from _without_loose_particles(name)


def _is_named(
    word: NameWord | None,
    names: Collection[str],
    titles: Collection[str],
) -> bool:
    """Whether there is a word that is part of a name and no title."""
    if word is None or _bare(word) in titles:
        return False
    return word.text in names


def _without_loose_particles(name: Sequence[NameWord]) -> Iterator[Sequence[NameWord]]:
    """A name without the particles at its end; nothing where it has no other words."""
    end = len(name)
    while end and name[end - 1].text[0].islower():
        end -= 1
    if end:
        yield name[:end]


def _sighting(
    run: CapitalRun,
    name: Sequence[NameWord],
    nominatives: Mapping[str, str],
    title_count: int,
    layout: Layout,
) -> Sighting:
    """A name of a run as it stands in the text, its words in the nominative.

    ``nominatives`` has the nominative of every word that is another case of one.
    """
    own_titles = [_bare(word) for word in name[:title_count]]
    written = [word.text for word in name[title_count:]]
    nominative = [nominatives.get(word, word) for word in written]
    parts = list(particles.parted(nominative, layout.language))
    start = name[0].start
    text = layout.texts[run.chapter]
    return Sighting(
        chapter=run.chapter,
        start=start,
        end=name[-1].end,
        titles=tuple(own_titles),
        words=tuple(starmap(particles.compared, parts)),
        initial=run.initial and start == run.words[0].start,
        quoted=run.quoted,
        article=has_article(text, start, layout.language),
        oblique=nominative != written,
        printed=tuple(starmap(particles.together, parts)),
    )


def _with_usual_particles(
    seen: Sequence[Sighting],
    layout: Layout,
) -> Iterator[Sighting]:
    """The names, each word with the particle that goes with it in this book."""
    every_word = chain.from_iterable(sighting.words for sighting in seen)
    usual = particles.usual_names(every_word, layout.language)
    for sighting in seen:
        words = tuple(_usual(word, usual) for word in sighting.words)
        if _has_loose_particle(sighting, usual):
            yield _without_particle(sighting, layout)
        elif words == sighting.words:
            yield sighting
        else:
            yield replace(sighting, words=words)


def _usual(word: str, usual: Mapping[str, str]) -> str:
    """A word of a name with the particle that goes with it, else as it is."""
    return usual.get(particles.without_particle(word), word)


def _has_loose_particle(sighting: Sighting, usual: Mapping[str, str]) -> bool:
    """Whether a name opens with a particle that is none of its own: "ten Romans", "de Emma"."""
    if sighting.titles or not sighting.words:
        return False
    first = sighting.words[0]
    name = particles.without_particle(first)
    if name == first or name in usual:
        return False
    return sighting.initial or sighting.printed[0][0].islower()


def _without_particle(sighting: Sighting, layout: Layout) -> Sighting:
    """A name without the particle before it."""
    name = particles.without_particle(sighting.words[0])
    text = layout.texts[sighting.chapter]
    return replace(
        sighting,
        start=text.index(name, sighting.start),
        words=(name, *sighting.words[1:]),
        printed=(name, *sighting.printed[1:]),
    )


def _bare(word: NameWord) -> str:
    """A word as titles are listed."""
    return word.text.lower().rstrip(".")


def _count_titles(
    name: Sequence[NameWord],
    titles: Collection[str],
    ranks: Collection[tuple[str, ...]],
) -> int:
    """How many words at the start of a name are titles.

    Of several titles without a name, the last one is the name, unless they are among ``ranks``:
    "the Chief Inspector" in a book that has "Chief Inspector Heat".
    """
    every_title = _leading_titles(name, titles)
    if 1 < len(name) == len(every_title) and every_title not in ranks:
        return len(every_title) - 1
    return len(every_title)


def _leading_titles(
    name: Sequence[NameWord],
    titles: Collection[str],
) -> tuple[str, ...]:
    """The titles at the start of a name."""
    return tuple(takewhile(titles.__contains__, map(_bare, name)))
