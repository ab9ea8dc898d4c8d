"""Whom the language model may name: the characters found so far, and somebody new.

Somebody new only under strict conditions: the name has to stand in the passage as it is written,
to look like a name or an epithet, and not to be a word that only looks like one: a model must not
put people into the cast whom the book does not have.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain, filterfalse

from audiobook.attribute.lexicon import words
from audiobook.attribute.llm.passages import Passage, plain
from audiobook.model import (
    NARRATOR,
    Character,
    Guidance,
    Script,
)

NEW = "new:"
UNKNOWN = "unknown"
_MOST_LISTED = 30
_MOST_ALIASES = 4
_LONGEST = 40  # characters of a new name
_MOST_WORDS = 5  # of a new name
_NAME = re.compile(r"[^\W\d_][\w.'’ -]*")
_ARTICLES = ("the ", "The ")
# Small words that stand inside names.
_WITHIN = frozenset(
    "al bin da de del der di du e la le of the van von y zu".split()  # noqa: SIM905
)
# Words for a person that are nobody's name, even with a capital.
_NOBODY = frozenset(
    (  # noqa: SIM905  # a list would take thirty lines
        "unknown new none nobody someone somebody anyone everyone everybody narrator speaker "
        "character i you he she it we they him her them his hers me us who"
    ).split()
)


@dataclass(frozen=True, slots=True)
class CharacterList:
    """``characters`` as the first reader found them, ``merges`` of the user.

    ``narrates``: whether the list has the "I" who tells the story.
    """

    characters: tuple[Character, ...]
    merges: Mapping[str, str]
    names: Mapping[str, tuple[str, ...]]  # a folded name or alias -> those who bear it
    narrates: bool

    def find(self, name: str) -> tuple[str, ...]:
        """The canonical names of those whom a name may mean: none, one or several."""
        # The user's merges go first: they may make somebody out of a name that nobody bears.
        target = self._merged(name)
        if fold(target) == NARRATOR:
            if self.narrates or target != name:
                return (self._teller() or NARRATOR,)
            return ()
        bearers = self.names.get(fold(target), ())
        if not bearers and target != name:
            return (target,)  # the user's own name for somebody
        return bearers

    def _merged(self, name: str) -> str:
        """The name that the user gave to a name; a circle of merges is left after one round."""
        for _ in range(len(self.merges)):
            if name not in self.merges:
                break
            name = self.merges[name]
        return name

    def _teller(self) -> str:
        """The name of the "I" who tells the story; empty where there is none."""
        for character in self.characters:
            if character.narrates:
                return character.name
        return ""

    def listed(self, passage: Passage) -> str:
        """The characters to choose from, as lines of text.

        Those of the passage, then the most talkative of the book.
        """
        text = passage.shown
        here = [character for character in self.characters if _occurs(character, text)]
        chosen = tuple(dict.fromkeys((*here, *self.characters)))[:_MOST_LISTED]
        # Chosen by how much they talk, but shown by name.
        by_name = sorted(chosen, key=lambda character: character.name)
        others = filterfalse(_is_teller, by_name)
        lines = list(map(_line, others))
        if self.narrates:
            lines.append(self._teller_line())
        return "\n".join(lines) or "- (nobody is known yet)"

    def _teller_line(self) -> str:
        """The line of the "I", with the name that the story gives him or her."""
        teller = self._teller()
        if teller in ("", NARRATOR):
            return f'- {NARRATOR} (the "I" who tells the story)'
        return f'- {NARRATOR} (the "I" who tells the story; also {plain(teller)})'


def character_list(script: Script, guidance: Guidance) -> CharacterList:
    """The characters of a script that has its speakers."""
    bearers: dict[str, dict[str, None]] = {}
    for character in script.characters:
        bearers.setdefault(fold(character.name), {})[character.name] = None
    # An alias that is somebody else's name means that other person alone.
    own = frozenset(bearers)
    for character in script.characters:
        for alias in character.aliases:
            if fold(alias) not in own:
                bearers.setdefault(fold(alias), {})[character.name] = None
    names = {name: tuple(people) for name, people in bearers.items()}
    return CharacterList(
        script.characters, dict(guidance.merges), names, _narrates(script)
    )


def _narrates(script: Script) -> bool:
    """Whether somebody who tells the story speaks in it."""
    if any(character.narrates for character in script.characters):
        return True
    for utterance in chain.from_iterable(script.utterances):
        by_teller = utterance.speaker == NARRATOR and utterance.confidence > 0
        if by_teller and utterance.quotation is not None:
            return True
    return False


def fold(name: str) -> str:
    """A name without what may differ between two ways of writing it."""
    return " ".join(name.replace("’", "'").casefold().split())


def fault_of_new(name: str, passage: Passage) -> str:
    """Why somebody new cannot be called that; empty where they can."""
    if (
        len(name) > _LONGEST
        or len(name.split()) > _MOST_WORDS
        or not _NAME.fullmatch(name)
    ):
        return "is not a name"
    folded = fold(name)
    if folded in _NOBODY or folded in words("not_names"):
        return "is nobody's name"
    if not name.startswith(_ARTICLES) and not _is_capitalised(name):
        return "is not a name"
    if not _stands(name, passage.shown):
        return "is not in the passage"
    return ""


def _is_capitalised(name: str) -> bool:
    """Whether every word of a name has a capital, but for the small words inside names."""
    return not any(word.islower() for word in name.split() if word not in _WITHIN)


def _is_teller(character: Character) -> bool:
    """Whether the list states somebody apart, as the "I" of the story."""
    return character.narrates or character.name == NARRATOR


def _occurs(character: Character, text: str) -> bool:
    """Whether a text has one of the names of somebody."""
    return any(_stands(name, text) for name in (character.name, *character.aliases))


def _stands(name: str, text: str) -> bool:
    """Whether a name stands in a text as words of its own; an article may open a sentence there."""
    bare = name
    if name.startswith(_ARTICLES):
        bare = name[len(_ARTICLES[0]) :]
    # Found as words, not by a pattern: names may hold any sign, and there are many of them.
    at = text.find(bare)
    while at >= 0:
        end = at + len(bare)
        around = text[at - 1 : at] + text[end : end + 1]
        if not any(map(str.isalnum, around)):
            return True
        at = text.find(bare, at + 1)
    return False


def _line(character: Character) -> str:
    """A character as the list shows it: name, gender and some aliases."""
    facts: list[str] = []
    if character.gender:
        facts.append(character.gender)
    if character.aliases:
        aliases = map(plain, character.aliases[:_MOST_ALIASES])
        facts.append(f"also {', '.join(aliases)}")
    if not facts:
        return f"- {plain(character.name)}"
    return f"- {plain(character.name)} ({'; '.join(facts)})"
