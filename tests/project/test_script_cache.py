"""The script cache: used where nothing changed, made anew wherever anything did."""

import os
import random
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from audiobook import directing, produce
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
from audiobook.project import script_cache
from audiobook.project.script_cache import CachedScript, guidance_key_of, load, save, source_key_of
from audiobook.project.titlepage import entitled, titled
from audiobook.settings import About, Pauses, Settings
from hypothesis import given
from hypothesis import strategies as st

NOBODY = Guidance()
CHAPTER = Chapter(
    1,
    "One",
    "“Go.”\ud800 \x00",
    None,
    (Mark(0, 5, MarkKind.NAME, "person"),),
    "Part",
    (Note(2, "A note"),),
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
    (
        (
            Utterance(0, 5, Kind.DIALOGUE, 0, 0, "Emma", 0.5, "why"),
            Utterance(5, 8, Kind.NARRATION, 0),
        ),
    ),
    (Character("Emma", ("Miss Woodhouse",), "female", words=1, quotations=1),),
)


@pytest.fixture(autouse=True)
def _nobody_edits_the_program_meanwhile(monkeypatch):
    files = list(script_cache._our_files())
    assert len(files) > 50
    monkeypatch.setattr(script_cache, "_our_files", lambda: iter(files))


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "book.txt"
    path.write_text("“Go.”")
    return path


@pytest.fixture
def file(tmp_path):
    return tmp_path / "script.json"


def keep(source, file, settings=None, guidance=NOBODY):
    key = source_key_of(source, settings or Settings())
    save(file, CachedScript(key, guidance_key_of(guidance), SCRIPT))


def cached_book(source, file, settings=None):
    cached = load(file, source_key_of(source, settings or Settings()))
    return cached and cached.script.book


def cached_script(source, file, guidance=NOBODY):
    cached = load(file, source_key_of(source, Settings()))
    return cached.script if cached and cached.guidance_key == guidance_key_of(guidance) else None


def test_what_is_kept_comes_back_as_it_was(source, file):
    keep(source, file)
    assert cached_script(source, file) == SCRIPT
    assert cached_book(source, file) == SCRIPT.book


def test_nothing_is_kept_at_first(source, file):
    assert (cached_book(source, file), cached_script(source, file)) == (None, None)


def test_another_text_is_read(source, file):
    keep(source, file)
    source.write_text("“Gone.”")
    assert cached_book(source, file) is None


def test_other_guidance_finds_the_speakers_anew_and_keeps_the_book(source, file):
    keep(source, file)
    assert cached_script(source, file, Guidance(merges=(("Miss Woodhouse", "Emma"),))) is None
    assert cached_book(source, file) == SCRIPT.book


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
    assert (cached_book(source, file, changed) is not None) is same


def test_another_title_page_is_laid_over_what_the_book_says():
    about = Settings(metadata=About(title="Other"))
    other = entitled(SCRIPT, about)
    assert other.book.metadata.title == "Other"
    assert other == replace(SCRIPT, book=titled(SCRIPT.book, about))
    assert entitled(SCRIPT, Settings()) == SCRIPT


def test_what_the_book_says_of_itself_is_kept_under_another_title_page(tmp_path):
    story = tmp_path / "story.txt"
    story.write_text("The Storm\n\n“Go on,” said Anna.\n", encoding="utf-8")
    flags = {"engine": "tone", "executor": "inline"}
    produce.cast(story, None, {**flags, "metadata": {"title": "Other"}})
    file = tmp_path / "story.audiobook" / ".work" / "script.json"
    before = file.read_bytes()
    again, _ = produce.script(story, None, {**flags, "metadata": {"title": "Other"}})
    own, _ = produce.script(story, None, flags)
    assert (again.book.metadata.title, own.book.metadata.title) == ("Other", "The Storm")
    castfile = tmp_path / "story.audiobook" / "cast.toml"
    castfile.write_text(
        castfile.read_text().replace("[speakers.Anna]", '[speakers.Anna]\ngender = "male"')
    )
    produce.cast(story, None, {**flags, "metadata": {"title": "Third"}})  # only the guidance is new
    assert file.read_bytes() != before
    own, _ = produce.script(story, None, flags)
    assert own.book.metadata.title == "The Storm"


def test_the_settings_that_do_not_count_exist():
    assert set(script_cache._WITHOUT_INFLUENCE) <= {*Settings.__dataclass_fields__}


def test_other_packages_and_another_text_side_make_it_anew(source, file, monkeypatch):
    keep(source, file)
    with monkeypatch.context() as patch:
        patch.setattr(script_cache, "versions", lambda: {"pysbd": "0.0"})
        assert cached_book(source, file) is None
    with monkeypatch.context() as patch:
        patch.setattr(script_cache, "_our_files", lambda: iter([("model.npz", 1, 2)]))
        assert cached_book(source, file) is None
    assert cached_book(source, file) is not None


def test_an_attributor_that_may_change_its_mind_is_asked_again(tmp_path, monkeypatch):
    story = tmp_path / "story.txt"
    story.write_text("“Go on,” said Anna.\n", encoding="utf-8")
    flags = {"engine": "tone", "executor": "inline", "attributor": "rules"}
    file = tmp_path / "story.audiobook" / ".work" / "script.json"
    with monkeypatch.context() as patch:
        patch.setattr("audiobook.attribute.rules.RulesAttributor.repeatable", False)
        produce.cast(story, None, flags)
        assert not file.exists()
    produce.cast(story, None, flags)
    assert file.exists()
    asked = []
    monkeypatch.setattr("audiobook.attribute.rules.RulesAttributor.repeatable", False)
    monkeypatch.setattr(directing, "found_script", lambda *given: asked.append(given) or SCRIPT)
    produce.script(story, None, flags)
    assert asked


def test_damage_of_any_byte_is_noticed_and_mended(source, file):
    keep(source, file)
    whole = file.read_bytes()
    chance = random.Random(5)
    for _ in range(200):
        damaged = bytearray(whole)
        damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        file.write_bytes(damaged)
        found = cached_script(source, file)
        # The checksum's own digits may change their case, which changes nothing.
        assert found in {None, SCRIPT} if damaged[9:] == whole[9:] else found is None
    for cut in (0, 3, 9, 10, len(whole) // 2, len(whole) - 1):
        file.write_bytes(whole[:cut])
        assert cached_script(source, file) is None
    keep(source, file)
    assert file.read_bytes() == whole


def test_what_is_there_already_is_not_written_again(tmp_path):
    story = tmp_path / "story.txt"
    story.write_text("“Go on,” said Anna.\n", encoding="utf-8")
    flags = {"engine": "tone", "executor": "inline"}
    file = tmp_path / "story.audiobook" / ".work" / "script.json"
    produce.cast(story, None, flags)
    os.utime(file, ns=(1, 1))
    produce.cast(story, None, flags)
    assert file.stat().st_mtime_ns == 1


def test_a_folder_counts_with_all_its_files(tmp_path, file):
    folder = tmp_path / "serial"
    folder.mkdir()
    (folder / "1.txt").write_text("One.")
    keep(folder, file)
    assert cached_book(folder, file) is not None
    (folder / "2.txt").write_text("Two.")
    assert cached_book(folder, file) is None


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
    "data",
    [
        None,
        3,
        [],
        [1],
        ["1", ["a", 2], None],
        [1, ["a"], None],
        [1, ["a", "b"], None],
        [1, ["a", 2], "x"],
    ],
)
def test_what_does_not_fit_is_said(data):
    with pytest.raises(ValueError, match=r"is no"):
        restored(Pair, data)
