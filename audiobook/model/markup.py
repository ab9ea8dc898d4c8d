"""The marks that stand in the words of a line: how a word is pronounced, and what is not a word.

``{word|IPA}`` is a word with its pronunciation, ``{words|*}`` are stressed, ``{words|@fr}`` are in
another language, and ``{|#2000}`` is a silence of two seconds. There are no other braces in the
words of a line, and these do not nest. Nothing else writes or reads the marks.
"""

import re
from collections.abc import Callable

STRESS = "*"
_PRONOUNCED = re.compile(r"\{([^{}|]*)\|([^{}|]*)\}")
_ABROAD = re.compile(r"\{([^{}|]*)\|@([^{}|]*)\}")
_REST = re.compile(r"\{\|#(\d+)\}")


def with_ipa(word: str, ipa: str) -> str:
    """A word, or several, said as ``ipa``."""
    return f"{{{word}|{ipa}}}"


def with_stress(words: str) -> str:
    """Stressed words; words that hold a mark already keep that one."""
    if not words or has_marks(words):
        return words
    return f"{{{words}|{STRESS}}}"


def with_language(words: str, language: str) -> str:
    """Words in ``language`` (a BCP 47 tag), without the marks that they hold."""
    return f"{{{plain(words)}|@{language}}}"


def rest(rest_ms: int) -> str:
    """A silence of ``rest_ms`` milliseconds."""
    return f"{{|#{rest_ms}}}"


def has_marks(words: str) -> bool:
    """Whether there are any marks in ``words``."""
    return "{" in words


def has_stress(words: str) -> bool:
    """Whether some of ``words`` are stressed."""
    return f"|{STRESS}}}" in words


def plain(words: str) -> str:
    """``words`` without any marks."""
    return pronounced(words, lambda word, _ipa: word)


def pronounced(words: str, say: Callable[[str, str], str]) -> str:
    """``words`` with every ``{word|IPA}`` replaced by ``say(word, ipa)``."""
    if not has_marks(words):
        return words
    return _PRONOUNCED.sub(lambda match: say(match[1], match[2]), words)


def abroad(words: str) -> tuple[tuple[str, str], ...]:
    """``words`` in pieces of one language each: (language, words); the language of the voice is
    empty.
    """
    return _pieces(_ABROAD, words, lambda match: (match[2], match[1]))


def at_rests(words: str) -> tuple[tuple[str, str], ...]:
    """``words`` in pieces between silences: (milliseconds of silence, words), one of the two
    empty.
    """
    return _pieces(_REST, words, lambda match: (match[1], ""))


def taught_in(words: str) -> tuple[tuple[str, str], ...]:
    """``words`` in pieces that are pronounced in one way each: (IPA or "*", words); plain words
    have an empty one.
    """
    return _pieces(_PRONOUNCED, words, lambda match: (match[2], match[1]))


def _pieces(
    pattern: re.Pattern[str],
    words: str,
    read: Callable[[re.Match[str]], tuple[str, str]],
) -> tuple[tuple[str, str], ...]:
    found = []
    end = 0
    for match in pattern.finditer(words):
        found += [("", words[end : match.start()]), read(match)]
        end = match.end()
    found.append(("", words[end:]))
    return tuple(piece for piece in found if piece != ("", ""))
