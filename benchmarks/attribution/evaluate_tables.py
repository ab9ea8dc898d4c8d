"""What was measured, as Markdown tables for the docs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from audiobook.attribute.ranker.evidence import Floats
from benchmarks.attribution.data import scorer
from benchmarks.attribution.evaluate import Result

TYPES = {
    "voice_Explicit": "named",
    "voice_Anaphoric": "pronoun",
    "voice_Implicit": "no tag",
}
TOTALS = {
    "voice_acc": "voice",
    "voice_words": "by words",
    **TYPES,
    "voice_NonExp": "not named",
    "name_acc": "right name",
    "gender_wrong": "wrong gender",
    "char_F1": "quotations F1",
}
COLUMNS = {"voice_acc": "voice", **TYPES, "gender_wrong": "wrong gender"}
BINS = 10

Row = Sequence[str]
Score = Mapping[str, float]


@dataclass(frozen=True)
class Scored:
    """A system's scores: by novel, over all (``macro``, ``micro``), and what every quotation came
    to.
    """

    name: str
    results: Sequence[Result]
    per: Mapping[str, Score]
    total: Mapping[str, Any]
    details: Mapping[str, Sequence[Mapping[str, Any]]]


def scored(name: str, results: Sequence[Result], folder: Path) -> Scored:
    """The scores of a system over novels of a folder."""
    module = scorer()
    details: dict[str, Sequence[Mapping[str, Any]]] = {}
    quotes = {result.novel: result.quotes for result in results}
    per, total = module.score_all(
        str(folder), quotes, [result.novel for result in results], details
    )
    return Scored(name, results, per, total, details)


def markdown(head: Row, rows: Iterable[Row]) -> str:
    """A table; all columns but the first to the right."""
    lines = [head, ["---", *["--:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _share(score: Score, key: str) -> str:
    return f"{100 * score[key]:.1f}" if key in score else "–"


def by_novel(systems: Sequence[Scored]) -> str:
    """The voice accuracy of every system by novel; then a table for each system, by kind of line,
    with how often the gender is wrong, and seconds.
    """
    head = ["novel", "quotations", *(system.name for system in systems)]
    rows = []
    for name, scores in _named(systems[0]):
        voices = [_share(_of(system, name), "voice_acc") for system in systems]
        rows.append([name, f"{int(scores['n']):,}", *voices])
    parts = [markdown(head, rows)]
    for system in systems:
        parts += [f"`{system.name}`, by kind of line:", _by_kind(system)]
    return "\n\n".join(parts)


def _by_kind(system: Scored) -> str:
    """One row a novel: what a system reads of every kind of line."""
    seconds = {result.novel: _seconds(result) for result in system.results}
    mean = float(np.mean(list(seconds.values())))
    rows = []
    for name, scores in _named(system):
        shares = [_share(scores, key) for key in COLUMNS]
        rows.append([name, *shares, f"{seconds.get(name, mean):.1f}"])
    return markdown(["novel", *COLUMNS.values(), "seconds"], rows)


def _named(system: Scored) -> list[tuple[str, Score]]:
    """The scores of every novel, then those over all of them."""
    quotations = sum(int(scores["n"]) for scores in system.per.values())
    over_all = [
        (kind, {**_of(system, kind), "n": quotations}) for kind in ("macro", "micro")
    ]
    return [*system.per.items(), *over_all]


def _of(system: Scored, name: str) -> Score:
    """The scores of a novel, or those over all."""
    if name in system.per:
        return system.per[name]
    total: Score = system.total[name]
    return total


def _seconds(result: Result) -> float:
    return result.cutting_s + result.deciding_s


def totals(systems: Sequence[Scored], sizes: Mapping[str, int]) -> str:
    """One column a system: macro means of everything, 95 % interval, seconds a novel, and the
    model's size.
    """
    columns = [_total(system, sizes.get(system.name)) for system in systems]
    names = [*TOTALS.values(), "95 % interval", "s cutting", "s deciding (most)"]
    rows = zip([*names, "model"], *columns, strict=True)
    return markdown(["", *(system.name for system in systems)], rows)


def _total(system: Scored, size: int | None) -> list[str]:
    """What a system comes to over all novels."""
    low, high = system.total["macro_voice_ci95"]
    cutting = np.mean([result.cutting_s for result in system.results])
    deciding = [result.deciding_s for result in system.results]
    model = "none"
    if size is not None:
        model = f"{size / 1000:,.0f} kB"
    return [
        *(_share(system.total["macro"], key) for key in TOTALS),
        f"{100 * low:.1f}–{100 * high:.1f}",
        f"{cutting:.1f}",
        f"{np.mean(deciding):.1f} ({max(deciding):.1f})",
        model,
    ]


def claims(system: Scored, folder: Path) -> tuple[Floats, Floats]:
    """The confidence claimed for every annotated quotation that was found, and whether its voice
    was right.
    """
    module = scorer()
    said, right = [], []
    for result in system.results:
        text, quotes, _, _ = module.load_gold(str(folder / result.novel))
        at = np.full(len(text), np.nan, np.float32)
        for start, end, confidence in result.sure:
            at[start:end] = confidence
        hits = {row["id"]: row["ok"] for row in system.details[result.novel]}
        for quote in quotes:
            claimed = [at[start:end] for start, end in quote["spans"]]
            known = np.concatenate(claimed) if claimed else at[:0]
            known = known[~np.isnan(known)]
            if quote["id"] in hits and len(known):
                said.append(float(np.median(known)))
                right.append(float(hits[quote["id"]]))
    return np.array(said, np.float32), np.array(right, np.float32)


def reliability(said: Floats, right: Floats) -> str:
    """How often the voice was right, by the confidence claimed, and the mean gap weighted by size
    (the expected calibration error: Naeini, Cooper and Hauskrecht, AAAI 2015).
    """
    rows, gap = [], 0.0
    for place in range(BINS):
        inside = (said >= place / BINS) & (
            (said < (place + 1) / BINS) | (place == BINS - 1)
        )
        if inside.any():
            claimed, true = float(said[inside].mean()), float(right[inside].mean())
            gap += abs(claimed - true) * int(inside.sum()) / len(said)
            rows.append(
                [f"{100 * claimed:.1f}", f"{100 * true:.1f}", f"{int(inside.sum()):,}"]
            )
    table = markdown(["claimed, %", "right, %", "quotations"], rows)
    return f"{table}\n\nExpected calibration error: {100 * gap:.1f} %."
