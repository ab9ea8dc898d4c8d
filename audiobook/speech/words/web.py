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
        text = _AT.sub(r"at \1", _EMAIL.sub(_email, text))
    return _HASHTAG.sub(_hashtag, text) if "#" in text else text


def _url(match: re.Match[str]) -> str:
    """The host, and the folders that are words; the rest nobody would say."""
    printed = match[0].rstrip(".,;:!?)]'’")
    rest = match[0][len(printed) :]
    plain = re.sub(r"^\w+://", "", printed)
    host, *folders = re.split(r"[?#]", plain, maxsplit=1)[0].strip("/").split("/")
    host = host.removeprefix("www.").split(":")[0]
    said = [folder for folder in folders if _SAYABLE.fullmatch(folder)][:_MOST_PATH]
    return " slash ".join([host.replace(".", " dot "), *(re.sub(r"[-_]", " ", each) for each in said)]) + rest


def _email(match: re.Match[str]) -> str:
    return match[0].replace("@", " at ").replace(".", " dot ").replace("_", " underscore ")


def _hashtag(match: re.Match[str]) -> str:
    return "hashtag " + _HUMPS.sub(" ", match[1].replace("_", " "))
