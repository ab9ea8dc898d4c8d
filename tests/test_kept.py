"""What is kept of a script: used where nothing changed, made anew wherever anything did."""

import os
import random
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiobook.files.serialise import plain, restored
from audiobook.model import (
    Book,
    Chapter,
    Character,
    Cover,
    Guidance,
    Kind,
    Mark,
    MarkKind,
    Metadata,
    Note,
    Script,
    Skipped,
    Unread,
    Utterance,
)
from audiobook.project import script_cache as kept_module
from audiobook.project.script_cache import KeptScript
from audiobook.settings import About, Pauses, Settings

NOBODY = Guidance()
CHAPTER = Chapter(
    1, "One", "“Go.”\ud800 \x00", None, (Mark(0, 5, MarkKind.NAME, "person"),), "Part", (Note(2, "A note"),)
)
SCRIPT = Script(
    Book(
        Metadata("A Book", ("Somebody",), "en"),
        (CHAPTER,),
        Cover(b"\xff\xd8\x00picture", "image/jpeg"),
        (
            Skipped("Contents", "a list", 3, "contents", replace(CHAPTER, offset=7), 0),
            Skipped("Cover", "a picture"),
        ),
        ("a warning",),
        (Unread("page 3", "no text", 12),),
    ),
    ((Utterance(0, 5, Kind.DIALOGUE, 0, 0, "Emma", 0.5, "why"), Utterance(5, 8, Kind.NARRATION, 0)),),
    (Character("Emma", ("Miss Woodhouse",), "female", words=1, quotations=1),),
)


@pytest.fixture(autouse=True)
def _nobody_edits_the_program_meanwhile(monkeypatch):
    files = list(kept_module._our_files())
    assert len(files) > 50
    monkeypatch.setattr(kept_module, "_our_files", lambda: iter(files))


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "book.txt"
    path.write_text("“Go.”")
    return path


@pytest.fixture
def file(tmp_path):
    return tmp_path / "script.json"


def keep(source, file, settings=None, guidance=NOBODY):
    KeptScript(file, source, settings or Settings()).keep(SCRIPT, guidance)


def test_what_is_kept_comes_back_as_it_was(source, file):
    keep(source, file)
    kept = KeptScript(file, source, Settings())
    assert kept.script(NOBODY) == SCRIPT
    assert kept.book() == SCRIPT.book


def test_nothing_is_kept_at_first(source, file):
    kept = KeptScript(file, source, Settings())
    assert (kept.book(), kept.script(NOBODY)) == (None, None)


def test_another_text_is_read(source, file):
    keep(source, file)
    source.write_text("“Gone.”")
    assert KeptScript(file, source, Settings()).book() is None


def test_other_guidance_finds_the_speakers_anew_and_keeps_the_book(source, file):
    keep(source, file)
    kept = KeptScript(file, source, Settings())
    assert kept.script(Guidance(merges=(("Miss Woodhouse", "Emma"),))) is None
    assert kept.book() == SCRIPT.book


@pytest.mark.parametrize(
    ("changed", "same"),
    [
        (Settings(attributor="other"), False),
        (Settings(unsure=0.1), False),
        (Settings(pauses=Pauses(sentence=1)), True),
        (Settings(rate=2, workers=1, formats=("mp3",), chapters="2"), True),
        (Settings(metadata=About(title="Other", authors=("Else",), cover=Path("c.png"))), True),
        (Settings(metadata=About(language="fr")), False),
    ],
)
def test_settings_that_shape_a_script_count(source, file, changed, same):
    keep(source, file)
    assert (KeptScript(file, source, changed).book() is not None) is same


def test_another_title_page_is_laid_over_what_the_book_says(source, file):
    named = Settings(metadata=About(title="Other"))
    kept = KeptScript(file, source, named)
    other = replace(SCRIPT, book=kept.titled(SCRIPT.book))
    assert other.book.metadata.title == "Other"
    kept.keep(other, NOBODY)
    assert KeptScript(file, source, named).script(NOBODY) == other
    assert KeptScript(file, source, named).book() == other.book
    assert KeptScript(file, source, Settings()).script(NOBODY) == SCRIPT
    again = KeptScript(file, source, named)
    guidance = Guidance(merges=(("Miss Woodhouse", "Emma"),))
    again.keep(replace(SCRIPT, book=again.book()), guidance)  # only the guidance is new
    assert KeptScript(file, source, Settings()).script(guidance) == SCRIPT


def test_the_settings_that_do_not_count_exist():
    assert set(kept_module._ELSEWHERE) <= {*Settings.__dataclass_fields__}


def test_other_packages_and_another_text_side_make_it_anew(source, file, monkeypatch):
    keep(source, file)
    with monkeypatch.context() as patch:
        patch.setattr(kept_module, "versions", lambda: {"pysbd": "0.0"})
        assert KeptScript(file, source, Settings()).book() is None
    with monkeypatch.context() as patch:
        patch.setattr(kept_module, "_our_files", lambda: iter([("model.npz", 1, 2)]))
        assert KeptScript(file, source, Settings()).book() is None
    assert KeptScript(file, source, Settings()).book() is not None


def test_an_attributor_that_may_change_its_mind_is_asked_again(source, file):
    kept = KeptScript(file, source, Settings(), repeatable=False)
    kept.keep(SCRIPT, NOBODY)
    assert not file.exists()
    keep(source, file)
    assert KeptScript(file, source, Settings(), repeatable=False).book() is None


def test_damage_of_any_byte_is_noticed_and_mended(source, file):
    keep(source, file)
    whole = file.read_bytes()
    chance = random.Random(5)
    for _ in range(200):
        damaged = bytearray(whole)
        damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        file.write_bytes(damaged)
        kept = KeptScript(file, source, Settings())
        # The checksum's own digits may change their case, which changes nothing.
        assert kept.script(NOBODY) in {None, SCRIPT} if damaged[9:] == whole[9:] else kept.script(NOBODY) is None
    for cut in (0, 3, 9, 10, len(whole) // 2, len(whole) - 1):
        file.write_bytes(whole[:cut])
        assert KeptScript(file, source, Settings()).script(NOBODY) is None
    keep(source, file)
    assert file.read_bytes() == whole


def test_what_is_there_already_is_not_written_again(source, file):
    keep(source, file)
    os.utime(file, ns=(1, 1))
    keep(source, file)
    assert file.stat().st_mtime_ns == 1


def test_a_folder_counts_with_all_its_files(tmp_path, file):
    folder = tmp_path / "serial"
    folder.mkdir()
    (folder / "1.txt").write_text("One.")
    keep(folder, file)
    assert KeptScript(file, folder, Settings()).book() is not None
    (folder / "2.txt").write_text("Two.")
    assert KeptScript(file, folder, Settings()).book() is None


def test_standard_input_keeps_nothing(file, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    keep(Path("-"), file)
    assert not file.exists()


@dataclass(frozen=True)
class Pair:
    number: int
    pair: tuple[str, int]
    maybe: float | None = None


@given(st.integers(), st.text(), st.integers(), st.none() | st.floats(allow_nan=False))
def test_plain_and_back(number, text, other, maybe):
    pair = Pair(number, (text, other), maybe)
    assert restored(Pair, plain(pair)) == pair


@pytest.mark.parametrize(
    "data", [None, 3, [], [1], ["1", ["a", 2], None], [1, ["a"], None], [1, ["a", "b"], None], [1, ["a", 2], "x"]]
)
def test_what_does_not_fit_is_said(data):
    with pytest.raises(ValueError, match=r"is no"):
        restored(Pair, data)
