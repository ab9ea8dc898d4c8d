"""Natural voices in other languages than English: ``python -m benchmarks.languages_heard``.

Every language of ``languages_heard.toml`` has ten sentences said by a voice of its own. Prints a
table: words that Whisper base hears wrongly, predicted quality (Distill-MOS, where the Python of
``--judge`` has it), and with ``--lines`` what was heard instead.
"""

import argparse
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from audiobook.engines import ENGINES
from audiobook.model import Line, Sound, Voice, primary_subtag
from benchmarks.judges import ABSENT, Judges, Kept

LINES = Path(__file__).with_suffix(".toml")
ENGINE = "kokoro"
RECOGNISER = "whisper-base"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--judge", default=sys.executable, help="a Python that has distillmos"
    )
    parser.add_argument("--keep", type=Path, help="a folder for clips and verdicts")
    parser.add_argument("--lines", action="store_true", help="print missed words too")
    options = parser.parse_args()
    with ExitStack() as stack:
        keep = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        kept = Kept(keep)
        judges = Judges(kept, options.judge)
        stack.callback(judges.close)
        said = speak(kept)
        print(
            "| language | voice | words | words wrong | quality |\n|---|---|--:|--:|--:|"
        )
        for voice, lines in said:
            print(row(voice, lines, judges))
        if options.lines:
            for voice, lines in said:
                tell_missed(voice, lines, judges)


def speak(kept: Kept) -> list[tuple[Voice, list[tuple[str, Sound]]]]:
    """Every language's voice, and its lines as it says them."""
    table = tomllib.loads(LINES.read_text(encoding="utf-8"))
    found = []
    with ENGINES.load(ENGINE)() as engine:
        for language, entry in table.items():
            style = entry["style"]
            voice = Voice(style, ENGINE, (("style", style),), language=language)
            lines = []
            for words in entry["lines"]:
                lines.append((words, kept.clip(engine, Line(words, voice))))
            found.append((voice, lines))
    return found


def row(voice: Voice, lines: Sequence[tuple[str, Sound]], judges: Judges) -> str:
    """One language in the table."""
    language = primary_subtag(voice.language)
    heard = [judges.heard(RECOGNISER, words, sound, language) for words, sound in lines]
    count = sum(one.words for one in heard)
    wrong = sum(one.wrong for one in heard)
    quality = judges.mean_quality([sound for _, sound in lines])
    scored = ABSENT if quality is None else f"{quality:.2f}"
    cells = (
        voice.language,
        f"`{voice.name}`",
        count,
        f"{wrong} ({wrong / count:.1%})",
        scored,
    )
    return f"| {' | '.join(map(str, cells))} |"


def tell_missed(
    voice: Voice, lines: Sequence[tuple[str, Sound]], judges: Judges
) -> None:
    """Print the lines that were not heard as they are, and what was heard for which words."""
    language = primary_subtag(voice.language)
    for words, sound in lines:
        heard = judges.heard(RECOGNISER, words, sound, language)
        if heard.wrong:
            print(f"{language}: {words} | {'; '.join(heard.missed)}")


if __name__ == "__main__":
    main()
