"""Making the book, and what comes of it: progress, files to play and keep, what a check finds."""

import dataclasses
import mimetypes
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from audiobook.checks import Finding, Severity
from audiobook.publish import manifest
from audiobook.publish.table import PUBLISHERS
from audiobook.settings import Settings
from audiobook.settings.profiles import PROFILES
from audiobook.studio.answering import (
    BOOK,
    body_of,
    desk_of,
    in_thread,
    reading,
    shelf_of,
)
from audiobook.studio.book.line_place import LinePlace
from audiobook.studio.book.troubles import BadRequestError, MissingError, StudioError
from audiobook.studio.desk.desk import Desk
from audiobook.studio.edits.requests import a_text

Record = dict[str, Any]
Query = Mapping[str, str]

_SOUND = (".mp3", ".m4a", ".m4b", ".opus", ".flac", ".wav", ".ogg")
_PICTURES = (".jpg", ".jpeg", ".png", ".webp")
# To be read, not played: they are downloaded, as is everything that is not shown.
_TEXTS = (".vtt", ".srt", ".ass", ".lrc", ".txt", ".m3u8", ".cue", ".json", ".xml")
# What a browser would run as a page of ours is only ever downloaded.
_SHOWN = (*_SOUND, *_PICTURES)


def render_record(desk: Desk, job: Record | None) -> Record:
    """What can be made, what is being made, and what there is."""
    settings = desk.state.run.settings
    usual = Settings().formats
    formats = []
    for name in PUBLISHERS.table:
        formats.append({"name": name, "made_by_default": name in usual})
    profiles = []
    for name, profile in PROFILES.items():
        profiles.append({"name": name, "purpose": profile.purpose})
    return {
        "formats": formats,
        "profiles": profiles,
        "chosen": {"formats": list(settings.formats), "profile": settings.profile},
        "job": job,
        "results": list(_results(desk)),
    }


def _results(desk: Desk) -> Iterator[Record]:
    """The files that we made and that are still there."""
    target = desk.state.run.project.output_folder
    for name in sorted(manifest.load(target.manifest)):
        path = desk.folder / name
        if not path.is_file():
            continue
        url = f"/api/books/{desk.book_id}/files/{name}"
        yield {
            "name": name,
            "size": path.stat().st_size,
            "kind": _kind(path),
            "url": url,
            "download": f"{url}?download=1",
        }


def _kind(path: Path) -> str:
    suffix = path.suffix.lower()
    if suffix in _SOUND:
        return "sound"
    if suffix in _PICTURES:
        return "picture"
    return "text" if suffix in _TEXTS else "other"


async def _render(request: Request) -> Response:
    desk = desk_of(request)
    job = shelf_of(request).jobs.latest(desk.book_id)
    record = await in_thread(render_record, desk, job.record if job else None)
    return JSONResponse({"version": desk.state.version, **record})


async def _start(request: Request) -> Response:
    """Make the book, or a preview of it."""
    desk = desk_of(request)
    asked = await body_of(request)
    await in_thread(desk.check_base, asked.get("base"))
    flags = dict(desk.origin.flags)
    if asked.get("formats") is not None:
        flags["formats"] = _formats(asked["formats"])
    for name in ("profile", "chapters"):
        if asked.get(name):
            flags[name] = a_text(asked, name)
    preview = asked.get("preview") is True
    jobs = shelf_of(request).jobs
    job = jobs.start(desk.book_id, desk.origin, flags, preview=preview)
    return JSONResponse({"version": desk.state.version, "job": job.record})


def _formats(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise BadRequestError('"formats" must be a list with at least one name.')
    for name in value:
        if name not in PUBLISHERS.table:
            raise StudioError(f'There is no format "{str(name)[:40]}".')
    return tuple(value)


async def _cancel(request: Request) -> Response:
    desk = desk_of(request)
    job = shelf_of(request).jobs.cancel(desk.book_id)
    return JSONResponse({"job": job.record if job else None})


def _file(desk: Desk, query: Query) -> Response:
    """A finished file; only of those that we made, whatever the address says."""
    name = query.get("name", "")
    target = desk.state.run.project.output_folder
    path = desk.folder / name
    if name not in manifest.load(target.manifest) or not path.is_file():
        raise MissingError("There is no such file of this book.")
    # A link in the folder may lead out of it.
    inside = path.resolve().is_relative_to(desk.folder.resolve())
    if not inside:
        raise MissingError("There is no such file of this book.")
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if query.get("download") or path.suffix.lower() not in _SHOWN:
        return FileResponse(path, filename=path.name)
    return FileResponse(path, media_type=kind)


async def _check(request: Request) -> Response:
    desk = desk_of(request)
    record = await in_thread(_report, desk)
    return JSONResponse({"version": desk.state.version, "report": record})


def _report(desk: Desk) -> Record:
    # Heavy: libraries of sound, tags and pictures.
    from audiobook.checks.check import check  # noqa: PLC0415

    report = check(desk.folder)
    counts = {severity.value: 0 for severity in Severity}
    for finding in report.findings:
        counts[finding.rule.severity.value] += 1
    findings = [_finding(desk, finding) for finding in report.findings]
    return {"counts": counts, "files": report.files, "findings": findings}


def _finding(desk: Desk, finding: Finding) -> Record:
    place = _place(desk, finding)
    return {
        **dataclasses.asdict(finding),
        "severity": finding.rule.severity.value,
        "meaning": finding.rule.meaning,
        "remedy": finding.rule.remedy,
        "place": place.record if place else None,
    }


def _place(desk: Desk, finding: Finding) -> LinePlace | None:
    """The line that a finding is about, by how its words begin."""
    words = finding.line.rstrip("…")
    number = finding.chapter
    state = desk.state
    if not words or number is None or number not in state.indices:
        return None
    utterances = state.utterances(number)
    for index in range(len(utterances)):
        place = LinePlace(number, index)
        if state.text(place).startswith(words):
            return place
    return None


ROUTES = [
    Route(f"{BOOK}/render", _render, methods=["GET"]),
    Route(f"{BOOK}/render", _start, methods=["POST"]),
    Route(f"{BOOK}/render/cancel", _cancel, methods=["POST"]),
    Route(f"{BOOK}/files/{{name:path}}", reading(_file)),
    Route(f"{BOOK}/check", _check, methods=["POST"]),
]
