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
    module = scorer(folder.parent)
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
    """One row a novel: every system's voice accuracy, in all and by type, how often the gender
    is wrong, and seconds.
    """
    columns = [f"{s.name} {what}" for s in systems for what in COLUMNS.values()]
    head = ["novel", "quotations", *columns, *(f"{s.name} s" for s in systems)]
    rows = [_novel(systems, name) for name in systems[0].per]
    for kind in ("macro", "micro"):
        shares = [_share(s.total[kind], key) for s in systems for key in COLUMNS]
        means = [f"{np.mean([_seconds(r) for r in s.results]):.1f}" for s in systems]
        rows.append(
            [
                kind,
                f"{sum(int(p['n']) for p in systems[0].per.values()):,}",
                *shares,
                *means,
            ]
        )
    return markdown(head, rows)


def _novel(systems: Sequence[Scored], name: str) -> list[str]:
    shares = [_share(s.per[name], key) for s in systems for key in COLUMNS]
    seconds = [
        next(f"{_seconds(r):.1f}" for r in s.results if r.novel == name)
        for s in systems
    ]
    return [name, f"{int(systems[0].per[name]['n']):,}", *shares, *seconds]


def _seconds(result: Result) -> float:
    return result.cutting_s + result.deciding_s


def totals(systems: Sequence[Scored], sizes: Mapping[str, int]) -> str:
    """One row a system: macro means of everything, 95 % interval, seconds a novel, and the
    model's size.
    """
    head = [
        "system",
        *TOTALS.values(),
        "95 % interval",
        "s cutting",
        "s deciding (most)",
        "model",
    ]
    rows = []
    for system in systems:
        low, high = system.total["macro_voice_ci95"]
        cutting = np.mean([r.cutting_s for r in system.results])
        deciding = [r.deciding_s for r in system.results]
        size = (
            f"{sizes[system.name] / 1000:,.0f} kB" if system.name in sizes else "none"
        )
        shares = [_share(system.total["macro"], key) for key in TOTALS]
        times = [f"{cutting:.1f}", f"{np.mean(deciding):.1f} ({max(deciding):.1f})"]
        rows.append(
            [system.name, *shares, f"{100 * low:.1f}–{100 * high:.1f}", *times, size]
        )
    return markdown(head, rows)


def claims(system: Scored, folder: Path) -> tuple[Floats, Floats]:
    """The confidence claimed for every annotated quotation that was found, and whether its voice
    was right.
    """
    module = scorer(folder.parent)
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
