"""Annotated books as arrays of passages, kept on disk so that they are cut once."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from audiobook.attribute.ranker.evidence import NOBODY, Floats, Ints, Reading
from audiobook.attribute.roster import ANYBODY, CALLED, EXTRA, GROUP, ROLE, SELF
from benchmarks.attribution.reader.passages import (
    Window,
    genders_of,
    passages,
    window,
)
from benchmarks.attribution.reader.stream import stream_of
from benchmarks.attribution.reader.wordpiece import WordPieces
from benchmarks.attribution.train_data import Example

KINDS = (CALLED, ROLE, SELF, GROUP, EXTRA, ANYBODY)
FIRST_PIECE = "[CLS]"  # opens every passage
OVER_PIECES = ("ids", "slot", "gender", "names", "quoted", "told", "opens")
Arrays = dict[str, npt.NDArray[Any]]


def arrays_of(example: Example, odds: Floats, pieces: WordPieces) -> Arrays:
    """All passages of a book that have an annotated turn.

    (N, L) for ``OVER_PIECES``; (N, T) ``turns`` (``NOBODY`` where there are fewer), ``at``,
    ``scored``, ``taught``; (N, T, K) ``candidate_slot``, ``candidate_gender``,
    ``candidate_kind``, ``known``, ``right`` and ``odds``, the ranker's.
    """
    windows = list(_annotated(example, odds, pieces))
    most = max(len(one.turns) for one in windows)
    arrays: Arrays = {}
    for name in OVER_PIECES:
        rows = [getattr(one, name) for one in windows]
        arrays[name] = np.stack(rows).astype(np.int16)
    arrays["ids"][:, 0] = pieces.id(FIRST_PIECE)
    turns = _widened([one.turns for one in windows], most, NOBODY)
    shown = turns != NOBODY
    scored = _widened([one.scored for one in windows], most, 0) > 0
    arrays["turns"] = turns
    arrays["at"] = _widened([one.at for one in windows], most, 0)
    arrays["scored"] = scored
    arrays["taught"] = scored & example.taught[turns]
    arrays["right"] = example.right[turns] & shown[:, :, None]
    arrays["odds"] = (odds[turns] * shown[:, :, None]).astype(np.float32)
    slots = np.stack([one.slots for one in windows])
    who = np.where(shown[:, :, None], example.table.candidates[turns], NOBODY)
    return arrays | _of_candidates(who, slots, example.scene.reading)


def _annotated(example: Example, odds: Floats, pieces: WordPieces) -> Iterator[Window]:
    """The windows that have an annotated turn to be scored."""
    reading = example.scene.reading
    stream = stream_of(reading, pieces)
    for passage in passages(stream, reading.turns):
        if example.spoken[list(passage.turns)].any():
            yield window(stream, passage, reading, example.table.candidates, odds)


def _of_candidates(who: Ints, slots: Ints, reading: Reading) -> Arrays:
    """What is known of each candidate of each turn. ``who`` (N, T, K), ``slots`` (N, people)."""
    known = who != NOBODY
    kinds = np.array([KINDS.index(person.kind) for person in reading.people])
    passage = np.arange(len(who))[:, None, None]
    return {
        "known": known,
        "candidate_slot": np.where(known, slots[passage, who], 0),
        "candidate_gender": np.where(known, genders_of(reading)[who], 0),
        "candidate_kind": np.where(known, kinds[who], 0),
    }


def _widened(rows: Sequence[npt.NDArray[np.generic]], size: int, rest: int) -> Ints:
    widened = np.full((len(rows), size), rest, np.int64)
    for number, row in enumerate(rows):
        widened[number, : len(row)] = row
    return widened


def saved(path: Path, arrays: Arrays) -> None:
    """Keep the arrays of a book."""
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez(path, **arrays)  # type: ignore[arg-type]


def loaded(path: Path) -> Arrays:
    """The arrays of a book."""
    with np.load(path, allow_pickle=False) as arrays:
        return dict(arrays)
