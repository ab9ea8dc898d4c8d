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

# To be raised when the same book gives another playlist.
VERSION = 1


class PlaylistPublisher(Publisher):
    """The files of the first format that was made before this one."""

    def outputs(self, edition: Edition) -> tuple[Output, ...]:
        """One file.

        Raises :class:`~audiobook.errors.PublishError` where there is nothing to play.
        """
        tags = tags_of(edition)
        name = f"{book_name(edition)}.m3u8"
        sounds = sounds_of(edition.earlier, "A playlist")
        text = _text(tags.written_by, sounds, dirname(name) or ".")
        output = Output(
            name=name,
            slot="m3u8",
            recipe=recipe(VERSION, tags, None, text=text),
            write=partial(_write, text),
        )
        return (output,)


def _text(
    artist: str,
    outputs: Sequence[Output],
    folder: str,
) -> str:
    lines = ["#EXTM3U", "#EXTENC:UTF-8"]
    for output in outputs:
        seconds = round(length_of(output) / 1000)
        title = output.title
        if artist:
            title = f"{artist} - {title}"
        lines.append(f"#EXTINF:{seconds},{title}")
        lines.append(_entry(relpath(output.name, folder)))
    return "\n".join(lines) + "\n"


def _entry(path: str) -> str:
    # A line that begins with "#" would be a comment.
    if path.startswith("#"):
        return f"./{path}"
    return path


def _write(text: str, path: Path) -> None:
    path.write_bytes(text.encode())
