"""Addresses, e-mails, hashtags and names with "@": what a person would say of them."""

import re

_URL = re.compile(r"\b(?:https?://|ftp://|www\.)[^\s<>\"“”]+", re.IGNORECASE)
_EMAIL = re.compile(r"\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_HASHTAG = re.compile(r"(?<![\w&])#([^\W\d]\w*)")
_AT = re.compile(r"(?<!\w)@(\w+)")
_HUMPS = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\d)")
_SAYABLE = re.compile(r"[A-Za-z]+(?:[-_][A-Za-z]+)*")
_MOST_PATH = 3  # folders of an address that are said


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
    for folder in list(filter(_SAYABLE.fullmatch, folders))[:_MOST_PATH]:
        parts.append(re.sub(r"[-_]", " ", folder))
    return " slash ".join(parts) + punctuation


def _email(match: re.Match[str]) -> str:
    address = match[0].replace("@", " at ")
    return address.replace(".", " dot ").replace("_", " underscore ")


def _hashtag(match: re.Match[str]) -> str:
    words = match[1].replace("_", " ")
    return "hashtag " + _HUMPS.sub(" ", words)
