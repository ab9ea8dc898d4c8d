"""Media overlays (EPUB 3.3, section 9): which stretch of sound belongs to which element of a page.

A clip lasts until the next one begins, so that pauses are heard and players need not jump. What has no place on
the page is left out, with its sound.
"""

import html
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from posixpath import dirname, relpath
from urllib.parse import quote

from audiobook.model import Cue, Track

ACTIVE = "-epub-media-overlay-active"
STYLE = f""".{ACTIVE} {{
  background-color: #ffe08a;
  color: #000;
}}
"""


@dataclass(frozen=True, slots=True)
class Heard:
    """An utterance and its stretch of sound, in whole milliseconds of a file."""

    utterance: int
    audio: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class Par:
    """An element of a page, and its stretch of sound."""

    target: str  # the element's id
    audio: str  # the sound's path in the book
    start_ms: int
    end_ms: int


def heard(track: Track, audio: str) -> Iterator[Heard]:
    """Everything that is heard in a track, without gaps: from its beginning to its end."""
    cues = [cue for cue in track.cues if cue.end_ms > cue.start_ms]
    starts = [0, *(round(cue.start_ms) for cue in cues[1:]), int(track.duration_ms)]
    pairs: Iterable[tuple[Cue, tuple[int, int]]] = zip(cues, pairwise(starts), strict=False)
    return (Heard(cue.utterance, audio, start, end) for cue, (start, end) in pairs if end > start)


def smil(page: str, place: str, pars: Sequence[Par]) -> str:
    """The overlay at ``place`` of a page: both are paths in the book."""
    target = html.escape(_link(place, page))
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<smil xmlns="http://www.w3.org/ns/SMIL" xmlns:epub="http://www.idpf.org/2007/ops" version="3.0">',
        "<body>",
        f'<seq id="s1" epub:textref="{target}">',
    ]
    for number, par in enumerate(pars, 1):
        text = f'<text src="{target}#{html.escape(quote(par.target))}"/>'
        clip = f'clipBegin="{clock(par.start_ms)}" clipEnd="{clock(par.end_ms)}"'
        audio = f'<audio src="{html.escape(_link(place, par.audio))}" {clip}/>'
        lines.append(f'<par id="p{number}">{text}{audio}</par>')
    return "\n".join([*lines, "</seq>", "</body>", "</smil>", ""])


def duration(pars: Iterable[Par]) -> int:
    """How long an overlay plays, in milliseconds."""
    return sum(par.end_ms - par.start_ms for par in pars)


def clock(milliseconds: int) -> str:
    """A SMIL clock value: "1:02:03.456"."""
    seconds, thousandths = divmod(milliseconds, 1000)
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}.{thousandths:03}"


def _link(place: str, path: str) -> str:
    return quote(relpath(path, dirname(place) or "."))
