"""Labels for Audacity, a file for every sound file: each utterance and who says it, for whoever edits it."""

from collections.abc import Sequence

from audiobook.publish.base import Edition, Output
from audiobook.publish.tags import Tags
from audiobook.publish.text.subtitles import Subtitles
from audiobook.publish.timeline import Said


class LabelsPublisher(Subtitles):
    """In a folder of their own: they are read by "File, Import, Labels"."""

    words = False
    suffix = ".txt"
    name = "labels"
    folder = "labels"

    def text(self, said: Sequence[Said], edition: Edition, output: Output, tags: Tags) -> str:  # noqa: ARG002
        """Begin and end in seconds, then the text, parted by tabs."""
        lines = (
            f"{one.start_ms / 1000:.6f}\t{one.end_ms / 1000:.6f}\t{one.name}{': ' if one.name else ''}{one.text}\n"
            for one in said
        )
        return "".join(lines)
