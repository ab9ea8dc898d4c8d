"""What tests listen with: small books, a workshop in a folder, decoded sound, pitch and silence."""

import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import av
import numpy as np
import pytest
from audiobook.engines.base import SAMPLE_RATE
from audiobook.executors import Pool
from audiobook.executors.inline import Inline
from audiobook.model import (
    NARRATOR,
    Book,
    Cast,
    Chapter,
    Kind,
    Metadata,
    Role,
    Script,
    Utterance,
    Voice,
)
from audiobook.render.assemble import TrackBuilder
from audiobook.render.plan import plan
from audiobook.render.render import fingerprints, render
from audiobook.render.store import ClipStore
from audiobook.render.tracks import TrackStore
from audiobook.settings import Settings

DEFAULTS = Settings()
ABOUT = Metadata(
    title="Either/Or: é 🌟",
    authors=("Jane Doe", "J. Röe"),
    language="en-GB",
    series="The Set",
    series_part="2",
    publisher="A House",
    year="c. 1892",
    description="What it is about.",
)
PITCHES = {NARRATOR: 150, "Emma": 300, "Tom": 500}
# For programs of their own: the most memory held so far; ``ru_maxrss`` would count what their parent held.
PEAK_KIB = """
def peak_kib():
    from pathlib import Path
    import resource
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM"))
"""
needs_ffmpeg = pytest.mark.skipif(
    not shutil.which("ffprobe"), reason="needs ffprobe, a test-only tool (apt: ffmpeg)"
)


def voice(speaker, **options):
    return Voice(
        speaker.lower(), "tone", tuple(sorted({"pitch_hz": PITCHES[speaker], **options}.items()))
    )


def cast(**voices):
    return Cast(tuple(Role(speaker, voices.get(speaker, voice(speaker))) for speaker in PITCHES))


def script(*chapters, title="A Book"):
    """Chapters of readable lines: ``# heading``, ``***``, ``Emma | "Go."``, narration; a blank line parts
    paragraphs."""
    made = [_chapter(number, lines) for number, lines in enumerate(chapters, 1)]
    return Script(Book(Metadata(title), tuple(c for c, _ in made)), tuple(u for _, u in made))


def _chapter(number, lines):
    text, utterances, paragraph = "", [], 0
    for line in lines.strip().split("\n"):
        if not line.strip():
            paragraph, text = paragraph + 1, text + "\n"
            continue
        speaker, bar, words = line.strip().partition(" | ")
        speaker, words = (speaker, words) if bar else (NARRATOR, line.strip())
        kind = (
            Kind.HEADING
            if words.startswith("# ")
            else Kind.BREAK
            if words == "***"
            else Kind.NARRATION
        )
        kind, words = (Kind.DIALOGUE if bar else kind), words.removeprefix("# ") + " "
        quotation = len(utterances) if bar else None
        utterances.append(
            Utterance(len(text), len(text) + len(words), kind, paragraph, quotation, speaker)
        )
        text += words
    return Chapter(number, f"Chapter {number}", text), tuple(utterances)


def inline():
    return Pool(Inline(), 1)


def workshop(folder, plans, pool, encodings=("mp3", "aac"), encoding=DEFAULTS.encoding):
    prints = fingerprints(plans, pool, 60)
    return TrackBuilder(
        ClipStore(Path(folder) / "clips"),
        TrackStore(Path(folder) / "tracks"),
        encoding,
        encodings,
        prints,
    )


def made(
    folder, book, players=None, settings=DEFAULTS, encodings=("mp3", "aac"), listener=lambda _: None
):
    """Everything from script to tracks, in this process."""
    plans = plan(book, players or cast(), settings)
    with inline() as pool:
        shop = workshop(folder, plans, pool, encodings, settings.encoding)
        return render(plans, shop, pool, 60, listener)


def decoded(data):
    """Samples at the file's own rate, as floats of full scale."""
    source = BytesIO(data) if isinstance(data, bytes) else str(data)
    with av.open(source) as file:
        frames = [frame.to_ndarray()[0] for frame in file.decode(audio=0)]
    samples = np.concatenate(frames) if frames else np.zeros(0)
    return samples / (1.0 if samples.dtype.kind == "f" else -float(np.iinfo(samples.dtype).min))


def marks_of(path):
    """Where the chapters of a file begin, in seconds."""
    with av.open(str(path)) as file:
        return [float(chapter["start"] * chapter["time_base"]) for chapter in file.chapters()]


def starts_in(record):
    """Where the chapters begin that a ``metadata.json`` states, in seconds."""
    return [chapter["start"] for chapter in record["chapters"]]


def ffmpeg_decoded(path, rate=SAMPLE_RATE):
    """What an independent player hears, edit lists and gapless headers heeded."""
    command = [
        "ffmpeg",
        "-v",
        "error",
        "-i",
        str(path),
        "-map",
        "0:a",
        "-f",
        "s16le",
        "-ar",
        str(rate),
        "-",
    ]
    pcm = subprocess.run(command, capture_output=True, check=True).stdout
    return np.frombuffer(pcm, "<i2") / 32768


def stretch(samples, start_ms, end_ms, rate=SAMPLE_RATE):
    return samples[round(start_ms * rate / 1000) : round(end_ms * rate / 1000)]


def pitch(samples, rate=SAMPLE_RATE):
    """The strongest frequency, in hertz."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum) * rate / len(samples))


def level_db(samples):
    return 20 * np.log10(np.sqrt(np.mean(np.square(samples))) + 1e-9)
