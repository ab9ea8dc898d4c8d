"""Draw a real run in a terminal: ``python -m benchmarks.run_picture [--out FILE]``.

Runs the command of the README on a terminal of its own, in an empty folder, and writes what stands
on the screen at the end as an SVG (``docs/pictures/run.svg``). Nothing is retouched; the time that
the run took is that of this machine. Needs a terminal of Unix.
"""

import argparse
import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "pictures" / "run.svg"
COLUMNS = 88
STORY = "curly.txt"
COMMANDS = (
    ("make-audiobook", STORY, "--out", "my-first-book"),
    ("audiobook", "script", STORY, "--why"),
)
SHOWN = 8  # lines of the last command, which goes on
_CONTROL = re.compile(r"\x1b\[(\d*)([A-HJKfhlsu])|\x1b\[\?\d+[hl]")
# What the picture would fetch its letters from.
_FONTS = re.compile(r"@font-face\s*\{.*?\}\s*", re.DOTALL)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--out", type=Path, default=PICTURE)
    options = parser.parse_args()
    console = Console(record=True, width=COLUMNS, file=sys.stderr, force_terminal=True)
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(ROOT / "seeds" / STORY, folder)
        for number, command in enumerate(COMMANDS):
            console.print(f"[bold green]$[/] {' '.join(command)}", highlight=False)
            lines = screen(ran(command, Path(folder)))
            if number == len(COMMANDS) - 1:
                lines = [*lines[:SHOWN], "..."]
            console.print(Text.from_ansi("\n".join(lines)))
    svg = console.export_svg(title="audiobook producer", theme=MONOKAI)
    options.out.write_text(_FONTS.sub("", svg), encoding="utf-8")
    print(f"The picture is {options.out}.")


def ran(command: Sequence[str], folder: Path) -> str:
    """What the command writes on a terminal."""
    reading, writing = pty.openpty()
    verb = command[0].replace("make-audiobook", "make").replace("audiobook", "")
    words = [word for word in (verb, *command[1:]) if word]
    environment = {**os.environ, "COLUMNS": str(COLUMNS), "TERM": "xterm-256color"}
    environment["PYTHONPATH"] = str(ROOT)
    with subprocess.Popen(
        [sys.executable, "-m", "audiobook", *words],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=writing,
        stderr=writing,
        env=environment,
    ):
        os.close(writing)
        return _all_of(reading).decode()


def _all_of(terminal: int) -> bytes:
    written = b""
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # the other end is closed
            break
        if not piece:
            break
        written += piece
    os.close(terminal)
    return written


def screen(written: str) -> list[str]:
    """The lines that stand on a terminal in the end, their colours among them.

    Of all that a terminal does, this knows what progress bars use: going up, clearing a line.
    """
    lines = [""]
    row = 0
    for part in re.split(
        r"(\r\n|\r|\n|\x1b\[\d*[A-HJKfhlsu]|\x1b\[\?\d+[hl])", written
    ):
        control = _CONTROL.fullmatch(part)
        if part in ("\r\n", "\n"):
            row += 1
            lines.extend([""] * (row + 1 - len(lines)))
        elif part == "\r":
            continue
        elif control and control[2] == "A":
            row = max(0, row - int(control[1] or 1))
        elif control and control[2] == "K":
            lines[row] = ""
        elif not control:
            lines[row] += part
    return [line for line in lines if line.strip()]


if __name__ == "__main__":
    main()
