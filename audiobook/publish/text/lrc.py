"""LRC, the lyrics of music players: a time and a line."""

import re
from collections.abc import Sequence

from audiobook.publish.base import Edition, Output
from audiobook.publish.tags import Tags
from audiobook.publish.text.captions import captions
from audiobook.publish.text.subtitles import Subtitles
from audiobook.publish.timeline import Said, length_of, one_line

# An invisible sign: it keeps a bracket of the text from being taken for a time.
_JOINER = "\u2060"
_TIME = re.compile(r"[\[<](?=\d)")


class LrcPublisher(Subtitles):
    """For music players on phones."""

    suffix = ".lrc"
    name = "lrc"

    def text(
        self,
        said: Sequence[Said],
        edition: Edition,  # noqa: ARG002
        output: Output,
        tags: Tags,
    ) -> str:
        """Minutes are not limited to 99; times are in hundredths of a second."""
        minutes, seconds = divmod(round(length_of(output) / 1000), 60)
        head = {
            "ti": output.title,
            "ar": tags.written_by,
            "al": tags.album,
            "length": f"{minutes:02}:{seconds:02}",
        }
        lines = []
        for name, value in head.items():
            if value:
                lines.append(f"[{name}:{one_line(value)}]")
        for caption in captions(said):
            safe = _TIME.sub(rf"\g<0>{_JOINER}", caption.text)
            lines.append(_clock(caption.start_ms) + safe)
        return "\n".join(lines) + "\n"


def _clock(milliseconds: float) -> str:
    """Minutes, seconds and hundredths: "[02:03.45]"."""
    seconds, hundredths = divmod(round(milliseconds / 10), 100)
    minutes, seconds = divmod(seconds, 60)
    return f"[{minutes:02}:{seconds:02}.{hundredths:02}]"
