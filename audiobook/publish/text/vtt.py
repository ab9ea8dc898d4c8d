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

    def text(self, said: Sequence[Said], edition: Edition, output: Output, tags: Tags) -> str:  # noqa: ARG002
        """Cues as in WebVTT (W3C, 2019), section 4: ``&``, ``<`` and ``>`` as entities."""
        blocks = ["WEBVTT"]
        for one in captions(said):
            voice = html.escape(one.name or one.speaker, quote=False)
            blocks.append(f"{clock(one.start_ms)} --> {clock(one.end_ms)}\n<v {voice}>{_timed(one)}</v>")
        return "\n\n".join(blocks) + "\n"


def _timed(one: Caption) -> str:
    """The lines, with the time of every word before it, which has to lie within the cue and to rise."""
    latest, lines = round(one.start_ms), []
    for line, words in zip(one.lines, one.words, strict=True):
        pieces, done = [], 0
        for at, start in words:
            if latest < round(start) < round(one.end_ms):
                latest = round(start)
                pieces += [html.escape(line[done:at], quote=False), f"<{clock(latest)}>"]
                done = at
        lines.append("".join([*pieces, html.escape(line[done:], quote=False)]))
    return "\n".join(lines)
