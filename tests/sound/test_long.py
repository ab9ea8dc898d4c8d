"""A chapter of five hours through measuring, mastering and encoding: exact, level, and in bounded memory."""

import subprocess
import sys

import numpy as np
import pytest
from benchmarks.levels import figures
from hearing import PEAK_KIB, level_db, needs_ffmpeg

pytestmark = pytest.mark.slow

LONG = (
    PEAK_KIB
    + """
import sys
from pathlib import Path
import numpy as np
from audiobook.settings import Encoding, Mastering
from audiobook.sound.master import Master, gain_db
from audiobook.sound.meter import Meter
from audiobook.sound.table import ENCODERS

path, name, hours, rate = Path(sys.argv[1]), sys.argv[2], float(sys.argv[3]), int(sys.argv[4])
encoding, mastering = Encoding(64, rate), Mastering("rms", -20, -3, -75)
rng = np.random.default_rng(0)
minute = (rng.standard_normal(60 * rate) * 900 * (np.sin(np.arange(60 * rate) / 4000) > -0.3)).astype("<i2")
pieces = [minute[at : at + rate * 5].tobytes() for at in range(0, len(minute), rate * 5)]
count = round(hours * 720)

def sound():
    for number in range(count):
        yield pieces[number % len(pieces)]

meter = Meter(rate)
for number, piece in enumerate(sound()):
    if number < count // 10:  # the rest sounds the same
        meter.feed(piece)
levels = meter.levels()
peaks = []
with path.open("w+b") as file:
    master = Master(mastering, encoding, rate, gain_db(levels, mastering))
    encoder = ENCODERS.load(name)(file, encoding, master.rate)
    for number, piece in enumerate(sound()):
        encoder.feed(master.feed(piece))
        if number in (count // 10, count - 1):
            peaks.append(peak_kib())
    encoder.feed(master.finish())
    encoder.finish()
print(peaks[1] - peaks[0], peaks[1])
"""
)


@needs_ffmpeg
@pytest.mark.parametrize(
    ("name", "hours", "rate"), [("wav", 5, 8000), ("mp3", 0.05, 22_050), ("opus", 0.05, 22_050)]
)
def test_a_long_chapter_is_exact_level_and_needs_no_memory(tmp_path, name, hours, rate):
    path = tmp_path / f"long.{name}"
    command = [sys.executable, "-c", LONG, str(path), name, str(hours), str(rate)]
    grown, most = map(
        int, subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    )
    assert grown < 4000
    assert most < 150_000
    if name == "wav":
        assert path.stat().st_size == pytest.approx(hours * 3600 * rate * 2, abs=100)
        middle = np.fromfile(path, "<i2", 60 * rate, offset=path.stat().st_size // 4 * 2)
        assert level_db(middle / 32768) == pytest.approx(-20, abs=1)
    else:
        found = figures(path)
        assert found.seconds == pytest.approx(hours * 3600, abs=0.1)
        assert found.rms_db == pytest.approx(-20, abs=1)
        assert found.peak_db <= -3
