import subprocess
import sys
from io import BytesIO
from pathlib import Path

import av
import numpy as np
import pytest
from audiobook.settings import Encoding
from audiobook.sound.aac import FRAME, PRIMING
from audiobook.sound.base import nearest_rate
from audiobook.sound.table import ENCODERS
from hearing import PEAK_KIB, decoded, ffmpeg_decoded, needs_ffmpeg
from mutagen.mp3 import MP3, BitrateMode

RATE = 22050


def bursts(frames):
    time = np.arange(frames) / RATE
    return (9000 * np.sin(2 * np.pi * 440 * time) * (np.sin(2 * np.pi * 1.5 * time) > 0)).astype(
        "<i2"
    )


def encoded(name, samples, encoding=Encoding(), step=30_000):  # noqa: B008 - frozen
    file = BytesIO()
    encoder = ENCODERS.load(name)(file, encoding, RATE)
    for start in range(0, len(samples), step):
        encoder.feed(samples[start : start + step].tobytes())
    encoder.finish()
    return file.getvalue()


def lag(heard, meant):
    length = 2 * max(len(heard), len(meant))
    product = np.fft.rfft(heard, length) * np.conj(np.fft.rfft(meant.astype(float), length))
    place = int(np.argmax(np.fft.irfft(product)))
    return place if place < length // 2 else place - length


@needs_ffmpeg
@pytest.mark.quick_cases(2)
@pytest.mark.parametrize(
    ("kbps", "rate", "frames"),
    [
        (kbps, rate, frames)
        for kbps, rate in ((64, 22050), (32, 22050), (16, 8000), (160, 24000), (192, 44100))
        for frames in (3 * RATE + 777, 100)
        if (rate, frames)
        != (8000, 100)  # 13 frames of sound: shorter than a frame, whose rest players hear
    ],
)
def test_an_mp3_plays_for_exactly_as_long_as_what_went_in(tmp_path, kbps, rate, frames):
    path = tmp_path / "a.mp3"
    path.write_bytes(encoded("mp3", bursts(frames), Encoding(kbps, rate)))
    heard = ffmpeg_decoded(path, rate)
    assert len(heard) == pytest.approx(frames * rate / RATE, abs=1)
    if frames > RATE and rate == RATE:
        assert lag(heard, bursts(frames)) == 0


@pytest.mark.quick_cases(2)
@needs_ffmpeg
@pytest.mark.parametrize("name", ["opus", "flac", "wav"])
@pytest.mark.parametrize("rate", [22050, 44100])
@pytest.mark.parametrize("frames", [3 * RATE + 777, 100])
def test_other_files_play_for_exactly_as_long_as_what_went_in(tmp_path, name, rate, frames):
    path = tmp_path / f"a.{name}"
    path.write_bytes(encoded(name, bursts(frames), Encoding(32, rate)))
    heard = ffmpeg_decoded(path, RATE)
    assert len(heard) == pytest.approx(frames, abs=2)
    if frames > RATE:
        assert abs(lag(heard, bursts(frames))) <= 1
    if (name, rate) in {("flac", RATE), ("wav", RATE)}:
        assert np.array_equal(heard * 32768, bursts(frames))


@pytest.mark.quick_cases(1)
@needs_ffmpeg
@pytest.mark.parametrize("name", ENCODERS.table)
@pytest.mark.parametrize("rate", [22050, 44100])
def test_two_channels_stay_apart(tmp_path, name, rate):
    path = tmp_path / f"a{ENCODERS.load(name).suffix}"
    left, right = bursts(3 * RATE), np.zeros(3 * RATE, "<i2")
    path.write_bytes(
        encoded(name, np.column_stack((left, right)).reshape(-1), Encoding(96, rate, channels=2))
    )
    with av.open(str(path)) as file:
        assert file.streams.audio[0].codec_context.channels == 2
        frames = [
            one
            for frame in file.decode(audio=0)
            for one in av.AudioResampler("s16p").resample(frame)
        ]
    heard = np.concatenate([frame.to_ndarray() for frame in frames], axis=1)
    assert np.abs(heard[0]).max() > 8000
    assert np.abs(heard[1]).max() < 400
    if name == "mp3":
        assert len(ffmpeg_decoded(path, rate)) == pytest.approx(2 * 3 * rate, abs=2)


@pytest.mark.parametrize("name", ENCODERS.table)
@pytest.mark.parametrize(
    ("kbps", "rate", "channels"), [(16, 8000, 1), (320, 48_000, 1), (320, 48_000, 2)]
)
def test_every_rate_that_can_be_set_can_be_encoded(name, kbps, rate, channels):
    noise = np.random.default_rng(2).integers(-9000, 9000, 4 * RATE).astype("<i2")
    found = encoded(name, noise, Encoding(kbps, rate, channels), step=len(noise))
    assert len(decoded(found)) > 0


@pytest.mark.parametrize(("kbps", "rate"), [(64, 22050), (192, 44100), (32, 16000)])
def test_the_header_tells_players_length_and_constant_bit_rate(tmp_path, kbps, rate):
    path = tmp_path / "a.mp3"
    path.write_bytes(encoded("mp3", bursts(10 * RATE), Encoding(kbps, rate)))
    info = MP3(path).info
    assert (info.bitrate_mode, info.bitrate, info.sample_rate) == (
        BitrateMode.CBR,
        kbps * 1000,
        rate,
    )
    assert info.channels == 1
    assert info.length == pytest.approx(10, abs=0.001)


@pytest.mark.parametrize("name", ENCODERS.table)
def test_the_same_sound_gives_the_same_bytes_however_it_is_cut(name):
    sound = bursts(2 * RATE)
    whole = encoded(name, sound, step=len(sound))
    assert encoded(name, sound, step=len(sound)) == whole
    assert encoded(name, sound, step=999) == whole


@pytest.mark.parametrize("rate", [22050, 44100, 16000])
def test_aac_frames_hold_the_priming_and_then_our_samples(rate):
    heard = decoded(encoded("aac", bursts(3 * RATE), Encoding(64, rate)))
    assert len(heard) % FRAME == 0
    assert PRIMING <= len(heard) - 3 * rate <= PRIMING + 2 * FRAME
    if rate == RATE:
        assert lag(heard, bursts(3 * RATE)) == PRIMING


@pytest.mark.parametrize("name", ENCODERS.table)
def test_what_is_loud_but_below_the_ceiling_does_not_clip_when_decoded(name):
    rng = np.random.default_rng(1)
    speech_like = rng.standard_normal(4 * RATE).cumsum()
    speech_like -= np.convolve(speech_like, np.ones(200) / 200, "same")
    speech_like *= 32768 * 10 ** (-1 / 20) / np.abs(speech_like).max()
    heard = decoded(encoded(name, speech_like.astype("<i2"), Encoding(64, RATE)))
    assert 0.7 < np.abs(heard).max() < 1.0


@pytest.mark.parametrize("name", ENCODERS.table)
def test_a_full_disk_is_an_os_error(name):
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full")
    with Path("/dev/full").open("wb", buffering=0) as full:
        encoder = ENCODERS.load(name)(full, Encoding(), RATE)
        with pytest.raises(OSError, match="No space"):  # noqa: PT012 - at the first or at the last write
            for _ in range(20):
                encoder.feed(bursts(RATE).tobytes())
            encoder.finish()


@pytest.mark.parametrize(
    ("asked", "given"), [(22050, 22050), (30000, 32000), (8000, 8000), (47000, 48000)]
)
def test_a_sample_rate_that_cannot_be_encoded_becomes_the_nearest(asked, given):
    assert nearest_rate(asked) == given


FLAT = (
    PEAK_KIB
    + """
import sys
from pathlib import Path
from audiobook.settings import Encoding
from audiobook.sound.table import ENCODERS
import numpy as np
sound = (9000 * np.sin(np.arange(22050) / 8)).astype("<i2").tobytes()
peaks = []
with open(sys.argv[1], "w+b") as file:
    encoder = ENCODERS.load(sys.argv[2])(file, Encoding(), 22050)
    for second in range(240):
        encoder.feed(sound)
        if second in (59, 239):
            peaks.append(peak_kib())
    encoder.finish()
print(peaks[1] - peaks[0])
"""
)


@pytest.mark.slow
@pytest.mark.parametrize("name", ENCODERS.table)
def test_memory_does_not_grow_with_length(tmp_path, name):
    command = [sys.executable, "-c", FLAT, str(tmp_path / "x"), name]
    grown_kib = int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert grown_kib < 3000  # the three minutes between the readings are 7,750 KiB of samples
