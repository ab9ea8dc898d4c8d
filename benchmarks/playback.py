"""Plays a finished book back by measurement.

``python -m benchmarks.playback FILE [--out DIR] [--chapters LIST]``.

Makes the book where it is not made yet, then opens the finished files with independent tools
(ffprobe and ffmpeg, which the program itself does not need) and prints, chapter by chapter:

- length of the MP3 against the track, and against what its letters, its voices' speed and its
  pauses say;
- utterances without a cue, cues that leave a gap or overlap;
- the loudest sample, samples at full scale, the longest silence against the longest pause asked for;

then chapters and tags of the M4B, and whether an offline recogniser (PocketSphinx) finds all the
words of some lines, in order.
"""

import argparse
import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pocketsphinx import Decoder

from audiobook import produce
from audiobook.engines import ENGINES
from audiobook.language import language_of
from audiobook.model import Cue, Line, Script, Track, Voice
from audiobook.produce import Made
from audiobook.project import speech_files
from audiobook.render.plan import ChapterPlan, plan
from audiobook.render.staging import guide
from audiobook.settings import Settings
from audiobook.speech import spoken

QUIET = 10 ** (-60 / 20) * 32768  # -60 dBFS: below it is silence
FULL_SCALE = 32767
RECOGNISER_RATE = 16000
LISTEN_TO = 20  # lines handed to the recogniser
SHORTEST_MS, LONGEST_MS = 2500, 8000
PASSAGE = (
    (
        "The ferry had stopped for the winter, and nobody in the village could say when "
        "it would run again."
    ),
    (
        "She put the letter back into its envelope, looked at the clock above the stove, "
        "and went to find her coat."
    ),
    "There was one lamp left at the end of the quay.",
    "Who would be walking there at such an hour?",
    "It was her brother, carrying a basket of apples and a very small dog.",
)

Samples = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Heard:
    """What was measured of one decoded file."""

    frames: int
    rate: int
    peak_db: float
    full_scale: int
    longest_silence_ms: float


def probe(path: Path) -> dict[str, object]:
    """Format, tags and chapters of a file, as ffprobe reads them."""
    command = [
        "ffprobe",
        "-v",
        "error",
        "-of",
        "json",
        "-show_format",
        "-show_chapters",
        "-show_streams",
        str(path),
    ]
    found: dict[str, object] = json.loads(
        subprocess.run(command, check=True, capture_output=True).stdout
    )
    return found


def decode(path: Path, rate: int) -> Samples:
    """The samples of a file, mono, decoded by ffmpeg."""
    command = [
        "ffmpeg",
        "-v",
        "error",
        "-i",
        str(path),
        "-f",
        "s16le",
        "-ac",
        "1",
        "-ar",
        str(rate),
        "-",
    ]
    return np.frombuffer(
        subprocess.run(command, check=True, capture_output=True).stdout, dtype="<i2"
    )


def listen(path: Path, rate: int) -> Heard:
    """Decode and measure a file."""
    samples = decode(path, rate)
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > QUIET)
    edges = np.concatenate(([-1], loud, [len(samples)]))
    peak = max(1, int(np.abs(samples.astype(np.int32)).max(initial=0)))
    return Heard(
        frames=len(samples),
        rate=rate,
        peak_db=20 * float(np.log10(peak / 32768)),
        full_scale=int((np.abs(samples.astype(np.int32)) >= FULL_SCALE).sum()),
        longest_silence_ms=float(np.diff(edges).max() - 1) * 1000 / rate,
    )


def expected_ms(chapter: ChapterPlan) -> float:
    """Length that the letters of the words, the voices' own speed, and pauses give, in
    milliseconds.
    """
    speech = sum(
        _letters(line.plain) * ms_a_letter(line.voice) / line.delivery.rate
        for line in chapter.lines
    )
    return speech + chapter.end_ms + sum(item.pause_ms for item in chapter.items)


@cache
def ms_a_letter(voice: Voice) -> float:
    """How fast a voice speaks a fixed passage; an engine's own word for its rate (eSpeak's) is a
    rough one.
    """
    with ENGINES.load(voice.engine)() as engine:
        spoken_ms = sum(
            engine.speak(Line(sentence, voice)).duration_ms for sentence in PASSAGE
        )
    return spoken_ms / sum(map(_letters, PASSAGE))


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))


def holes(cues: tuple[Cue, ...], utterances: int) -> int:
    """Utterances without a cue, and cues that overlap the one before."""
    missing = abs(utterances - len({cue.utterance for cue in cues}))
    return missing + sum(
        later.start_ms < earlier.end_ms - 1e-6 for earlier, later in pairwise(cues)
    )


def alignments(
    script: Script, tracks: tuple[Track, ...], files: list[Path]
) -> Iterator[tuple[str, bool, bool]]:
    """For some lines: the words, whether they align with their sound, and with the sound of
    another line.

    Free decoding of this synthetic speech is hopeless (about nine words in ten wrong), so the
    recogniser is told the words and says whether it finds them all, in order. That it does not
    find them in another line of about the same length shows that the check can fail.
    """
    decoder = Decoder(samprate=RECOGNISER_RATE, loglevel="FATAL", lm=None)
    lines = [
        (words, _cut(file, cue))
        for words, file, cue in _sample(script, tracks, files, decoder)
    ]
    for index, (words, sound) in enumerate(lines):
        other = min(
            lines[:index] + lines[index + 1 :],
            key=lambda each: abs(len(each[1]) - len(sound)),
        )
        yield words, aligns(decoder, words, sound), aligns(decoder, words, other[1])


def aligns(decoder: Decoder, words: str, sound: Samples) -> bool:
    """Whether the recogniser finds all the words in the sound, in order."""
    decoder.set_align_text(words)
    decoder.start_utt()
    decoder.process_raw(sound.tobytes(), full_utt=True)
    decoder.end_utt()
    found = [segment.word.split("(")[0] for segment in decoder.seg() or ()]
    return [word for word in found if word[0] not in "<["] == words.split()


def _sample(
    script: Script, tracks: tuple[Track, ...], files: list[Path], decoder: Decoder
) -> list[tuple[str, Path, Cue]]:
    """Lines of 2.5 to 8 seconds whose words the recogniser knows, spread over the book."""
    chapters = enumerate(script.by_chapter())
    utterances = {chapter.number: (index, us) for index, (chapter, us) in chapters}
    found = []
    for track, file in zip(tracks, files, strict=True):
        index, of_chapter = utterances[track.chapter]
        for cue in (
            cue
            for cue in track.cues
            if cue.clip and SHORTEST_MS < cue.end_ms - cue.start_ms < LONGEST_MS
        ):
            words = _plain(spoken(script.text(index, of_chapter[cue.utterance])))
            if all(decoder.lookup_word(word) for word in words.split()):
                found.append((words, file, cue))
    return found[:: max(1, len(found) // LISTEN_TO)][:LISTEN_TO]


def _plain(text: str) -> str:
    kept = "".join(
        c if c.isalpha() or c == "'" else " " for c in text.lower().replace("’", "'")
    )
    return " ".join(word.strip("'") for word in kept.split() if word.strip("'"))


def _cut(file: Path, cue: Cue) -> Samples:
    start, length = cue.start_ms / 1000, (cue.end_ms - cue.start_ms) / 1000
    command = [
        "ffmpeg",
        "-v",
        "error",
        "-ss",
        f"{start:.3f}",
        "-t",
        f"{length:.3f}",
        "-i",
        str(file),
    ]
    command += ["-f", "s16le", "-ac", "1", "-ar", str(RECOGNISER_RATE), "-"]
    return np.frombuffer(
        subprocess.run(command, check=True, capture_output=True).stdout, dtype="<i2"
    )


def _chapter_rows(made: Made, settings: Settings) -> Iterator[str]:
    files = [path for path in made.files if path.suffix == ".mp3"]
    known = guide(language_of(made.script.book), speech_files(made.folder))
    plans = {
        each.number: each
        for each in plan(made.script, made.edition.cast, settings, known)
    }
    numbers = {c.number: len(us) for c, us in made.script.by_chapter()}
    for track, file in zip(made.edition.tracks, files, strict=True):
        heard, chapter = listen(file, track.rate), plans[track.chapter]
        asked = max([chapter.end_ms, *(item.pause_ms for item in chapter.items)])
        drift = heard.frames * 1000 / heard.rate - track.duration_ms
        cells = (
            f"{track.title[:34]:<34}",
            f"{track.duration_ms / 1000:9.1f}",
            f"{drift:+8.1f}",
            f"{track.duration_ms / expected_ms(chapter):9.3f}",
            f"{holes(track.cues, numbers[track.chapter]):6}",
            f"{heard.peak_db:8.2f}",
            f"{heard.full_scale:8}",
            f"{heard.longest_silence_ms:9.0f}",
            f"{asked:7}",
        )
        yield " ".join(cells)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--chapters", default="")
    options = parser.parse_args()
    made = produce.make(options.file, options.out, {"chapters": options.chapters})
    print(
        f"{'chapter':<34} {'sound s':>9} {'mp3 ms':>8} {'/expected':>9} {'holes':>6} "
        f"{'peak dB':>8}"
        f" {'clipped':>8} {'silence':>9} {'asked':>7}"
    )
    for row in _chapter_rows(made, Settings()):
        print(row)
    _print_m4b(made)
    _print_words(made)


def _print_m4b(made: Made) -> None:
    tracks = made.edition.tracks
    for path in (path for path in made.files if path.suffix == ".m4b"):
        found = probe(path)
        chapters, form = found["chapters"], found["format"]
        assert isinstance(chapters, list)
        assert isinstance(form, dict)
        starts = np.cumsum([0.0] + [track.duration_ms for track in tracks])[:-1]
        drift = [
            abs(float(c["start_time"]) * 1000 - start)
            for c, start in zip(chapters, starts, strict=True)
        ]
        same = [c["tags"]["title"] for c in chapters] == [
            track.title for track in tracks
        ]
        print(
            f"\n{path.name}: {float(form['duration']):.1f} s, {len(chapters)} "
            "chapters,",
            end=" ",
        )
        print(
            f"starts later than the sum of tracks by at most {max(drift):.0f} ms, "
            f"titles as the tracks': {same}"
        )
        print(f"tags: {', '.join(sorted(form['tags']))}")


def _print_words(made: Made) -> None:
    files = [path for path in made.files if path.suffix == ".mp3"]
    rows = list(alignments(made.script, made.edition.tracks, files))
    for words, found, _ in rows:
        print(f"  {'found  ' if found else 'MISSING'} | {words[:90]}")
    own, other, of = sum(row[1] for row in rows), sum(row[2] for row in rows), len(rows)
    print(
        f"all words found in order: {own} of {of} lines; in the sound of another "
        f"line: {other} of {of}"
    )


if __name__ == "__main__":
    main()
