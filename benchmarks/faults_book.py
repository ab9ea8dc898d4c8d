"""A small book on which faults are tried, and what has to hold of it afterwards."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.memory_watch import resident

_EDIT = "rate = 1.1  # the user's own words"
_PACK = '[voices.{name}]\nengine = "tone"\ngender = "female"\n[voices.{name}.options]\n{fault} = "number 7 "\n'


def story(chapters: int = 4, lines: int = 40) -> str:
    """Two people, some chapters."""
    parts = ["The Bridge\n"]
    for number in range(1, chapters + 1):
        parts.append(f"\nChapter {number}: Part {number}\n")
        parts += [
            f'\n"This is number {line} of part {number}," said Anna. Peter looked at the river.\n'
            for line in range(lines)
        ]
    return "".join(parts)


@dataclass(slots=True)
class Trial:
    """One book in a folder of its own, made with some flags."""

    folder: Path
    flags: tuple[str, ...] = ("--engine", "tone", "--workers", "2")
    env: Mapping[str, str] = field(default_factory=dict)
    source: Path = field(init=False)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.source = self.folder / "bridge.txt"
        if not self.source.exists():
            self.source.write_text(story(), encoding="utf-8")

    @property
    def out(self) -> Path:
        """The book's folder."""
        return self.folder / "out"

    @property
    def cast_file(self) -> Path:
        """The user's file."""
        return self.out / "cast.toml"

    def command(self, *more: str) -> list[str]:
        """What makes the book."""
        command = [
            sys.executable,
            "-m",
            "audiobook",
            "make",
            str(self.source),
            "--out",
            str(self.out),
            "--json",
        ]
        return [*command, *self.flags, *more]

    def start(self, *more: str) -> "subprocess.Popen[str]":
        """Begin a run, in a session of its own."""
        return subprocess.Popen(
            self.command(*more),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **self.env},
            start_new_session=True,
        )

    def run(self, *more: str) -> tuple[int, dict[str, Any]]:
        """Run to the end: exit status, and the last thing that was said."""
        process = self.start(*more)
        out, errors = process.communicate(timeout=600)
        last = json.loads(out.splitlines()[-1]) if out else {}
        return process.returncode, {**last, "stderr": errors}

    def edit_the_cast(self) -> None:
        """Write what only the user would."""
        text = self.cast_file.read_text(encoding="utf-8")
        if _EDIT not in text:
            self.cast_file.write_text(
                text.replace("[speakers.Anna]\n", f"[speakers.Anna]\n{_EDIT}\n")
            )

    @property
    def edits_are_there(self) -> bool:
        """Whether the user's words are where they were written."""
        return f"[speakers.Anna]\n{_EDIT}\n" in self.cast_file.read_text(
            encoding="utf-8"
        )

    def digests(self) -> dict[str, str]:
        """Name -> SHA-256 of the finished files."""
        return {
            p.name: hashlib.sha256(p.read_bytes()).hexdigest()
            for p in sorted(self.out.glob("*.m*"))
        }

    def give_anna(self, fault: str) -> None:
        """A voice that misbehaves on one line."""
        pack = self.folder / "pack.toml"
        pack.write_text(_PACK.format(name="faulty", fault=fault))
        self.out.mkdir(exist_ok=True)
        self.cast_file.write_text('[speakers.Anna]\nvoice = "faulty"\n')
        self.flags = (
            ("--workers", "2", "--engine", "tone")
            if not fault
            else ("--workers", "2", "--voices", str(pack))
        )


def workers(process: "subprocess.Popen[str]") -> Iterator[int]:
    """What a run has started: fork server, workers, whatever speaks."""
    yield from (pid for pid in resident(process.pid) if pid != process.pid)
