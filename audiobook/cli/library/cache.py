"""``audiobook cache``: what is kept of spoken lines, of one book or of many, and what can go."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from audiobook import produce
from audiobook.cli import tables
from audiobook.cli.arguments.flags import flags_of
from audiobook.cli.streams import write_json
from audiobook.engines import SAMPLE_RATE
from audiobook.engines.base import COST
from audiobook.errors import InputError, OutputError, UsageError
from audiobook.library.finding import find_books, is_library
from audiobook.render.cache import Clip, clips, prune, prune_together
from audiobook.render.store import ClipStore
from audiobook.settings.load import load_settings

# Of the default engine; others have more, so that times are rather too long.
_BYTES_A_SECOND = 2 * SAMPLE_RATE


def run(options: argparse.Namespace) -> None:
    """List, measure or remove spoken lines. Raises :class:`~audiobook.errors.AudiobookError`."""
    flags = flags_of(options)
    _require_folder(flags.get("cache"))
    stores = _stores(options.file, options.out, flags)
    removed = _removed(options.action, stores, flags)
    kept = [clips(store) for store in stores]
    if options.json:
        write_json(_record(options.action, stores, kept, removed))
    else:
        _show(options.action, stores, kept, removed)


def _require_folder(cache: object) -> None:
    """Raise :class:`InputError` for a shared folder that was named and is not there."""
    if cache is not None and not Path(str(cache)).is_dir():
        raise InputError(
            f'There is no folder "{cache}".',
            remedy="Give --cache the folder that a run was given.",
        )


def _show(
    action: str,
    stores: Sequence[ClipStore],
    kept: Sequence[Sequence[Clip]],
    removed: int,
) -> None:
    for store, found in zip(stores, kept, strict=True):
        if action == "list":
            tables.clips(sys.stdout, found)
        tables.clip_store(sys.stdout, store.folder, found)
    every = [clip for found in kept for clip in found]
    tables.clips_in_all(sys.stdout, removed, *_can_go(every))


def _stores(
    file: Path | None, out: Path | None, flags: dict[str, object]
) -> list[ClipStore]:
    """Where the clips are: of a book, of every book in a folder, or those that books share."""
    if file is None or not is_library(file):
        return [produce.clip_store(file, out, flags)]
    jobs = find_books([file], out, flags).jobs
    found = [produce.clip_store(job.source, job.out, flags) for job in jobs]
    return list(dict.fromkeys(found))


def _can_go(kept: Sequence[Clip]) -> tuple[int, float]:
    """The bytes of what is quickly spoken anew, and about how many CPU seconds that takes."""
    size = sum(clip.size for clip in kept if not clip.slow)
    return size, size / _BYTES_A_SECOND * COST


def _record(
    action: str,
    stores: Sequence[ClipStore],
    kept: Sequence[Sequence[Clip]],
    removed: int,
) -> dict[str, object]:
    every = [clip for found in kept for clip in found]
    size, cpu_s = _can_go(every)
    record: dict[str, object] = {
        "folder": str(stores[0].folder) if len(stores) == 1 else "",
        "folders": [str(store.folder) for store in stores],
        "clips": len(every),
        "bytes": sum(clip.size for clip in every),
        "can_go_bytes": size,
        "can_go_cpu_s": round(cpu_s, 1),
        "removed_bytes": removed,
    }
    if action == "list":
        listed = []
        for clip in every:
            listed.append(
                {"name": clip.path.stem, "bytes": clip.size, "spoken": clip.spoken}
            )
        record["list"] = listed
    return record


def _limit_mb(flags: dict[str, object]) -> int:
    limit_mb = load_settings(flags).cache_limit_mb
    if not limit_mb:
        raise UsageError(
            "The limit to prune to is missing.",
            remedy="Give one with --limit, or set cache_limit_mb.",
        )
    return limit_mb


def _removed(action: str, stores: Sequence[ClipStore], flags: dict[str, object]) -> int:
    """How many bytes of clips were removed."""
    if action == "prune" and len(stores) > 1:
        return prune_together(stores, _limit_mb(flags) * 1_000_000)
    if action == "prune":
        return _pruned(stores[0], _limit_mb(flags))
    if action == "clear":
        return sum(_pruned(store, 0) for store in stores)
    return 0


def _pruned(store: ClipStore, limit_mb: int) -> int:
    removed = prune(store, limit_mb * 1_000_000)
    if removed is None:
        raise OutputError(
            f"A run is using {store.folder}.", remedy="Wait until it has ended."
        )
    return removed
