"""A file of several stories: each is read as a book of its own.

So nobody of one story is looked for in another, two people of different stories may share a
surname, and every "I" is whoever tells that story.

The people of a novel go on through all of it, whatever its chapters tell of. Where one story ends
and the next begins hardly anybody is named on both sides. A book that falls into two so may be a
novel with two parts; three stories and more are a collection.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from audiobook.attribute.roster import CALLED, Mention, Roster
from audiobook.attribute.turns import Layout, Paragraph
from audiobook.model import Character, Correction, Guidance, Script, Utterance

# Of the mentions on the lesser side, those of people who are named on both sides. Where two
# stories meet it is 0.00 to 0.13 in the collections that this was measured on; in 50 novels and
# the stories about Father Brown the least is 0.30, but for a novel of two parts (0.06).
_ON_BOTH_SIDES = 0.15
_MENTIONS = 40  # that a story has, at least
_STORIES = 3  # that a collection has, at least

_Place = tuple[int, int]  # index of a chapter, and an offset in it
_Attribute = Callable[[Script, Guidance], Script]


@dataclass(frozen=True, slots=True)
class Story:
    """One story of a collection, as a script of its own.

    ``chapter`` is the index of its first chapter in the collection, and ``start`` the offset at
    which it opens there; its other chapters open where those of the collection do.
    """

    chapter: int
    start: int
    script: Script


def stories_of(
    script: Script,
    book: Layout,
    roster: Roster,
) -> tuple[Story, ...]:
    """The stories of a collection; none where the book is one story.

    ``book`` and ``roster`` are those of the script.
    """
    openings = _openings(book, roster)
    if len(openings) + 1 < _STORIES:
        return ()
    end = (len(book.texts), 0)
    bounds = pairwise([(0, 0), *openings, end])
    return tuple(_story(script, first, after) for first, after in bounds)


def by_story(
    script: Script,
    guidance: Guidance,
    stories: Iterable[tuple[Story, _Attribute]],
) -> Script:
    """The script with every story decided by its own attributor, and people of one name joined."""
    utterances: list[list[Utterance]] = [[] for _ in script.utterances]
    characters: list[Character] = []
    for story, attribute in stories:
        done = attribute(story.script, _guidance_of(story, guidance))
        for number, decided in enumerate(done.utterances):
            start = _start(story, number)
            moved = [_moved(utterance, start) for utterance in decided]
            utterances[story.chapter + number].extend(moved)
        characters.extend(done.characters)
    return replace(
        script,
        utterances=tuple(map(tuple, utterances)),
        characters=tuple(_joined(characters)),
    )


# Where stories open


def _openings(book: Layout, roster: Roster) -> list[_Place]:
    """Where every story but the first opens."""
    named = [m for m in roster.mentions if roster.people[m.person].kind == CALLED]
    places = [(paragraph.chapter, paragraph.start) for paragraph in book.paragraphs]
    people = [mention.person for mention in named]
    openings: list[_Place] = []
    for number in sorted(_bounds(people, 0)):
        paragraph = _opening(book, places, named[number - 1], named[number])
        openings.append((paragraph.chapter, paragraph.start))
    return openings


def _bounds(people: Sequence[int], first: int) -> Iterator[int]:
    """The numbers of the mentions with which a story opens.

    ``people`` are those whom mention number ``first`` and the ones after it name.
    """
    bound = _bound(people)
    if bound:
        yield first + bound
        yield from _bounds(people[:bound], first)
        yield from _bounds(people[bound:], first + bound)


def _bound(people: Sequence[int]) -> int:
    """The number of mentions before the place that parts people best; 0 for a single story."""
    after = Counter(people)
    before: Counter[int] = Counter()
    on_both_sides = 0
    least = _ON_BOTH_SIDES
    bound = 0
    for number, person in enumerate(people, start=1):
        on_both_sides -= min(before[person], after[person])
        before[person] += 1
        after[person] -= 1
        on_both_sides += min(before[person], after[person])
        lesser_side = min(number, len(people) - number)
        if lesser_side >= _MENTIONS and on_both_sides < least * lesser_side:
            least = on_both_sides / lesser_side
            bound = number
    return bound


def _opening(
    book: Layout,
    places: Sequence[_Place],
    last: Mention,
    first: Mention,
) -> Paragraph:
    """The paragraph that opens a story, between the last name before it and its own first one.

    It is the first heading or break between them, else the paragraph of that first name.
    ``places`` are those of the paragraphs.
    """
    low = bisect_left(places, (last.chapter, last.start + 1))
    high = bisect_left(places, (first.chapter, first.start + 1))
    between = book.paragraphs[low:high]
    apart = (paragraph for paragraph in between if paragraph.apart)
    return next(apart, book.paragraphs[high - 1])


# A story as a script


def _story(script: Script, first: _Place, after: _Place) -> Story:
    """The stretch ``[first, after)`` of a collection."""
    chapter, start = first
    last, end = after
    chapters = []
    utterances = []
    for index in range(chapter, last + (end > 0)):
        low = start if index == chapter else 0
        of_book = script.book.chapters[index]
        high = end if index == last else len(of_book.text)
        # Nothing that decides speakers looks at marks and notes, which have places of their own.
        cut = replace(of_book, text=of_book.text[low:high], marks=(), notes=())
        chapters.append(cut)
        within = [u for u in script.utterances[index] if low <= u.start < high]
        utterances.append(tuple(_moved(utterance, -low) for utterance in within))
    book = replace(script.book, chapters=tuple(chapters))
    return Story(chapter, start, Script(book, tuple(utterances)))


def _start(story: Story, number: int) -> int:
    """Where the text of chapter index ``number`` of a story starts in that of the collection."""
    return 0 if number else story.start


def _moved(utterance: Utterance, by: int) -> Utterance:
    """An utterance so many characters further on."""
    return replace(utterance, start=utterance.start + by, end=utterance.end + by)


def _guidance_of(story: Story, guidance: Guidance) -> Guidance:
    """The guidance with the corrections of a story alone, placed in its own chapters."""
    numbers = [chapter.number for chapter in story.script.book.chapters]
    corrections: list[Correction] = []
    for correction in guidance.corrections:
        if correction.chapter not in numbers:
            continue
        number = numbers.index(correction.chapter)
        start = _start(story, number)
        length = len(story.script.book.chapters[number].text)
        if correction.end > start and correction.start < start + length:
            own = replace(
                correction,
                start=correction.start - start,
                end=correction.end - start,
            )
            corrections.append(own)
    return replace(guidance, corrections=tuple(corrections))


# The people of all stories


def _joined(characters: Iterable[Character]) -> list[Character]:
    """The characters of all stories, those of one name as one; the most talkative first."""
    by_name: dict[str, Character] = {}
    for character in characters:
        known = by_name.get(character.name)
        by_name[character.name] = _one(known, character) if known else character
    return sorted(by_name.values(), key=lambda character: -character.words)


def _one(known: Character, other: Character) -> Character:
    """Two characters of one name as one."""
    return replace(
        known,
        aliases=tuple(dict.fromkeys((*known.aliases, *other.aliases))),
        gender=known.gender or other.gender,
        age=known.age or other.age,
        words=known.words + other.words,
        quotations=known.quotations + other.quotations,
        narrates=known.narrates or other.narrates,
        group=known.group or other.group,
    )
