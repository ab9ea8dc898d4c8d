"""What a book of ours was made of, from its own records alone.

Nothing is read, cast or spoken anew.

The manifest says with which settings, voices and engines; the script is kept. From these follow
the plan of every chapter, the names of its clips and of its track, and which finished file holds
which track, and where.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any

from audiobook.engines import SAMPLE_RATE
from audiobook.errors import AudiobookError
from audiobook.files.toml import NO_FILE, overlay
from audiobook.model import Cast, Delivery, Line, Role, Script, Track, Voice
from audiobook.project import Project
from audiobook.project.run import BookRun, only
from audiobook.project.script_cache import load_any
from audiobook.project.titlepage import entitled
from audiobook.publish import manifest
from audiobook.publish.base import Edition, Output
from audiobook.publish.table import PUBLISHERS
from audiobook.render.assemble import TrackBuilder, finished_parts
from audiobook.render.plan import ChapterPlan
from audiobook.render.render import named
from audiobook.render.store import clip_key
from audiobook.render.takes import read_takes, with_takes
from audiobook.settings import Settings

_Record = Mapping[str, Any]


class NoRecordError(ValueError):
    """The records of a book are gone, damaged, or of another version; the message says which."""


@dataclass(frozen=True)
class Ours:
    """A book that we made.

    ``script`` and ``cast`` are as the user has them, ``played`` and ``players`` as the book is
    played, with its announcements; ``plans`` of the chapters that were asked for; ``tracks[i]``
    of ``plans[i]``, one for every part of it, none where they are not all there intact.
    ``inputs`` maps the files of the source to their SHA-256.
    """

    project: Project
    settings: Settings
    script: Script
    cast: Cast
    played: Script
    players: Cast
    plans: tuple[ChapterPlan, ...]
    tracks: tuple[tuple[Track, ...], ...]
    shop: TrackBuilder
    inputs: Mapping[str, str]
    entries: manifest.FileRecords

    @cached_property
    def outputs(self) -> tuple[Output, ...]:
        """The files that there should be.

        Raises :class:`AudiobookError` where they cannot be told.
        """
        tracks = tuple(chain.from_iterable(self.tracks))
        if not tracks:
            raise AudiobookError(
                "No chapter is finished with its lines as they are now.",
                remedy="Run make-audiobook again: what is whole is kept.",
            )
        source = next(map(Path, self.inputs), None)
        earlier: tuple[Output, ...] = ()
        # What one publisher writes, the next may list: a playlist, a feed.
        for name in self.settings.formats:
            edition = Edition(
                self.played, self.players, tracks, source, self.settings, earlier
            )
            earlier += PUBLISHERS.load(name)().outputs(edition)
        return earlier


def is_ours(folder: Path) -> bool:
    """Whether a folder has the record of a book that we made."""
    return Project(folder).output_folder.manifest.is_file()


def remembered(folder: Path) -> Ours:
    """What is in the records of a book. Raises :class:`NoRecordError`."""
    project = Project(folder)
    try:
        return _read(project)
    except NoRecordError:
        raise
    except AudiobookError as error:
        raise NoRecordError(error.message) from error
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        # The records are JSON that anything may have happened to.
        raise NoRecordError("the record is damaged") from error


def _read(project: Project) -> Ours:
    record = json.loads(project.output_folder.manifest.read_bytes())
    settings = overlay(Settings(), record["settings"], NO_FILE)
    cast = _cast(record["voices"])
    cached = load_any(project.script_file)
    if cached is None:
        raise NoRecordError("the script is not kept")
    script = entitled(cached.script, settings)
    return _rebuilt(project, settings, script, cast, record)


def _rebuilt(
    project: Project, settings: Settings, script: Script, cast: Cast, record: _Record
) -> Ours:
    run = BookRun(project, settings, record.get("rate", SAMPLE_RATE))
    played = run.staged(script, cast, run.guide(script.book))
    plans = only(played.plans, run.chosen(script.book))
    plans = with_takes(plans, read_takes(project.takes_file), record["engines"])
    shop = run.builder(record["engines"])
    return Ours(
        project=project,
        settings=settings,
        script=script,
        cast=cast,
        played=played.script,
        players=played.cast,
        plans=plans,
        tracks=tuple(_tracks(plan, shop, record["missing"]) for plan in plans),
        shop=shop,
        inputs=record["inputs"],
        entries=manifest.load(project.output_folder.manifest),
    )


def _tracks(
    plan: ChapterPlan, shop: TrackBuilder, missing: Sequence[str]
) -> tuple[Track, ...]:
    """The tracks of a chapter, made whole or with beeps for the lines that are missing."""
    try:
        tracks = finished_parts(plan, shop)
        if not tracks:
            tracks = finished_parts(_with_beeps(plan, shop, missing), shop)
    except KeyError:  # an engine that was not there when the book was made
        return ()
    return tracks or ()


def _with_beeps(
    plan: ChapterPlan, shop: TrackBuilder, missing: Sequence[str]
) -> ChapterPlan:
    """The plan as it was stitched where some lines could not be spoken.

    ``missing`` has a sentence for each of them, which begins with its chapter and its words.
    """
    items = []
    for item in plan.items:
        if item.line and _is_missing(plan, item.line, shop, missing):
            items.append(replace(item, line=None, missing=True))
        else:
            items.append(item)
    return replace(plan, items=tuple(items))


def _is_missing(
    plan: ChapterPlan, line: Line, shop: TrackBuilder, missing: Sequence[str]
) -> bool:
    if shop.clips.path(clip_key(line, shop.prints)).exists():
        return False
    return any(sentence.startswith(named(plan, line)) for sentence in missing)


def _cast(record: _Record) -> Cast:
    roles = []
    for speaker, role in record.items():
        delivery = Delivery(**role["delivery"])
        roles.append(Role(speaker, _voice(role["voice"]), delivery=delivery))
    return Cast(tuple(roles))


def _voice(record: _Record) -> Voice:
    """JSON has lists where a voice has tuples of pairs."""
    values = dict(record)
    for name in ("options", "measured"):
        values[name] = tuple(map(tuple, record[name]))
    return Voice(**values)
