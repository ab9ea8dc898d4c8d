"""Somebody who does something, as the words of the narration name him."""

from dataclasses import dataclass

NAME, PRONOUN, NOUN, SELF, GROUP = "name", "pronoun", "noun", "self", "group"


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject at ``[start, end)``: ``person`` for a name, ``gender`` where the words tell it, ``head`` the noun
    of a phrase, ``phrase`` the words of it without the article; ``definite`` after "the" or a possessive.
    """

    kind: str
    start: int
    end: int
    person: int | None = None
    gender: str = ""
    head: str = ""
    phrase: str = ""
    definite: bool = True
