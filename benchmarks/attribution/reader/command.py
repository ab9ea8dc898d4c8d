"""``python -m benchmarks.attribution train-reader``: an encoder that reads whole passages.

It starts from a small published encoder, learns on annotated novels what the ranker gets wrong
there, and is scored on a folder of books that neither has seen.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from audiobook.attribute.ranker.evidence import Floats
from audiobook.attribute.ranker.model import shipped
from audiobook.attribute.ranker.trees import softmax
from benchmarks.attribution.data import novels, scorer
from benchmarks.attribution.evaluate_tables import TYPES, markdown
from benchmarks.attribution.reader.batches import Book
from benchmarks.attribution.reader.network import Upper
from benchmarks.attribution.reader.prepared import Workplace, read
from benchmarks.attribution.reader.pretrained import network_of, pieces_of
from benchmarks.attribution.reader.training import Training, scores_of

LOG = logging.getLogger(__name__)
SEED = 1
CHECKPOINT = "reader.pt"
COLUMNS = ("voice_acc", *TYPES)
Scores = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is trained, from what, and on what it is scored.

    ``folder`` has the novels, ``encoder`` the published encoder, ``work`` keeps passages and the
    checkpoint. ``held_out`` novels are not trained on; ``test`` is a folder of other books.
    """

    folder: Path
    encoder: Path
    work: Path
    epochs: int
    held_out: tuple[str, ...]
    test: Path | None
    device: str
    threads: int


def command(plan: Plan) -> str:
    """Train, or take up a training where it was left; the report."""
    torch.set_num_threads(plan.threads)
    torch.manual_seed(SEED)
    lower, upper = network_of(plan.encoder)
    pieces = pieces_of(plan.encoder)
    lower.to(plan.device)
    work = Workplace(plan.work, pieces, lower, plan.device)
    work.cut_novels(plan.folder)
    taught = [name for name in novels(plan.folder) if name not in plan.held_out]
    books = [work.book(name) for name in taught]
    training = Training(upper, plan.work / CHECKPOINT, plan.device)
    for _ in training.run(books, plan.epochs):
        # Each checkpoint is kept by the training itself.
        pass
    rows = [
        _held_out(upper, work.book(name), plan.device)
        for name in plan.held_out
        if name in novels(plan.folder)
    ]
    parts = [markdown(["held out", "ranker", "reader"], rows)]
    if plan.test is not None:
        parts.append(_tested(upper, work, plan.test, plan.device))
    return "\n\n".join(parts)


def _held_out(upper: Upper, book: Book, device: str) -> list[str]:
    """How many turns of a novel are right: by the ranker, and by the reader."""
    arrays = book.arrays
    scores = scores_of(upper, book, device)
    row = [book.name]
    for odds in (arrays["odds"], scores):
        best = odds.argmax(axis=2)[:, :, None]
        hits = np.take_along_axis(arrays["right"], best, axis=2)[:, :, 0]
        row.append(f"{100 * hits[arrays['taught']].mean():.1f}")
    return row


def _tested(upper: Upper, work: Workplace, folder: Path, device: str) -> str:
    """The ranker that ships, and the same with the reader, by book and kind of line."""
    by_ranker: dict[str, Scores] = {}
    by_reader: dict[str, Scores] = {}
    module = scorer()
    for one in read(folder, novels(folder)):
        odds = shipped().odds(one.scene, one.table)
        work.cut(one, odds)
        book = work.book(one.name)
        decided = read_odds(odds, book, scores_of(upper, book, device))
        by_ranker[one.name] = module.score_novel(one.gold, one.answers(odds))
        by_reader[one.name] = module.score_novel(one.gold, one.answers(decided))
    rows = [_row(name, by_ranker[name], by_reader[name]) for name in by_ranker]
    macro = [module.summarise(scores)["macro"] for scores in (by_ranker, by_reader)]
    rows.append(_row("macro", *macro))
    heads = [
        f"{system} {kind}"
        for system in ("ranker", "reader")
        for kind in ("voice", *TYPES.values())
    ]
    return markdown(["book", *heads], rows)


def read_odds(odds: Floats, book: Book, scores: Floats) -> Floats:
    """The odds of a book's turns (turns, K), by the reader where it has scored them."""
    arrays = book.arrays
    passage, place = np.nonzero(arrays["scored"])
    decided = odds.copy()
    turns = arrays["turns"][passage, place]
    known = arrays["known"][passage, place]
    decided[turns] = softmax(scores[passage, place], known)
    return decided


def _row(name: str, *systems: Scores) -> list[str]:
    cells = [_percent(scores, column) for scores in systems for column in COLUMNS]
    return [name, *cells]


def _percent(scores: Scores, column: str) -> str:
    if column not in scores:
        return "–"
    return f"{100 * scores[column]:.1f}"
