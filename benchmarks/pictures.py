"""Curves as pictures, where ``matplotlib`` is installed."""

import os
from pathlib import Path
from typing import Any


def pyplot() -> Any | None:  # noqa: ANN401 - the library says nothing of its types
    """What draws without a screen; ``None``, with a word, where it is not installed."""
    os.environ.setdefault("MPLBACKEND", "Agg")
    try:
        from matplotlib import pyplot as plt  # noqa: PLC0415 - for pictures alone
    except ModuleNotFoundError:
        print("No picture: matplotlib is not installed.")
        return None
    return plt


def keep(figure: Any, picture: Path) -> None:  # noqa: ANN401
    """Write a figure where it is wanted."""
    figure.tight_layout()
    picture.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(picture)
