"""What is not a word: addresses, hashtags, symbols between words, slashes, emoji."""

import re
import unicodedata
from itertools import islice

from audiobook.speech.tables import Tables

_URL = re.compile(
    r"""
    \b (?: https?:// | ftp:// | www\. )
    [^\s<>"“”]+
    """,
    re.IGNORECASE | re.VERBOSE,
)
# Lengths are bounded, as mail itself bounds them: a word may be as long as a book.
_EMAIL = re.compile(
    r"""
    \b [\w.+-]{1,64}
    @ [\w-]{1,63}
    (?: \. [\w-]{1,63} )+
    """,
    re.VERBOSE,
)
_HASHTAG = re.compile(r"(?<![\w&])#([^\W\d]\w*)")
_AT = re.compile(r"(?<!\w)@(\w+)")
# Between the words of "#NoMoreWar2024".
_HUMPS = re.compile(
    r"""
    (?<=[a-z]) (?=[A-Z])
    | (?<=[A-Za-z]) (?=\d)
    """,
    re.VERBOSE,
)
_SAYABLE = re.compile(r"[A-Za-z]+(?:[-_][A-Za-z]+)*")
_MOST_PATH = 3  # folders of an address that are said

_SLASH = re.compile(r"(?<=[^\W\d])/(?=[^\W\d])")
_ABOUT = re.compile(r"(?<!\w)~(?=\d)")
_COMPARED = re.compile(r"(?<=\d)\s?([<>])\s?(?=\d)")
_EMOTICON = re.compile(
    r"""
    (?<!\w)
    (?:
        [:;=8] [-o']? [()DPp/|\[\]]+
        | <3+
        | \^_*\^
        | [xX]D
        | >[_.]<
        | -_-
        | o_O
        | T_T
    )
    (?!\w)
    """,
    re.VERBOSE,
)
_IN_EMOTICONS = "<^>xXT_-:;=8"  # an emoticon has one of them
_COMBINING = re.compile("[\U0001f3fb-\U0001f3ff\ufe0f\u200d]")  # skin tones, joiners
_EMOJI = re.compile("[\u2600-\u27bf\u2b50\u2b55\U0001f300-\U0001faff]")
_LETTER_BEFORE = re.compile(r"\b\w$")
_NAME_BEFORE = re.compile(r"\b[A-Z]\w+$")
_NEAR = 40  # characters before a slash that are looked at


def web(text: str) -> str:
    """Text with its addresses as they are said."""
    if "://" in text or "www." in text.lower():
        text = _URL.sub(_url, text)
    if "@" in text:
        text = _EMAIL.sub(_email, text)
        text = _AT.sub(r"at \1", text)
    if "#" in text:
        text = _HASHTAG.sub(_hashtag, text)
    return text


def _url(match: re.Match[str]) -> str:
    """The host, and the folders that are words; the rest nobody would say."""
    printed = match[0].rstrip(".,;:!?)]'’")
    punctuation = match[0][len(printed) :]
    without_scheme = re.sub(r"^\w+://", "", printed)
    without_query = re.split(r"[?#]", without_scheme, maxsplit=1)[0]
    host, *folders = without_query.strip("/").split("/")
    host = host.removeprefix("www.").split(":")[0]
    parts = [host.replace(".", " dot ")]
    sayable = filter(_SAYABLE.fullmatch, folders)
    for folder in islice(sayable, _MOST_PATH):
        words = re.sub(r"[-_]", " ", folder)
        parts.append(words)
    return " slash ".join(parts) + punctuation


def _email(match: re.Match[str]) -> str:
    """An address of mail with its signs by name."""
    address = match[0].replace("@", " at ")
    return address.replace(".", " dot ").replace("_", " underscore ")


def _hashtag(match: re.Match[str]) -> str:
    """The words that a hashtag runs together."""
    words = match[1].replace("_", " ")
    return "hashtag " + _HUMPS.sub(" ", words)


def symbols(text: str, language: Tables, *, emoji: bool = False) -> str:
    """Text with its symbols as they are said; emoji by their names where asked, else not at all."""
    if any(map(text.__contains__, _IN_EMOTICONS)):
        text = _EMOTICON.sub(" ", text)
    # Spaces around names of signs: "50%" has none of its own.
    for sign, name in language.symbols.items():
        if sign in text:
            text = text.replace(sign, f" {name} ")
    if "~" in text:
        text = _ABOUT.sub("about ", text)
    if "<" in text or ">" in text:
        text = _COMPARED.sub(_compared, text)
    if not emoji:
        return text  # they go with everything else that an engine does not need
    plain = _COMBINING.sub("", text)
    return _EMOJI.sub(_named, plain)


def _compared(match: re.Match[str]) -> str:
    """The sign between two numbers, in words."""
    if match[1] == "<":
        return " is less than "
    return " is more than "


def _named(match: re.Match[str]) -> str:
    """An emoji by its name in Unicode, between commas."""
    name = unicodedata.name(match[0], "")
    return f", {name.lower()}, "


def slashes(text: str) -> str:
    """Slashes as words: "and/or" is "and or", "he/she" "he or she", "Anna/Peter" "Anna, Peter"."""
    if "/" not in text:
        return text
    return _SLASH.sub(_slash, text)


def _slash(match: re.Match[str]) -> str:
    """What is said for a slash between letters: names are listed, other words are a choice."""
    before = match.string[max(0, match.start() - _NEAR) : match.start()]
    after = match.string[match.end() :][:1]
    # "and/or" has its word; "A/C" and "w/o" are letters.
    if before.endswith(("and", "either")) or _LETTER_BEFORE.search(before):
        return " "
    if _NAME_BEFORE.search(before) and after.isupper():
        return ", "
    return " or "
