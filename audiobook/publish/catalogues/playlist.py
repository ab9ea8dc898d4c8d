"""An extended M3U playlist in UTF-8, naming the files beside it."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from posixpath import dirname, relpath

from audiobook.publish.base import Edition, Output, Publisher
from audiobook.publish.catalogues.sound_files import sounds_of
from audiobook.publish.naming import book_name
from audiobook.publish.recipe import recipe
from audiobook.publish.tags import tags_of
from audiobook.publish.timeline import length_of


class PlaylistPublisher(Publisher):
    """The files of the first format that was made before this one."""

    def outputs(self, edition: Edition) -> tuple[Output, ...]:
        """One file. Raises :class:`~audiobook.errors.PublishError` where there is nothing to play."""
        tags = tags_of(edition)
        name = f"{book_name(edition)}.m3u8"
        artist = f"{tags.written_by} - " if tags.written_by else ""
        text = _text(artist, sounds_of(edition.earlier, "A playlist"), dirname(name))
        output = Output(
            name=name,
            slot="m3u8",
            recipe=recipe(1, tags, None, text=text),
            write=partial(_write, text),
        )
        return (output,)


def _text(artist: str, outputs: Sequence[Output], folder: str) -> str:
    lines = ["#EXTM3U", "#EXTENC:UTF-8"]
    for output in outputs:
        path = relpath(output.name, folder or ".")
        path = f"./{path}" if path.startswith("#") else path  # else it would be a comment
        lines += [f"#EXTINF:{round(length_of(output) / 1000)},{artist}{output.title}", path]
    return "\n".join(lines) + "\n"


def _write(text: str, path: Path) -> None:
    path.write_bytes(text.encode())
