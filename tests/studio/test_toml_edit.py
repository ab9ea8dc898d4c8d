"""One value of a file changes, and every other byte stays."""

import tomllib
from pathlib import Path

import pytest
from audiobook.errors import SettingsError
from audiobook.studio.book.toml_edit import TomlEditor, toml_value
from hypothesis import given
from hypothesis import strategies as st

PATH = Path("cast.toml")


def _set(text, table, key, value):
    editor = TomlEditor(text, PATH)
    editor.set(table, key, value)
    return editor.text


@pytest.mark.parametrize(
    ("text", "table", "key", "value", "new"),
    [
        ("", ("a",), "b", 1, "[a]\nb = 1\n"),
        ("[a]\nb = 1 # so\n", ("a",), "b", 2, "[a]\nb = 2 # so\n"),
        ("[a]\nb = 1", ("a",), "b", 2, "[a]\nb = 2"),
        ("[a]\n# c\n\n[d]\n", ("a",), "b", 1, "[a]\n# c\nb = 1\n\n[d]\n"),
        ("[a]\r\nx = 1\r\n", ("a",), "b", "y", '[a]\r\nx = 1\r\nb = "y"\r\n'),
        ('[a]\nb = "# no" # yes # so\n', ("a",), "b", "z", '[a]\nb = "z" # yes # so\n'),
        ("[a]\nb = [\n  1, # one\n  2,\n] # end\n", ("a",), "b", 3, "[a]\nb = 3 # end\n"),
        ('[a]\nt = """\n[x]\n"""\n[c]\n', ("a",), "b", 1, '[a]\nt = """\n[x]\n"""\nb = 1\n[c]\n'),
        ("[a]\nb = 1\nc = 2\n", ("a",), "b", None, "[a]\nc = 2\n"),
        ("[a]\nc = 2\n", ("a",), "b", None, "[a]\nc = 2\n"),
        ("# top\n[a]\n", (), "k", True, "# top\nk = true\n[a]\n"),
        ("x = 1\n\n[a]\n", (), "k", 1.5, "x = 1\nk = 1.5\n\n[a]\n"),
        ('["a b"]\n', ("a b",), "c d", 1, '["a b"]\n"c d" = 1\n'),
        ("\ufeff[a]\nb = 1\n", ("a",), "b", 2, "\ufeff[a]\nb = 2\n"),
    ],
)
def test_a_value_is_set_and_the_rest_stays(text, table, key, value, new):
    assert _set(text, table, key, value) == new


def test_what_cannot_be_changed_for_sure_is_left_alone():
    editor = TomlEditor("a = { b = 1, c = 2 } # inline\n", PATH)
    with pytest.raises(SettingsError, match="cannot be changed here"):
        editor.set(("a",), "d", 3)
    assert editor.text == "a = { b = 1, c = 2 } # inline\n"


def test_tables_of_a_list_are_added_changed_and_taken_out():
    editor = TomlEditor(
        "# top\n[[lines]] # one\nn = 1\n\n[s]\nx = 1\n\n[[lines]]\nn = 2 # two\n", PATH
    )
    editor.append("lines", {"n": 3, "t": 'say "so"'})
    editor.set_in_list("lines", 1, "n", 22)
    assert [each["n"] for each in editor.data["lines"]] == [1, 22, 3]
    assert "n = 22 # two\n" in editor.text
    editor.remove_from_list("lines", 0)
    assert editor.text.startswith("# top\n\n[s]\nx = 1\n")
    editor.remove_from_list("lines", 1)
    editor.remove_from_list("lines", 0)
    assert editor.data == {"s": {"x": 1}}


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_a_value(text):
    assert tomllib.loads(f"a = {toml_value(text)}") == {"a": text}


@given(
    st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
        st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
        max_size=4,
    ),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
)
def test_any_key_of_any_table_is_set(values, key):
    editor = TomlEditor("", PATH)
    for name, value in values.items():
        editor.set(("speakers", "x"), name, value)
    editor.set(("speakers", key), "voice", "ivy")
    wanted = {"speakers": {key: {"voice": "ivy"}}}
    if values:
        wanted["speakers"].setdefault("x", {}).update(values)
    assert editor.data == wanted
