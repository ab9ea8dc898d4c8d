"""The same books in other dress, with other names, marks or tenses.

Every disguise keeps the length of the text, so that the annotations stay where they are. What a
system loses by one is what it owes to lists of names, to double marks or to "said".
"""

import json
import random
import re
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.attribution.data import text_of
from benchmarks.attribution.evaluate import attributor, read
from benchmarks.attribution.evaluate_tables import Scored, markdown, scored

_PARAGRAPH = re.compile(r"(?:[^\n]|\n(?![^\S\n]*\n))+")
_DOUBLE = re.compile(r"[\"“”]")
_CAPITALISED = re.compile(r"\b[^\W\d_a-z][^\W\d_]+\b")
_CONSONANTS = "bdfgklmnprstvz"
_VOWELS = "aeiou"
_SHORTEST = 3  # letters of a name that is replaced
_LOWER_CASE = (
    0.2  # most places of a name in lower case, as a share: "Will" is a word too
)
# Words of labels that are no names.
_KEPT = frozenset(
    """
    mr mrs miss ms dr doctor lady lord sir madame monsieur captain colonel general major the of an
    and von van old young little uncle aunt father mother grandmother grandfather inspector
    professor king queen duke duchess count countess prince princess
    """.split()  # noqa: SIM905 forty words in a row are read at once
)
# Past forms of the commonest tags: what "she" has in the present, and what "I" has.
_PRESENT = {
    "said": ("says", "say"),
    "asked": ("asks", "ask"),
    "cried": ("cries", "cry"),
    "replied": ("replies", "reply"),
    "answered": ("answers", "answer"),
    "whispered": ("whispers", "whisper"),
    "went on": ("goes on", "go on"),
}
_PAST_TAG = re.compile(
    rf"(?P<i>\bI\s+)?\b(?P<past>{'|'.join(_PRESENT)})\b(?P<me>\s+I\b)?"
)


def table(novels: Sequence[Path], systems: Sequence[str]) -> str:
    """How each system does on the novels as they are, and on every disguise of them."""
    rows: list[list[str]] = []
    with TemporaryDirectory() as folder:
        work = Path(folder)
        shutil.copy(novels[0].parents[1] / "score.py", work)
        for disguise, dressed in DISGUISES.items():
            paths = [_dressed(novel, work / disguise, dressed) for novel in novels]
            found = [_scored(system, paths) for system in systems]
            rows.append([disguise, *(_voice(score) for score in found)])
    return markdown(["", *systems], rows)


def _dressed(novel: Path, folder: Path, dressed: Callable[[Path], str]) -> Path:
    """A copy of a novel with the text that a disguise makes of it."""
    copy = folder / novel.name
    shutil.copytree(novel, copy, ignore=shutil.ignore_patterns("text.txt*"))
    (copy / "text.txt").write_bytes(dressed(novel).encode("utf-8"))
    return copy


def _scored(system: str, novels: Sequence[Path]) -> Scored:
    by = attributor(system, None)
    return scored(system, [read(by, novel) for novel in novels], novels[0].parent)


def _voice(score: Scored) -> str:
    return f"{100 * score.total['macro']['voice_acc']:.1f}"


def single_marks(novel: Path) -> str:
    """Speech between single marks, as British books print it."""
    return _PARAGRAPH.sub(_with_single_marks, text_of(novel))


def _with_single_marks(paragraph: re.Match[str]) -> str:
    marks = iter("‘’" * len(paragraph.group()))
    text = paragraph.group().replace("'", "’")
    return _DOUBLE.sub(lambda _: next(marks), text)


def present_tense(novel: Path) -> str:
    """The commonest tags in the present tense, spaces before them for letters that are lost."""
    return _PAST_TAG.sub(_in_the_present, text_of(novel))


def _in_the_present(tag: re.Match[str]) -> str:
    of_others, of_me = _PRESENT[tag["past"]]
    present = of_me if tag["i"] or tag["me"] else of_others
    before = tag["i"] or ""
    return f"{before}{present.rjust(len(tag['past']))}{tag['me'] or ''}"


def invented_names(novel: Path) -> str:
    """Names that are on no list, of as many letters as those of the book."""
    text = text_of(novel)
    chance = random.Random(novel.name)  # noqa: S311 no secret; the same names every time
    invented = _inventions(text, _names(novel, text), chance)

    def replaced(word: re.Match[str]) -> str:
        name = invented.get(word.group().capitalize(), word.group())
        return name.upper() if word.group().isupper() else name

    return _CAPITALISED.sub(replaced, text)


def _names(novel: Path, text: str) -> Iterable[str]:
    """The words of the names of everybody in a novel, in order."""
    people = json.loads((novel / "characters.json").read_text(encoding="utf-8"))
    labels = [
        label for person in people for label in (person["name"], *person["aliases"])
    ]
    for word in sorted(set(_CAPITALISED.findall(" ".join(labels)))):
        if word.lower() in _KEPT or len(word) < _SHORTEST or not word.istitle():
            continue
        as_name = len(re.findall(rf"\b{word}\b", text))
        as_word = len(re.findall(rf"\b{word.lower()}\b", text))
        if as_word <= _LOWER_CASE * as_name:
            yield word


def _inventions(
    text: str, names: Iterable[str], chance: random.Random
) -> Mapping[str, str]:
    """A word of the same length for every name, which the text has nowhere."""
    inventions: dict[str, str] = {}
    for name in names:
        invented = _invention(len(name), chance)
        while invented in inventions.values() or invented in text:
            invented = _invention(len(name), chance)
        inventions[name] = invented
    return inventions


def _invention(length: int, chance: random.Random) -> str:
    syllables = [
        chance.choice(_CONSONANTS) + chance.choice(_VOWELS) for _ in range(0, length, 2)
    ]
    return "".join(syllables)[:length].capitalize()


DISGUISES: Mapping[str, Callable[[Path], str]] = {
    "as they are": text_of,
    "names on no list": invented_names,
    "single marks": single_marks,
    "present tense": present_tense,
}
