"""Settings from files and flags: precedence, and complaints that name file, line and the right word."""

from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import pytest
from audiobook.errors import SettingsError
from audiobook.files.toml import line_of, parse_toml
from audiobook.publish.table import PUBLISHERS
from audiobook.settings import PACES, Encoding, Pauses, Settings
from audiobook.settings.load import load_settings
from audiobook.settings.profiles import PROFILES
from hypothesis import given
from hypothesis import strategies as st

ABSENT = Path("/nonexistent/settings.toml")


def write(folder: Path, text: str, name: str = "settings.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


def complaint(path: Path) -> SettingsError:
    with pytest.raises(SettingsError) as caught:
        load_settings(book=path, user=ABSENT)
    return caught.value


def test_no_files_and_no_flags_are_the_defaults():
    assert load_settings(user=ABSENT, book=ABSENT) == Settings()


def test_flags_beat_the_book_beats_the_user_beats_the_defaults(tmp_path):
    user = write(
        tmp_path, 'engine = "a"\nrate = 2\nworkers = 1\n[pauses]\nscene = 1\ntag = 1\n', "user.toml"
    )
    book = write(tmp_path, 'engine = "b"\nrate = 3\n[pauses]\nscene = 2\n', "book.toml")
    flags = {
        "engine": "c",
        "attributor": None,
        "encoding": {"bitrate_kbps": 128, "sample_rate": None},
    }
    settings = load_settings(flags, user=user, book=book)
    assert (settings.engine, settings.rate, settings.workers) == ("c", 3.0, 1)
    assert settings.pauses == Pauses(scene=2, tag=1)
    assert settings.encoding == Encoding(bitrate_kbps=128)
    assert isinstance(settings.rate, float)


def test_the_users_file_is_found_in_the_config_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(
        "audiobook.settings.load.user_config_dir", lambda name: str(tmp_path / name)
    )
    folder = tmp_path / "audiobook-producer"
    folder.mkdir()
    write(folder, "workers = 3\n")
    assert load_settings().workers == 3


def test_paths_start_from_the_folder_of_the_file(tmp_path):
    path = write(tmp_path, 'voices = ["mine.toml", "/elsewhere/packs"]\n')
    assert load_settings(book=path, user=ABSENT).voices == (
        tmp_path / "mine.toml",
        Path("/elsewhere/packs"),
    )
    assert load_settings({"voices": [Path("here.toml")]}, user=ABSENT).voices == (
        Path("here.toml"),
    )


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('\n\nengin = "x"\n', 3, 'Did you mean "engine"?'),
        ("[pauses]\n\nscnee = 3\n", 3, 'Did you mean "scene"?'),
        ('pauses.scnee = 3\nengine = "x"\n', 1, 'Did you mean "scene"?'),
        ("rate = 1.0\nworkers = 1.5\n", 2, "a whole number, not 1.5"),
        ("workers = true\n", 1, "a whole number, not True"),
        ('rate = "fast"\n', 1, "a number, not 'fast'"),
        ("rate = nan\n", 1, "a number, not nan"),
        ("\nrate = inf\n", 2, "a number, not inf"),
        ("rate = 1" + "0" * 400 + "\n", 1, "must be a number"),
        ("rate = 40\n", 1, "between 0.25 and 4, not 40"),
        ("workers = -1\n", 1, "between 0 and 256"),
        ("[encoding]\n# a comment\nbitrate_kbps = 9000\n", 3, "between 16 and 320"),
        ('formats = "mp3"\n', 1, "a list, each a text"),
        ('engine = "x"\nformats = [\n  "mp3",\n  3,\n]\n', 2, 'a text in "quotes", not 3'),
        ("pauses = 3\n", 1, "a table, not 3"),
        ('voices = [""]\n', 1, "a path"),
        ('engine = "x"\r\n\r\nwrong = 1\r\n', 3, "is not known here"),
    ],
)
def test_a_wrong_value_is_named_with_its_line(tmp_path, text, line, said):
    path = write(tmp_path, text)
    error = complaint(path)
    assert said in str(error)
    assert (error.file, error.line) == (str(path), line)
    assert f"{path}, line {line}: " in str(error)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("engine = x\n", 1),
        ('rate = 1\nengine = "x\nworkers = 2\n', 2),
        ("rate = 1\nrate = 2\n", 2),
        ("[pauses]\nscene = 1\n[pauses]\n", 3),
        ("formats = [\n", 2),
        ("a = 1\n# \x00\n", 2),
    ],
)
def test_a_syntax_error_is_named_with_its_line(tmp_path, text, line):
    error = complaint(write(tmp_path, text))
    assert "not valid TOML" in error.message
    assert error.line == line


def test_what_is_no_text_file_is_refused_by_name(tmp_path):
    (tmp_path / "binary.toml").write_bytes(b"a = 1\n\xff\xfe\x00")
    assert (
        complaint(tmp_path / "binary.toml").line,
        complaint(tmp_path / "binary.toml").remedy,
    ) == (
        2,
        "Save it as UTF-8.",
    )
    assert "Cannot read" in complaint(tmp_path).message
    huge = tmp_path / "huge.toml"
    huge.write_bytes(b"#" * (8 * 2**20 + 1))
    assert "larger than" in complaint(huge).message
    deep = write(tmp_path, "a = " + "[" * 100_000 + "]" * 100_000)
    assert complaint(deep).exit_status == 2


def test_a_byte_order_mark_is_no_part_of_the_first_key(tmp_path):
    path = tmp_path / "settings.toml"
    path.write_bytes(b"\xef\xbb\xbfworkers = 2\nrat = 1\n")
    assert complaint(path).line == 2


def test_a_wrong_flag_is_an_error_without_a_file():
    with pytest.raises(SettingsError, match=r'^"rate" must lie between') as caught:
        load_settings({"rate": 99.0}, user=ABSENT)
    assert caught.value.file == ""


def test_every_setting_can_be_set_in_a_file(tmp_path):
    def literal(value: object) -> str:
        if isinstance(value, tuple):
            return '["x"]'
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, Path):
            return '"x"'
        return f'"{value}x"' if isinstance(value, str) else repr(value)

    defaults = Settings()
    tables = [f.name for f in fields(Settings) if is_dataclass(getattr(defaults, f.name))]
    plain = [f for f in fields(Settings) if f.name not in (*tables, "pace", "profile")]
    lines = [
        'pace = "natural"',
        'profile = "plain"',
        *(f"{f.name} = {literal(getattr(defaults, f.name))}" for f in plain),
    ]
    for table in tables:
        base = getattr(defaults, table)
        lines += [
            f"[{table}]",
            *(f"{f.name} = {literal(getattr(base, f.name))}" for f in fields(base)),
        ]
    user = write(tmp_path, "\n".join(lines))
    settings = load_settings(user=user)
    assert settings.engine == "x"
    assert settings.formats == ("x",)
    assert settings.pauses == Pauses()


def test_a_pace_sets_all_pauses_and_numbers_of_any_file_come_on_top(tmp_path):
    user = write(tmp_path, 'pace = "relaxed"\n[pauses]\nscene = 9000')
    assert load_settings(user=user).pauses == replace(PACES["relaxed"], scene=9000)
    assert load_settings({"pace": "brisk"}, user=user).pauses == replace(PACES["brisk"], scene=9000)


@pytest.mark.parametrize("name", ['"brusk"', "[1]"])
def test_an_unknown_pace_names_the_nearest(tmp_path, name):
    error = complaint(write(tmp_path, f"workers = 1\npace = {name}"))
    assert error.line == 2
    assert "brisk" in error.remedy


keys = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=5).filter(
    lambda k: "'" not in k
)
fillers = st.sampled_from(
    ["", "# note", "  ", "filler{n} = [\n  1,\n\n  2,\n]", 'filler{n} = """\n[table]\nx = 1\n"""']
)


@given(
    st.lists(st.tuples(keys, fillers), min_size=1, max_size=12, unique_by=lambda pair: pair[0]),
    st.data(),
)
def test_the_line_of_any_key_is_found(entries, data):
    lines, where = [], {}
    for n, (key, filler) in enumerate(entries):
        lines += filler.format(n=n).split("\n")
        where[key] = len(lines) + 1
        lines.append(f"'{key}' = 1")
    text = "\n".join(lines)
    key = data.draw(st.sampled_from(sorted(where)))
    assert key in parse_toml(text, Path("x")).data
    assert line_of(text, (key,)) == where[key]
    assert line_of(text, (key, "no such key")) == 0


def test_a_profile_lies_under_what_the_user_says(tmp_path):
    user = write(tmp_path, "[encoding]\nbitrate_kbps = 256\n", "user.toml")
    book = write(
        tmp_path, 'profile = "acx"\npace = "brisk"\n[pauses]\nchapter_end = 3000\n', "book.toml"
    )
    settings = load_settings({"formats": ("m4b",)}, user=user, book=book)
    assert (settings.profile, settings.formats) == ("acx", ("m4b",))
    assert settings.encoding == Encoding(bitrate_kbps=256, sample_rate=44_100)
    assert settings.mastering.measure == "rms"
    assert settings.pauses == replace(PACES["brisk"], chapter_start=750, chapter_end=3000)


def test_the_last_word_on_the_profile_counts(tmp_path):
    book = write(tmp_path, 'profile = "acx"\n')
    assert load_settings({"profile": "plain"}, user=ABSENT, book=book) == Settings()
    assert load_settings({"profile": "podcast"}, user=ABSENT, book=book).mastering.measure == "lufs"


def test_an_unknown_profile_is_named_with_the_nearest(tmp_path):
    error = complaint(write(tmp_path, 'rate = 2\nprofile = "axc"\n'))
    assert (error.line, error.remedy) == (2, 'Did you mean "acx"?')


@pytest.mark.parametrize("name", PROFILES)
def test_every_profile_is_made_of_settings_and_formats_that_there_are(name):
    settings = load_settings({"profile": name}, user=ABSENT)
    assert replace(settings, profile="plain") == Settings() or name != "plain"
    assert all(PUBLISHERS.load(each) for each in settings.formats)
