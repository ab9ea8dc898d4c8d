"""The benchmark of the studio where the optional data folder is not there."""

import pytest

studio = pytest.importorskip("benchmarks.studio.__main__")


def test_a_story_that_comes_along_takes_the_place_of_one_that_does_not(monkeypatch, tmp_path):
    monkeypatch.setattr(studio, "_STORIES", tmp_path)
    assert studio._story("clicks").read_text(encoding="utf-8")
    with pytest.raises(SystemExit, match="which is not in"):
        studio._story("walk")
    story = tmp_path / "004_a.txt"
    story.write_text("Rain.")
    assert studio._story("clicks") == studio._story("walk") == story
