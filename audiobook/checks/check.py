"""Everything that can be checked of a finished book, of a folder of sound files, or of one file.

A book of ours is held against its own records; of anything else only what is heard and what its
tags say is known. Files are decoded side by side, one thread each: decoding and measuring release
Python's lock.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from audiobook.checks.book_record import NoRecordError, Ours, is_ours, remembered
from audiobook.checks.casting import cast_findings
from audiobook.checks.catalogues import catalogue_findings
from audiobook.checks.files import SAMPLE, SOUND, File, files_of, files_of_book
from audiobook.checks.findings import Finding, Report
from audiobook.checks.script import script_findings
from audiobook.checks.sound import (
    Submitted,
    acx_findings,
    level_findings,
    spoken_level,
)
from audiobook.checks.sound_file import CheckedFile, check_file
from audiobook.checks.spoken_anew import SpokenAnew
from audiobook.checks.tags import (
    CUE_SHEETS,
    PLAYLISTS,
    folder_findings,
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
    """Check a finished book, a folder, or a file.

    ``profile`` names what it should be fit for, see PROFILES. Raises :class:`InputError` where
    there is nothing of that name, :class:`UnknownNameError`.
    """
    if not path.exists():
        raise InputError(f"There is no {path}.", remedy="Check its name.")
    settings = _settings(profile)
    if not path.is_dir() or not is_ours(path):
        return _check_folder(path, settings or Settings(), tell, [])
    try:
        book = remembered(path)
    except NoRecordError as error:
        lost = Finding("S001", f"{str(error).rstrip('.').capitalize()}.")
        return _check_folder(path, settings or Settings(), tell, [lost])
    return _check_book(path, book, settings or book.settings, tell)


def _settings(profile: str) -> Settings | None:
    if not profile:
        return None
    if profile not in PROFILES:
        raise UnknownNameError(
            f'There is no profile "{profile}".', remedy=nearest(profile, PROFILES)
        )
    values = {**PROFILES[profile].settings, "profile": profile}
    return overlay(Settings(), values, NO_FILE)


def _check_book(folder: Path, book: Ours, settings: Settings, tell: Listener) -> Report:
    findings = list(cast_findings(book))
    try:
        findings = [*script_findings(book), *findings]
        files = files_of_book(book)
    except AudiobookError as error:
        what = f"Cannot determine which files to expect: {error.message}"
        findings.append(Finding("S001", what))
        return _check_folder(folder, settings, tell, findings)
    there = []
    for file in files:
        if file.path.is_file():
            there.append(file)
            findings += _changed(file, book)
        else:
            findings.append(Finding("A015", f"{file.name} is missing.", file.name))
    return _report(folder, there, settings, book, tell, findings)


def _changed(file: File, book: Ours) -> Iterator[Finding]:
    entry = book.entries.get(file.name)
    if entry and not entry.seal.holds(file.path):
        yield Finding("M033", f"{file.name} was changed after it was made.", file.name)


def _check_folder(
    path: Path, settings: Settings, tell: Listener, findings: list[Finding]
) -> Report:
    """Check whatever sound and lists are there."""
    return _report(path, files_of(path), settings, None, tell, findings)


def _report(
    path: Path,
    files: Sequence[File],
    settings: Settings,
    book: Ours | None,
    tell: Listener,
    findings: list[Finding],
) -> Report:
    """Look at every file, and at what the files are together; go on from ``findings``."""
    findings += name_findings(file.name for file in files)
    findings += _list_findings(files)
    sounds = [file for file in files if file.path.suffix.lower() in SOUND]
    checked = _check_files(sounds, settings, book, tell)
    for each in checked:
        findings += each.findings
    findings += catalogue_findings(files, checked, book)
    findings += _group_findings(checked)
    if settings.profile == ACX:
        some = bool(book and book.settings.chapters)
        findings += acx_findings(_submitted(checked), some=some)
    sound_ms = sum(each.heard.duration_ms for each in checked if each.heard)
    lines = sum(each.lines for each in checked)
    return Report(path, tuple(findings), len(checked), sound_ms, lines)


def _list_findings(files: Sequence[File]) -> Iterator[Finding]:
    """Findings on playlists and cue sheets."""
    for file in files:
        if file.path.suffix.lower() in (*PLAYLISTS, *CUE_SHEETS):
            yield from list_findings(file.path, file.name)


def _group_findings(checked: Sequence[CheckedFile]) -> Iterator[Finding]:
    """Findings on the files of one kind, taken together."""
    for group in _groups(checked).values():
        tagged = [(each.file.name, each.tags) for each in group if each.tags]
        yield from folder_findings(tagged)
        yield from level_findings(list(_levels(group)))


def _check_files(
    files: Sequence[File], settings: Settings, book: Ours | None, tell: Listener
) -> list[CheckedFile]:
    """Check every sound file, several at a time; in the order of ``files``."""
    tell(StageStarted(STAGE, len(files), "files"))
    # The longest first: a long one that begins last would keep one core at work alone.
    by_size = sorted(files, key=lambda file: -file.path.stat().st_size)
    checked = []
    with ExitStack() as stack:
        clips = stack.enter_context(SpokenAnew(book)) if book else None
        pool = stack.enter_context(ThreadPoolExecutor(max_workers=_cores()))
        waiting = {}
        for file in by_size:
            task = partial(check_file, file, settings, book, clips)
            waiting[file.name] = pool.submit(task)
        try:
            for file in files:
                checked.append(waiting[file.name].result())
                tell(StageAdvanced(STAGE, 1))
        finally:
            pool.shutdown(cancel_futures=True)
    tell(StageFinished(STAGE))
    return checked


def _cores() -> int | None:
    """The cores that this process may use; ``None`` (before Python 3.13): the pool chooses."""
    if hasattr(os, "process_cpu_count"):
        cores: int | None = os.process_cpu_count()
        return cores
    return None


def _groups(checked: Sequence[CheckedFile]) -> Mapping[str, list[CheckedFile]]:
    """Files of one kind, as a player takes them for one book; stems are in none."""
    groups: dict[str, list[CheckedFile]] = {}
    for each in sorted(checked, key=lambda each: each.file.kind):
        if not each.file.material:
            groups.setdefault(each.file.kind, []).append(each)
    return groups


def _levels(group: Sequence[CheckedFile]) -> Iterator[tuple[str, int | None, float]]:
    """The level of every chapter of a group: of files, or between the marks of the only one."""
    for each in group:
        if each.heard is None:
            continue
        starts_ms = [0.0]
        if len(group) == 1 and each.tags:
            starts_ms += [
                mark.start_ms for mark in each.tags.marks if mark.start_ms > 0
            ]
        ends_ms = [*starts_ms[1:], each.heard.duration_ms]
        for start_ms, end_ms in zip(starts_ms, ends_ms, strict=True):
            level = spoken_level(each.heard, start_ms, end_ms)
            if level is not None:
                yield each.file.name, each.file.chapter, level


def _submitted(checked: Sequence[CheckedFile]) -> list[Submitted]:
    """What would be sent to ACX: the MP3s; everything, where there are none."""
    every = []
    mp3s = []
    for each in checked:
        if not each.heard or each.file.material:
            continue
        title = each.tags.title if each.tags else ""
        sample = SAMPLE in each.file.kind
        file = Submitted(each.file.name, title, each.heard, sample)
        every.append(file)
        if each.heard.codec.startswith("mp3"):
            mp3s.append(file)
    return mp3s or every
