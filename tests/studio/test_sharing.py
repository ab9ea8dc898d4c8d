"""A scene to hand on, corrections for other readers, takes, and a library that takes new books."""

import json
import re

from audiobook.engines import ENGINES
from studio_driving import studio_of


def test_a_scene_is_one_file_with_its_sound_inside(studio):
    first = studio.find('"Are you tired')
    answer = studio.get(f"scene?chapter={first['chapter']}&first={first['utterance']}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"] == 'attachment; filename="The Bridge.html"'
    page = answer.text
    data = json.loads(re.search(r'<script type="application/json"[^>]*>(.*?)</script>', page)[1])
    (file,) = data["files"]
    assert file["source"].startswith("data:audio/mpeg;base64,")
    assert "media-src data:" in page
    assert "Are you tired?" in page
    assert "Then we walk" not in page, "another scene"
    assert len(file["lines"]) == page.count("data-who=")


def test_a_scene_is_not_a_whole_book(studio):
    assert studio.get("scene?chapter=1&first=5&last=2").status_code == 422
    assert studio.get("scene?chapter=1&first=0&last=9999").status_code == 404


def test_corrections_are_handed_to_a_reader_of_another_edition(tmp_path, studio, story):
    studio.change("correct", lines=[studio.find('"Then we walk')], speaker="Peter")
    studio.change("correct", lines=[studio.find('"There it is')], speaker="The Ferryman")
    file = studio.json("corrections")
    # The other edition has a chapter more, and other quotation marks.
    text = story.read_text().replace(
        "Chapter 1: Evening",
        "Chapter 1: Before\n\nIt was a year of little rain.\n\nChapter 2: Evening",
    )
    text = text.replace("Chapter 2: Morning", "Chapter 3: Morning")
    text = re.sub(r'"([^"\n]*)"', r"“\1”", text)
    other = tmp_path / "other" / "edition.txt"
    other.parent.mkdir()
    other.write_text(text, encoding="utf-8")
    with studio_of(other) as theirs:
        tried = theirs.change("import", corrections=file, dry=True)
        assert tried["sentence"] == "2 corrections imported"
        theirs.change("import", corrections=file)
        assert theirs.speaker("“Then we walk") == "Peter"
        assert theirs.speaker("“There it is") == "The Ferryman"
        assert theirs.ask("import", corrections=file).status_code == 422, "twice"
        theirs.change("undo")
        assert theirs.json("state")["corrected"] == 0


def test_a_file_that_is_no_corrections_is_refused(studio):
    studio.version()
    for file in ({}, [], {"format": "audiobook corrections"}, 7, {"format": "x", "lines": []}):
        assert studio.ask("import", corrections=file).status_code == 400
    wrong = {"format": "audiobook corrections", "lines": [7]}
    assert studio.ask("import", corrections=wrong).status_code == 400
    none = {
        "format": "audiobook corrections",
        "lines": [{"chapter": 1, "text": "x y z", "speaker": "Anna"}],
    }
    assert studio.ask("import", corrections=none).status_code == 422


def test_a_take_is_chosen_and_given_back(studio):
    place = studio.find('"Then we walk')
    path = f"{place['chapter']}/{place['utterance']}"
    first = studio.get(f"sound/{path}").headers["etag"]
    assert studio.get(f"sound/{path}?take=2").headers["etag"] != first
    assert studio.json(f"lines/{path}")["takes"] == [0, 2]
    studio.change("take", line=place, take=2)
    assert studio.json(f"lines/{path}")["take"] == 2
    assert studio.get(f"sound/{path}").headers["etag"] != first
    studio.change("take", line=place, take=0)
    assert studio.get(f"sound/{path}").headers["etag"] == first
    assert studio.ask("take", line=place, take=99).status_code == 400


def test_engines_that_always_say_a_line_alike_offer_no_other_takes(studio, monkeypatch):
    place = studio.find('"Then we walk')
    path = f"lines/{place['chapter']}/{place['utterance']}"
    assert studio.json(path)["most_takes"] == 1
    engine = ENGINES.load("tone")
    monkeypatch.setattr(engine, "varies", True)
    assert studio.json(path)["most_takes"] == 20


def test_a_library_opens_books_when_they_are_asked_for(tmp_path, story):
    (tmp_path / "library").mkdir()
    first = tmp_path / "library" / "one.txt"
    first.write_text(story.read_text())
    (tmp_path / "library" / "notes.xyz").write_text("no story")
    with studio_of(tmp_path / "library") as studio:
        assert [desk.is_open for desk in studio.shelf.desks.values()] == [False]
        page = studio.client.get("/").text
        assert "one" in page
        answer = studio.client.post("/api/books?name=../two.txt", content=story.read_bytes())
        assert answer.status_code == 200, answer.text
        assert (tmp_path / "library" / "two.txt").exists()
        book = answer.json()["book"]["id"]
        assert studio.client.get(f"/books/{book}/read").status_code == 200
        again = studio.client.post("/api/books?name=two.txt", content=b"x")
        assert again.status_code == 422
        for name in ("x.exe", "", "..", ".txt", "/etc/passwd"):
            assert studio.client.post(f"/api/books?name={name}", content=b"x").status_code == 422


def test_a_book_that_cannot_be_read_says_why(tmp_path):
    broken = tmp_path / "empty.txt"
    broken.write_text("")
    with studio_of(broken) as studio:
        answer = studio.client.get(f"/books/{studio.desk.book_id}/read")
        assert answer.status_code == 422
        assert "is empty" in answer.text
