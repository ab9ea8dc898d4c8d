"""Catalogues that say other times than the sound files beside them."""

import json
import re
import zipfile

import pytest
from audiobook import produce
from audiobook.checks.check import check
from audiobook.checks.tags.stated import CATALOGUES, UNREADABLE, stated_in
from checking import FLAGS, copy, found, make, serious
from hearing import marks_of, starts_in

FORMATS = ["m4b", "mp3", "audiobookshelf", "w3c", "lpf", "rss", "cue", "labels"]
FEED = {"url": "https://example.org/bridge/"}
LATE_S = 0.2


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return make(tmp_path_factory.mktemp("made"), formats=FORMATS, feed=FEED)


@pytest.fixture
def book(made, tmp_path):
    return copy(made, tmp_path / "bridge.audiobook")


def codes(path):
    """What is found, a file that was changed aside."""
    return {code: count for code, count in found(path).items() if code != "M033"}


def rewritten(path, change):
    path.write_text(change(path.read_text("utf-8")), encoding="utf-8", newline="")


def later_in_metadata(text):
    record = json.loads(text)
    record["chapters"][1]["start"] += LATE_S
    return json.dumps(record)


def longer_in_manifest(text):
    record = json.loads(text)
    link = record["readingOrder"][0]
    link["duration"] = f"PT{float(link['duration'][2:-1]) + LATE_S}S"
    return json.dumps(record)


def later_in_contents(text):
    return re.sub(r"#t=(\d+\.\d+),", lambda match: f"#t={float(match[1]) + LATE_S:.3f},", text)


def later_in_cue(text):
    return re.sub(
        r"(INDEX 01 \d+):(\d\d):", lambda match: f"{match[1]}:{int(match[2]) + 1:02}:", text
    )


def longer_in_feed(text):
    tag = "itunes:duration"
    return re.sub(rf"<{tag}>(\d+)", lambda match: f"<{tag}>{int(match[1]) + 2}", text, count=1)


def later_in_labels(text):
    lines = (line.split("\t", 2) for line in text.splitlines())
    return "".join(f"{float(start) + LATE_S}\t{end}\t{said}\n" for start, end, said in lines)


CHANGES = {
    "metadata.json": later_in_metadata,
    "publication.json": longer_in_manifest,
    "contents.html": later_in_contents,
    "The Bridge.cue": later_in_cue,
    "podcast.xml": longer_in_feed,
    "labels/The Bridge.txt": later_in_labels,
}


def test_catalogues_as_they_are_made_give_no_findings(book):
    assert serious(book) == set()


@pytest.mark.quick_cases(2)
@pytest.mark.parametrize("name", CHANGES)
def test_a_catalogue_with_other_times_is_found(book, name):
    rewritten(book / name, CHANGES[name])
    assert codes(book) == {"M025": 1}
    (finding,) = [finding for finding in check(book).findings if finding.code == "M025"]
    assert finding.file == name
    assert "The Bridge.m4b" in finding.what


def test_a_package_with_other_times_is_found(book):
    path = book / "The Bridge.lpf"
    with zipfile.ZipFile(path) as package:
        files = {name: package.read(name) for name in package.namelist()}
    for name in ("publication.json", "contents.html"):
        files[name] = CHANGES[name](files[name].decode()).encode()
    with zipfile.ZipFile(path, "w") as package:
        for name, data in files.items():
            package.writestr(name, data)
    assert codes(book) == {"M025": 2}


def test_a_chapter_that_a_catalogue_leaves_out_is_found(book):
    def without_a_chapter(text):
        record = json.loads(text)
        return json.dumps({**record, "chapters": record["chapters"][:1]})

    rewritten(book / "metadata.json", without_a_chapter)
    assert codes(book) == {"M025": 1}


@pytest.mark.parametrize("name", [*CATALOGUES, "The Bridge.cue", "The Bridge.lpf"])
@pytest.mark.parametrize(
    "content", [b"", b"[]", b"null", b"{}", b"\xff\xfe\0", b'{"chapters": [{}]}', b"<a/>"]
)
def test_a_damaged_catalogue_states_nothing(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    try:
        stated = stated_in(tmp_path / name)
    except UNREADABLE:
        stated = []
    assert stated == []


def test_damaged_catalogues_are_no_crash(book):
    for name in (*CHANGES, "The Bridge.lpf"):
        (book / name).write_bytes(b"[1, 2")
    assert set(codes(book)) <= {"M025", "M032"}


@pytest.mark.slow
def test_a_shelf_of_a_library_is_checked_as_well(tmp_path):
    make(tmp_path, formats=["mp3", "m4b"], library=str(tmp_path / "library"))
    (record,) = (tmp_path / "library").rglob("metadata.json")
    assert serious(record.parent) == set()
    rewritten(record, later_in_metadata)
    assert serious(record.parent) == {"M025"}


@pytest.mark.slow
def test_in_a_book_of_many_chapters_nothing_drifts(tmp_path):
    source = tmp_path / "bridge.md"
    source.write_text(
        "".join(f"# Day {day}\n\nIt rained.\n\n" for day in range(1, 71)), encoding="utf-8"
    )
    folder = produce.make(source, None, {**FLAGS, "formats": ["m4b", "audiobookshelf"]}).folder
    assert serious(folder) == set()
    record = json.loads((folder / "metadata.json").read_text("utf-8"))
    assert len(record["chapters"]) == 70
    assert starts_in(record) == pytest.approx(marks_of(folder / "The Bridge.m4b"), abs=0.001)
