"""Files that we did not make: what is heard, what their tags say, and no traceback whatever they hold."""

import json
import random
import struct
from dataclasses import replace
from fractions import Fraction

import av
import numpy as np
import pytest
from audiobook.checks.check import check
from audiobook.checks.sound.acx import Submitted, acx_findings
from audiobook.checks.sound.hearing import Measured
from audiobook.cli import main as cli
from audiobook.errors import InputError, UnknownNameError
from audiobook.sound.meter import Levels
from checking import found, serious, speech, write
from mutagen import id3
from mutagen.flac import FLAC
from mutagen.mp4 import MP4
from mutagen.oggopus import OggOpus

RATE = 22050


@pytest.fixture(scope="module")
def talk():
    return speech(24)


def tagged(path, title="One", number="1", **more):
    tags = id3.ID3()
    texts = {
        "TIT2": title,
        "TALB": "Book",
        "TPE1": "Writer",
        "TCOM": "Reader",
        "TRCK": number,
        **more,
    }
    for name, text in texts.items():
        tags.add(id3.Frames[name](text=text))
    tags.save(path)


def chaptered(path, pcm, starts, form="mp4", codec="aac"):
    """A file with chapters that begin at those seconds."""
    with av.open(str(path), "w", format=form) as file:
        stream = file.add_stream(codec, rate=RATE, layout="mono")
        ends = [*starts[1:], len(pcm) / RATE]
        file.set_chapters(
            [
                {
                    "id": n,
                    "start": round(a * 1000),
                    "end": round(b * 1000),
                    "time_base": Fraction(1, 1000),
                    "metadata": {"title": f"Part {n}"},
                }
                for n, (a, b) in enumerate(zip(starts, ends, strict=True))
            ]
        )
        for start in range(0, len(pcm), 1 << 16):
            frame = av.AudioFrame.from_ndarray(
                pcm[start : start + (1 << 16)].reshape(1, -1), format="s16", layout="mono"
            )
            frame.sample_rate, frame.pts = RATE, start
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))


@pytest.mark.quick_cases(2)
@pytest.mark.parametrize(
    ("name", "codec", "rate"),
    [
        ("a.mp3", "libmp3lame", 22050),
        ("a.m4a", "aac", 44100),
        ("a.opus", "libopus", 48000),
        ("a.flac", "flac", 44100),
        ("a.wav", "pcm_s16le", 16000),
    ],
)
def test_every_format_is_measured_and_clean(tmp_path, name, codec, rate):
    write(tmp_path / name, speech(30, rate), rate, codec)
    report = check(tmp_path / name)
    assert report.sound_ms == pytest.approx(30_000, abs=150)
    assert not [f for f in report.findings if f.code[0] != "M"]
    assert {"M001", "M002", "M020"} <= {f.code for f in report.findings}


@pytest.mark.slow
def test_tags_of_every_kind_are_read(tmp_path, talk):
    write(tmp_path / "a.mp3", talk, RATE)
    tagged(tmp_path / "a.mp3")
    write(tmp_path / "a.m4b", talk, RATE, "aac", format="mp4")
    mp4 = MP4(tmp_path / "a.m4b")
    mp4.update(
        {"\xa9nam": "One", "\xa9alb": "Book", "\xa9ART": "Writer", "\xa9wrt": "Reader", "stik": [2]}
    )
    mp4.save()
    vorbis = {"title": "One", "album": "Book", "artist": "Writer", "composer": "Reader"}
    for name, codec, kind in (("a.flac", "flac", FLAC), ("a.opus", "libopus", OggOpus)):
        rate = 48000 if kind is OggOpus else RATE
        write(tmp_path / name, speech(20, rate), rate, codec)
        file = kind(tmp_path / name)
        file.update(vorbis)
        file.save()
    assert set(found(tmp_path)) == {"M020"}


@pytest.mark.slow
def test_a_stretch_that_is_heard_twice(tmp_path, talk):
    cut = talk[10 * RATE : 16 * RATE]
    write(tmp_path / "a.mp3", np.concatenate((talk[: 16 * RATE], cut, talk[16 * RATE :])), RATE)
    (finding,) = [f for f in check(tmp_path / "a.mp3").findings if f.code == "A013"]
    assert finding.at_ms == pytest.approx(16_000, abs=1500)
    write(tmp_path / "b.mp3", talk, RATE)
    assert "A013" not in found(tmp_path / "b.mp3")


@pytest.mark.slow
def test_silences_levels_and_peaks(tmp_path, talk):
    quiet = np.zeros(9 * RATE, "<i2")
    write(tmp_path / "gap.mp3", np.concatenate((talk, quiet, talk)), RATE)
    write(tmp_path / "ends.mp3", np.concatenate((quiet, talk, quiet)), RATE)
    write(tmp_path / "soft.mp3", talk // 60, RATE)
    write(tmp_path / "loud.mp3", (talk.astype(int) * 40).clip(-32768, 32767), RATE)
    write(tmp_path / "silent.mp3", np.zeros(3 * RATE, "<i2"), RATE)
    codes = {
        name: found(tmp_path / f"{name}.mp3") for name in ("gap", "ends", "soft", "loud", "silent")
    }
    assert codes["gap"]["A004"] == 1
    assert codes["ends"]["A005"] == 2
    assert codes["soft"]["A008"] == 1
    assert {"A006", "A007", "A008"} <= set(codes["loud"])
    assert codes["silent"]["A014"] == 1


def test_chapters_that_are_not_equally_loud(tmp_path, talk):
    for number, gain in enumerate((1.0, 1.0, 0.4), 1):
        write(tmp_path / f"{number}.wav", (talk * gain).astype("<i2"), RATE, "pcm_s16le")
    (finding,) = [f for f in check(tmp_path).findings if f.code == "A009"]
    assert finding.file == "3.wav"


@pytest.mark.slow
def test_marks_in_the_middle_of_a_word_and_after_the_end(tmp_path, talk):
    loud = talk.copy()
    loud[19 * RATE : 21 * RATE] = speech(2, seed=3) // 2 + 8000
    pcm = np.concatenate((talk[: 10 * RATE], np.zeros(RATE, "<i2"), loud[10 * RATE :]))
    chaptered(tmp_path / "good.m4b", pcm, [0, 10.5])
    chaptered(tmp_path / "bad.m4b", pcm, [0, 10.5, 21.0])
    assert "M015" not in found(tmp_path / "good.m4b")
    (finding,) = [f for f in check(tmp_path / "bad.m4b").findings if f.code == "M015"]
    assert "Part 2" in finding.what
    chaptered(tmp_path / "late.m4b", pcm, [0, 10.5, 300])
    assert "M012" in found(tmp_path / "late.m4b")
    chaptered(tmp_path / "first.m4b", pcm, [5, 10.5])
    assert {"M011", "M013", "M023"} & set(found(tmp_path / "first.m4b"))


def test_id3_chapters_need_an_ordered_table_on_top(tmp_path, talk):
    write(tmp_path / "a.mp3", talk, RATE)
    tagged(tmp_path / "a.mp3")
    tags = id3.ID3(tmp_path / "a.mp3")
    for n, (start, end) in enumerate(((0, 12_000), (12_000, 24_000))):
        name = [id3.TIT2(text=f"Part {n}")]
        tags.add(id3.CHAP(element_id=f"c{n}", start_time=start, end_time=end, sub_frames=name))
    tags.save()
    assert "M019" in found(tmp_path / "a.mp3")
    tags.add(id3.CTOC(element_id="toc", flags=3, child_element_ids=["c0", "c1"], sub_frames=[]))
    tags.save()
    assert "M019" not in found(tmp_path / "a.mp3")
    tags.add(id3.CTOC(element_id="toc", flags=3, child_element_ids=["c0", "toc"], sub_frames=[]))
    tags.save()
    assert "M019" in found(tmp_path / "a.mp3")


@pytest.mark.quick_cases(1)
@pytest.mark.parametrize(
    ("cover", "code"),
    [(b"no picture", "M021"), (b"\x89PNG\r\n\x1a\n" + b"\0" * 30, "M021"), (b"", "M021")],
)
def test_a_cover_that_is_no_picture(tmp_path, talk, cover, code):
    write(tmp_path / "a.mp3", talk, RATE)
    tagged(tmp_path / "a.mp3")
    tags = id3.ID3(tmp_path / "a.mp3")
    tags.add(id3.APIC(mime="image/png", type=3, data=cover))
    tags.save()
    assert code in found(tmp_path / "a.mp3")


@pytest.mark.slow
def test_books_mixed_in_a_folder_and_lists_that_lead_nowhere(tmp_path, talk):
    for number, album in ((1, "Book"), (2, "Other"), (2, "Book")):
        path = tmp_path / f"{number} {album}.mp3"
        write(path, talk, RATE)
        tagged(path, f"Title {number} {album}", str(number), TALB=album)
    (tmp_path / "a.m3u8").write_text(
        "#EXTM3U\n1 Book.mp3\nhttp://x.example/a.mp3\ngone.mp3\n", encoding="utf-8"
    )
    (tmp_path / "a.cue").write_text('FILE "nowhere.mp3" MP3\n', encoding="utf-8")
    codes = found(tmp_path)
    assert codes["M007"] == 1
    assert codes["M005"] == 1
    assert codes["M032"] == 2


def test_names_that_other_systems_cannot_hold(tmp_path, talk):
    names = [
        "a?.wav",
        "con.wav",
        "end .wav",
        "x" * 200 + ".wav",
        "Twice.wav",
        "twice.wav",
        "good.wav",
    ]
    for name in names:
        write(tmp_path / "w.wav", talk[:RATE], RATE, "pcm_s16le")
        (tmp_path / "w.wav").rename(tmp_path / name)
    flagged = {f.file for f in check(tmp_path).findings if f.code in ("M030", "M031")}
    assert flagged == {"a?.wav", "con.wav", "twice.wav"}


def heard(
    *,
    rms_db=-20.0,
    peak_db=-3.5,
    floor_db=-75.0,
    minutes=10.0,
    lead=0.75,
    trail=2.0,
    rate=44_100,
    channels=1,
    **more,
):
    frames = round(minutes * 60 * rate)
    length = minutes * 60_000
    levels = Levels(rate, channels, frames, rms_db, peak_db, peak_db, floor_db, rms_db)
    silences = ((0.0, lead * 1000), (length - trail * 1000, length))
    base = Measured(
        "mp3float", 192.0, length, True, (), silences, (), 0, (), np.zeros(0, np.float32), levels
    )
    return replace(base, **more)


CREDITS = [
    Submitted("00 - Opening credits.mp3", "", heard()),
    Submitted("99 - x.mp3", "Closing credits", heard()),
    Submitted("sample.mp3", "", heard(minutes=2, lead=0), sample=True),
]


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (heard(), ""),
        (heard(rms_db=-23.04), ""),
        (heard(rms_db=-23.2), "A101"),
        (heard(rms_db=-17.8), "A101"),
        (heard(peak_db=-2.9), "A102"),
        (heard(floor_db=-59), "A103"),
        (heard(codec="aac"), "A104"),
        (heard(kbps=128.0), "A104"),
        (heard(constant=False), "A104"),
        (heard(rate=22_050), "A104"),
        (heard(minutes=120.1), "A105"),
        (heard(lead=0.3), "A106"),
        (heard(lead=1.2), "A106"),
        (heard(trail=0.5), "A107"),
        (heard(trail=6), "A107"),
        (heard(channels=2), "A108"),
    ],
)
def test_acx_rule_by_rule(file, code):
    assert [f.code for f in acx_findings([*CREDITS, Submitted("01.mp3", "One", file)])] == (
        [code] if code else []
    )


def test_acx_wants_credits_and_a_sample():
    codes = [f.code for f in acx_findings([Submitted("01.mp3", "One", heard())])]
    assert codes == ["A109", "A109", "A110"]
    assert [f.code for f in acx_findings([Submitted("01.mp3", "One", heard())], some=True)] == [
        "A110"
    ]
    short = Submitted("sample.mp3", "", heard(minutes=0.5), sample=True)
    assert [f.code for f in acx_findings([*CREDITS[:2], short])] == ["A110"]


def test_acx_on_files_as_they_are(tmp_path, talk):
    write(tmp_path / "01.mp3", talk, RATE)
    codes = found(tmp_path, "acx")
    assert {"A104", "A109", "A110"} <= set(codes)


HOSTILE = {
    "empty.mp3": b"",
    "text.mp3": b"Once upon a time there was a book. " * 99,
    "list.m4b": b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n",
    "concat.mp3": b"ffconcat version 1.0\nfile /etc/passwd\n",
    "riff.wav": b"RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0data\xff\xff\xff\xff",
    "id3.mp3": b"ID3\x03\0\0\x7f\x7f\x7f\x7f" + b"\xff" * 5000,
    "frames.mp3": b"ID3\x04\0\xff\0\0\x10\0TIT2\xff\xff\xff\xff\0\0" + b"CHAP\0\0\0\x01\0\0\0" * 90,
    "atoms.m4b": struct.pack(">I4s", 0, b"moov") * 50,
    "atom.m4b": struct.pack(">I4sQ", 1, b"ftyp", 2**63),
    "nest.m4a": (struct.pack(">I4s", 0xFFFFFFF0, b"moov") + struct.pack(">I4s", 8, b"trak")) * 99,
    "ogg.opus": b"OggS\0\2" + b"\xff" * 300,
    "flac.flac": b"fLaC\x80\xff\xff\xff" + b"\0" * 400,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_holds_no_sound_is_said_so(tmp_path, name):
    (tmp_path / name).write_bytes(HOSTILE[name])
    assert found(tmp_path / name)["A001"] == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("suffix", "codec"),
    [
        ("mp3", "libmp3lame"),
        ("m4b", "aac"),
        ("opus", "libopus"),
        ("flac", "flac"),
        ("wav", "pcm_s16le"),
    ],
)
def test_damage_of_any_kind_never_ends_in_a_traceback(tmp_path, suffix, codec):
    rate = 48000 if suffix == "opus" else RATE
    path = tmp_path / f"a.{suffix}"
    write(path, speech(4, rate), rate, codec, **({"format": "mp4"} if suffix == "m4b" else {}))
    if suffix == "mp3":
        tagged(path)
    whole = path.read_bytes()
    chance = random.Random(7)
    for turn in range(40):
        data = bytearray(whole)
        for _ in range(chance.choice((1, 5, 60))):
            at = chance.randrange(min(len(data), chance.choice((64, 400, len(data)))))
            data[at] = chance.randrange(256)
        cut = chance.randrange(len(data)) if turn % 4 == 0 else len(data)
        path.write_bytes(data[:cut])
        check(path)


def test_the_command_tells_its_findings_and_ends_by_them(tmp_path, talk, capsys):
    def run(*arguments):
        with pytest.raises(SystemExit) as ended:
            cli.main(["check", *map(str, arguments)])
        return ended.value.code, capsys.readouterr().out

    write(tmp_path / "soft.wav", talk // 60, RATE, "pcm_s16le")
    status, printed = run(tmp_path)
    assert status == 0
    assert "A008" in printed
    assert "M001" in printed
    assert run(tmp_path, "--strict")[0] == 8
    (tmp_path / "none.mp3").write_bytes(b"")
    status, printed = run(tmp_path, "--json")
    assert status == 7
    record = json.loads(printed.splitlines()[0])
    assert record["counts"]["error"] == 1
    finding = next(f for f in record["findings"] if f["code"] == "A001")
    assert (finding["file"], finding["severity"]) == ("none.mp3", "error")
    assert finding["remedy"]
    with pytest.raises(InputError):
        check(tmp_path / "gone.mp3")
    with pytest.raises(UnknownNameError, match="acx"):
        check(tmp_path, "axc")
    assert serious(tmp_path / "soft.wav") >= {"A008"}
