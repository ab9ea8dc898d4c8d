"""Bit rate, sample rate and channels as flags: written as people write them, refused before any work."""

import io

import av
import lameenc
import pytest
from audiobook.cli import main as cli
from audiobook.errors import UsageError
from audiobook.settings import Encoding
from audiobook.sound.base import SAMPLE_RATES
from audiobook.sound.mp3 import Mp3Frame, bit_rates
from audiobook.sound.table import ENCODERS
from mutagen.mp3 import MP3

STORY = 'One\n\nIt rained. "Go on," said Anna.\n'


@pytest.fixture
def story(tmp_path):
    path = tmp_path / "story.txt"
    path.write_text(STORY)
    return path


def run(story, *flags):
    with pytest.raises(SystemExit) as ended:
        cli.main(
            [
                "make",
                *flags,
                str(story),
                "--engine",
                "tone",
                "--executor",
                "inline",
                "--attributor",
                "rules",
                "-q",
            ]
        )
    return ended.value.code


@pytest.mark.quick_cases(2)
@pytest.mark.parametrize(
    ("flags", "kbps", "rate", "channels"),
    [
        (("--bitrate", "128", "--sample-rate", "44100", "--channels", "1"), 128, 44100, 1),
        (("--bitrate", "192k", "--sample-rate", "44.1k", "--channels", "stereo"), 192, 44100, 2),
        (("--bitrate", "48 kbps", "--sample-rate", "24 kHz", "--channels", "mono"), 48, 24000, 1),
        (("--profile", "acx", "--bitrate", "256"), 256, 44100, 1),
        ((), 64, 22050, 1),
    ],
)
def test_files_are_as_asked(story, flags, kbps, rate, channels):
    assert not run(story, *flags, "--formats", "mp3,m4b")
    folder = story.with_suffix(".audiobook")
    info = MP3(next(folder.glob("*.mp3"))).info
    assert (round(info.bitrate, -3), info.sample_rate, info.channels) == (
        kbps * 1000,
        rate,
        channels,
    )
    with av.open(str(next(folder.glob("*.m4b")))) as file:
        sound = file.streams.audio[0]
        assert (sound.rate, sound.channels) == (rate, channels)


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (("--bitrate", "loud"), '"loud" is not a bit rate in kilobits a second'),
        (("--bitrate", "64.5"), "is not a bit rate"),
        (("--bitrate", "-64"), "--bitrate"),
        (("--bitrate", "9000"), "between 16 and 320"),
        (("--bitrate", "100"), "MP3 has no bit rate of 100 kbps at 22,050 Hz. It has 16, 24,"),
        (("--bitrate", "192"), "Add --sample-rate 44100."),
        (("--bitrate", "24", "--sample-rate", "44100"), "It has 32, 40,"),
        (
            ("--bitrate", "160", "--formats", "m4b"),
            "AAC has no bit rate above 132 kbps at 22,050 Hz in one channel",
        ),
        (("--sample-rate", "44.1"), "is not a sample rate in hertz"),
        (("--sample-rate", "96k"), "between 0 and 48,000"),
        (("--sample-rate", "30000", "--formats", "flac"), "for example --sample-rate 32000"),
        (("--channels", "5.1"), "is not 1 (mono) or 2 (stereo)"),
        (("--channels", "²"), "is not 1 (mono) or 2 (stereo)"),
    ],
)
def test_what_cannot_be_made_is_refused_before_any_work(story, capsys, flags, words):
    assert run(story, *flags) == 2
    assert words in " ".join(capsys.readouterr().err.split())
    assert not story.with_suffix(".audiobook").exists()


def test_more_channels_hold_more():
    ENCODERS.load("aac").check(Encoding(160, 22050, 2))
    with pytest.raises(UsageError):
        ENCODERS.load("aac").check(Encoding(160, 22050, 1))


@pytest.mark.parametrize("rate", SAMPLE_RATES)
def test_the_bit_rates_that_we_name_are_those_that_lame_makes(rate):
    made = set()
    for kbps in range(16, 321, 8):
        lame = lameenc.Encoder()
        lame.silence()
        lame.set_channels(1)
        lame.set_bit_rate(kbps)
        lame.set_in_sample_rate(rate)
        lame.set_out_sample_rate(rate)
        frame = Mp3Frame((bytes(lame.encode(bytes(8000))) + bytes(lame.flush()))[:4])
        if round(frame.exact_size * 8 * rate / frame.samples / 1000) == kbps:
            made.add(kbps)
    assert made == set(bit_rates(rate))


@pytest.mark.parametrize("name", ENCODERS.table)
def test_what_is_not_refused_is_encoded(name):
    encoder = ENCODERS.load(name)
    for kbps, rate, channels in [(16, 8000, 1), (64, 12000, 2), (96, 16000, 1), (320, 44100, 2)]:
        encoder.check(Encoding(kbps, rate, channels))
        file = io.BytesIO()
        made = encoder(file, Encoding(kbps, rate, channels), 22050)
        made.feed(bytes(4 * 22050))
        made.finish()
        with av.open(io.BytesIO(file.getvalue())) as back:
            assert back.streams.audio[0].channels == channels
