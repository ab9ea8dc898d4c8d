"""A book by a server that fails on the way: the cost is told, what was spoken is kept."""

import pytest
from audiobook import make
from audiobook.errors import RenderError
from audiobook.events import Notice
from making import STORY
from speech_server import Reply, speech_server, well


@pytest.fixture(autouse=True)
def own_folders(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def refusing(words):
    def act(asked):
        if words in asked["input"]:
            return Reply(status=422)
        return well(asked)

    return act


@pytest.mark.slow
def test_lines_that_were_spoken_are_kept_and_never_asked_for_again(tmp_path):
    story = tmp_path / "story.txt"
    story.write_text(STORY, encoding="utf-8")
    pack = tmp_path / "pack.toml"
    told = []
    with speech_server(refusing("moon rose")) as server:
        voice = (
            'gender = "{gender}"\nage = "adult"\nsuits = "narrator"\nengine = "http"\n'
            'options = {{ url = "{url}", voice = "{name}", price_per_million = 15 }}\n'
        )
        rows = [("anna", "female"), ("ben", "male")]
        pack.write_text(
            "".join(
                f"[voices.{name}]\n" + voice.format(name=name, gender=gender, url=server.url)
                for name, gender in rows
            )
        )
        cast = tmp_path / "out" / "cast.toml"
        cast.parent.mkdir()
        cast.write_text(
            '[speakers.narrator]\nvoice = "anna"\n[speakers.Anna]\nvoice = "anna"\n'
            '[speakers.Peter]\nvoice = "ben"\n'
        )
        flags = {"voices": [str(pack)], "workers": 2, "formats": ["mp3"]}
        with pytest.raises(RenderError) as caught:
            make(story, out=tmp_path / "out", tell=told.append, **flags)
        assert len(caught.value.lines) == 1
        assert "HTTP 422" in caught.value.lines[0]
        asked_first = len(server.asked)
        server.act = well
        made = make(story, out=tmp_path / "out", **flags)
        assert len(server.asked) - asked_first == made.spoken == 1
        again = make(story, out=tmp_path / "out", **flags)
        assert again.spoken == 0
    costs = [one.message for one in told if isinstance(one, Notice) and "characters" in one.message]
    assert len(costs) == 1
    assert "at 15 per million characters" in costs[0]
