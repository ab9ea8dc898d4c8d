"""WebVTT; a voice span names who speaks: ``<v Emma>Go on.</v>``."""

import html
from collections.abc import Sequence

from audiobook.publish.base import Edition, Output
from audiobook.publish.captions import captions
from audiobook.publish.subtitles import Subtitles, clock
from audiobook.publish.tags import Tags
from audiobook.publish.timeline import Said


class VttPublisher(Subtitles):
    """For browsers and web players."""

    suffix = ".vtt"
    name = "vtt"

    def text(self, said: Sequence[Said], edition: Edition, output: Output, tags: Tags) -> str:  # noqa: ARG002
        """Cues as in WebVTT (W3C, 2019), section 4: ``&``, ``<`` and ``>`` as entities."""
        blocks = ["WEBVTT"]
        for one in captions(said):
            words = "\n".join(html.escape(line, quote=False) for line in one.lines)
            voice = html.escape(one.name or one.speaker, quote=False)
            blocks.append(f"{clock(one.start_ms)} --> {clock(one.end_ms)}\n<v {voice}>{words}</v>")
        return "\n\n".join(blocks) + "\n"
