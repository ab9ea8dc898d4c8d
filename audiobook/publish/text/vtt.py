"""WebVTT; a voice span names who speaks: ``<v Emma>Go on.</v>``."""

import html
from collections.abc import Sequence

from audiobook.publish.base import Edition, Output
from audiobook.publish.tags import Tags
from audiobook.publish.text.captions import Caption, captions
from audiobook.publish.text.subtitles import Subtitles, clock
from audiobook.publish.timeline import Said


class VttPublisher(Subtitles):
    """For browsers and web players."""

    suffix = ".vtt"
    name = "vtt"

    def text(
        self,
        said: Sequence[Said],
        edition: Edition,  # noqa: ARG002
        output: Output,  # noqa: ARG002
        tags: Tags,  # noqa: ARG002
    ) -> str:
        """Cues as in WebVTT (W3C, 2019), section 4: ``&``, ``<`` and ``>`` as entities."""
        # The signature of the format, which has to come first.
        blocks = ["WEBVTT"]
        for caption in captions(said):
            times = f"{clock(caption.start_ms)} --> {clock(caption.end_ms)}"
            voice = _escaped(caption.name or caption.speaker)
            blocks.append(f"{times}\n<v {voice}>{_timed(caption)}</v>")
        return "\n\n".join(blocks) + "\n"


def _timed(caption: Caption) -> str:
    """The lines with the time of every word before it.

    A time has to lie within the cue and to be later than the one before; others are left
    out.
    """
    latest = round(caption.start_ms)
    end = round(caption.end_ms)
    lines = []
    for line, words in zip(caption.lines, caption.words, strict=True):
        pieces = []
        done = 0
        for at, start_ms in words:
            start = round(start_ms)
            if latest < start < end:
                pieces.append(_escaped(line[done:at]))
                pieces.append(f"<{clock(start)}>")
                latest = start
                done = at
        pieces.append(_escaped(line[done:]))
        lines.append("".join(pieces))
    return "\n".join(lines)


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)
