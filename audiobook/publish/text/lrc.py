"""LRC, the lyrics of music players: a time and a line."""

import re
from collections.abc import Sequence

from audiobook.publish.base import Edition, Output
from audiobook.publish.tags import Tags
from audiobook.publish.text.captions import captions
from audiobook.publish.text.subtitles import Subtitles
from audiobook.publish.timeline import Said, length_of, one_line

_JOINER = "\u2060"  # invisible: keeps a bracket of the text from being taken for a time
_TIME = re.compile(r"[\[<](?=\d)")


class LrcPublisher(Subtitles):
    """For music players on phones."""

    suffix = ".lrc"
    name = "lrc"

    def text(self, said: Sequence[Said], edition: Edition, output: Output, tags: Tags) -> str:  # noqa: ARG002
        """Minutes are not limited to 99; times are in hundredths of a second."""
        seconds = round(length_of(output) / 1000)
        about = {
            "ti": output.title,
            "ar": tags.written_by,
            "al": tags.album,
            "length": f"{seconds // 60:02}:{seconds % 60:02}",
        }
        lines = [f"[{name}:{one_line(value)}]" for name, value in about.items() if value]
        lines += [_clock(one.start_ms) + _TIME.sub(rf"\g<0>{_JOINER}", one.text) for one in captions(said)]
        return "\n".join(lines) + "\n"


def _clock(milliseconds: float) -> str:
    hundredths = round(milliseconds / 10)
    return f"[{hundredths // 6000:02}:{hundredths // 100 % 60:02}.{hundredths % 100:02}]"
