"""A recogniser finds what is said, and not what was swapped, cut out or muted."""

import json

import numpy as np
import pytest
from audiobook import produce
from audiobook.checks.book_record import remembered
from audiobook.checks.recognition import RECOGNISERS, listen
from audiobook.cli import main as cli
from audiobook.errors import AudiobookError, InputError, MissingPackageError, UsageError
from audiobook.render.store import clip_key
from audiobook.render.takes import write_takes
from checking import FLAGS, make, replaced

pytestmark = pytest.mark.slow

pytest.importorskip("pocketsphinx", reason="needs the extra listen")

LIGHT = "pocketsphinx"

SENTENCES = (
    "The ferry had stopped for the winter.",
    "Nobody in the village could say when it would run again.",
    "She put the letter back into its envelope.",
    "Then she looked at the clock above the stove.",
    "There was one lamp left at the end of the river.",
    "The captain carried a basket of apples and a small dog.",
    "They walked together through the quiet morning.",
    "His brother was waiting beside the old wooden gate.",
)
STORY = "Chapter 1\n\n" + "\n\n".join(SENTENCES) + "\n"


@pytest.fixture(scope="module")
def spoken(tmp_path_factory):
    return make(tmp_path_factory.mktemp("spoken"), STORY, engine="pyttsx3", formats=["mp3"])


@pytest.fixture
def file(spoken):
    path = next(spoken.glob("*.mp3"))
    whole = path.read_bytes()
    yield path
    path.write_bytes(whole)


def cue(spoken, words):
    """Where the line with these words is, in samples at 22050 Hz."""
    book = remembered(spoken)
    (track,) = book.tracks[0]
    for each in track.cues:
        if words in book.played.text(0, book.played.utterances[0][each.utterance]):
            return slice(round(each.start_ms * 22.05), round(each.end_ms * 22.05))
    raise AssertionError(words)


def missed(path):
    return {finding.line for finding in listen(path, 20, LIGHT).findings if finding.code == "L001"}


def test_what_is_said_is_heard(spoken):
    found = listen(spoken, 20, LIGHT)
    assert found.judged == len(SENTENCES)
    assert found.heard >= len(SENTENCES) - 1
    assert found.confused <= 1


def test_a_sample_is_as_large_as_asked_for(spoken):
    assert listen(spoken, 3, LIGHT).judged == 3


def test_lines_that_were_swapped_are_not_heard(spoken, file):
    one, two = cue(spoken, "ferry"), cue(spoken, "Nobody")

    def swap(pcm, _):
        return np.concatenate(
            (pcm[: one.start], pcm[two], pcm[one.stop : two.start], pcm[one], pcm[two.stop :])
        )

    replaced(file, swap)
    assert any("ferry" in line for line in missed(spoken))


def test_a_muted_line_is_not_heard(spoken, file):
    place = cue(spoken, "captain")

    def mute(pcm, _):
        pcm[place] = 0
        return pcm

    replaced(file, mute)
    assert any("captain" in line for line in missed(file))


def test_a_dropped_word_is_missed(spoken, file):
    place = cue(spoken, "brother")

    def drop(pcm, _):
        third = (place.stop - place.start) // 3
        pcm[place.start + third : place.stop - third] = 0
        return pcm

    replaced(file, drop)
    assert any("brother" in line for line in missed(spoken))


def test_a_book_of_other_sound_is_an_error(spoken, file, capsys):
    replaced(file, lambda pcm, _: pcm[::-1])
    with pytest.raises(SystemExit) as ended:
        cli.main(["listen-check", str(spoken), "--recogniser", LIGHT, "--json"])
    assert ended.value.code == 7
    record = json.loads(capsys.readouterr().out.splitlines()[0])
    assert "L003" in {finding["code"] for finding in record["findings"]}
    assert record["heard"] < record["judged"] / 2


def test_what_cannot_be_listened_to_is_said(tmp_path, spoken, monkeypatch):
    with pytest.raises(InputError, match="is not a finished book"):
        listen(tmp_path, 5)
    german = make(
        tmp_path,
        "Der alte Mann ging nach Hause und schlief.\n\nDas war alles.\n",
        metadata={"language": "de"},
    )
    with pytest.raises(UsageError, match='"pocketsphinx" does not know the language "de"'):
        listen(german, 5, LIGHT)
    monkeypatch.setitem(RECOGNISERS.table, "absent", "no_such_recogniser_at_all:X")
    with pytest.raises(MissingPackageError, match="no_such_recogniser_at_all"):
        listen(spoken, 5, "absent")


@pytest.fixture(scope="module")
def respoken(tmp_path_factory):
    """A book in which a line of the first chapter has another take since it was made."""
    source = tmp_path_factory.mktemp("respoken") / "story.md"
    source.write_text("".join(f"# {line}\n\n{line}\n\n" for line in SENTENCES[:3]))
    flags = {**FLAGS, "engine": "pyttsx3", "formats": ["m4b", "mp3"]}
    folder = produce.make(source, None, flags).folder
    book = remembered(folder)
    spoken = [item.line for item in book.plans[0].items if item.line]
    key = clip_key(spoken[-1], book.shop.prints)
    write_takes(book.project.takes_file, {key: 1}, {key: spoken[-1].plain})
    return folder


def test_lines_after_a_chapter_that_is_spoken_again_are_found_in_their_own_files(respoken):
    found = listen(respoken, 0, LIGHT)
    assert found.heard == found.judged == 4


def test_a_book_in_one_file_waits_until_it_holds_what_is_spoken_again(respoken):
    with pytest.raises(AudiobookError, match="made of other lines than those of now"):
        listen(next(respoken.glob("*.m4b")), 0, LIGHT)
