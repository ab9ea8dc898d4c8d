"""The examples in the guides are files that the program accepts, and the guides name every key."""

import re
from dataclasses import fields
from pathlib import Path

import places
import pytest
from audiobook.casting.castfile import parse_castfile
from audiobook.casting.castwriter import HEADER
from audiobook.casting.choices import Choice, LineChoice
from audiobook.casting.packs import load_voices, read_pack
from audiobook.model import Voice

DOCS = places.DOCS
CAST_FILE = (DOCS / "cast-file.md").read_text(encoding="utf-8")
VOICES = (DOCS / "voices.md").read_text(encoding="utf-8")


def examples(guide: str) -> list[str]:
    return re.findall(r"^```toml\n(.*?)^```$", guide, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("example", examples(CAST_FILE))
def test_the_examples_of_the_cast_file_are_valid_and_name_voices_that_there_are(example):
    read = parse_castfile(example, Path("cast-file.md"))
    assert read.speakers or read.lines
    known = {voice.name for voice in load_voices(user=Path("/nonexistent"))}
    named = {name for choice in read.speakers for name in (choice.voice, choice.automatic) if name}
    assert named <= known


@pytest.mark.parametrize("example", examples(VOICES))
def test_the_examples_of_voices_are_valid(example, tmp_path):
    path = tmp_path / "pack.toml"
    path.write_text(example, encoding="utf-8")
    assert len(read_pack(path)) == 1


def test_there_are_examples():
    assert (len(examples(CAST_FILE)), len(examples(VOICES))) == (3, 2)


def test_every_key_is_in_the_guide_and_at_the_top_of_the_file():
    for key in [entry.name for entry in fields(Choice)][1:] + [
        entry.name for entry in fields(LineChoice)
    ]:
        assert re.search(rf"^{key} = |`{key}`", CAST_FILE, re.MULTILINE), key
    for key in [
        entry.name for entry in fields(Choice) if entry.name not in ("speaker", "automatic")
    ]:
        assert f"#   {key} = " in HEADER, key
    for key in [entry.name for entry in fields(Voice)][1:]:
        assert f"| `{key}` |" in VOICES, key


def test_what_the_top_of_the_file_shows_can_be_written():
    shown = re.findall(r"^#   (.*)$", HEADER, re.MULTILINE)
    table, line = "\n".join(shown).split("[[lines]]")
    read = parse_castfile(f"[speakers.Ann]\n{table}\n[[lines]]{line}", Path("cast.toml"))
    assert read.of("Ann").also == ("Other Name",)
    assert read.lines[0].chapter == 3
