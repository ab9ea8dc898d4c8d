"""SubRip: who speaks stands before the words where it changes ("Emma: Go on."); the narrator goes unnamed."""

from collections.abc import Iterable, Iterator, Sequence

from audiobook.publish.base import Edition, Output
from audiobook.publish.tags import Tags
from audiobook.publish.text.captions import captions
from audiobook.publish.text.subtitles import Subtitles, clock
from audiobook.publish.timeline import Said

_JOINER = "\u2060"  # invisible: keeps players from taking a sign of the text for one of theirs


class SrtPublisher(Subtitles):
    """For nearly every player."""

    suffix = ".srt"
    name = "srt"

    def text(self, said: Sequence[Said], edition: Edition, output: Output, tags: Tags) -> str:  # noqa: ARG002
        """Numbered captions with CR LF, as the program that gave the format its name writes them."""
        blocks = [
            f"{number}\n{clock(one.start_ms, ',')} --> {clock(one.end_ms, ',')}\n"
            + _safe("\n".join(one.lines))
            + "\n"
            for number, one in enumerate(captions(named(said)), 1)
        ]
        return "\n".join(blocks).replace("\n", "\r\n")


def named(said: Iterable[Said]) -> Iterator[Said]:
    """Every utterance, the name before it where somebody else begins to speak."""
    before = ""
    for one in said:
        yield one.after(f"{one.name}: ") if one.name and one.name != before else one
        before = one.name


def _safe(text: str) -> str:
    """Players read ``<`` as a tag and ``{`` as an order, and the format has no way to say that it is neither."""
    return text.replace("<", f"<{_JOINER}").replace("{", f"{{{_JOINER}").replace("-->", f"--{_JOINER}>")
