"""The particles of names: "de Winter", "d'Artagnan", "al-Rashid", "Von Bork".

The name by itself and the name with its particle are one name, however either is written:
"D'Artagnan" opens a sentence, and M. de Tréville is Tréville. The book says which particle goes
with a name. First names have none: "Vincent de Paul" is no Paul.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from audiobook.attribute.lexicon import is_first_name
from audiobook.language import rows
from audiobook.language.patterns import NEVER, UPPER, Lists, alternatives

# Of the places of a name, at least so many have a particle that is part of it: of "Paris" is not
# "de Paris" because of one street.
_SHARE = 0.3
_CAPITAL = re.compile(f"[{UPPER}]")
_TIES = ("’", "-")  # at the end of a particle that is written together with the name


def spaced_particles(of: Lists) -> str:
    """Any particle that is a word of its own, as alternatives of a pattern."""
    spaced = (word for word in of.rows("names", "particles") if word[-1] not in _TIES)
    return alternatives(spaced)


def joined_particles(of: Lists, *, capital: bool = False) -> str:
    """Any particle that is written together with the name, as a pattern.

    ``capital``: also with a capital.
    """
    patterns: list[str] = []
    for word in of.rows("names", "particles"):
        if word[-1] not in _TIES:
            continue
        first = word[0]
        if capital:
            first = f"[{first}{first.upper()}]"
        tie = "['’]" if word[-1] == "’" else "-"
        patterns.append(f"{first}{word[1:-1]}{tie}")
    return f"(?:{'|'.join(patterns) or NEVER})"


def is_particle(word: str, language: str) -> bool:
    """Whether a word of a run is a particle, or several: "de la".

    With a capital it is none where it is a first name: "Al Capone".
    """
    if word[0].isupper() and is_first_name(word, language):
        return False
    listed = rows(language, "names", "particles")
    return all(part in listed for part in _flat(word).split())


def _flat(particle: str) -> str:
    """A particle as the lists have it, the parts of "de l'" with a space between."""
    lower = particle.lower().replace("'", "’")
    return " ".join(lower.replace("’", "’ ").split())


def parted(words: Sequence[str], language: str) -> Iterator[tuple[str, str]]:
    """The particle of each word of a name, empty where it has none, and the word.

    A particle at the end of a name is a word itself.
    """
    particle = ""
    for place, word in enumerate(words, start=1):
        if place < len(words) and is_particle(word, language):
            particle = together(particle, word)
        else:
            yield particle, word
            particle = ""


def together(particle: str, word: str) -> str:
    """A particle and a word, with a space except after a hyphen or an apostrophe."""
    if not particle or particle.endswith((*_TIES, "'")):
        return f"{particle}{word}"
    return f"{particle} {word}"


def compared(particle: str, word: str) -> str:
    """The same as names are compared: in lower case, and with one kind of apostrophe."""
    return together(particle.lower().replace("'", "’"), word)


def without_particle(word: str) -> str:
    """A word of a name, as names are compared, without its particle."""
    if word[0].isupper():
        return word
    name = _CAPITAL.search(word)
    return word if name is None else word[name.start() :]


def usual_names(words: Iterable[str], language: str) -> Mapping[str, str]:
    """Words of names without a particle -> the same with the one that they have in this book.

    ``words`` are all of the book, as names are compared.
    """
    forms: dict[str, Counter[str]] = {}
    for word in words:
        forms.setdefault(without_particle(word), Counter())[word] += 1
    usual: dict[str, str] = {}
    for name, counts in forms.items():
        enough = _SHARE * counts.total()
        counts.pop(name, None)
        if not counts or is_first_name(name, language):
            continue
        if counts.total() >= enough:
            ((usual[name], _),) = counts.most_common(1)
    return usual
