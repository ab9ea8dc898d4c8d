"""Advanced SubStation Alpha: a style, and so a colour, for every speaker."""

import re
from collections.abc import Iterator, Mapping, Sequence

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
Format: Name, Fontname, Fontsize, \
PrimaryColour, SecondaryColour, OutlineColour, BackColour, \
Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, \
BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
"""
_STYLE = (
    "Style: {name},Arial,48,"
    "{colour},&H00909090,&H00000000,&H80000000,"
    "0,0,0,0,100,100,0,0,"
    "1,3,1,2,60,60,50,1"
)
_EVENTS = """
[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""
_EVENT = "Dialogue: 0,{start},{end},{style},{name},0,0,0,,{text}"
_DEFAULT = "Default"
_WHITE = "&H00FFFFFF"

# An invisible sign: it keeps a backslash of the text from being taken for an order.
_JOINER = "\u2060"

# What the name of a style cannot hold.
_FORBIDDEN = re.compile(r"[,;:{}\\*\[\]]")


class AssPublisher(Subtitles):
    """For players that draw subtitles in colour."""

    suffix = ".ass"
    name = "ass"

    def text(
        self,
        said: Sequence[Said],
        edition: Edition,
        output: Output,  # noqa: ARG002
        tags: Tags,
    ) -> str:
        """A script of version 4.00+; times are in hundredths of a second."""
        slots = colours(edition.cast)
        style_names = {NARRATOR: _DEFAULT}
        for speaker, slot in slots.items():
            style_names[speaker] = f"{slot + 1} {_plain(speaker)}"

        head = _HEAD.format(title=tags.album)
        styles = "\n".join(_styles(slots, style_names))
        events = "\n".join(_events(said, style_names))
        return f"{head}{styles}\n{_EVENTS}{events}\n"


def _styles(slots: Mapping[str, int], style_names: Mapping[str, str]) -> Iterator[str]:
    """The line of every style, the narrator's first."""
    yield _STYLE.format(name=_DEFAULT, colour=_WHITE)
    for speaker, slot in slots.items():
        name = style_names[speaker]
        colour = _colour(ON_BLACK[slot])
        yield _STYLE.format(name=name, colour=colour)


def _events(said: Sequence[Said], style_names: Mapping[str, str]) -> Iterator[str]:
    """The line of every caption."""
    for caption in captions(said):
        yield _EVENT.format(
            start=_clock(caption.start_ms),
            end=_clock(caption.end_ms),
            style=style_names.get(caption.speaker, _DEFAULT),
            name=_plain(caption.name),
            text=_karaoke(caption),
        )


def _karaoke(caption: Caption) -> str:
    r"""The lines; a word whose time is known stays grey until it is heard.

    The order "\k" says how many hundredths of a second a piece of text lasts.
    """
    word_ends = iter(_word_ends(caption))
    previous_ms = caption.start_ms
    lines = []
    for line, words in zip(caption.lines, caption.words, strict=True):
        pieces = []
        done = 0
        for at, _ in words:
            end_ms = next(word_ends)
            # Of rounded times, so that the parts add up to the whole.
            duration = _hundredths(end_ms) - _hundredths(previous_ms)
            pieces.append(_safe(line[done:at]))
            pieces.append(f"{{\\k{duration}}}")
            previous_ms = end_ms
            done = at
        pieces.append(_safe(line[done:]))
        lines.append("".join(pieces))
    return r"\N".join(lines)


def _word_ends(caption: Caption) -> list[float]:
    """When each word ends: where the next one begins, or the caption ends."""
    starts: list[float] = []
    for words in caption.words:
        starts.extend(start_ms for _, start_ms in words)
    return [*starts[1:], caption.end_ms]


def _safe(text: str) -> str:
    joined = text.replace("\\", f"\\{_JOINER}")
    return joined.replace("{", r"\{").replace("}", r"\}")


def _plain(name: str) -> str:
    """A name that a style can have, on one line."""
    allowed = _FORBIDDEN.sub(" ", one_line(name))
    return " ".join(allowed.split())


def _colour(colour: str) -> str:
    """A colour "#rrggbb" as the format has it, blue first."""
    red = colour[1:3]
    green = colour[3:5]
    blue = colour[5:7]
    return f"&H00{blue}{green}{red}"


def _hundredths(milliseconds: float) -> int:
    return round(milliseconds / 10)


def _clock(milliseconds: float) -> str:
    """Hours, minutes, seconds and hundredths: "1:02:03.45"."""
    seconds, hundredths = divmod(_hundredths(milliseconds), 100)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}.{hundredths:02}"
