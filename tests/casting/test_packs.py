"""Voice packs: what ships, what users add, and complaints that name file, line and the right word."""

from pathlib import Path

import pytest
from audiobook.casting.packs import load_voices, read_pack
from audiobook.errors import SettingsError
from audiobook.files.shipped import shipped_voices
from audiobook.model import Voice

NOBODY = Path("/nonexistent")


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def pack(path: Path, *names: str, accent: str = "") -> Path:
    return write(
        path, "".join(f'[voices.{name}]\nengine = "tone"\naccent = "{accent}"\n' for name in names)
    )


def test_a_voice_has_all_that_its_table_states(tmp_path):
    path = write(
        tmp_path / "p.toml",
        """
        [voices."Old Tom"]
        engine = "tone"
        gender = "male"
        age = "old"
        accent = "Cornish"
        language = "en-GB"
        gain_db = -2
        suits = "narrator"
        description = "Gravel."
        options = { rate = 150, croak = true, pitch = 0.5, voice = "x" }
        measured = { pitch_hz = 90 }
        """,
    )
    options = (("croak", True), ("pitch", 0.5), ("rate", 150), ("voice", "x"))
    assert read_pack(path) == (
        Voice(
            "Old Tom", "tone", options, "male", "old", "Cornish", "en-GB", -2.0, "Gravel.", "narrator",
            (("pitch_hz", 90.0),),
        ),
    )  # fmt: skip


def test_later_packs_replace_voices_of_the_same_name(tmp_path, monkeypatch):
    monkeypatch.setattr("audiobook.casting.packs.shipped_voices", lambda: tmp_path / "shipped")
    pack(tmp_path / "shipped" / "default.toml", "ann", "bob", "cid", accent="ours")
    pack(tmp_path / "user" / "mine.toml", "bob", "cid", "dot", accent="user")
    pack(tmp_path / "extra" / "a.toml", "cid", accent="folder")
    single = pack(tmp_path / "single.toml", "dot", accent="file")
    voices = load_voices((tmp_path / "extra", single), user=tmp_path / "user")
    assert {v.name: v.accent for v in voices} == {
        "ann": "ours",
        "bob": "user",
        "cid": "folder",
        "dot": "file",
    }


def test_the_users_folder_is_found_beside_the_users_settings(tmp_path, monkeypatch):
    monkeypatch.setattr(
        "audiobook.settings.load.user_config_dir", lambda name: str(tmp_path / name)
    )
    pack(tmp_path / "audiobook-producer" / "voices" / "mine.toml", "my-own-voice")
    assert "my-own-voice" in {voice.name for voice in load_voices()}


def test_an_empty_folder_of_the_user_is_no_error_but_one_that_was_asked_for_is(tmp_path):
    assert load_voices(user=tmp_path) == load_voices(user=NOBODY)
    with pytest.raises(SettingsError, match=r"no voice pack in this folder"):
        load_voices((tmp_path,), user=NOBODY)
    with pytest.raises(SettingsError, match=r"missing\.toml: Cannot read the file: No such file"):
        load_voices((tmp_path / "missing.toml",), user=NOBODY)


def test_what_ships_can_be_cast_from():
    voices = load_voices(user=NOBODY)
    assert len(voices) >= 24
    assert len({(voice.engine, voice.options) for voice in voices}) == len(voices)
    assert {"female", "male"} <= {voice.gender for voice in voices}
    assert {"child", "young", "adult", "old"} <= {voice.age for voice in voices}
    assert any(voice.suits == "narrator" for voice in voices)


def test_packs_are_found_inside_an_installed_package(tmp_path, monkeypatch):
    package = tmp_path / "site-packages" / "audiobook"
    (package / "_voices").mkdir(parents=True)
    monkeypatch.setattr("audiobook.files.shipped.files", lambda _name: package)
    assert shipped_voices() == package / "_voices"
    (package / "_voices").rmdir()
    assert shipped_voices() == tmp_path / "site-packages" / "voices"


HEAD = '[voices.ann]\nengine = "tone"\n'


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", 0, "There is no voice in this pack"),
        ("# nothing\n[voices]\n", 0, "There is no voice in this pack"),
        ("voices = 3\n", 1, "consist of tables"),
        ("\nvoice.ann.engine = 'x'\n", 2, 'Did you mean "voices"?'),
        ("[voices]\nann = 'tone'\n", 2, "must be a table"),
        ("[voices.ann]\ngender = 'male'\n", 1, "does not name an engine"),
        ("[voices.' ']\nengine = 'x'\n", 1, "readable text"),
        ('[voices."a\\nb"]\nengine = "x"\n', 1, "readable text"),
        (HEAD + "name = 'bob'\n", 3, "takes its name from its table"),
        (HEAD + "gendre = 'male'\n", 3, 'Did you mean "gender"?'),
        (HEAD + "gender = 'femail'\n", 3, 'Did you mean "female"?'),
        (HEAD + "age = 'teen'\n", 3, "Known: adult, child, old, young."),
        (HEAD + "suits = 'narator'\n", 3, 'Did you mean "narrator"?'),
        (HEAD + "gain_db = 'loud'\n", 3, "a number, not 'loud'"),
        (HEAD + "gain_db = nan\n", 3, "a number, not nan"),
        (HEAD + "options = 'x'\n", 3, "must be a table"),
        (HEAD + "[voices.ann.options]\n\nx = []\n", 5, "must be text, a number, true or false"),
        (HEAD + "measured = { pitch_hz = 'x' }\n", 3, "a number, not 'x'"),
        (HEAD + "[voices.bob]\nengine = 'x'\n[voices.ann]\n", 5, "not valid TOML"),
        (HEAD + "engine = 'again'\n", 3, "not valid TOML"),
    ],
)
def test_a_wrong_pack_is_refused_with_its_line(tmp_path, text, line, said):
    path = write(tmp_path / "p.toml", text)
    with pytest.raises(SettingsError) as caught:
        read_pack(path)
    assert said in str(caught.value)
    assert (caught.value.file, caught.value.line) == (str(path), line)
