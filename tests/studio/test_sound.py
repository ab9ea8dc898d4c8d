"""Lines are heard: as the book would have them, in other voices, with other words."""

import io
import threading
import time
import wave
from concurrent.futures import Future

from audiobook import produce
from audiobook.executors import Pool


def _sound(answer):
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "audio/wav"
    with wave.open(io.BytesIO(answer.content)) as file:
        return file.readframes(file.getnframes()), file.getframerate()


def _path(place, view="sound"):
    return f"{view}/{place['chapter']}/{place['utterance']}"


def test_a_line_is_spoken_once(studio):
    place = studio.find('"Then we walk')
    first = studio.get(_path(place))
    assert first.headers["x-clip"] == "new"
    again = studio.get(_path(place))
    assert again.headers["x-clip"] == "kept"
    assert _sound(again) == _sound(first)
    assert int(again.headers["x-pause-ms"]) > 0


def test_what_was_heard_is_not_spoken_again_for_the_book(studio):
    place = studio.find('"Then we walk')
    studio.get(_path(place))
    clips = set(studio.desk.state.run.clips.folder.rglob("*.wav"))
    assert len(clips) == 1
    job = _made(studio)
    assert job["state"] == "done"
    assert job["kept"] == 1


def test_the_lines_after_one_are_spoken_ahead(studio):
    place = studio.find('"Then we walk')
    studio.get(_path(place) + "?ahead=3")
    studio.shelf.mouth._behind.submit(lambda: None).result()
    plan = studio.json(f"plan/{place['chapter']}")["lines"]
    kept = [line["utterance"] for line in plan if line["said"] and line["kept"]]
    at = place["utterance"]
    assert kept == [at, at + 1, at + 2, at + 3]


def test_a_scene_break_is_not_said(studio):
    utterances = studio.desk.state.utterances(1)
    (index,) = [n for n, each in enumerate(utterances) if each.kind.value == "break"]
    assert studio.get(f"sound/1/{index}").status_code == 204
    assert studio.get("sound/1/9999").status_code == 404
    assert studio.get("sound/77/0").status_code == 404
    assert studio.get("sound/x/0").status_code == 400


def test_a_voice_is_heard_on_the_line_before_it_is_chosen(studio):
    place = studio.find('"Then we walk')
    query = f"audition?chapter={place['chapter']}&utterance={place['utterance']}"
    own = _sound(studio.get(_path(place)))
    assert _sound(studio.get(query)) == own
    other = _sound(studio.get(f"{query}&voice=ivy&rate=1.5"))
    assert other != own
    assert studio.json("state")["undo"] is None, "nothing is written"
    speaker = studio.speaker('"Then we walk')
    studio.change("cast", speaker=speaker, voice="ivy", rate=1.5)
    assert _sound(studio.get(_path(place))) == other
    assert studio.get(f"{query}&voice=nobody").status_code == 404
    assert studio.get(f"{query}&rate=x").status_code == 400


def test_a_pronunciation_is_heard_before_it_is_kept(studio):
    plain = _sound(studio.get("say?text=Kessarine"))
    taught = _sound(studio.get("say?text=Kessarine&word=Kessarine&says=kessa-REEN-ah"))
    assert taught != plain
    studio.change("word", word="Kessarine", says="kessa-REEN-ah")
    assert _sound(studio.get("say?text=Kessarine")) == taught
    assert studio.get("say?text=").status_code == 400


def test_a_line_that_cannot_be_spoken_says_so(story):
    from studio_driving import studio_of

    with studio_of(story) as studio:
        place = studio.find('"Then we walk')
        speaker = studio.speaker('"Then we walk')
        path = studio.file("cast.toml")
        text = path.read_text()
        path.write_text(
            text.replace(
                f"[speakers.{speaker}]\n",
                f'[speakers.{speaker}]\noptions = {{ fail_on = "walk" }}\n',
            )
        )
        studio.desk.look()
        answer = studio.get(_path(place))
        assert answer.status_code == 422
        assert answer.json()["error"]["message"]


def _made(studio, **asked):
    body = {"base": studio.version(), "formats": ["mp3"], **asked}
    answer = studio.client.post(f"{studio.api}/render", json=body)
    assert answer.status_code == 200, answer.text
    studio.shelf.jobs._threads.submit(lambda: None).result()
    return studio.json("render")["job"]


def test_the_book_is_made_and_its_files_are_played(studio):
    job = _made(studio)
    assert job["state"] == "done"
    names = [each["name"] for each in studio.json("render")["results"]]
    assert names == ["01 - Chapter 1 Evening.mp3", "02 - Chapter 2 Morning.mp3"]
    result = studio.json("render")["results"][0]
    part = studio.client.get(result["url"], headers={"Range": "bytes=0-9"})
    assert part.status_code == 206
    assert len(part.content) == 10
    download = studio.client.get(result["download"])
    assert "attachment" in download.headers["content-disposition"]
    report = studio.client.post(f"{studio.api}/check").json()["report"]
    assert report["files"] == 2


def test_making_a_book_is_refused_with_what_is_wrong(studio):
    body = {"base": studio.version(), "formats": ["nothing"]}
    assert studio.client.post(f"{studio.api}/render", json=body).status_code == 422
    body = {"base": "old", "formats": ["mp3"]}
    assert studio.client.post(f"{studio.api}/render", json=body).status_code == 409
    job = _made(studio, chapters="77")
    assert job["state"] == "failed"
    assert "77" in job["error"]["message"]


def test_a_job_is_stopped_and_carried_on(studio):
    desk = studio.desk
    kept = []

    def stop(event, data):
        if event == "render" and data["job"]["state"] == "running":
            studio.shelf.jobs.cancel(desk.book_id)
        kept.append(data)

    studio.shelf.jobs._tell = stop
    assert _made(studio)["state"] == "cancelled"
    studio.shelf.jobs._tell = lambda *_: None
    assert _made(studio)["state"] == "done"


def test_a_job_is_stopped_while_a_chapter_is_encoded(studio, monkeypatch):
    assembling = threading.Event()

    def make(*_args, patience, **_more):
        endless = Future()
        pool = Pool(None, 1, patience.check)
        assembling.set()
        pool.landed([endless])

    monkeypatch.setattr(produce, "make", make)
    body = {"base": studio.version()}
    assert studio.client.post(f"{studio.api}/render", json=body).status_code == 200
    assembling.wait(20)
    studio.client.post(f"{studio.api}/render/cancel", json={})
    until = time.monotonic() + 20
    while studio.json("render")["job"]["state"] == "running" and time.monotonic() < until:
        time.sleep(0.02)
    assert studio.json("render")["job"]["state"] == "cancelled"


def test_stages_that_run_at_once_are_counted_apart():
    from audiobook.events import StageAdvanced, StageFinished, StageStarted
    from audiobook.studio.desk.jobs import Making

    job = Making("book", 1, lambda *_: None)
    for event in (
        StageStarted("assemble", 2, "chapters"),
        StageStarted("speak", 10, "lines"),
        StageAdvanced("speak", 5),
        StageAdvanced("assemble", 1),
    ):
        job._hear(event)
    assert (job.record["stage"], job.record["done"], job.record["fraction"]) == ("speak", 5, 0.5)
    job._hear(StageFinished("speak"))
    assert (job.record["stage"], job.record["fraction"]) == ("assemble", 0.5)
    job._hear(StageFinished("assemble"))
    job._hear(StageStarted("publish", 1, "files"))
    assert job.record["stage"] == "publish"


def test_a_run_that_breaks_off_unforeseen_has_failed(studio, monkeypatch):
    from audiobook import produce

    def make(*_, **__):
        raise ZeroDivisionError("by nought")

    monkeypatch.setattr(produce, "make", make)
    body = {"base": studio.version()}
    assert studio.client.post(f"{studio.api}/render", json=body).status_code == 200
    until = time.monotonic() + 20
    while studio.json("render")["job"]["state"] == "running" and time.monotonic() < until:
        time.sleep(0.02)
    job = studio.json("render")["job"]
    assert job["state"] == "failed"
    assert "by nought" in job["error"]["message"]
