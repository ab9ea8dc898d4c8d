"""Speaks by a program that the user has.

Options of a voice: ``command``, the program and its arguments, parted as a shell would part them
but never run by a shell; ``voice``; and ``rate``, the program's number for its normal speed. In the
arguments ``{out}`` is the name of the WAV file to write, ``{text}`` the words, ``{voice}`` the
option and ``{rate}`` the option times the delivery's rate. Without ``{text}`` the words come on
standard input, without ``{out}`` the sound is expected on standard output.

A program is run only where the user's settings allow it, in an empty folder that is deleted after
each line, and within the time of a line; then it and whatever it has started are ended. Volume is
honoured by a gain, pitch is not, and pronunciations are not passed on: the plain words are.
"""

import os
import re
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

from audiobook.engines.allowed import check_command
from audiobook.engines.base import Engine
from audiobook.engines.foreign import read_sound
from audiobook.engines.options import Number, Rules, Text, check_options
from audiobook.engines.pcm import louder, trimmed
from audiobook.engines.words import speakable
from audiobook.errors import EngineError
from audiobook.model import Line, Sound, Voice
from audiobook.registry import nearest

PROCESSING = "command-1"  # another number makes every clip anew
_RULES: Rules = {"command": Text(), "voice": Text(), "rate": Number(0.01, 10_000)}
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_KNOWN = ("text", "out", "voice", "rate")
_MOST_BYTES = 256 << 20  # of sound, or of whatever else it writes
_MOST_COMPLAINT = 300  # characters of a program's own words that are shown
_TICK_S = 0.02
_WHOLE_FROM = 10  # words a minute and the like are whole numbers, factors are not


class CommandEngine(Engine):
    """Runs a program for each line. It may say the same line in two ways."""

    repeatable: ClassVar[bool] = False
    varies: ClassVar[bool] = True

    def speak(self, line: Line) -> Sound:
        """The sound of a line.

        Raises :class:`EngineError` with the last line that the program wrote to standard error.
        """
        words = speakable(line.plain)
        self.check(line.voice)
        with tempfile.TemporaryDirectory(prefix="audiobook-") as name:
            folder = Path(name)
            program, *arguments = _filled(line, words, folder)
            run = _Run(folder, [_found(line.voice, program), *arguments], program)
            run.finish("" if _uses(line.voice, "text") else words, self.line_timeout_s)
            sound = run.sound(_uses(line.voice, "out"))
        return louder(trimmed(sound), line.delivery.volume)

    def fingerprint(self) -> str:
        """The version of our own processing: what the program is cannot be known."""
        return PROCESSING

    def check(self, voice: Voice) -> None:
        """Raise :class:`EngineError` for a command that cannot or must not be run."""
        check_options(voice, _RULES)
        parts = _parts(voice)
        for name in _PLACEHOLDER.findall(" ".join(parts)):
            if name not in _KNOWN:
                raise EngineError(
                    f'Voice "{voice.name}": command has an unknown placeholder {{{name}}}.',
                    remedy=nearest(name, _KNOWN),
                )
        if str(voice.option("voice", "")).startswith("-"):
            raise EngineError(f'Voice "{voice.name}": voice begins with "-".')
        check_command(voice, str(voice.option("command", "")))
        _found(voice, parts[0])


class _Run:
    """One run of a program in a folder of its own."""

    def __init__(self, folder: Path, command: list[str], program: str) -> None:
        self._folder = folder
        self._command = command
        self._program = program
        self._output = folder / "stdout"
        self._errors = folder / "stderr"

    def finish(self, words: str, limit_s: float) -> None:
        """Run it to its end. Raises :class:`EngineError`."""
        given = self._folder / "stdin"
        given.write_text(words, encoding="utf-8")
        # Files, not pipes: a program that does not read, or writes a lot, cannot block.
        with given.open("rb") as stdin, self._output.open("wb") as stdout:
            with self._errors.open("wb") as stderr:
                try:
                    process = subprocess.Popen(  # noqa: S603 - allowed by the user; no shell
                        self._command,
                        stdin=stdin,
                        stdout=stdout,
                        stderr=stderr,
                        cwd=self._work(),
                        start_new_session=True,
                    )
                except (OSError, ValueError) as error:
                    raise EngineError(
                        f'The program "{self._program}" cannot be run: {error}.',
                        remedy="Long texts go by standard input: leave {text} out.",
                    ) from error
            try:
                self._wait(process, limit_s)
            finally:
                _end(process)
        if process.returncode:
            raise EngineError(
                f'The program "{self._program}" ended with status {process.returncode}'
                f"{self._complaint()}.",
                remedy="Run the command by hand.",
            )

    def sound(self, into_file: bool) -> Sound:  # noqa: FBT001
        """What it wrote. Raises :class:`EngineError`."""
        path = self._output
        where = "to standard output"
        if into_file:
            path = out_file(self._folder)
            where = "to the file {out}"
        try:
            data = path.read_bytes()
        except OSError:
            data = b""
        if not data:
            raise EngineError(
                f'The program "{self._program}" wrote nothing {where}{self._complaint()}.',
                remedy="Tell it by {out} in its command where to write, or leave {out} out "
                "if it writes to standard output.",
            )
        try:
            return read_sound(data)
        except EngineError as error:
            raise EngineError(
                f'The program "{self._program}" {error.message}{self._complaint()}.',
                remedy=f"It has to write a WAV file {where}.",
            ) from error

    def _work(self) -> Path:
        work = self._folder / "work"
        work.mkdir()
        return work

    def _wait(self, process: "subprocess.Popen[bytes]", limit_s: float) -> None:
        deadline = time.monotonic() + limit_s
        while process.poll() is None:
            if time.monotonic() > deadline:
                raise EngineError(
                    f'The program "{self._program}" took longer than {limit_s:g} s'
                    f"{self._complaint()}.",
                    remedy="Raise line_timeout_s in the settings if it is only slow.",
                )
            if self._written() > _MOST_BYTES:
                raise EngineError(f'The program "{self._program}" writes without end.')
            time.sleep(_TICK_S)

    def _written(self) -> int:
        sizes = 0
        for path in (self._output, self._errors, out_file(self._folder)):
            if path.exists():
                sizes += path.stat().st_size
        return sizes

    def _complaint(self) -> str:
        """The last line that it wrote to standard error, as the end of a sentence."""
        with self._errors.open("rb") as file:
            file.seek(max(0, self._errors.stat().st_size - 4096))
            text = file.read().decode("utf-8", "replace")
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        if not lines:
            return ""
        shown = "".join(filter(str.isprintable, lines[-1][:_MOST_COMPLAINT]))
        return f": {shown.rstrip('.')}"


def out_file(folder: Path) -> Path:
    """The file that ``{out}`` names."""
    return folder / "line.wav"


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End a program and, where the system has process groups, all that it has started."""
    if hasattr(os, "killpg"):
        # Not there: all of it has ended.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    elif process.poll() is None:
        process.kill()
    process.wait()


def _parts(voice: Voice) -> list[str]:
    """The program and its arguments. Raises :class:`EngineError` where there are none."""
    try:
        parts = shlex.split(str(voice.option("command", "")))
    except ValueError as error:
        raise EngineError(
            f'Voice "{voice.name}": command has an open quotation mark.',
            remedy="Close it.",
        ) from error
    if not parts:
        raise EngineError(
            f'Voice "{voice.name}": the option "command" is missing.',
            remedy='Add command = "PROGRAM {out}" to its options.',
        )
    return parts


def _found(voice: Voice, program: str) -> str:
    """The program's file. Raises :class:`EngineError`."""
    path = shutil.which(program)
    if path is None:
        raise EngineError(
            f'Voice "{voice.name}": there is no program "{program}" here.',
            remedy="Install it, or write its whole path.",
        )
    if path.lower().endswith((".bat", ".cmd")):
        # Windows hands these to its shell, which would read the words as commands.
        raise EngineError(
            f'Voice "{voice.name}": "{program}" is a batch file.',
            remedy="Name the program that it starts.",
        )
    return path


def _uses(voice: Voice, name: str) -> bool:
    return f"{{{name}}}" in str(voice.option("command", ""))


def _filled(line: Line, words: str, folder: Path) -> list[str]:
    """The program and its arguments for a line."""
    values = {
        "out": str(out_file(folder)),
        "voice": str(line.voice.option("voice", "")),
        "rate": _rate(float(line.voice.option("rate", 1.0)) * line.delivery.rate),
        "text": words,
    }
    # A space keeps words that begin with "-" from being taken for an option.
    if words.startswith("-"):
        values["text"] = f" {words}"
    program, *arguments = _parts(line.voice)
    filled = []
    for argument in arguments:
        filled.append(_PLACEHOLDER.sub(lambda match: values[match[1]], argument))
    return [program, *filled]


def _rate(number: float) -> str:
    if number >= _WHOLE_FROM:
        return str(round(number))
    return f"{number:.4g}"
