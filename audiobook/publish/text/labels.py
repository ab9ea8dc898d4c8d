"""Labels for Audacity: for every sound file a file with each utterance and its speaker.

They are for whoever edits the sound.
"""

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

    def text(
        self,
        said: Sequence[Said],
        edition: Edition,  # noqa: ARG002
        output: Output,  # noqa: ARG002
        tags: Tags,  # noqa: ARG002
    ) -> str:
        """Begin and end in seconds, then the text, parted by tabs."""
        lines = []
        for utterance in said:
            # Six digits: a sample at 48 kHz is 21 microseconds.
            start = f"{utterance.start_ms / 1000:.6f}"
            end = f"{utterance.end_ms / 1000:.6f}"
            label = utterance.text
            if utterance.name:
                label = f"{utterance.name}: {label}"
            lines.append(f"{start}\t{end}\t{label}\n")
        return "".join(lines)
