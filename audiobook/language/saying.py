"""The verbs of saying of a language: the one list, whoever asks.

It stands under ``[verbs]`` in the file of the language. Its keys tell what else a verb is: one
that may also be done in silence ("he smiled"), one of thinking, a form that does not stand alone.
"""

from dataclasses import dataclass
from functools import cache

from audiobook.language.lists import rows


@dataclass(frozen=True, slots=True)
class VerbsOfSaying:
    """The verbs of one language.

    ``plain`` say and do nothing else, so that "Emma said" tells no more than who speaks;
    ``thinking`` say what nobody hears. ``finite`` are all that may be the verb of a tag,
    ``every_form`` has infinitives and participles too. ``elsewhere`` are those of other
    languages.
    """

    plain: tuple[str, ...]
    thinking: tuple[str, ...]
    finite: frozenset[str]
    every_form: frozenset[str]
    elsewhere: tuple[str, ...]


@cache
def verbs_of_saying(code: str) -> VerbsOfSaying:
    """The verbs of the language with a code, the user's own among them."""
    plain = rows(code, "verbs", "speech")
    thinking = rows(code, "verbs", "thought")
    of_me = rows(code, "verbs", "speech_first")
    acts = rows(code, "verbs", "acts")
    finite = frozenset((*plain, *acts, *thinking, *of_me))
    return VerbsOfSaying(
        plain=plain,
        thinking=thinking,
        finite=finite,
        every_form=finite.union(rows(code, "verbs", "other_forms")),
        elsewhere=rows(code, "verbs", "elsewhere"),
    )
