"""Scripts and voices for the tests of casting, made of little more than who speaks in which order."""

from collections import Counter
from collections.abc import Iterable, Mapping

from audiobook.model import Book, Chapter, Character, Kind, Metadata, Script, Utterance, Voice

WORDS_A_TURN = 10
SCENES = "/"  # in a chapter's speakers: a scene break


def script(
    *chapters: Iterable[str],
    genders: Mapping[str, str] | None = None,
    ages: Mapping[str, str] | None = None,
    teller: str = "",
    language: str = "en",
) -> Script:
    """A script whose chapters are the speakers of their turns in order, "/" a scene break."""
    turns = [list(chapter) for chapter in chapters]
    count = Counter(name for chapter in turns for name in chapter if name != SCENES)
    characters = tuple(
        Character(
            name,
            (),
            (genders or {}).get(name, ""),
            (ages or {}).get(name, ""),
            n * WORDS_A_TURN,
            n,
            name == teller,
        )
        for name, n in count.most_common()
    )
    book = Book(
        Metadata("A Story", language=language),
        tuple(_chapter(n, c) for n, c in enumerate(turns, 1)),
    )
    return Script(book, tuple(_utterances(c) for c in turns), characters)


def _chapter(number: int, turns: list[str]) -> Chapter:
    return Chapter(
        number, f"Chapter {number}", "".join(_text(n, name) for n, name in enumerate(turns))
    )


def _text(place: int, name: str) -> str:
    return "* * *\n\n" if name == SCENES else f'"Words {place}." {name}.\n\n'


def _utterances(turns: list[str]) -> tuple[Utterance, ...]:
    made: list[Utterance] = []
    end = 0
    for place, name in enumerate(turns):
        start, end = end, end + len(_text(place, name))
        if name == SCENES:
            made.append(Utterance(start, end, Kind.BREAK, place))
            continue
        split = start + len(f'"Words {place}." ')
        made.append(Utterance(start, split, Kind.DIALOGUE, place, place, name))
        made.append(Utterance(split, end, Kind.NARRATION, place))
    return tuple(made)


def voice(name: str, gender: str = "", age: str = "adult", **more: object) -> Voice:
    return Voice(name, "tone", gender=gender, age=age, **more)  # type: ignore[arg-type]


VOICES = (
    voice("nan", "female", suits="narrator"),
    voice("ned", "male", suits="narrator"),
    voice("ada", "female", accent="Scottish"),
    voice("bea", "female", accent="American"),
    voice("cat", "female", "young"),
    voice("abe", "male", accent="Scottish"),
    voice("ben", "male", accent="American"),
    voice("old", "male", "old"),
    voice("kid", "male", "child"),
    voice("any", ""),
    voice("ghost", "male", suits="oddity"),
)
