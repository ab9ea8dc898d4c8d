"""The style vectors of Kokoro: one voice each, and blends of several.

A voice is a table with a row for every number of symbols, at half precision. They ship with the
program. Rows differ little from one another, so the file has the steps between them, low and high
bytes apart: a fifth of the size that it would have with the rows themselves.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audiobook.errors import EngineError
from audiobook.files.shipped import shipped_voices
from audiobook.registry import nearest

Style = NDArray[np.float32]  # (numbers of symbols, 256)


def style_file() -> Path:
    """Where they lie."""
    return shipped_voices() / "kokoro" / "styles.npz"


@cache
def names() -> tuple[str, ...]:
    """Every voice, such as "af_heart"."""
    with np.load(style_file()) as tables:
        return tuple(sorted(tables.files))


def style(blend: str) -> Style:
    """The voice of that name, or of a blend: "af_heart:0.6+bf_emma:0.4".

    Raises :class:`EngineError` for what is none.
    """
    total = 0.0
    table: Style | None = None
    for name, weight in ingredients(blend):
        share = _table(name) * np.float32(weight)
        table = share if table is None else table + share
        total += weight
    assert table is not None
    return (table / np.float32(total)).astype(np.float32)


def ingredients(blend: str) -> Sequence[tuple[str, float]]:
    """Names and weights. Raises :class:`EngineError` for what is none."""
    found = []
    for part in blend.split("+"):
        name, _, weight = part.strip().partition(":")
        if name not in names():
            raise EngineError(
                f'Kokoro has no voice "{name}".', remedy=nearest(name, names())
            )
        found.append((name, _weight(weight or "1", blend)))
    return found


def _weight(text: str, blend: str) -> float:
    try:
        weight = float(text)
    except ValueError:
        weight = 0.0
    if not 0 < weight <= 1:
        raise EngineError(
            f'"{blend}" is not a blend of voices: the weight "{text}" has to lie between 0 and 1.',
            remedy='Write it as in "af_heart:0.6+bf_emma:0.4".',
        )
    return weight


@cache
def _table(name: str) -> Style:
    with np.load(style_file()) as tables:
        low, high = tables[name].astype(np.uint16)  # (256, numbers of symbols) each
    steps = (low | high << 8).T
    rows = np.cumsum(steps, axis=0, dtype=np.uint16).view(np.float16)
    table: Style = rows.astype(np.float32)
    return table
