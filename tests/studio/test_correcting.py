"""A line is corrected: what else changes is shown before, and everything can be undone."""

import tomllib

from audiobook import produce
from studio_driving import FLAGS, studio_of


def test_a_correction_is_written_as_the_command_line_reads_it(studio):
    place = studio.find('"Then we walk')
    answer = studio.change("correct", lines=[place], speaker="Peter")
    assert studio.speaker('"Then we walk') == "Peter"
    (line,) = tomllib.loads(studio.file("cast.toml").read_text())["lines"]
    assert line == {"chapter": 1, "text": '"Then we walk."', "speaker": "Peter"}
    changed = {each["text"]: each["after"] for each in answer["lines"]}
    assert changed['"Then we walk."'] == "Peter"


def test_what_else_changes_is_known_before_it_is_kept(studio):
    place = studio.find('"Then we walk')
    before = studio.file("cast.toml").read_bytes()
    asked = {"lines": [place], "speaker": "Peter"}
    tried = studio.change("correct", dry=True, **asked)
    assert studio.file("cast.toml").read_bytes() == before
    assert studio.speaker('"Then we walk') != "Peter"
    others = {each["text"] for each in tried["also"]}
    kept = studio.change("correct", **asked)
    assert {each["text"] for each in kept["also"]} == others
    assert others, "whoever answers is decided again"
    assert '"Then we walk."' not in others


def test_everything_is_undone_and_done_again_also_by_another_run(story, studio):
    studio.version()
    whole = studio.file("cast.toml").read_bytes()
    place = studio.find('"Then we walk')
    studio.change("correct", lines=[place], speaker="Peter")
    corrected = studio.file("cast.toml").read_bytes()
    studio.change("cast", speaker="Anna", voice="ivy", rate=1.2)
    studio.change("word", word="Kessarine", says="kess-a-REEN")
    with studio_of(story) as again:
        assert again.json("state")["undo"] == "“Kessarine” said “kess-a-REEN”"
        again.change("undo")
        assert not again.file("pronunciation.toml").exists()
        again.change("undo")
        assert again.file("cast.toml").read_bytes() == corrected
        assert again.change("undo")["state"]["undo"] is None
        assert again.file("cast.toml").read_bytes() == whole
        for _ in range(3):
            again.change("redo")
        assert again.file("pronunciation.toml").exists()
        assert again.desk.state.roles["Anna"].voice.name == "ivy"
        assert again.ask("redo").status_code == 422


def test_what_the_user_wrote_by_hand_is_kept_byte_for_byte(studio):
    studio.version()
    path = studio.file("cast.toml")
    by_hand = path.read_text() + (
        "\n# mine\n[[lines]]  # why\nchapter = 2\ntext = 'There it is'\nspeaker = \"Anna\" # so\n"
    )
    path.write_text(by_hand)
    studio.client.post(f"{studio.api}/look")
    assert studio.speaker('"There it is') == "Anna"
    studio.change("correct", lines=[studio.find('"Then we walk')], speaker="Peter")
    assert by_hand[by_hand.index("\n# mine") :] in path.read_text()
    # A correction that is there already is changed in its place, with its comment.
    studio.change("correct", lines=[studio.find('"There it is')], speaker="Peter")
    assert 'speaker = "Peter" # so\n' in path.read_text()
    assert path.read_text().count("\n[[lines]]") == 2
    studio.change("release", lines=[studio.find('"There it is')])
    assert "# so" not in path.read_text()
    assert "# mine" in path.read_text()


def test_a_line_is_confirmed_and_stays_whatever_else_changes(studio):
    place = studio.find('"In the dark?"')
    speaker = studio.speaker('"In the dark?"')
    studio.change("confirm", lines=[place])
    line = studio.json(f"lines/{place['chapter']}/{place['utterance']}")
    assert line["fixed"]
    assert line["sure"] == 100
    studio.change("correct", lines=[studio.find('"Then we walk')], speaker=speaker)
    assert studio.speaker('"In the dark?"') == speaker


def test_a_whole_conversation_is_taken_in_turns(studio):
    place = studio.find('"Then we walk')
    studio.change(
        "conversation",
        line=place,
        how="alternate",
        first="Peter",
        second="Anna",
    )
    said = [studio.speaker(words) for words in ('"Is the', '"It left', '"Then', '"In the dark?"')]
    assert said == ["Peter", "Anna", "Peter", "Anna"]
    assert studio.speaker('"Are you tired') == "Peter", "another scene"
    studio.change("undo")
    studio.change("conversation", line=place, how="swap", **{"from": "Anna", "to": "Peter"})
    assert studio.speaker('"Is the boat') == "Peter"
    assert studio.speaker('"It left') == "Anna"


def test_somebody_new_may_say_a_line(studio):
    place = studio.find('"Then we walk')
    studio.change("correct", lines=[place], speaker="A Voice from Below 7")
    assert studio.speaker('"Then we walk') == "A Voice from Below 7"
    names = [each["name"] for each in studio.json("speakers")["speakers"]]
    assert names[0] == "narrator"
    assert "A Voice from Below 7" in names


def test_narration_may_be_given_to_somebody(studio):
    place = studio.find("He looked at the water")
    studio.change("correct", lines=[place], speaker="Peter")
    assert studio.speaker("He looked at the water") == "Peter"


def test_doubtful_lines_come_with_their_surroundings_and_candidates(studio):
    doubts = studio.json("doubts")
    weights = [item["weight"] for item in doubts["items"]]
    assert weights == sorted(weights, reverse=True)
    assert doubts["total"] == len(doubts["items"])
    for item in doubts["items"]:
        keys = [each["key"] for each in item["candidates"]]
        assert keys == [str(number) for number in range(1, len(keys) + 1)]
        assert item["candidates"][0]["speaker"] == item["speaker"]
        assert "narrator" in [each["speaker"] for each in item["candidates"]]
        assert 'class="u' in item["context_html"]
        assert " here" in item["context_html"]


_WRONG = [
    ("correct", {"lines": [{"chapter": 9, "utterance": 0}], "speaker": "Anna"}, 404),
    ("correct", {"lines": [{"chapter": 1, "utterance": 999}], "speaker": "Anna"}, 404),
    ("correct", {"lines": [], "speaker": "Anna"}, 400),
    ("correct", {"lines": [{"chapter": "1"}], "speaker": "Anna"}, 400),
    ("correct", {"lines": [{"chapter": 1, "utterance": 2}], "speaker": ""}, 400),
    ("correct", {"lines": [{"chapter": 1, "utterance": 2}], "speaker": 7}, 400),
    ("release", {"lines": [{"chapter": 1, "utterance": 2}]}, 422),
    ("conversation", {"line": {"chapter": 1, "utterance": 2}, "how": "so"}, 400),
    ("merge", {"speaker": "Anna", "into": "Nobody"}, 422),
    ("merge", {"speaker": "narrator", "into": "Anna"}, 422),
    ("split", {"speaker": "Anna", "name": "Anna"}, 422),
    ("cast", {"speaker": "Anna", "voice": "nobody"}, 422),
    ("cast", {"speaker": "Anna", "rate": 9}, 400),
    ("cast", {"speaker": "Anna", "gender": "so"}, 400),
    ("cast", {"speaker": "Anna"}, 400),
    ("word", {"word": "", "says": "x"}, 400),
    ("word", {"word": "Kessarine", "says": "/---/"}, 422),
    ("explode", {}, 400),
    ("undo", {}, 422),
]


def test_a_wrong_change_is_refused_and_changes_nothing(studio):
    studio.json("state")
    before = studio.file("cast.toml").read_bytes()
    for kind, asked, status in _WRONG:
        answer = studio.ask(kind, **asked)
        assert answer.status_code == status, (kind, asked, answer.text)
        assert answer.json()["error"]["message"].endswith(".")
        assert studio.file("cast.toml").read_bytes() == before
        assert not studio.file("pronunciation.toml").exists()
        assert studio.json("state")["undo"] is None


def test_the_command_line_says_the_same(studio, story):
    studio.change("correct", lines=[studio.find('"Then we walk')], speaker="Peter")
    studio.change("cast", speaker="Anna", voice="ivy", rate=1.2)
    script, roles, path = produce.cast(story, None, FLAGS)
    assert script.utterances == studio.desk.state.script.utterances
    assert roles == studio.desk.state.cast
    studio.desk.look()
    assert studio.json("state")["undo"] == "Anna: voice ivy, rate 1.2", "it changed nothing"
    assert path == studio.file("cast.toml")
