"""``audiobook series``: the casts of the volumes beside one another, and as one cast file."""

import argparse
import sys
from collections.abc import Mapping, Sequence

from rich.markup import escape

from audiobook.casting import Volume, merged_text
from audiobook.cli.outputs import write_new
from audiobook.cli.streams import write_json
from audiobook.cli.tables import console_on, table_of
from audiobook.errors import InputError, UsageError
from audiobook.project.series import series_in

_Voices = dict[
    str, list[str]
]  # speaker -> the voice in each volume, empty where there is none


def run(options: argparse.Namespace) -> None:
    """Show or merge casts. Raises :class:`~audiobook.errors.AudiobookError`."""
    if not options.file.is_dir():
        raise InputError(
            f'There is no folder "{options.file}".',
            remedy="Give the folder that the finished books are in.",
        )
    found = series_in(options.file)
    if not found:
        raise InputError(
            f'No volume of a series was made in "{options.file}".',
            remedy="Make books with --series NAME, or give the folder that they are in.",
        )
    if options.merge is not None:
        _merge(found, options)
    if options.json:
        write_json({name: _record(volumes) for name, volumes in found.items()})
        return
    for name, volumes in found.items():
        _show(name, volumes)


def _merge(found: Mapping[str, Sequence[Volume]], options: argparse.Namespace) -> None:
    if len(found) > 1:
        raise UsageError(
            f'"{options.file}" holds {len(found)} series.',
            remedy="Give the folder of one of them.",
        )
    (volumes,) = found.values()
    write_new(options.merge, merged_text(volumes).encode(), "--merge")


def _voices(volumes: Sequence[Volume]) -> _Voices:
    voices: _Voices = {}
    for place, volume in enumerate(volumes):
        for choice in volume.choices.speakers:
            row = voices.setdefault(choice.speaker, [""] * len(volumes))
            row[place] = choice.voice or choice.automatic
    return voices


def _record(volumes: Sequence[Volume]) -> dict[str, object]:
    return {
        "volumes": [volume.title for volume in volumes],
        "voices": _voices(volumes),
    }


def _show(name: str, volumes: Sequence[Volume]) -> None:
    """Whoever is in several volumes, and their voices; a mark where these differ."""
    titles = [escape(volume.title) for volume in volumes]
    table = table_of("Speaker", "", *titles)
    for speaker, voices in _voices(volumes).items():
        heard = {voice for voice in voices if voice}
        mark = "differs" if len(heard) > 1 else ""
        table.add_row(escape(speaker), mark, *map(escape, voices))
    shown = console_on(sys.stdout)
    shown.print(f"{escape(name)}\n")
    shown.print(table)
