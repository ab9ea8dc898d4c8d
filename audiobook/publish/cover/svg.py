"""Drawings (SVG) as pictures, where the optional package for it is installed.

The package draws in a process of its own with limits of time and memory. A malicious drawing ends
the process that draws it: a hundred thousand nested groups exhaust its stack.
"""

import subprocess
import sys
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec

from audiobook import subprocesses

LONGEST = 32 * 2**20  # bytes; a drawing with a photograph inside has a few
HEIGHT = 1500  # pixels
TIMEOUT_S = 60.0
MEMORY = 2 * 2**30  # bytes of address space
_PACKAGE = "resvg_py"


def can_draw() -> bool:
    """Whether the package is installed."""
    return find_spec(_PACKAGE) is not None


def rendered(data: bytes) -> bytes:
    """A PNG, :data:`HEIGHT` pixels high; empty where the package is missing or cannot draw it."""
    if not can_draw() or len(data) > LONGEST:
        return b""
    try:
        done = subprocess.run(  # noqa: S603 - this very module
            subprocesses.command(__name__),
            input=data,
            capture_output=True,
            timeout=TIMEOUT_S,
            check=False,
            env=subprocesses.environment(),
        )
    except (OSError, subprocess.TimeoutExpired):
        return b""
    if done.returncode != 0:
        return b""
    return done.stdout


def _limit_memory() -> None:
    """Give this process less memory than a malicious drawing would take."""
    with suppress(ImportError):  # Windows has no such limits
        import resource  # noqa: PLC0415

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _main() -> None:
    """Draw what comes in on standard input."""
    _limit_memory()
    draw = import_module(_PACKAGE).svg_to_bytes
    drawing = sys.stdin.buffer.read().decode("utf-8", "replace")
    png = draw(svg_string=drawing, height=HEIGHT)
    sys.stdout.buffer.write(png)


if __name__ == "__main__":
    _main()
