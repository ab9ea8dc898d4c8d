"""Which argument is wrong, and what was probably meant.

The parser of the standard library complains of what is left over in the end: of a file where a
flag before it is misspelt. Here the flags are looked at first.
"""

import argparse
import os
import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

# What the parser of the standard library says, and what is said instead.
_SENTENCES = (
    (re.compile(r"argument (.+): expected one argument"), r"\1 needs a value."),
    (
        re.compile(r"argument (.+): invalid float value: '(.*)'"),
        r'\1 takes a number, not "\2".',
    ),
    (
        re.compile(r"argument (.+): invalid int value: '(.*)'"),
        r'\1 takes a whole number, not "\2".',
    ),
    (
        re.compile(r"argument (.+): invalid choice: '(.*)' \(choose from (.*)\)"),
        r'\1 cannot be "\2". Known: \3.',
    ),
    (re.compile(r"the following arguments are required: (.+)"), r"Missing: \1."),
    (re.compile(r"unrecognized arguments: (.+)"), r'"\1" is not expected here.'),
)

Fault = tuple[str, str]  # what is wrong; what to do


def flags_of_parser(parser: argparse.ArgumentParser) -> tuple[str, ...]:
    """Every flag that ``parser`` knows and shows."""
    known: list[str] = []
    for action in parser._actions:  # noqa: SLF001 - there is no other way to ask
        if action.help != argparse.SUPPRESS:
            known.extend(action.option_strings)
    return tuple(known)


def wrong_flag(
    parser: argparse.ArgumentParser, words: Sequence[str], others: Iterable[str] = ()
) -> Fault | None:
    """What is wrong with the first flag that ``parser`` does not know; ``None`` where all are
    known.

    ``others`` are commands whose flags may have been meant.
    """
    for word in words:
        if word == "--":
            return None
        if not _is_known(parser, word):
            flag = word.partition("=")[0]
            return f'There is no flag "{flag}".', _meant(parser, flag, others)
    return None


def plain(message: str) -> str:
    """What the parser of the standard library says, as a sentence for people."""
    for pattern, sentence in _SENTENCES:
        match = pattern.fullmatch(message)
        if match:
            return match.expand(sentence).replace("'", "")
    return f"{message[:1].upper()}{message[1:].rstrip('.')}."


def wrong_verb(words: Sequence[str], verbs: Iterable[str]) -> Fault | None:
    """What is wrong with the verb; ``None`` where it is one, or where there is none."""
    word = next((word for word in words if not word.startswith("-")), "")
    if not word or word in verbs:
        return None
    fault = f'There is no verb "{word}".'
    if os.path.lexists(word):
        return fault, f'To make an audiobook of that file: make-audiobook "{word}".'
    close = get_close_matches(word, list(verbs), n=1)
    if close:
        return fault, f'Did you mean "audiobook {close[0]}"?'
    if "." in word:
        return fault, "To make an audiobook of a file: make-audiobook FILE."
    return fault, "All verbs: audiobook --help."


def _is_known(parser: argparse.ArgumentParser, word: str) -> bool:
    known = parser._option_string_actions  # noqa: SLF001 - hidden flags are known, too
    if not word.startswith("-") or word == "-" or _is_number(word):
        return True
    if word.startswith("--"):
        flag = word.partition("=")[0]
        return any(each.startswith(flag) for each in known)
    return word[:2] in known


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True


def _meant(
    parser: argparse.ArgumentParser, flag: str, others: Iterable[str] = ()
) -> str:
    if os.path.lexists(flag):
        return f'A name that begins with a dash is written with its folder: "./{flag}".'
    owners = " and ".join(others)
    if owners:
        return f"It is a flag of: {owners}."
    close = get_close_matches(flag, flags_of_parser(parser), n=1)
    if close:
        return f'Did you mean "{close[0]}"?'
    return f"All flags: {parser.prog} --help."
