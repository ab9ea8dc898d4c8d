"""Trains the reader: resumable, the same on every run of one machine, on a CPU or a GPU."""

import logging
import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from audiobook.attribute.ranker.evidence import Ints
from benchmarks.attribution.reader.batches import BLIND, SIZE, Book, Chance, batch_of
from benchmarks.attribution.reader.network import Batch, Upper

LOG = logging.getLogger(__name__)
SEED = 5
RATE = 3e-4  # of the encoder's own layers
RATE_OF_NEW = 1e-3  # of what the pretrained encoder did not have
RATE_OF_SCALARS = 1e-2
WARM = 60  # steps until the full rate
LEAST = 0.02  # of the rate, at the end
DECAY = 0.01
CLIP = 1.0
EVERY = 100  # steps between checkpoints
ALIKE = 64  # passages of which those of one length go side by side
IMPOSSIBLE = -1e4
Step = tuple[int, list[int]]  # number of the book, its rows


class Training:
    """A training that may be taken up again where its checkpoint left it."""

    def __init__(self, upper: Upper, checkpoint: Path, device: str = "cpu") -> None:
        self._upper = upper.to(device)
        self._checkpoint = checkpoint
        self._device = device
        layers = list(upper.layers.parameters())
        scalars = upper.scalars()
        old = {id(parameter) for parameter in (*layers, *scalars)}
        new = [one for one in upper.parameters() if id(one) not in old]
        groups = [
            {"params": layers, "peak": RATE},
            {"params": new, "peak": RATE_OF_NEW},
            {"params": scalars, "peak": RATE_OF_SCALARS},
        ]
        self._adam = torch.optim.AdamW(groups, lr=RATE, weight_decay=DECAY, fused=True)
        self._done = self._resumed()

    def run(self, books: Sequence[Book], epochs: int) -> Iterator[int]:
        """Train on; the number of steps done, at every checkpoint."""
        plan = _steps(books, epochs)
        losses: list[float] = []
        for number in range(self._done, len(plan)):
            losses += self._step(books, plan[number], number, len(plan))
            done = number + 1
            if done % EVERY == 0 or done == len(plan):
                LOG.info("step %d of %d: loss %.3f", done, len(plan), np.mean(losses))
                losses = []
                self._keep(done)
                yield done

    def _step(
        self, books: Sequence[Book], step: Step, number: int, total: int
    ) -> list[float]:
        """One step; its loss, if it taught anything."""
        book, rows = step
        first, last = BLIND
        blind = first + (last - first) * number / total
        chance = Chance(np.random.default_rng((SEED, number)), blind)
        batch = batch_of(books[book], rows, self._device, chance)
        if not batch.taught.any():
            return []
        for group in self._adam.param_groups:
            group["lr"] = group["peak"] * _share_of_rate(number, total)
        self._upper.train()
        with torch.autocast(self._device, dtype=torch.bfloat16):
            scores = self._upper(batch)
        loss = loss_of(scores, batch)
        self._adam.zero_grad()
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_(self._upper.parameters(), CLIP)
        self._adam.step()
        return [float(loss.detach())]

    def _keep(self, step: int) -> None:
        """Keep everything that a later run needs, or nothing at all."""
        part = self._checkpoint.with_suffix(".part")
        state = {"upper": self._upper.state_dict(), "adam": self._adam.state_dict()}
        torch.save({**state, "step": step}, part)
        part.replace(self._checkpoint)

    def _resumed(self) -> int:
        if not self._checkpoint.is_file():
            return 0
        state = torch.load(self._checkpoint, weights_only=True)
        self._upper.load_state_dict(state["upper"])
        self._adam.load_state_dict(state["adam"])
        return int(state["step"])


def loss_of(scores: Tensor, batch: Batch) -> Tensor:
    """The mean loss over the turns that are taught. ``scores`` (B, T, K)."""
    log_odds = torch.log_softmax(scores.float(), dim=2)
    of_right = log_odds.masked_fill(~batch.right, IMPOSSIBLE).logsumexp(dim=2)
    return -of_right[batch.taught].mean()


def scores_of(upper: Upper, book: Book, device: str) -> npt.NDArray[np.float32]:
    """The score of every candidate of every turn of a book's passages: (N, T, K)."""
    upper.eval()
    parts: list[npt.NDArray[np.float32]] = []
    most = book.arrays["turns"].shape[1]
    for first in range(0, len(book.lower), SIZE):
        rows = range(first, min(first + SIZE, len(book.lower)))
        batch = batch_of(book, rows, device)
        with torch.no_grad(), torch.autocast(device, dtype=torch.bfloat16):
            scores = upper(batch).float().cpu().numpy()
        missing = most - scores.shape[1]
        parts.append(np.pad(scores, ((0, 0), (0, missing), (0, 0))))
    return np.concatenate(parts)


def _steps(books: Sequence[Book], epochs: int) -> list[Step]:
    """Every step, in an order that is the same each time."""
    chance = np.random.default_rng(SEED)
    plan: list[Step] = []
    for _ in range(epochs):
        epoch: list[Step] = []
        for number, book in enumerate(books):
            order = _alike(chance.permutation(len(book.lower)), book)
            for first in range(0, len(order), SIZE):
                epoch.append((number, order[first : first + SIZE]))
        plan += [epoch[place] for place in chance.permutation(len(epoch))]
    return plan


def _alike(order: Ints, book: Book) -> list[int]:
    """An order in which passages of a like length follow each other: little is padded."""
    sizes = book.kept.sum(axis=1)
    alike: list[int] = []
    for first in range(0, len(order), ALIKE):
        part = order[first : first + ALIKE]
        alike += part[np.argsort(sizes[part], kind="stable")].tolist()
    return alike


def _share_of_rate(step: int, total: int) -> float:
    """Up at first, then slowly down."""
    if step < WARM:
        return (step + 1) / WARM
    done = (step - WARM) / max(1, total - WARM)
    return LEAST + (1 - LEAST) * (1 + math.cos(math.pi * done)) / 2
