"""The book that is measured, cut or repeated to a length, and the lines that our own plan makes
of it.
"""

import gzip
import json
from pathlib import Path

import espeakng_loader

from audiobook import produce
from audiobook.casting.casting import cast
from audiobook.casting.choices import CastChoices
from audiobook.casting.packs import load_voices
from audiobook.engines.espeak import options as espeak_options
from audiobook.engines.espeak.data import EspeakData
from audiobook.render.plan import PlannedLine, plan

ROOT = Path(__file__).parent.parent
NOVEL = ROOT.parent / "shared" / "attribution" / "novels" / "Emma" / "text.txt.gz"
_ENOUGH = 150_000  # words: the seeds are repeated up to a novel's length where the novel is not there


def novel() -> str:
    """Jane Austen's *Emma* where the optional data folder has it, else our own stories over and
    over.
    """
    if NOVEL.exists():
        return gzip.decompress(NOVEL.read_bytes()).decode()
    stories = [
        path
        for path in sorted((ROOT / "seeds").glob("*.txt"))
        if not path.stem.endswith(".script")
    ]
    seeds = [path.read_text(encoding="utf-8") for path in stories]
    words = sum(len(seed.split()) for seed in seeds)
    return "\n\n\n".join(
        f"Chapter {turn * len(seeds) + number}\n\n\n{seed}"
        for turn in range(-(-_ENOUGH // words))
        for number, seed in enumerate(seeds, 1)
    )


def write_book(path: Path, words: int) -> int:
    """Write the first so many words, in whole paragraphs; more than there are: the novel again.

    How many.
    """
    paragraphs = novel().split("\n\n")
    written: list[str] = []
    count = 0
    while count < words:
        for paragraph in paragraphs:
            if count >= words:
                break
            written.append(paragraph)
            count += len(paragraph.split())
    path.write_text("\n\n".join(written) + "\n", encoding="utf-8")
    return count


def write_lines(book: Path, path: Path) -> int:
    """Write what our plan tells eSpeak, chapter by chapter, as JSON. How many lines."""
    script, settings = produce.script(book, None, {})
    plans = plan(script, cast(script, load_voices(), CastChoices()), settings)
    data = EspeakData(Path(espeakng_loader.get_data_path()))
    chapters = [
        [_told(item, data) for item in each.items if item.line] for each in plans
    ]
    path.write_text(json.dumps(chapters))
    return sum(map(len, chapters))


def _told(item: PlannedLine, data: EspeakData) -> dict[str, object]:
    assert item.line
    told = espeak_options.properties(item.line.voice, item.line.delivery, data)
    return {"words": item.line.words, "pause_ms": item.pause_ms, "properties": told}
