"""How well each voice of a pack is understood: ``python -m benchmarks.voices_heard [PACK]``.

Every voice says the same six lines at its own pace. Prints a table: predicted quality (Distill-MOS
by the Python of ``--judge``), words that Whisper tiny.en hears wrongly, and which voices fall short
of :data:`GOOD_QUALITY` or :data:`GOOD_WORDS_WRONG`. ``--write`` notes both figures in the pack. With
``--keep`` a run that was ended carries on.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import tomlkit

from audiobook.casting.candidates import GOOD_QUALITY, GOOD_WORDS_WRONG
from audiobook.casting.packs import read_pack
from audiobook.engines import ENGINES
from audiobook.engines.base import Engine
from audiobook.engines.kokoro.phonemes import Phonemes
from audiobook.files.shipped import shipped_voices
from audiobook.model import Line, Voice
from benchmarks.judges import Judges, Kept, check_judge
from benchmarks.voices import OTHER_PASSAGE, PASSAGE

FEWEST_WORDS = 10  # of a line: shorter ones say little of a voice
LINES = tuple(
    line for line in (*PASSAGE, *OTHER_PASSAGE) if len(line.split()) >= FEWEST_WORDS
)[:6]
RECOGNISER = "whisper-tiny.en"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Of one voice."""

    voice: Voice
    quality: float
    words: int
    wrong: int
    missed: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether it is good enough for the pack."""
        return (
            self.quality >= GOOD_QUALITY and self.wrong <= GOOD_WORDS_WRONG * self.words
        )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    natural = shipped_voices() / "natural.toml"
    parser.add_argument("pack", type=Path, nargs="?", default=natural)
    parser.add_argument(
        "--judge", default=sys.executable, help="a Python that has distillmos"
    )
    parser.add_argument("--keep", type=Path, help="a folder for clips and verdicts")
    parser.add_argument(
        "--only", nargs="+", default=[], metavar="NAME", help="these voices alone"
    )
    parser.add_argument("--write", action="store_true", help="note it in the pack")
    options = parser.parse_args()
    pack = read_pack(options.pack)
    if options.only:
        known = {voice.name: voice for voice in pack}
        for name in options.only:
            if name not in known:
                parser.error(
                    f'{options.pack} has no voice "{name}": {", ".join(known)}'
                )
        pack = tuple(known[name] for name in options.only)
    check_judge(parser, options.judge)
    with ExitStack() as stack:
        keep = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        kept = Kept(keep)
        judges = Judges(kept, options.judge)
        stack.callback(judges.close)
        # The packs that ship have one engine each.
        engine = stack.enter_context(ENGINES.load(pack[0].engine)())
        verdicts = [judge(voice, engine, kept, judges) for voice in pack]
    print_table(verdicts)
    if options.write:
        write(options.pack, verdicts)


def judge(voice: Voice, engine: Engine, kept: Kept, judges: Judges) -> Verdict:
    """Have a voice say the lines, and the judges listen."""
    sounds = [kept.clip(engine, Line(words, voice)) for words in LINES]
    heard = []
    for words, sound in zip(LINES, sounds, strict=True):
        heard.append(judges.heard(RECOGNISER, words, sound, "en"))
    missed = [pair for one in heard for pair in one.missed]
    misheard = tuple(pair for pair in missed if not sounds_the_same(pair))
    qualities = [judges.quality(sound) for sound in sounds]
    return Verdict(
        voice,
        sum(qualities) / len(qualities),
        sum(one.words for one in heard),
        sum(one.wrong for one in heard) - (len(missed) - len(misheard)),
        misheard,
    )


@cache
def sounds_the_same(pair: str) -> bool:
    """Whether two words, as "quay > key", are said alike: then nothing was misheard."""
    said, _, written = pair.partition(" > ")
    found = [_phonemes().of(each, "en-gb") for each in (said, written)]
    return found[0] == found[1]


@cache
def _phonemes() -> Phonemes:
    return Phonemes()


def print_table(verdicts: Sequence[Verdict]) -> None:
    """Every voice, the worst last, and what was misheard."""
    print("| voice | quality | words wrong | misheard |\n|---|--:|--:|---|")
    for one in sorted(verdicts, key=lambda one: (not one.holds, -one.quality)):
        mark = "" if one.holds else " (falls short)"
        missed = "; ".join(one.missed)
        print(
            f"| {one.voice.name}{mark} | {one.quality:.2f} | {one.wrong} of {one.words} | {missed} |"
        )
    words = sum(one.words for one in verdicts)
    wrong = sum(one.wrong for one in verdicts)
    mean = sum(one.quality for one in verdicts) / len(verdicts)
    print(
        f"{len(verdicts)} voices: mean quality {mean:.2f}, {wrong} of {words} words wrong"
    )


def write(pack: Path, verdicts: Sequence[Verdict]) -> None:
    """Note quality and the share of words wrong of every voice."""
    document = tomlkit.parse(pack.read_text(encoding="utf-8"))
    for one in verdicts:
        measured = document["voices"][one.voice.name]["measured"]
        measured["quality"] = round(one.quality, 2)
        measured["words_wrong"] = round(one.wrong / one.words, 3)
    pack.write_text(tomlkit.dumps(document), encoding="utf-8")


if __name__ == "__main__":
    main()
