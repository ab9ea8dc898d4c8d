"""Volumes of a series share one cast."""

import json

import pytest
from audiobook.casting import read_castfile
from audiobook.cli import main as cli
from audiobook.library.job import BookJob
from audiobook.library.one import make_one
from audiobook.library.stamp import finished

FIRST = """\
The Bridge

Chapter 1

"Is the boat gone?" said Anna.

"It left an hour ago," said Peter.

"Then we walk," said Anna.
"""
SECOND = """\
The Town

Chapter 1

"Who are you?" said Clara.

"I am Anna," said Anna.

"And I am Peter," said Peter.

"Welcome," said Doctor Grey. "Come in, all of you," said Grey.
"""


@pytest.fixture
def volume(tmp_path, books):
    """Makes a volume, and returns who is played by which voice."""

    def make(name, text, **metadata):
        flags = {
            "engine": "tone",
            "formats": ("mp3",),
            "executor": "inline",
            "metadata": {"series": "The River", **metadata},
        }
        job = BookJob(books(f"{name}.txt", text), tmp_path / f"{name}.audiobook", flags)
        outcome = make_one(job)
        assert outcome.there, outcome.message
        manifest = json.loads((job.out / ".work" / "manifest.json").read_bytes())
        voices = {who: part["voice"]["name"] for who, part in manifest["voices"].items()}
        return job, voices

    return make


def edit(job, old, new):
    path = job.out / "cast.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_who_has_a_voice_keeps_it_and_nobody_new_takes_it(volume):
    _, first = volume("one", FIRST, series_part="1")
    _, second = volume("two", SECOND, series_part="2")
    for who in ("narrator", "Anna", "Peter"):
        assert second[who] == first[who]
    assert second["Clara"] not in {second["narrator"], second["Anna"], second["Peter"]}


def test_a_book_of_another_series_is_cast_for_itself(volume):
    job, _ = volume("one", FIRST)
    edit(job, "[speakers.Anna]\n", '[speakers.Anna]\nvoice = "weatherall"\n')
    _, second = volume("two", SECOND, series="The Sea")
    assert second["Anna"] != "weatherall"


def test_what_the_user_chose_in_one_volume_counts_in_all(volume):
    job, first = volume("one", FIRST)
    later, second = volume("two", SECOND)
    assert finished(later) is not None
    other = next(voice for voice in second.values() if voice not in first.values())
    edit(job, "[speakers.Anna]\n", f'[speakers.Anna]\nvoice = "{other}"\nrate = 1.5\n')
    assert finished(later) is None
    _, second = volume("two", SECOND)
    assert second["Anna"] == other
    assert second["Clara"] != other
    # Its own cast file goes before.
    edit(later, "[speakers.Anna]\n", f'[speakers.Anna]\nvoice = "{first["Peter"]}"\n')
    _, second = volume("two", SECOND)
    assert second["Anna"] == first["Peter"]


def test_merged_names_carry_over_where_the_names_do(volume):
    job, _ = volume("one", FIRST)
    with (job.out / "cast.toml").open("a", encoding="utf-8") as file:
        file.write('\n[speakers."Doctor Grey"]\nalso = ["Grey"]\ngender = "female"\n')
    job, _ = volume("one", FIRST + '\n"So?" said Grey.\n\n"So," said Doctor Grey.\n')
    _, second = volume("two", SECOND)
    assert "Grey" not in second
    assert "Doctor Grey" in second


def test_a_broken_cast_file_of_another_volume_is_left_out(volume):
    job, _ = volume("one", FIRST)
    (job.out / "cast.toml").write_text("not TOML", encoding="utf-8")
    _, second = volume("two", SECOND)
    assert "Anna" in second


def test_cast_files_are_shared_by_name(volume, tmp_path, books):
    job, first = volume("one", FIRST)
    elsewhere = tmp_path / "deep" / "in" / "another"
    flags = {**job.flags, "metadata": {}, "cast_from": (job.out / "cast.toml",)}
    source = books("deep/in/another/two.txt", SECOND)
    make_one(BookJob(source, elsewhere / "two.audiobook", flags))
    manifest = json.loads((elsewhere / "two.audiobook/.work/manifest.json").read_bytes())
    assert manifest["voices"]["Anna"]["voice"]["name"] == first["Anna"]


@pytest.mark.slow
def test_casts_are_compared_and_merged(volume, tmp_path, capsys):
    job, first = volume("one", FIRST, series_part="1")
    volume("two", SECOND, series_part="2")
    edit(job, "[speakers.Anna]\n", '[speakers.Anna]\nvoice = "marcus"\nalso = ["Annie"]\n')
    out = tmp_path / "river.toml"
    with pytest.raises(SystemExit):
        cli.main(["series", str(tmp_path), "--merge", str(out), "--json"])
    (found,) = json.loads(capsys.readouterr().out).values()
    assert found["volumes"] == ["The Bridge", "The Town"]
    assert found["voices"]["Anna"] == ["marcus", first["Anna"]]
    assert found["voices"]["Clara"][0] == ""
    merged = {choice.speaker: choice for choice in read_castfile(out).speakers}
    assert (merged["Anna"].automatic, merged["Anna"].also) == ("marcus", ("Annie",))
    assert merged["Clara"].automatic
    with pytest.raises(SystemExit) as ended:
        cli.main(["series", str(tmp_path), "--merge", str(out)])
    assert ended.value.code == 2
    assert "exists already" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        cli.main(["series", str(tmp_path)])
    assert "differs" in capsys.readouterr().out


def test_the_same_book_made_twice_is_no_volume_of_its_own(volume, books):
    job, first = volume("one", FIRST)
    other = "marcus" if first["Anna"] != "marcus" else "clara"
    edit(job, "[speakers.Anna]\n", f'[speakers.Anna]\nvoice = "{other}"\n')
    _, again = volume("copy", FIRST)
    assert again == first
