"""What the headers of an M4B tell players, field by field where the standard has it.

Players differ in what they heed: a wrong field is silence, a wrong length or no seeking in one of them alone.
Offsets are into a box's contents, behind its size and name. ISO/IEC 14496-12 is meant by a bare paragraph.
"""

import struct

import pytest
from audiobook.publish.sound.mp4_book import join
from audiobook.sound.aac import PRIMING
from mp4_reading import boxes, frame, samples

RATE = 22_050
SOUND, CHAPTERS = 0, 1
PAYLOAD = b"sound" * 4


def joined(folder, *frames, language="eng", titles=None):
    """A file of a chapter for every number of frames."""
    titles = titles or [f"Title {number}" for number in range(len(frames))]
    paths = [folder / f"{number}.aac" for number in range(len(frames))]
    for path, count in zip(paths, frames, strict=True):
        path.write_bytes(frame(PAYLOAD) * count)
    join(paths, titles, language, 100, folder / "out.m4b")
    return (folder / "out.m4b").read_bytes()


def contents(data, kind, track=SOUND):
    return [found for name, found in boxes(data) if name == kind][track]


def numbers(data, kind, track=SOUND):
    """The numbers of 32 bits behind version and flags."""
    found = contents(data, kind, track)
    return [value for (value,) in struct.iter_unpack(">I", found[4 : len(found) // 4 * 4])]


def test_the_sound_is_enabled_and_heard_and_the_chapters_are_neither(tmp_path):
    """8.3.2: flag 1 enables a track, flag 2 puts it in the movie; without the first some players are silent."""
    data = joined(tmp_path, 10)
    sound, chapters = contents(data, b"tkhd", SOUND), contents(data, b"tkhd", CHAPTERS)
    assert (sound[:4], chapters[:4]) == (b"\0\0\0\3", b"\0\0\0\2")
    assert (sound[36:38], chapters[36:38]) == (b"\1\0", b"\0\0")  # the volume, in 8.8 bits


def test_the_sound_names_the_track_of_its_chapters(tmp_path):
    data = joined(tmp_path, 10)
    assert [numbers(data, b"tkhd", track)[2] for track in (SOUND, CHAPTERS)] == [1, 2]
    assert contents(data, b"chap") == b"\0\0\0\2"
    assert [contents(data, b"hdlr", track)[8:12] for track in (SOUND, CHAPTERS)] == [
        b"soun",
        b"text",
    ]
    assert numbers(data, b"mvhd")[-1] == 3  # the next number that is free


@pytest.mark.parametrize("language", ["eng", "fra", "azz", "zaa"])
def test_the_language_is_told_by_three_letters(tmp_path, language):
    assert told_languages(joined(tmp_path, 10, language=language)) == [language, language]


@pytest.mark.parametrize("unfit", ["", "en", "engl", "Eng", "äöü"])
def test_any_other_language_is_undetermined(tmp_path, unfit):
    assert told_languages(joined(tmp_path, 10, language=unfit)) == ["und", "und"]


def told_languages(data):
    """8.4.2.3: a bit of padding and three letters of five bits, counted from the sign before "a"."""
    found = []
    for track in (SOUND, CHAPTERS):
        packed = struct.unpack_from(">H", contents(data, b"mdhd", track), 20)[0]
        assert packed >> 15 == 0
        found.append("".join(chr(0x60 + (packed >> shift & 31)) for shift in (10, 5, 0)))
    return found


def test_times_are_those_of_what_is_heard(tmp_path):
    """A frame has 1,024 samples; what the encoder put before the sound is hidden by the edit list."""
    data = joined(tmp_path, 100, 50)
    heard = 150 * 1024 - PRIMING
    heard_ms = -(-heard * 1000 // RATE)
    assert numbers(data, b"mvhd")[2:6] == [
        1000,
        heard_ms,
        1 << 16,
        1 << 24,
    ]  # scale, duration, speed, volume
    assert [numbers(data, b"tkhd", track)[4] for track in (SOUND, CHAPTERS)] == [heard_ms, heard_ms]
    assert numbers(data, b"mdhd", SOUND)[2:4] == [RATE, 150 * 1024]
    assert numbers(data, b"mdhd", CHAPTERS)[2:4] == [RATE, heard]
    assert numbers(data, b"elst", SOUND) == [1, heard_ms, PRIMING, 1 << 16]
    assert numbers(data, b"elst", CHAPTERS) == [1, heard_ms, 0, 1 << 16]
    assert numbers(data, b"stts", SOUND) == [1, 150, 1024]
    assert numbers(data, b"stts", CHAPTERS) == [2, 1, 100 * 1024, 1, 50 * 1024 - PRIMING]


def test_the_chapters_of_nero_begin_where_those_of_apple_do(tmp_path):
    """Eight bytes of a time in 100 nanoseconds, a length and a title, behind a count."""
    told = contents(joined(tmp_path, 100, 50), b"chpl")
    second = 100 * 1024 * 10_000_000 // RATE
    titles = (b"\7Title 0", b"\7Title 1")
    assert (
        told
        == b"\1" + bytes(7) + b"\2" + bytes(8) + titles[0] + second.to_bytes(8, "big") + titles[1]
    )


@pytest.mark.parametrize(("chapters", "told"), [(255, [255]), (256, [])])
def test_more_chapters_than_nero_can_count_are_told_to_apple_alone(tmp_path, chapters, told):
    data = joined(tmp_path, *[1] * chapters)
    assert [found[8] for kind, found in boxes(data) if kind == b"chpl"] == told
    assert numbers(data, b"stts", CHAPTERS)[0] == chapters


def test_titles_say_that_they_are_utf_8(tmp_path):
    """QuickTime takes a title for Mac Roman unless a box behind it says otherwise: "encd", with 256 for UTF-8."""
    (text,) = samples(joined(tmp_path, 10, titles=["Zwölf"]), CHAPTERS)
    assert text == b"\0\6" + "Zwölf".encode() + struct.pack(">I4sI", 12, b"encd", 256)


def test_the_chapters_are_headed_as_quicktime_wants_a_track_of_text(tmp_path):
    """QuickTime File Format, "Base Media Information Header Atoms": drawn as it comes (0x40), and where."""
    header = dict(boxes(contents(joined(tmp_path, 10), b"gmhd", 0)))
    assert struct.unpack(">I6H", header[b"gmin"]) == (0, 0x40, 0x8000, 0x8000, 0x8000, 0, 0)
    assert header[b"text"] == struct.pack(">9I", 1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)


def test_a_title_is_cut_where_its_length_can_be_told(tmp_path):
    """In 16 bits in the chapter track; in one byte for Nero, and there never inside a letter."""
    data = joined(tmp_path, 10, titles=["é" * 40_000])
    assert next(samples(data, CHAPTERS))[:2] == b"\xff\xff"
    assert contents(data, b"chpl")[17:] == bytes([254]) + ("é" * 127).encode()


def test_the_picture_is_not_turned(tmp_path):
    """8.2.2: the matrix of a movie and of its tracks that changes nothing; players refuse one of zeros."""
    data = joined(tmp_path, 10)
    unity = [1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30]
    assert numbers(data, b"mvhd")[8:17] == unity
    assert [numbers(data, b"tkhd", track)[9:18] for track in (SOUND, CHAPTERS)] == [unity, unity]


def test_the_sound_is_described_for_its_decoder(tmp_path):
    """The sample entry (12.2.3) and the descriptors of ISO/IEC 14496-1, 7.2.6, each with its tag and length."""
    entry = contents(joined(tmp_path, 100), b"stsd")[8:]
    assert struct.unpack_from(">I4s6xH8xHHHHI", entry) == (
        len(entry),
        b"mp4a",
        1,
        1,
        16,
        0,
        0,
        RATE << 16,
    )
    assert struct.unpack_from(">I4sI", entry, 36) == (len(entry) - 36, b"esds", 0)
    stream = descriptors(entry[48:])
    assert (stream[3][:3], stream[6]) == (b"\0\0\0", b"\2")
    decoder = stream[4]
    assert decoder[:2] == b"\x40\x15"  # MPEG-4 audio; an audio stream, nothing sent upwards
    assert struct.unpack_from(">II", decoder, 5) == (round(len(PAYLOAD) * 8 * RATE / 1024),) * 2
    assert stream[5] == b"\x13\x88"  # AAC LC, the eighth of the rates, one channel


def descriptors(data):
    """Tag -> contents, of all that are nested in one."""
    found = {}
    heads = {3: 3, 4: 13}  # bytes before what is nested
    while data:
        tag, size, at = data[0], 0, 1
        while True:
            size, at = size << 7 | data[at] & 0x7F, at + 1
            if data[at - 1] < 0x80:
                break
        found[tag] = data[at : at + size]
        found |= descriptors(found[tag][heads[tag] :]) if tag in heads else {}
        data = data[at + size :]
    return found


def test_a_decoder_that_begins_in_the_middle_starts_a_frame_early(tmp_path):
    """10.1: a group of samples "roll", whose one entry says -1, and that all samples are in it."""
    data = joined(tmp_path, 100)
    assert contents(data, b"sgpd") == b"\1\0\0\0roll" + struct.pack(">IIh", 2, 1, -1)
    assert contents(data, b"sbgp") == b"\0\0\0\0roll" + struct.pack(">III", 1, 100, 1)


def test_the_data_are_in_the_file_itself(tmp_path):
    data = joined(tmp_path, 10)
    for track in (SOUND, CHAPTERS):
        assert contents(data, b"dref", track) == struct.pack(">III4sI", 0, 1, 12, b"url ", 1)


def test_it_says_that_it_is_an_audiobook_and_that_its_tags_are_those_of_itunes(tmp_path):
    data = joined(tmp_path, 10)
    brand = contents(data, b"ftyp")
    assert brand[:4] == b"M4B "
    assert {brand[at : at + 4] for at in range(8, len(brand), 4)} >= {
        b"M4B ",
        b"M4A ",
        b"mp42",
        b"isom",
    }
    handler = dict(boxes(contents(data, b"meta"), 4))[b"hdlr"]
    assert handler[8:16] == b"mdirappl"
