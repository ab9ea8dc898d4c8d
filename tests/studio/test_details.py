"""Title page, cover, chapters, settings: through the settings file, and undone like the rest."""

import tomllib
from io import BytesIO

from PIL import Image


def _picture(colour):
    file = BytesIO()
    Image.new("RGB", (40, 60), colour).save(file, "PNG")
    return file.getvalue()


def test_the_title_page_is_overridden_and_given_back(studio):
    studio.change("details", metadata={"title": "Over the Bridge", "authors": ["A. Writer"]})
    settings = tomllib.loads(studio.file("settings.toml").read_text())
    assert settings == {"metadata": {"title": "Over the Bridge", "authors": ["A. Writer"]}}
    assert studio.desk.state.script.book.metadata.title == "Over the Bridge"
    details = studio.json("details")["metadata"]["title"]
    assert details == {"own": "The Bridge", "wanted": "Over the Bridge"}
    studio.change("details", metadata={"title": None})
    assert studio.desk.state.script.book.metadata.title == "The Bridge"
    studio.change("undo")
    studio.change("undo")
    assert not studio.file("settings.toml").exists()


def test_a_settings_file_by_hand_is_kept(studio):
    studio.version()
    studio.file("settings.toml").write_text(
        '# mine\nrate = 1.1 # brisk\n\n[pauses]\nscene = 900\n\n[metadata]\n# theirs\nyear = "1999"\n'
    )
    studio.desk.look()
    studio.change("settings", settings={"formats": ["mp3", "m4b"], "rate": 1.25})
    studio.change("details", metadata={"series": "Bridges"})
    assert studio.file("settings.toml").read_text() == (
        "# mine\nrate = 1.25 # brisk\n"
        'formats = ["mp3", "m4b"]\n\n'
        '[pauses]\nscene = 900\n\n[metadata]\n# theirs\nyear = "1999"\nseries = "Bridges"\n'
    )
    assert studio.desk.state.run.settings.pauses.scene == 900


def test_a_chapter_is_left_out_and_corrections_keep_their_chapters(studio):
    place = studio.find('"There it is')
    studio.change("correct", lines=[place], speaker="Anna")
    studio.change("correct", lines=[studio.find('"Then we walk')], speaker="Peter")
    answer = studio.change("settings", settings={"skip": ["1"]})
    assert answer["reload"]
    details = studio.json("details")
    assert [each["title"] for each in details["chapters"]] == ["Chapter 2: Morning"]
    assert "Chapter 1: Evening" in [each["title"] for each in details["left_out"]]
    assert studio.find('"There it is') == {**place, "chapter": 1}
    assert studio.speaker('"There it is') == "Anna"
    studio.change("undo")
    assert studio.speaker('"There it is') == "Anna"
    assert studio.speaker('"Then we walk') == "Peter"


def chapters(studio):
    listed = studio.json("details")["chapters"]
    return [(each["title"], each["own_title"]) for each in listed]


def test_a_chapter_is_renamed_and_has_its_own_title_again(studio):
    answer = studio.change("rename", chapter=2, title="  Home \n again ")
    assert answer["sentence"] == "“Chapter 2: Morning” is called “Home again”"
    evening = ("Chapter 1: Evening", "Chapter 1: Evening")
    assert chapters(studio) == [evening, ("Home again", "Chapter 2: Morning")]
    assert studio.file("settings.toml").read_text() == (
        '[titles]\n"Chapter 2: Morning" = "Home again"\n'
    )
    heading = studio.find("Chapter 2")
    lines = studio.desk.lines.plan(2).lines
    assert lines[heading["utterance"]].plain == "Home again"
    studio.change("rename", chapter=2, title="Home")
    assert chapters(studio)[1] == ("Home", "Chapter 2: Morning")
    studio.change("undo")
    assert chapters(studio)[1] == ("Home again", "Chapter 2: Morning")
    studio.change("rename", chapter=2, title=None)
    assert chapters(studio)[1] == ("Chapter 2: Morning", "Chapter 2: Morning")
    studio.change("undo")
    assert chapters(studio)[1][0] == "Home again"


def test_a_title_given_by_number_stays_with_its_chapter(studio):
    studio.version()
    studio.file("settings.toml").write_text('# mine\n[titles]\n2 = "Home" # theirs\n')
    studio.desk.look()
    studio.change("settings", settings={"skip": ["Chapter 1"]})
    assert chapters(studio) == [("Home", "Chapter 2: Morning")]
    studio.change("undo")
    assert chapters(studio)[1] == ("Home", "Chapter 2: Morning")
    studio.change("rename", chapter=2, title="Dawn")
    assert chapters(studio)[1] == ("Dawn", "Chapter 2: Morning")


def test_a_renamed_chapter_is_refused_where_it_is_not_one(studio):
    for asked, status in (
        ({"chapter": 9, "title": "Nine"}, 404),
        ({"chapter": "2", "title": "Two"}, 400),
        ({"chapter": 2, "title": 7}, 400),
        ({"chapter": 2, "title": "x" * 501}, 400),
        ({"chapter": 2, "title": "Chapter 2: Morning"}, 422),
    ):
        assert studio.ask("rename", **asked).status_code == status, asked
        assert not studio.file("settings.toml").exists()


def test_wrong_settings_are_refused(studio):
    studio.version()
    for kind, asked, status in (
        ("settings", {"settings": {"allow_commands": ["rm"]}}, 400),
        ("settings", {"settings": {"cache": "/tmp"}}, 400),
        ("settings", {"settings": {}}, 400),
        ("settings", {"settings": {"rate": 99}}, 422),
        ("settings", {"settings": {"rate": "fast"}}, 422),
        ("settings", {"settings": {"skip": ["77"]}}, 422),
        ("settings", {"settings": {"skip": ["1-2"]}}, 422),
        ("settings", {"settings": {"profile": "none"}}, 422),
        ("settings", {"settings": {"formats": ["none"]}}, 422),
        ("details", {"metadata": {"cover": "/etc/passwd"}}, 400),
        ("details", {"metadata": {"title": 7}}, 422),
        ("cover", {"name": "../bridge.txt"}, 400),
    ):
        answer = studio.ask(kind, **asked)
        assert answer.status_code == status, (asked, answer.text)
        assert not studio.file("settings.toml").exists(), asked
        assert studio.json("state")["undo"] is None


def test_a_cover_is_put_shown_and_undone(studio):
    path = f"{studio.api}/cover"
    made = studio.client.get(path)
    assert made.headers["content-type"] == "image/jpeg"
    for colour in ("red", "blue"):
        answer = studio.client.put(f"{path}?base={studio.version()}", content=_picture(colour))
        assert answer.status_code == 200, answer.text
    red, _, blue = Image.open(BytesIO(studio.client.get(path).content)).getpixel((5, 5))
    assert blue > 200
    assert red < 60
    studio.change("undo")
    red, _, _ = Image.open(BytesIO(studio.client.get(path).content)).getpixel((5, 5))
    assert red > 200
    body = {"base": studio.version()}
    assert studio.client.request("DELETE", path, json=body).status_code == 200
    assert studio.client.get(path).content == made.content


def test_what_is_no_picture_is_no_cover(studio):
    for data in (b"", b"<svg onload=alert(1)>", b"\x89PNG\r\n\x1a\nrubbish"):
        answer = studio.client.put(f"{studio.api}/cover?base={studio.version()}", content=data)
        assert answer.status_code == 422
    assert not list(studio.desk.folder.glob("cover-*"))
