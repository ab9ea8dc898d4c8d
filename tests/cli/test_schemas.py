"""The schemas that ship say what the program reads and writes: held against real files and outputs."""

import copy
import json
import tomllib
from dataclasses import asdict, fields, is_dataclass
from pathlib import Path

import jsonschema
import pytest
from audiobook import errors
from audiobook.casting.choices import Choice, LineChoice
from audiobook.checks import Recognised
from audiobook.checks.findings import Finding
from audiobook.checks.heard import HeardLine, Retaken
from audiobook.cli import main as cli
from audiobook.cli import views
from audiobook.files.shipped import schema_names, schema_text, shipped_voices
from audiobook.files.toml import in_digits
from audiobook.model import Kind, Voice
from audiobook.settings import Settings, variables
from audiobook.settings.load import load_settings

STORY = '"Come in," said Anna.\n\n"Thank you," Peter said. He sat down.\n'
MAKE = ("--engine", "tone", "--executor", "inline", "--formats", "wav")


def strict(schema):
    """The schema, with which whatever it does not name is wrong."""
    if isinstance(schema, list):
        return [strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: strict(value) for key, value in schema.items()}
    if "properties" in closed and isinstance(closed["properties"], dict):
        closed.setdefault("additionalProperties", False)
    return closed


def check(record, name):
    schema = strict(json.loads(schema_text(name)))
    jsonschema.validate(json.loads(json.dumps(record)), schema, cls=jsonschema.Draft202012Validator)


@pytest.fixture
def story(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "story.txt"
    path.write_text(STORY)
    return path


@pytest.fixture
def printed(capsys):
    def run(*arguments, status=0):
        with pytest.raises(SystemExit) as ended:
            cli.main([str(argument) for argument in arguments])
        out = capsys.readouterr().out
        assert ended.value.code == status, out
        return out

    return run


def test_every_schema_is_one(printed):
    listed = [line.split()[0] for line in printed("schema").splitlines()]
    assert listed == schema_names()
    for name in schema_names():
        schema = json.loads(printed("schema", name))
        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema["title"]


def test_a_schema_that_there_is_not(capsys):
    with pytest.raises(SystemExit):
        cli.main(["schema", "cast-flie"])
    assert 'Did you mean "cast-file"?' in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (("script", "story.txt"), "script"),
        (("script", "story.txt", "--spoken"), "spoken"),
        (("cast", "story.txt"), "cast"),
        (("voices",), "voices"),
        (("chapters", "story.txt"), "chapters"),
        (("words", "story.txt"), "words"),
        (("check", "story.txt"), "check-story"),
        (("say", "Hello"), "say"),
        (("cache", "list", "story.txt"), "cache"),
        (("voices", "audition", "Anna", "story.txt"), "audition"),
    ],
)
def test_what_a_verb_prints(printed, story, arguments, name):
    check(json.loads(printed(*arguments, "--json")), name)


def test_the_lines_of_a_run_and_what_it_leaves(printed, story):
    for line in printed("make", story, *MAKE, "--json").splitlines():
        check(json.loads(line), "make")
    folder = story.with_name("story.audiobook")
    check(json.loads((folder / ".work" / "manifest.json").read_text()), "manifest")
    check(tomllib.loads((folder / "cast.toml").read_text()), "cast-file")
    check(json.loads(printed("check", folder, "--json")), "check")
    check(json.loads(printed("cache", "list", story, "--json")), "cache")


@pytest.mark.slow
def test_what_several_books_print(printed, story):
    story.with_name("other.txt").write_text(story.read_text("utf-8"), encoding="utf-8")
    flags = ("--series", "The Set", *MAKE)
    lines = printed("make", story, "other.txt", *flags, "--json").splitlines()
    assert json.loads(lines[-1])["event"] == "Library"
    for line in lines:
        check(json.loads(line), "library")
    check(json.loads(printed("series", ".", "--json")), "series")


def test_quotations(printed, story):
    printed("script", story, "--quotes", "quotes.json")
    check(json.loads(Path("quotes.json").read_text()), "quotes")


def test_a_failure(printed, story):
    record = json.loads(printed("cast", "nowhere.txt", "--json", status=3))
    check(record, "error")
    check(record, "make")


def test_what_a_recogniser_heard(printed):
    line = HeardLine(1, 2, "clara", "abc", "Go on", "Go home", 2, 1, ("on > home",), ())
    retaken = (Retaken(line, line, 1, 2),)
    findings = (Finding("A001", "It is wrong.", "1.mp3", 1, 20.0, "Go on"),)
    found = Recognised(Path("book"), "whisper", (line,), 1, findings, retaken)
    check(views.recognised_record(found), "listen-check")


@pytest.mark.parametrize("pack", ["default", "natural"])
def test_the_packs_that_ship(pack):
    text = (shipped_voices() / f"{pack}.toml").read_text(encoding="utf-8")
    check(tomllib.loads(text), "voice-pack")


def named(schema, of):
    """Schema and dataclass name the same things."""
    assert set(schema["properties"]) == {field.name for field in fields(of)}


def test_the_schema_of_settings_says_what_settings_are():
    schema = json.loads(schema_text("settings"))

    def compare(part, value):
        named(part, type(value))
        for field in fields(value):
            told, own = part["properties"][field.name], getattr(value, field.name)
            assert told["description"]
            if is_dataclass(own):
                compare(told, own)
            elif not isinstance(own, Path):
                assert told["default"] == json.loads(json.dumps(own))

    compare(schema, Settings())


@pytest.mark.parametrize(
    ("key", "limit"), [("rate", "minimum"), ("rate", "maximum"), ("workers", "maximum")]
)
def test_limits_in_the_schema_are_those_of_the_program(key, limit):
    bound = json.loads(schema_text("settings"))["properties"][key][limit]
    beyond = bound + (1 if limit == "maximum" else -1)
    load_settings({key: type(getattr(Settings(), key))(bound)})
    with pytest.raises(errors.SettingsError):
        load_settings({key: beyond})


def test_the_settings_of_a_person(tmp_path):
    text = 'formats = ["mp3"]\nvoices = "natural"\n[pauses]\nscene = 2000\n'
    check(tomllib.loads(text), "settings")
    for wrong in ("fromats = []", "rate = 9", 'pace = "quick"', "[pauses]\nscene = -1"):
        with pytest.raises(jsonschema.ValidationError):
            check(tomllib.loads(wrong), "settings")


def test_a_cast_file_keeps_the_line_that_names_its_schema(printed, story):
    folder = story.with_name("story.audiobook")
    folder.mkdir()
    first = "#:schema ./cast.schema.json\n"
    (folder / "cast.toml").write_text(first)
    printed("cast", story)
    written = (folder / "cast.toml").read_text()
    assert written.startswith(first)
    assert "[speakers.Anna]" in written


def test_cast_files_and_voices_name_the_same_things():
    cast_file = json.loads(schema_text("cast-file"))["$defs"]
    assert set(cast_file["speaker"]["properties"]) == {f.name for f in fields(Choice)} - {"speaker"}
    named(cast_file["line"], LineChoice)
    pack = json.loads(schema_text("voice-pack"))["$defs"]["voice"]
    assert set(pack["properties"]) == set(asdict(Voice("a", "b"))) - {"name"}
    script = json.loads(schema_text("script"))["$defs"]["utterance"]
    assert script["properties"]["kind"]["enum"] == [kind.value for kind in Kind]


def setting_in_docs(keys, told):
    name = ".".join(keys)
    limits = ""
    if "minimum" in told:
        limits = f" From {in_digits(told['minimum'])} to {in_digits(told['maximum'])}."
    words = ""
    if "enum" in told:
        words = f" One of: {', '.join(word or '(empty)' for word in told['enum'])}."
    default = ""
    if "default" in told:
        default = f" Default: `{json.dumps(told['default'])}`."
    variable = f"AUDIOBOOK_{'_'.join(keys).upper()}"
    if variable not in variables.names():  # a table with keys of one's own
        variable = f"[{name}]"
    return f"- **{name}**: {told['description']}.{limits}{words}{default}\n  `{variable}`\n"


def settings_in_docs(schema, keys=()):
    single, tables = [], []
    for name, told in schema["properties"].items():
        if "properties" in told:
            about = told["description"][:1].upper() + told["description"][1:]
            tables.append(f"\n### [{name}]\n\n{about}.\n\n")
            tables.extend(settings_in_docs(told, (*keys, name)))
        else:
            single.append(setting_in_docs((*keys, name), told))
    return single + tables


def test_the_page_of_settings_is_the_schema(request):
    table = "".join(settings_in_docs(json.loads(schema_text("settings"))))
    path = Path(__file__).parents[2] / "docs" / "settings.md"
    written, mark, kept = path.read_text(encoding="utf-8").partition("--renew-cases -->\n")
    if request.config.getoption("--renew-cases"):
        path.write_text(f"{written}{mark}\n{table}", encoding="utf-8")
        kept = f"\n{table}"
    assert kept == f"\n{table}", "renew it with: pytest tests/cli/test_schemas.py --renew-cases"


def test_strictness_changes_nothing_else():
    schema = json.loads(schema_text("cast"))
    before = copy.deepcopy(schema)
    strict(schema)
    assert schema == before
