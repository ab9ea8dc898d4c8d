"""Everything that can be checked of a finished book, of a folder of sound files, or of one file.

A book of ours is held against its own records; of anything else only what is heard and what its
tags say is known. Files are decoded side by side, one thread each: decoding and measuring release
Python's lock.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from pathlib import Path

from audiobook.checks.book_record import NoRecordError, Ours, is_ours, remembered
from audiobook.checks.casting import cast_findings
from audiobook.checks.files import SAMPLE, SOUND, File, files_of, files_of_book
from audiobook.checks.findings import Finding, Report
from audiobook.checks.script import script_findings
from audiobook.checks.sound import level_findings, spoken_level
from audiobook.checks.sound.acx import Submitted, acx_findings
from audiobook.checks.sound.sound_file import Looked, look
from audiobook.checks.tags import folder_findings
from audiobook.checks.tags.catalogues import catalogue_findings
from audiobook.checks.tags.names import (
    CUE_SHEETS,
    PLAYLISTS,
    list_findings,
    name_findings,
)
from audiobook.errors import AudiobookError, InputError, UnknownNameError
from audiobook.events import (
    Listener,
    StageAdvanced,
    StageFinished,
    StageStarted,
    ignore,
)
from audiobook.files.toml import NO_FILE, overlay
from audiobook.registry import nearest
from audiobook.settings import Settings
from audiobook.settings.profiles import PROFILES

ACX = "acx"
STAGE = "check"


def check(path: Path, profile: str = "", tell: Listener = ignore) -> Report:
    """Check a finished book, a folder, or a file; ``profile`` names what it should be fit for,
    see PROFILES.

    Raises :class:`InputError` where there is nothing of that name, :class:`UnknownNameError`.
    """
    if not path.exists():
        raise InputError(f"There is no {path}.", remedy="Check its name.")
    settings = _settings(profile)
    if path.is_dir() and is_ours(path):
        try:
            return _book(path, remembered(path), settings, tell)
        except NoRecordError as error:
            lost = Finding("S001", f"{str(error).rstrip('.').capitalize()}.")
            return _folder(path, files_of(path), settings or Settings(), tell, lost)
    return _folder(path, files_of(path), settings or Settings(), tell)


def _settings(profile: str) -> Settings | None:
    if not profile:
        return None
    if profile not in PROFILES:
        raise UnknownNameError(
            f'There is no profile "{profile}".', remedy=nearest(profile, PROFILES)
        )
    return overlay(
        Settings(), {**PROFILES[profile].settings, "profile": profile}, NO_FILE
    )


def _book(
    folder: Path, book: Ours, settings: Settings | None, tell: Listener
) -> Report:
    settings = settings or book.settings
    findings = [*cast_findings(book)]
    try:
        findings = [*script_findings(book), *findings]
        files = files_of_book(book)
    except AudiobookError as error:
        findings.append(
            Finding(
                "S001", f"Which files there should be cannot be told: {error.message}"
            )
        )
        return _folder(folder, files_of(folder), settings, tell, *findings)
    for file in files:
        if not file.path.is_file():
            findings.append(Finding("A015", f"{file.name} is gone.", file.name))
        elif (entry := book.entries.get(file.name)) and not entry.seal.holds(file.path):
            findings.append(
                Finding("M033", f"{file.name} is not as it was made.", file.name)
            )
    there = [file for file in files if file.path.is_file()]
    return _report(folder, there, settings, book, tell, findings)


def _folder(
    path: Path,
    files: Sequence[File],
    settings: Settings,
    tell: Listener,
    *found: Finding,
) -> Report:
    return _report(path, files, settings, None, tell, list(found))


def _report(
    path: Path,
    files: Sequence[File],
    settings: Settings,
    book: Ours | None,
    tell: Listener,
    findings: list[Finding],
) -> Report:
    findings += name_findings(file.name for file in files)
    for file in files:
        if file.path.suffix.lower() in (*PLAYLISTS, *CUE_SHEETS):
            findings += list_findings(file.path, file.name)
    looked = _listen(
        [file for file in files if file.path.suffix.lower() in SOUND],
        settings,
        book,
        tell,
    )
    findings += [finding for each in looked for finding in each.findings]
    findings += catalogue_findings(files, looked, book)
    for group in _groups([each for each in looked if not each.file.material]).values():
        findings += folder_findings(
            [(each.file.name, each.tags) for each in group if each.tags]
        )
        findings += level_findings(_levels(group))
    if settings.profile == ACX:
        findings += acx_findings(
            _submitted(looked), some=bool(book and book.settings.chapters)
        )
    sound_ms = sum(each.heard.duration_ms for each in looked if each.heard)
    return Report(
        path, tuple(findings), len(looked), sound_ms, sum(each.lines for each in looked)
    )


def _listen(
    files: Sequence[File], settings: Settings, book: Ours | None, tell: Listener
) -> list[Looked]:
    """Look at every file, the longest first, several at a time; in the order of ``files``."""
    tell(StageStarted(STAGE, len(files), "files"))
    with ThreadPoolExecutor(
        max_workers=os.process_cpu_count() if hasattr(os, "process_cpu_count") else None
    ) as pool:
        by_size = sorted(
            range(len(files)), key=lambda index: -files[index].path.stat().st_size
        )
        flying = {
            index: pool.submit(look, files[index], settings, book) for index in by_size
        }
        looked = []
        try:
            for index in range(len(files)):
                looked.append(flying[index].result())
                tell(StageAdvanced(STAGE, 1))
        finally:
            pool.shutdown(cancel_futures=True)
    tell(StageFinished(STAGE))
    return looked


def _groups(looked: Sequence[Looked]) -> Mapping[str, list[Looked]]:
    """Files of one kind, as a player takes them for one book."""
    kinds = sorted(looked, key=lambda each: each.file.kind)
    return {
        kind: list(group)
        for kind, group in groupby(kinds, key=lambda each: each.file.kind)
    }


def _levels(group: Sequence[Looked]) -> list[tuple[str, int | None, float]]:
    """The level of every chapter of a group: of files, or between the marks of the only one."""
    found = []
    for each in group:
        if each.heard is None:
            continue
        for start_ms, end_ms in _stretches(each, alone=len(group) == 1):
            level = spoken_level(each.heard, start_ms, end_ms)
            if level is not None:
                found.append((each.file.name, each.file.chapter, level))
    return found


def _stretches(looked: Looked, *, alone: bool) -> Iterator[tuple[float, float]]:
    assert looked.heard
    ends = looked.heard.duration_ms
    marks = (
        [mark.start_ms for mark in looked.tags.marks] if alone and looked.tags else []
    )
    starts = [0.0, *(at for at in marks if at > 0)]
    yield from zip(starts, [*starts[1:], ends], strict=True)


def _submitted(looked: Sequence[Looked]) -> list[Submitted]:
    """What would be sent to ACX: the MP3s; everything, where there are none."""
    all_of_them = [
        Submitted(
            each.file.name,
            each.tags.title if each.tags else "",
            each.heard,
            SAMPLE in each.file.kind,
        )
        for each in looked
        if each.heard and not each.file.material
    ]
    return [
        each for each in all_of_them if each.heard.codec.startswith("mp3")
    ] or all_of_them
