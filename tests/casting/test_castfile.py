"""The cast file: what the program writes, what users write, and that neither spoils the other."""

import re
import tomllib
from pathlib import Path

import pytest
from audiobook.casting.castfile import parse_castfile, read_castfile, unused
from audiobook.casting.casting import cast
from audiobook.casting.castwriter import HEADER, castfile_text, write_castfile
from audiobook.casting.choices import CastChoices, Choice, LineChoice
from audiobook.errors import OutputError, SettingsError
from audiobook.model import NARRATOR, Script
from casting_stories import SCENES, VOICES, script
from hypothesis import given
from hypothesis import strategies as st

FILE = Path("cast.toml")
STORY = script(
    ["Ann", "Cy", "Ann", "Bet", "Ann"], genders={"Ann": "female", "Cy": "male", "Bet": "female"}
)
LATER = script(
    ["Ann", "Cy", "Ann", "Bet", "Ann"],
    ["Dan", "Cy"],
    genders={"Ann": "female", "Cy": "male", "Bet": "female"},
)


def written(story: Script, old: str = "", *, read: bool = True) -> str:
    """The cast file after a run over ``story``."""
    choices = parse_castfile(old, FILE) if read else CastChoices()
    return castfile_text(story, cast(story, VOICES, choices), choices)


FIRST = written(STORY)


def test_a_new_file_is_commented_sorted_and_says_how_much_each_speaks():
    assert FIRST.startswith(HEADER)
    assert re.findall(r"^\[speakers\.(.*)\]$", FIRST, re.MULTILINE) == [
        NARRATOR,
        "Ann",
        "Cy",
        "Bet",
    ]
    table = FIRST.split("[speakers.Ann]\n")[1].split("\n\n")[0].splitlines()
    assert table[0] == "# 3 quotations, 6 words, 40 % of the book"
    assert re.fullmatch(r'automatic = "\w+"  # female; a voice of their own', table[1])
    assert re.search(
        r'^automatic = "\w+"  # female; told apart from Ann and Cy$', FIRST, re.MULTILINE
    )
    assert "[speakers.narrator]\n# 5 lines, 5 words, 33 % of the book\n" in FIRST


def test_the_second_run_changes_nothing():
    assert written(STORY, FIRST) == FIRST


def test_figures_as_they_were_once_called_are_renewed():
    before = FIRST.replace(" quotations, ", " lines, ").replace(" quotation, ", " line, ")
    assert before != FIRST
    assert written(STORY, before) == FIRST


def test_what_was_written_is_what_was_cast():
    made = cast(STORY, VOICES)
    read = parse_castfile(FIRST, FILE)
    assert [(c.speaker, c.automatic) for c in read.speakers] == [
        (r.speaker, r.voice.name) for r in made.roles
    ]


def test_new_speakers_are_appended_and_untouched_figures_renewed():
    text = written(LATER, FIRST)
    assert text.index("[speakers.Bet]") < text.index("\n\n[speakers.Dan]\n")
    assert len(text.splitlines()) == len(FIRST.splitlines()) + 4
    assert (
        "# 2 quotations, 4 words, 19 % of the book" in text.split("[speakers.Cy]")[1].split("[")[0]
    )
    assert text.endswith("\n")
    assert written(LATER, text) == text


def test_vanished_speakers_stay_and_keep_their_voice():
    text = written(LATER, FIRST)
    gone = written(STORY, text)
    block = gone.split("[speakers.Dan]\n")[1]
    assert block.startswith("# says nothing in the book as it is now\nautomatic = ")
    assert written(LATER, gone) == text


def test_a_touched_table_is_left_alone():
    touched = FIRST.replace("[speakers.Cy]\n", "[speakers.Cy]\n# my favourite\n")
    table = touched[touched.index("[speakers.Cy]") : touched.index("[speakers.Bet]")]
    assert table in written(LATER, touched)


def test_the_program_adds_its_choice_to_a_table_that_the_user_began():
    text = '[speakers.Ann]\ngender = "male" # really\n\n# the end'
    made = written(STORY, text)
    assert re.match(
        r'\[speakers\.Ann\]\nautomatic = "\w+"  # male[^\n]*\ngender = "male" # really\n\n# the end\n\n\[',
        made,
    )
    assert tomllib.loads(made)["speakers"].keys() == {NARRATOR, "Ann", "Cy", "Bet"}


def test_a_voice_that_has_to_go_stays_as_a_comment():
    ann = parse_castfile(FIRST, FILE).of("Ann").automatic
    text = FIRST.replace("[speakers.narrator]\n", f'[speakers.narrator]\nvoice = "{ann}"\n')
    made = written(STORY, text)
    assert re.search(
        rf'\[speakers\.Ann\]\n# 3 quotations.*\nautomatic = "(?!{ann})\w+"  # .*\n# automatic = "{ann}"  # female;',
        made,
    )
    assert written(STORY, made) == made


def test_moved_pitch_is_noted_and_kept():
    names = [f"M{n}" for n in range(9)]
    story = script(names, genders=dict.fromkeys(names, "male"))
    text = written(story)
    assert re.search(
        r'^automatic = "\w+"  # male; no unused voice fitted: 3 semitones \w+\npitch = -?3$',
        text,
        re.MULTILINE,
    )
    assert written(story, text) == text


def test_a_users_own_pitch_is_not_moved_when_the_voice_is():
    text = '[speakers.Ann]\npitch = 2 # mine\nautomatic = "gone" # old\n'
    made = written(STORY, text)
    assert "\npitch = 2 # mine\n" in made
    assert '\n# automatic = "gone" # old\n' in made
    assert parse_castfile(made, FILE).of("Ann").pitch == 2


def test_the_teller_follows_the_narrator_without_a_voice_of_its_own():
    story = script(["Ann", "Cy"], teller="Ann")
    text = written(story)
    assert (
        "[speakers.Ann]\n# 1 quotation, 2 words, 33 % of the book\n# tells the story, and so"
        in text
    )
    assert parse_castfile(text, FILE).of("Ann") == Choice("Ann")
    assert written(story, text) == text


def test_what_only_looks_like_our_tables_is_not_renewed():
    text = '"""\n[speakers.Cy]\n# 1 line, 2 words, 3 % of the book\n[x]\n"""'
    quoted = f'[[lines]]\nchapter = 1\nspeaker = "Ann"\ntext = {text}\n'
    made = written(LATER, f"{FIRST}\n{quoted}")
    assert quoted in made
    assert tomllib.loads(made)["speakers"].keys() == {NARRATOR, "Ann", "Cy", "Bet", "Dan"}


@pytest.mark.parametrize("end", ["", "\n", "\n\n"])
def test_a_table_that_says_nothing_yet_gets_its_voice_wherever_the_file_ends(end):
    text = f"[speakers.Bet]\nrate = 1.1\n\n[speakers.Ann]{end}"
    after = parse_castfile(written(STORY, text), FILE)
    assert after.of("Ann").automatic
    assert after.of("Bet").rate == 1.1


@pytest.mark.parametrize(
    "text", ["speakers = { Ann = { rate = 1.1 } }\n", "[speakers]\nAnn = {}\n"]
)
def test_tables_written_in_one_line_are_left_as_they_are(text):
    after = written(STORY, text)
    assert text.strip() in after
    assert parse_castfile(after, FILE).of("Ann").rate in (1.0, 1.1)


NAMES = [
    "Mr. O'Neil",
    'Al "the Ax" Capone',
    "a\nb",
    "\x7f\x00\x1b",
    "🦊 fox",
    "[x]",
    "#",
    "=",
    "\\",
    "'",
    " ",
    "Ünï",
    ".",
]


def test_any_name_can_be_a_speaker():
    story = script(NAMES)
    text = written(story)
    assert [c.speaker for c in parse_castfile(text, FILE).speakers] == [NARRATOR, *NAMES]
    assert written(story, text) == text


def test_windows_line_ends_and_byte_order_marks_stay(tmp_path):
    path = tmp_path / "cast.toml"
    path.write_bytes(b"\xef\xbb\xbf" + FIRST.replace("\n", "\r\n").encode())
    choices = read_castfile(path)
    assert write_castfile(path, LATER, cast(LATER, VOICES, choices), choices)
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf# Who plays whom")
    assert data.count(b"\n") == data.count(b"\r\n")
    assert b"[speakers.Dan]\r\n" in data
    assert b"# 2 quotations, 4 words, 19 % of the book\r\n" in data


def test_a_file_edited_since_it_was_read_is_left_alone(tmp_path):
    path = tmp_path / "cast.toml"
    nothing = read_castfile(path)
    path.write_text("# mine\n")
    assert not write_castfile(path, STORY, cast(STORY, VOICES), nothing)
    assert path.read_text() == "# mine\n"


def test_the_file_is_written_once_and_then_only_for_a_change(tmp_path):
    path = tmp_path / "deep" / "cast.toml"
    choices = read_castfile(path)
    assert write_castfile(path, STORY, cast(STORY, VOICES, choices), choices)
    assert path.read_text() == FIRST
    assert [p.name for p in path.parent.iterdir()] == ["cast.toml"]
    choices = read_castfile(path)
    assert not write_castfile(path, STORY, cast(STORY, VOICES, choices), choices)
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError):
        write_castfile(tmp_path / "file" / "cast.toml", STORY, cast(STORY, VOICES), CastChoices())


def test_all_that_a_user_can_say_is_read():
    text = """
    [speakers."Kakashi Hatake"]
    voice = "ned"
    automatic = "abe"
    rate = 1.1
    pitch = -2
    volume = 3
    gender = "male"
    age = "adult"
    also = ["Kakashi", "Sensei"]
    options = { pitch = 40, variant = "m3" }

    [[lines]]
    chapter = 3
    text = "Go on"
    speaker = "Iruka"
    nth = 2
    """
    read = parse_castfile(text, FILE)
    options = (("pitch", 40), ("variant", "m3"))
    assert read.speakers == (
        Choice(
            "Kakashi Hatake",
            "ned",
            "abe",
            1.1,
            -2.0,
            3.0,
            "male",
            "adult",
            ("Kakashi", "Sensei"),
            options,
        ),
    )
    assert read.lines == (LineChoice(3, "Go on", "Iruka", 2),)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("\n[speaker.Ann]\n", 2, 'Did you mean "speakers"?'),
        ("speakers = 3\n", 1, "consist of tables"),
        ("[speakers]\nAnn = 'clara'\n", 2, "must be a table"),
        ("[speakers.Ann]\nvoise = 'clara'\n", 2, 'Did you mean "voice"?'),
        ("[speakers.Ann]\nspeaker = 'Ann'\n", 2, "not known here"),
        ("[speakers.Ann]\nvoice = 3\n", 2, "a text"),
        ("[speakers.Ann]\nrate = 5\n", 2, "between 0.5 and 2"),
        ("[speakers.Ann]\n\npitch = 'high'\n", 3, "a number, not 'high'"),
        ("[speakers.Ann]\nvolume = nan\n", 2, "a number, not nan"),
        ("[speakers.Ann]\ngender = 'mail'\n", 2, 'Did you mean "male"?'),
        ("[speakers.Ann]\nage = 'teen'\n", 2, "Known: adult, child, old, young."),
        ("[speakers.Ann]\nalso = 'Annie'\n", 2, "a list, each a text"),
        ("[speakers.Ann]\noptions = 4\n", 2, "must be a table"),
        ("lines = 3\n", 1, "a list of tables"),
        ("lines = [3]\n", 1, "must be a table"),
        ("[[lines]]\nchapter = 1\ntext = 'x'\n\n[[lines]]\nchapter = 1\n", 1, "has no speaker"),
        (
            "[[lines]]\nchapter = 1\ntext = 'x'\nspeaker = 'A'\n[[lines]]\nchapter = 1\nspeaker = 'A'\n",
            5,
            "has no text",
        ),
        ("[[lines]]\nchapter = 'one'\n", 2, "a whole number"),
        ("[[lines]]\nchapter = 1\ntext = 'x'\nspeaker = 'A'\nnth = -1\n", 5, "between 0"),
        ("[speakers.Ann]\nvoice = clara\n", 2, "Mend the line, or rename the file"),
        ("[speakers.Mr. Bennet]\n", 1, 'in quotes: [speakers."Mr. Bennet"]'),
        ("[speakers.Ann Lee]\n", 1, 'Put names and texts in "quotes"'),
        ("[speakers.Ann]\n[speakers.Ann]\n", 2, "Mend the line, or rename the file"),
    ],
)
def test_a_damaged_file_is_refused_with_its_line_and_left_alone(tmp_path, text, line, said):
    path = tmp_path / "cast.toml"
    path.write_text(text)
    with pytest.raises(SettingsError) as caught:
        read_castfile(path)
    assert said in str(caught.value)
    assert (caught.value.file, caught.value.line) == (str(path), line)
    assert path.read_text() == text


def test_an_unknown_voice_is_named_with_its_line():
    text = FIRST.replace("[speakers.Cy]\n", '[speakers.Cy]\nvoice = "bem"\n')
    with pytest.raises(
        SettingsError, match=r'There is no voice "bem"\. Did you mean "ben"\?'
    ) as caught:
        cast(STORY, VOICES, parse_castfile(text, FILE))
    assert caught.value.line == text[: text.index('voice = "bem"')].count("\n") + 1


def test_tables_for_somebody_silent_are_noticed():
    text = """
    [speakers.Zed]
    voice = "ben"
    [speakers.Gone]
    automatic = "ada"
    [speakers.Annn]
    pitch = 3
    [speakers.Ann]
    voice = "ada"
    """
    assert unused(parse_castfile(text, FILE), frozenset({"Ann"})) == (
        'The cast file has a table for "Zed", who says nothing in this book.',
        'The cast file has a table for "Annn", who says nothing in this book. Did you mean "Ann"?',
    )


# What users do to a file, each at any line: notes, keys of their own, and things that look like ours.
EDITS = st.sampled_from(
    [
        "# a note",
        "",
        "   ",
        "# 3 quotations, 6 words, 40 % of the book",
        'gender = "male"',
        'age = "old" # note',
        'voice = "old"',
        "pitch = 0",
        "pitch = 1.5",
        "rate = 1.2\t# quick",
        'also = [\n  "Dan", # the same\n]',
        "options = { pitch_hz = 200 }",
        '[speakers."New One"]',
        "[speakers.Dan]",
        (
            '[[lines]]\nchapter = 1\nspeaker = "Cy"\n'
            'text = """\n[speakers.Ann]\n# 3 quotations, 6 words, 40 % of the book\nautomatic = "x"\n"""'
        ),
    ]
)


@given(st.lists(st.tuples(st.integers(0, 45), EDITS), max_size=6), st.booleans(), st.booleans())
def test_what_users_write_survives_every_run(edits, windows, ends):
    lines = FIRST.splitlines()
    for place, edit in edits:
        lines.insert(place, edit)
    text = "\n".join(lines) + ("\n" if ends else "")
    text = text.replace("\n", "\r\n") if windows else text
    try:
        before = parse_castfile(text, FILE)
    except SettingsError:
        return  # not a file that the program would go on with
    after_text = written(LATER, text)
    after = parse_castfile(after_text, FILE)
    # Every line is still there, in order and byte for byte, but for the program's own figures and voices.
    rest = iter(after_text.splitlines(keepends=True))
    for line in text.splitlines(keepends=True):
        if not re.match(r"# [\d,]+ (?:line|quotation)s?, |automatic =|pitch = 0", line):
            assert any(line.rstrip("\r\n") == other.rstrip("\r\n") for other in rest), line
    for choice in before.speakers:
        now = after.of(choice.speaker)
        assert (now.voice, now.rate, now.volume, now.gender, now.age, now.also, now.options) == (
            choice.voice, choice.rate, choice.volume, choice.gender, choice.age, choice.also, choice.options,
        )  # fmt: skip
        assert not choice.pitch or now.pitch == choice.pitch
    assert after.lines == before.lines
    assert written(LATER, after_text) == after_text


chapters = st.lists(
    st.sampled_from([*(f"S{n}" for n in range(8)), *NAMES[:4], SCENES]), max_size=12
)


@given(chapters, chapters)
def test_the_file_carries_the_cast_from_run_to_run(old, new):
    first, second = script(old), script(old, new)
    choices = parse_castfile(written(first), FILE)
    before, after = cast(first, VOICES), cast(second, VOICES, choices)
    for role in before.roles:
        now = after.role_of(role.speaker)
        assert (now.voice, now.delivery) == (role.voice, role.delivery)
