"""Several people in one tag, so that a server reads the same people from it.

Audiobookshelf splits the text of a tag at "&", else at " and ", else at ";", and what is left at
commas. Where there is a comma and the first piece is one word, it reads pairs of last and first
name: "Clara, Full Cast" becomes one person, "Full Cast Clara". Jellyfin and Emby split at ";" but
not at commas. What is known of other players is in docs/players.md.
"""

import re
from collections.abc import Sequence

_MARK = "; "

# Where a name holds " and ": Audiobookshelf would split there, and no longer at ";".
_OTHER_MARK = " & "

# What follows a comma without being a first name.
_TITLE = re.compile(
    r"(jr|sr|esq|ph\.?d|m\.?d|m\.?a|inc|ltd|llc|co|[ivx]+)\.?", re.IGNORECASE
)


def credited(people: Sequence[str]) -> str:
    """The people as the text of one tag; somebody alone as they are written."""
    names = list(dict.fromkeys(filter(None, people)))
    if len(names) < 2:
        return "".join(names)
    plain = list(map(_plain, names))
    mark = _MARK
    if any(" and " in name for name in plain):
        mark = _OTHER_MARK
    return mark.join(plain)


def _plain(name: str) -> str:
    """A name without the signs at which names are split: "Smith, John" is "John Smith"."""
    unmarked = name.replace(";", ",").replace("&", " and ")
    last, comma, first = unmarked.partition(",")
    parts = [last, first]
    if comma and _is_first_name(first):
        parts.reverse()
    return " ".join(" ".join(parts).replace(",", " ").split())


def _is_first_name(text: str) -> bool:
    """Whether what follows a comma belongs before it, and is neither a title nor another person."""
    return " and " not in text and not _TITLE.fullmatch(text.strip())
