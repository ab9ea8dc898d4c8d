"""Another take of a line: kept in a file, used wherever the line is said, gone with the line."""

import pytest
from audiobook.errors import SettingsError
from audiobook.render.plan import plan
from audiobook.render.store import clip_key
from audiobook.render.takes import read_takes, with_takes, write_takes
from audiobook.settings import Settings
from hearing import cast, script

PRINTS = {"tone": "1"}
PLANS = plan(script('Emma | "Go on."\n\n***\n\nEmma | "No."'), cast(), Settings())
GO_ON, NO = PLANS[0].lines


def test_takes_are_kept_with_the_words_that_they_are_of(tmp_path):
    file = tmp_path / "takes.toml"
    assert read_takes(file) == {}
    takes = {clip_key(GO_ON, PRINTS): 2, "f" * 64: 1}
    write_takes(file, takes, {clip_key(GO_ON, PRINTS): 'Go\n "on" #1'})
    assert read_takes(file) == takes
    assert 'Go "on" #1' in file.read_text()


def test_a_file_that_says_something_else_names_what_is_wrong(tmp_path):
    file = tmp_path / "takes.toml"
    file.write_text('[takes]\n"abc" = "second"\n')
    with pytest.raises(SettingsError, match="takes"):
        read_takes(file)


def test_only_the_line_that_was_spoken_again_has_another_take():
    (chapter,) = with_takes(PLANS, {clip_key(GO_ON, PRINTS): 2}, PRINTS)
    assert [line.take for line in chapter.lines] == [2, 0]
    assert len(chapter.items) == len(PLANS[0].items)
    assert with_takes(PLANS, {}, PRINTS) == PLANS
    # A line in other words, or of an engine that is not there any more, is another line.
    assert with_takes(PLANS, {clip_key(GO_ON, {"tone": "2"}): 2}, PRINTS) == PLANS
    assert with_takes(PLANS, {clip_key(GO_ON, PRINTS): 2}, {}) == PLANS
