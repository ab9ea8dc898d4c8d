"""Packs that ship are cast from by name; a chosen voice may come from one that was not named."""

from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest
from audiobook.casting.packs import load_voices, read_pack, shipped_packs, with_chosen
from audiobook.cli.arguments.groups import packs
from audiobook.engines import ENGINES
from audiobook.errors import MissingPackageError, SettingsError
from audiobook.settings.load import load_settings

NOBODY = Path("/nonexistent")
NATURAL = read_pack(shipped_packs()["natural"])


def engines(*names):
    voices = load_voices([Path(name) for name in names], user=NOBODY)
    return {voice.engine for voice in voices}


def test_the_default_pack_is_cast_from_unless_another_is_named():
    assert engines() == {"pyttsx3"}
    assert engines("default") == {"pyttsx3"}
    assert engines("natural") == {"kokoro"}
    assert engines("natural", "default") == {"kokoro", "pyttsx3"}


def test_the_pack_named_first_gives_the_narrator():
    voices = load_voices([Path("natural"), Path("default")], user=NOBODY)
    assert next(voice for voice in voices if voice.suits == "narrator").engine == "kokoro"


def test_a_name_that_no_pack_has_is_refused_with_the_nearest():
    with pytest.raises(SettingsError, match='Did you mean "natural"'):
        load_voices([Path("natral")], user=NOBODY)


def test_a_file_or_folder_of_a_packs_name_is_read_instead(tmp_path):
    own = tmp_path / "natural"
    own.mkdir()
    (own / "mine.toml").write_text('[voices.own]\nengine = "tone"\n', encoding="utf-8")
    assert "own" in {voice.name for voice in load_voices([own], user=NOBODY)}


@pytest.mark.parametrize("text", ['voices = "natural"', 'voices = ["natural"]'])
def test_a_settings_file_names_packs_too(tmp_path, text):
    path = tmp_path / "settings.toml"
    path.write_text(text, encoding="utf-8")
    voices = load_voices(load_settings(user=path).voices, user=NOBODY)
    assert {voice.engine for voice in voices} == {"kokoro"}


def test_a_list_on_the_command_line_is_made_of_commas():
    assert packs("natural,default") == (Path("natural"), Path("default"))


def test_a_chosen_voice_comes_from_a_pack_that_was_not_named_and_is_cast_nowhere_else():
    voices = load_voices(user=NOBODY)
    found = with_chosen(voices, ["nora", "clara", "", "nobody"])
    (added,) = set(found) - set(voices)
    assert (added.name, added.engine, added.suits) == ("nora", "kokoro", "oddity")
    assert with_chosen(voices, ["clara"]) == voices


def test_the_natural_pack_has_somebody_of_every_gender_and_age():
    assert len(NATURAL) >= 40
    counted = Counter((voice.gender, voice.age) for voice in NATURAL)
    for gender in ("female", "male"):
        assert all(counted[gender, age] for age in ("child", "young", "adult", "old")), gender
        assert sum(v.gender == gender and v.suits == "narrator" for v in NATURAL) == 2


def test_no_two_natural_voices_share_anything_that_tells_them_apart():
    for one, other in combinations(NATURAL, 2):
        assert one.options != other.options
        assert one.measured != other.measured
        assert one.description != other.description


def test_the_packs_that_ship_share_no_name():
    names = [voice.name for path in shipped_packs().values() for voice in read_pack(path)]
    assert len(set(names)) == len(names)


def test_every_natural_voice_is_accepted_by_its_engine():
    try:
        engine = ENGINES.load("kokoro")()
    except MissingPackageError as error:
        pytest.skip(f"kokoro: {error}")
    for voice in NATURAL:
        engine.check(voice)
