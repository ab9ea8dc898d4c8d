"""The wrong lines of a system, with what stands around them, to read."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.attribution.data import scorer
from benchmarks.attribution.evaluate import Result
from benchmarks.attribution.evaluate_tables import Scored

BEFORE, AFTER = 260, 110  # characters shown around a line


def write_wrong_lines(system: Scored, folder: Path, out: Path) -> None:
    """Write one file a novel: each wrong line, whose it is, whose voice read it, and why."""
    out.mkdir(parents=True, exist_ok=True)
    module = scorer()
    for result in system.results:
        text, quotes, _, _ = module.load_gold(str(folder / result.novel))
        rows = system.details[result.novel]
        lines = "\n".join(_wrong_lines(result, text, quotes, rows))
        path = out / f"{result.novel}.{system.name}.txt"
        path.write_text(lines, encoding="utf-8")


def _wrong_lines(
    result: Result,
    text: str,
    quotes: Sequence[Mapping[str, Any]],
    rows: Sequence[Mapping[str, Any]],
) -> Iterator[str]:
    by_id = {quote["id"]: quote for quote in quotes}
    for row in rows:
        if row["ok"]:
            continue
        spans = by_id[row["id"]]["spans"]
        start, end = spans[0][0], spans[-1][1]
        reason = _reason(result, start, end)
        yield f"## {row['type']}: {row['gold']}, not {row['label']}: {reason}"
        before = text[max(0, start - BEFORE) : start]
        after = text[end : end + AFTER]
        yield f"{before}>>>{text[start:end]}<<<{after}\n"


def _reason(result: Result, start: int, end: int) -> str:
    """The reason of the first stretch of a quotation; empty where it was not found."""
    for at, reason in result.reasons.items():
        if start - 1 <= at < end:
            return reason
    return ""
