"""Somebody who acts or speaks, as the words of the narration name them.

A module of its own because both finders of subjects build on it, and one of
them calls the other.
"""

from dataclasses import dataclass

# Kinds of subject. Of two subjects at one place the first in the alphabet is
# preferred.
NAME = "name"
NOUN = "noun"
PRONOUN = "pronoun"
SELF = "self"  # the narrator's "I"
SEVERAL = "group"  # "they", "the crowd"
OF_THEM = (
    " of them"  # how the phrase of a noun ends that stands for no noun: "said one"
)


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject at ``[start, end)`` of a chapter.

    ``person`` is the number of the person for a name, ``gender`` is set where
    the words tell it. Of a noun phrase, ``head`` is the noun and ``phrase``
    the words without the article; ``definite`` is true after "the" or a
    possessive. ``owner`` is the person whose they are: Emma's in "Emma's father".
    ``article`` is that of a noun as printed, in lower case; empty in English.
    """

    kind: str
    start: int
    end: int
    person: int | None = None
    gender: str = ""
    head: str = ""
    phrase: str = ""
    definite: bool = True
    owner: int | None = None
    article: str = ""
