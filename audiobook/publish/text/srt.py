"""SubRip: the speaker's name stands before the words where it changes ("Emma: Go on.").

The narrator goes unnamed.
"""

from collections.abc import Iterable, Iterator, Sequence

from audiobook.publish.base import Edition, Output
from audiobook.publish.tags import Tags
from audiobook.publish.text.captions import captions
from audiobook.publish.text.subtitles import Subtitles, clock
from audiobook.publish.timeline import Said

# An invisible sign: it keeps players from taking a sign of the text for one of theirs.
_JOINER = "\u2060"


class SrtPublisher(Subtitles):
    """For nearly every player."""

    suffix = ".srt"
    name = "srt"

    def text(
        self,
        said: Sequence[Said],
        edition: Edition,  # noqa: ARG002
        output: Output,  # noqa: ARG002
        tags: Tags,  # noqa: ARG002
    ) -> str:
        """Numbered captions with CR LF, as the program SubRip itself writes them."""
        blocks = []
        for number, caption in enumerate(captions(named(said)), 1):
            start = clock(caption.start_ms, ",")
            end = clock(caption.end_ms, ",")
            shown = _safe("\n".join(caption.lines))
            blocks.append(f"{number}\n{start} --> {end}\n{shown}\n")
        return "\n".join(blocks).replace("\n", "\r\n")


def named(said: Iterable[Said]) -> Iterator[Said]:
    """Every utterance, the name before it where somebody else begins to speak."""
    previous = ""
    for utterance in said:
        if utterance.name and utterance.name != previous:
            yield utterance.after(f"{utterance.name}: ")
        else:
            yield utterance
        previous = utterance.name


def _safe(text: str) -> str:
    """The text without what players read as a tag (``<``), an order (``{``) or a time.

    The format has no way to say that it is none of these.
    """
    joined = text.replace("<", f"<{_JOINER}")
    joined = joined.replace("{", f"{{{_JOINER}")
    return joined.replace("-->", f"--{_JOINER}>")
