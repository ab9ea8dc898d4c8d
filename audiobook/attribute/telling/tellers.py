"""A book that several people tell: the "I" of one scene is "Tanya" in the next.

Such a book has scenes told from outside as well, and scenes with an "I" that name all but one of
its chief people in narration. Whoever is spoken to by name in such a scene, and never named in its
narration, tells it; a scene that calls nobody so is told by whoever of the tellers it does not
name. Headings that name the tellers ("Tanya", "Contributed by Miss Clack") say it outright. A book
whose "I" is called by one name in most of such scenes has a single teller, and is left as it is.

A tale that somebody tells aloud goes on over a chapter's end: the next chapter opens in the middle
of their speech, with paragraphs of words alone and no tag. Whoever told the end of the chapter
before tells them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from operator import attrgetter

from audiobook.attribute.result import Decision
from audiobook.attribute.roster import CALLED, Roster
from audiobook.attribute.telling.headings import tellers_in_headings
from audiobook.attribute.telling.scenes import Scene, scenes_of
from audiobook.attribute.turns import Layout, Paragraph, Turn, has_words
from audiobook.language import ENGLISH

_SHARE = 0.1  # of the book's narration that has no "I", at least
_NAMED = 8  # times that somebody is named in the scenes without an "I"
_SCENES = 2  # that somebody tells, and at least two people do
# Of the scenes that call anybody by name:
_ONE_TELLER = 0.5  # those that call the narrator, where only one person tells the book
_TELLERS_SHARE = 0.3  # those that call a teller, where several people do
_TALE = 200  # characters that the end of the chapter has of it
_CERTAIN = 1.0  # the confidence of what the user has corrected


def several_tellers(book: Layout, roster: Roster) -> Mapping[int, int]:
    """Paragraph of the layout -> who says "I" in it, where several people tell the book.

    Empty where one person tells it, or nobody.
    """
    narrator = roster.narrator
    if narrator is None or book.language != ENGLISH:
        return {}
    scenes = scenes_of(book, roster)
    named = tellers_in_headings(book, roster, scenes)
    if named:
        return named
    by_i = list(filter(attrgetter("by_i"), scenes))
    calling = list(filter(attrgetter("called"), by_i))
    # The "I" of a book that a single person tells has one name, by which most scenes call them.
    naming = sum(scene.called[narrator] > 0 for scene in calling)
    if naming >= _ONE_TELLER * max(1, len(calling)):
        return {}
    chief = _chief(scenes, roster)
    tells = [(scene, _called(scene, chief)) for scene in by_i]
    return _told(tells, least=_TELLERS_SHARE * len(calling))


def _told(
    tells: Sequence[tuple[Scene, int | None]],
    *,
    least: float,
) -> dict[int, int]:
    """Paragraph -> who tells it, by whom the scenes that an "I" tells call by name.

    Nobody where the tellers together tell less than ``least`` scenes.
    """
    scenes = Counter(called for _, called in tells)
    tellers = _tellers(scenes, least=least)
    found: dict[int, int] = {}
    for scene, called in tells:
        who = called if called in tellers else _unnamed(scene, tellers)
        if who is not None:
            found.update(dict.fromkeys(range(scene.first, scene.end), who))
    return found


def _tellers(scenes: Counter[int | None], *, least: float) -> list[int]:
    """Who tells more than one scene, most scenes first, by how many scenes call each.

    Nobody where only one person does, or where they tell less than ``least`` scenes together.
    """
    told = {
        who: count
        for who, count in scenes.most_common()
        if who is not None and count >= _SCENES
    }
    if len(told) < 2 or sum(told.values()) < least:
        return []
    return list(told)


def by_tellers(
    book: Layout,
    roster: Roster,
    decisions: Sequence[Decision],
) -> list[Decision]:
    """The decisions with the lines of the "I" given to whoever tells the scene."""
    tellers = several_tellers(book, roster)
    decided: list[Decision] = []
    for decision in decisions:
        teller = tellers.get(decision.turn.first)
        corrected = decision.confidence >= 1
        if decision.person != roster.narrator or teller is None or corrected:
            decided.append(decision)
        else:
            name = roster.people[teller].name
            reason = f"{decision.reason}; {name} tells this scene"
            decided.append(replace(decision, person=teller, reason=reason))
    return decided


def _chief(scenes: Iterable[Scene], roster: Roster) -> Mapping[int, int]:
    """The people with names whom scenes told from outside name often, and how often.

    Empty where such scenes are little of the book.
    """
    named: Counter[int] = Counter()
    words = 0
    words_outside = 0
    for scene in scenes:
        words += scene.words
        if scene.from_outside:
            words_outside += scene.words
            named.update(scene.narrated)
    if words_outside < _SHARE * words:
        return {}
    return {
        person: count
        for person, count in named.items()
        if count >= _NAMED and roster.people[person].kind == CALLED
    }


def _called(scene: Scene, chief: Mapping[int, int]) -> int | None:
    """The chief person to whom a scene speaks by name, and whom its narration never names."""
    called = [who for who in chief if scene.called[who] and not scene.narrated[who]]
    return max(called, key=lambda who: scene.called[who] * chief[who], default=None)


def _unnamed(scene: Scene, tellers: Sequence[int]) -> int | None:
    """The first teller whom a scene's narration does not name."""
    unnamed = (who for who in tellers if not scene.narrated[who])
    return next(unnamed, None)


def with_long_tales(
    book: Layout,
    decisions: Sequence[Decision],
) -> list[Decision]:
    """The decisions, in reading order, with every tale told to its end by the same person."""
    told: list[Decision] = []
    for decision in decisions:
        is_open = bool(told) and decision.confidence < _CERTAIN
        told.append(_told_on(book, told[-1], decision) if is_open else decision)
    return told


def _told_on(
    book: Layout,
    last: Decision,
    decision: Decision,
) -> Decision:
    """The decision, as the one before it where a tale goes on."""
    if not _goes_on(book, last.turn, decision.turn):
        return decision
    return replace(
        decision,
        person=last.person,
        confidence=last.confidence,
        reason="goes on with what is told at the end of the chapter before",
    )


def _goes_on(
    book: Layout,
    last: Turn,
    turn: Turn,
) -> bool:
    """Whether two turns are one tale with a chapter's end in between."""
    if turn.chapter != last.chapter + 1 or last.end - last.start < _TALE:
        return False
    between = book.paragraphs[last.last + 1 : turn.first]
    if not all(paragraph.apart for paragraph in between):
        return False
    paragraphs = book.paragraphs[turn.first : turn.last + 1]
    if len(paragraphs) < 2:
        return False
    if has_words(book.texts[turn.chapter], _narration(paragraphs)):
        return False
    end = book.paragraphs[last.last].end
    return not has_words(book.texts[last.chapter], [(last.end, end)])


def _narration(paragraphs: Iterable[Paragraph]) -> Iterator[tuple[int, int]]:
    for paragraph in paragraphs:
        yield from paragraph.narration
