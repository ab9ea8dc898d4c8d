"""Whom the language model may name: the characters found so far, and somebody new under strict conditions.

A new name has to stand in the passage as it is written, to look like a name or an epithet, and to be no word
that only looks like one: a model must not put people into the cast whom the book does not have.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from audiobook.attribute.lexicon import words
from audiobook.attribute.llm.windows import Window, plain
from audiobook.model import NARRATOR, Character, Guidance, Script

NEW = "new:"
UNKNOWN = "unknown"
_MOST_LISTED = 30
_MOST_ALIASES = 4
_LONGEST = 40
_MOST_WORDS = 5
_NAME = re.compile(r"[^\W\d_][\w.'’ -]*")
_ARTICLES = ("the ", "The ")
_WITHIN = frozenset("al bin da de del der di du e la le of the van von y zu".split())  # noqa: SIM905  # so too
_NOBODY = frozenset(
    (  # noqa: SIM905  # a list would take thirty lines
        "unknown new none nobody someone somebody anyone everyone everybody narrator speaker character "
        "i you he she it we they him her them his hers me us who"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Roster:
    """``characters`` as the first reader found them; ``merges`` of the user; ``narrates``: whether the list has
    the "I" who tells the story.
    """

    characters: tuple[Character, ...]
    merges: Mapping[str, str]
    names: Mapping[str, tuple[str, ...]]  # a folded name or alias -> those who bear it
    narrates: bool

    def find(self, name: str) -> tuple[str, ...]:
        """The canonical names of those whom a name may mean: none, one or several."""
        target = self._merged(name)
        if target == NARRATOR or fold(target) == NARRATOR:
            teller = next((c.name for c in self.characters if c.narrates), NARRATOR)
            return (teller,) if self.narrates or target != name else ()
        found = self.names.get(fold(target), ())
        return found or ((target,) if target != name else ())

    def _merged(self, name: str) -> str:
        for _ in range(len(self.merges)):
            if name not in self.merges:
                break
            name = self.merges[name]
        return name

    def listed(self, window: Window) -> str:
        """The characters to choose from, by name: those of the passage, then the most talkative of the book."""
        text = window.shown
        here = [c for c in self.characters if any(_stands(n, text) for n in (c.name, *c.aliases))]
        chosen = tuple(dict.fromkeys((*here, *self.characters)))[:_MOST_LISTED]
        lines = [
            _line(c)
            for c in sorted(chosen, key=lambda c: c.name)
            if c.name != NARRATOR and not c.narrates
        ]
        if self.narrates:
            lines.append(f'- {NARRATOR} (the "I" who tells the story{self._teller()})')
        return "\n".join(lines) or "- (nobody is known yet)"

    def _teller(self) -> str:
        teller = next((c for c in self.characters if c.narrates and c.name != NARRATOR), None)
        return f"; also {plain(teller.name)}" if teller else ""


def roster_of(script: Script, guidance: Guidance) -> Roster:
    """The characters of a script that has its speakers."""
    bearers: dict[str, dict[str, None]] = {}
    for character in script.characters:
        bearers.setdefault(fold(character.name), {}).setdefault(character.name)
    own = frozenset(bearers)
    for character in script.characters:
        for alias in character.aliases:
            if fold(alias) not in own:
                bearers.setdefault(fold(alias), {}).setdefault(character.name)
    spoken = (u for row in script.utterances for u in row if u.quotation is not None)
    narrates = any(c.narrates for c in script.characters) or any(
        u.speaker == NARRATOR and u.confidence > 0 for u in spoken
    )
    names = {name: tuple(people) for name, people in bearers.items()}
    return Roster(script.characters, dict(guidance.merges), names, narrates)


def fold(name: str) -> str:
    """A name without what may differ between two ways of writing it."""
    return " ".join(name.replace("’", "'").casefold().split())


def fault_of_new(name: str, window: Window) -> str:
    """Why somebody new cannot be called that; empty where they can."""
    if len(name) > _LONGEST or len(name.split()) > _MOST_WORDS or not _NAME.fullmatch(name):
        return "is no name"
    folded = fold(name)
    if folded in _NOBODY or folded in words("not_names"):
        return "is nobody's name"
    if not name.startswith(_ARTICLES) and any(
        word.islower() and word not in _WITHIN for word in name.split()
    ):
        return "is no name"
    return "" if _stands(name, window.shown) else "does not stand in the passage"


def _stands(name: str, text: str) -> bool:
    """Whether a name stands in a text as words of its own; an article may open a sentence there."""
    bare = name[len(_ARTICLES[0]) :] if name.startswith(_ARTICLES) else name
    at = text.find(bare)
    while at >= 0:
        around = text[at - 1 : at] + text[at + len(bare) : at + len(bare) + 1]
        if not any(letter.isalnum() for letter in around):
            return True
        at = text.find(bare, at + 1)
    return False


def _line(character: Character) -> str:
    also = ", ".join(plain(alias) for alias in character.aliases[:_MOST_ALIASES])
    facts = "; ".join(filter(None, (character.gender, f"also {also}" if also else "")))
    return f"- {plain(character.name)}" + (f" ({facts})" if facts else "")
