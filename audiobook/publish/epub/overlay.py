"""Media overlays (EPUB 3.3, section 9): which stretch of sound belongs to which element of a
page.

A clip lasts until the next one begins, so that pauses are heard and players need not jump. An
utterance without a place on the page is left out, with its sound.
"""

import html
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from posixpath import dirname, relpath
from urllib.parse import quote

from audiobook.model import Track

ACTIVE = "-epub-media-overlay-active"
STYLE = f""".{ACTIVE} {{
  background-color: #ffe08a;
  color: #000;
}}
"""
_SMIL = (
    '<smil xmlns="http://www.w3.org/ns/SMIL" xmlns:epub="http://www.idpf.org/2007/ops"'
    ' version="3.0">'
)


@dataclass(frozen=True, slots=True)
class HeardUtterance:
    """An utterance and its stretch of sound, in whole milliseconds of a file.

    ``audio`` is the path of the sound in the book.
    """

    utterance: int
    audio: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class Par:
    """An element of a page, by its id, and its stretch of sound: a ``<par>`` of SMIL."""

    target: str
    audio: str
    start_ms: int
    end_ms: int


def heard(track: Track, audio: str) -> Iterator[HeardUtterance]:
    """Everything that is heard in a track, without gaps: from its beginning to its end."""
    cues = []
    for cue in track.cues:
        if cue.end_ms > cue.start_ms:
            cues.append(cue)
    # The first begins with the track, and every other one ends the one before.
    bounds = [0]
    for cue in cues[1:]:
        bounds.append(round(cue.start_ms))
    # Not rounded up: a clip must not end behind its file.
    bounds.append(int(track.duration_ms))
    for cue, (start, end) in zip(cues, pairwise(bounds), strict=False):
        if end > start:
            yield HeardUtterance(cue.utterance, audio, start, end)


def own_pars(
    sounds: Iterable[tuple[Track, str]], utterances: frozenset[int]
) -> tuple[Par, ...]:
    """The overlay of a page of our own, where utterance 3 has the id "u3".

    ``sounds``: tracks, each with the path of its sound in the book; ``utterances``: those that
    the page shows. One of punctuation alone may be heard and not shown.
    """
    pars = []
    for track, audio in sounds:
        for one in heard(track, audio):
            if one.utterance in utterances:
                par = Par(f"u{one.utterance}", one.audio, one.start_ms, one.end_ms)
                pars.append(par)
    return tuple(pars)


def smil(page: str, place: str, pars: Sequence[Par]) -> str:
    """The overlay at ``place`` of a page: both are paths in the book."""
    target = html.escape(href(place, page))
    # Both documents may be in different folders: links are from the overlay's.
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        _SMIL,
        "<body>",
        f'<seq id="s1" epub:textref="{target}">',
    ]
    for number, par in enumerate(pars, 1):
        fragment = html.escape(quote(par.target))
        text = f'<text src="{target}#{fragment}"/>'
        source = html.escape(href(place, par.audio))
        clip = f'clipBegin="{clock(par.start_ms)}" clipEnd="{clock(par.end_ms)}"'
        audio = f'<audio src="{source}" {clip}/>'
        lines.append(f'<par id="p{number}">{text}{audio}</par>')
    lines += ["</seq>", "</body>", "</smil>", ""]
    return "\n".join(lines)


def duration(pars: Iterable[Par]) -> int:
    """How long an overlay plays, in milliseconds."""
    return sum(par.end_ms - par.start_ms for par in pars)


def clock(milliseconds: int) -> str:
    """A SMIL clock value: "1:02:03.456"."""
    seconds, thousandths = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}.{thousandths:03}"


def href(place: str, path: str) -> str:
    """A link from the file at ``place`` to the one at ``path``: both are paths in the book."""
    return quote(relpath(path, dirname(place) or "."))
