"""Advanced SubStation Alpha: a style, and so a colour, for every speaker."""

import re
from collections.abc import Sequence

from audiobook.model import NARRATOR
from audiobook.publish.base import Edition, Output
from audiobook.publish.tags import Tags
from audiobook.publish.text.captions import Caption, captions
from audiobook.publish.text.colours import ON_BLACK, colours
from audiobook.publish.text.subtitles import Subtitles
from audiobook.publish.timeline import Said, one_line

_HEAD = """[Script Info]
Title: {title}
ScriptType: v4.00+
PlayResX: 1280
PlayResY: 720
WrapStyle: 0
ScaledBorderAndShadow: yes

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, \
Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, \
MarginV, Encoding
"""
_STYLE = "Style: {name},Arial,48,{colour},&H00909090,&H00000000,&H80000000,0,0,0,0,100,100,0,0,1,3,1,2,60,60,50,1"
_EVENTS = """
[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""
_WHITE = "&H00FFFFFF"
_JOINER = "\u2060"  # invisible: keeps a sign of the text from being taken for an order
_TAKEN = re.compile(r"[,;:{}\\*\[\]]")  # what a style's name cannot hold


class AssPublisher(Subtitles):
    """For players that draw subtitles in colour."""

    suffix = ".ass"
    name = "ass"

    def text(self, said: Sequence[Said], edition: Edition, output: Output, tags: Tags) -> str:  # noqa: ARG002
        """A script of version 4.00+; times are in hundredths of a second."""
        slots = colours(edition.cast)
        styles = {NARRATOR: "Default", **{name: f"{slot + 1} {_plain(name)}" for name, slot in slots.items()}}
        lines = [_STYLE.format(name="Default", colour=_WHITE)]
        lines += [_STYLE.format(name=styles[name], colour=_colour(ON_BLACK[slot])) for name, slot in slots.items()]
        events = [
            f"Dialogue: 0,{_clock(one.start_ms)},{_clock(one.end_ms)},{styles.get(one.speaker, 'Default')},"
            f"{_plain(one.name)},0,0,0,,{_joined(one)}"
            for one in captions(said)
        ]
        return _HEAD.format(title=tags.album) + "\n".join(lines) + "\n" + _EVENTS + "\n".join(events) + "\n"


def _joined(one: Caption) -> str:
    """The lines; a word whose time is known is grey until then, which "k" tells in hundredths of a second."""
    shown, before = [], one.start_ms
    ends = [*[start for words in one.words for _, start in words][1:], one.end_ms]
    for line, words in zip(one.lines, one.words, strict=True):
        pieces, done = [], 0
        for at, _ in words:
            end = ends.pop(0)
            pieces += [_safe(line[done:at]), f"{{\\k{_hundredths(end) - _hundredths(before)}}}"]
            before, done = end, at
        shown.append("".join([*pieces, _safe(line[done:])]))
    return r"\N".join(shown)


def _safe(text: str) -> str:
    return text.replace("\\", f"\\{_JOINER}").replace("{", r"\{").replace("}", r"\}")


def _plain(name: str) -> str:
    return " ".join(_TAKEN.sub(" ", one_line(name)).split())


def _colour(colour: str) -> str:
    """A colour as the format has it, blue first."""
    return f"&H00{colour[5:7]}{colour[3:5]}{colour[1:3]}"


def _hundredths(milliseconds: float) -> int:
    return round(milliseconds / 10)


def _clock(milliseconds: float) -> str:
    hundredths = _hundredths(milliseconds)
    seconds = hundredths // 100
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}.{hundredths % 100:02}"
