"""The cast: cards, voices to choose from, what a recast costs, people merged and split."""

import tomllib


def _card(studio, name):
    return next(card for card in studio.json("cast")["cards"] if card["speaker"] == name)


def test_a_card_says_who_speaks_how_much_and_with_whom(studio):
    anna = _card(studio, "Anna")
    assert anna["gender"] == "female"
    assert anna["lines"] > 2
    assert anna["minutes"] > 0
    assert anna["first_text"] == '"Is the boat gone?"'
    assert anna["partners"][0]["speaker"] == "Peter"
    assert anna["partners"][0]["distance"] > 0
    assert anna["automatic"] == anna["voice"]
    cards = studio.json("cast")["cards"]
    assert cards[0]["speaker"] == "narrator"
    assert abs(sum(card["share"] for card in cards) - 1) < 0.01


def test_voices_are_listed_the_best_first(studio):
    found = studio.json("voices?speaker=Anna")
    assert found["genders"] == ["female", "male"]
    assert found["engines"] == ["tone"]
    first = found["voices"][0]
    assert first["rank"] == 0
    assert first["gender"] == "female"
    assert first["nearest"] in ("Peter", "narrator")
    assert [each["name"] for each in found["voices"] if each["current"]] == [
        _card(studio, "Anna")["voice"]
    ]
    assert studio.get("voices?speaker=Nobody").status_code == 404


def test_the_cost_of_a_recast_is_known_before(studio):
    tried = studio.change("cast", dry=True, speaker="Anna", voice="ivy")
    lines = tried["cost"]["lines"]
    assert lines == _card(studio, "Anna")["lines"]
    assert tried["cost"]["new"] == lines
    assert tried["cost"]["seconds"] > 0
    studio.change("cast", speaker="Anna", voice="ivy")
    first = _card(studio, "Anna")["first"]
    studio.get(f"sound/{first['chapter']}/{first['utterance']}")
    back = studio.change("cast", speaker="Anna", voice=None)
    assert back["cost"]["new"] == lines
    again = studio.change("cast", dry=True, speaker="Anna", voice="ivy")
    assert again["cost"]["new"] == lines - 1, "what was heard is kept"
    louder = studio.change("cast", dry=True, speaker="Anna", volume=3)
    assert louder["cost"] == {"lines": 0, "new": 0, "recast": [], "seconds": 0}


def test_a_choice_is_written_and_taken_back(studio):
    studio.change("cast", speaker="Anna", voice="ivy", rate=1.2, pitch=-2, age="young")
    tables = tomllib.loads(studio.file("cast.toml").read_text())["speakers"]
    assert tables["Anna"]["voice"] == "ivy"
    assert tables["Anna"]["rate"] == 1.2
    assert tables["Anna"]["age"] == "young"
    card = _card(studio, "Anna")
    assert (card["voice"], card["chosen"], card["rate"], card["pitch"]) == ("ivy", True, 1.2, -2)
    studio.change("cast", speaker="Anna", voice=None, rate=None, pitch=None, age=None)
    tables = tomllib.loads(studio.file("cast.toml").read_text())["speakers"]
    assert set(tables["Anna"]) == {"automatic"}


def test_two_people_are_merged_and_split(studio):
    studio.change("correct", lines=[studio.find('"Then we walk')], speaker="The Ferryman")
    merged = studio.change("merge", speaker="The Ferryman", into="Anna")
    assert studio.speaker('"Then we walk') == "Anna"
    assert merged["speakers"] is not None
    assert _card(studio, "Anna")["merged"] == ["The Ferryman"]
    studio.change("split", speaker="Anna", name="The Ferryman")
    assert studio.speaker('"Then we walk') == "The Ferryman"
    assert _card(studio, "Anna")["merged"] == []


def test_whoever_was_merged_into_one_comes_along(studio):
    studio.change("correct", lines=[studio.find('"Then we walk')], speaker="The Ferryman")
    studio.change("merge", speaker="The Ferryman", into="Peter")
    studio.change("merge", speaker="Peter", into="Anna")
    assert _card(studio, "Anna")["merged"] == ["Peter", "The Ferryman"]
    assert studio.speaker('"Then we walk') == "Anna"


def test_lines_to_hear_a_voice_by_come_with_the_partners(studio):
    found = studio.json("lines-of?speaker=Anna&limit=2")
    assert len(found["lines"]) == 2
    assert found["partner"] == "Peter"
    assert found["partner_lines"]


def test_numbers_and_colours_of_speakers_stay_while_the_book_is_open(studio):
    before = {each["name"]: each for each in studio.json("speakers")["speakers"]}
    place = studio.find('"Then we walk')
    studio.change("correct", lines=[place], speaker="Zoe")
    after = {each["name"]: each for each in studio.json("speakers")["speakers"]}
    for name, record in before.items():
        assert (after[name]["index"], after[name]["slot"]) == (record["index"], record["slot"])
    labels = [each["label"] for each in after.values()]
    assert len(set(labels)) == len(labels)


def test_names_that_are_probably_said_wrongly_are_listed_with_their_places(studio):
    words = studio.json("words")
    assert "Kessarine" in [each["word"] for each in words["suspects"]]
    found = studio.json("words/places?word=Kessarine")
    assert found["count"] == 3
    place = found["places"][0]
    assert place["match"] == "Kessarine"
    assert place["before"].endswith("The road to ")
    samples = {each["word"]: each["sample"] for each in words["suspects"]}
    assert "to Kessarine was long." in samples["Kessarine"]
    studio.change("word", word="Kessarine", says="kess-a-REEN")
    words = studio.json("words")
    assert "Kessarine" not in [each["word"] for each in words["suspects"]]
    assert words["taught"] == [
        {
            "word": "Kessarine",
            "pattern": "",
            "says": "kess-a-REEN",
            "speaker": "",
            "within": "",
            "count": 3,
        }
    ]
    studio.change("word", word="Kessarine", says="KESS-a-reen", speaker="Anna")
    studio.change("word", word="Kessarine", says=None, speaker="Anna")
    studio.change("word", word="Kessarine", says=None)
    assert studio.json("words")["taught"] == []


def _spoken(studio, place):
    return studio.json(f"lines/{place['chapter']}/{place['utterance']}")["spoken"]


def _own(studio):
    places = studio.json("words/places?word=Kessarine")["places"]
    return [each["own"] for each in places]


def test_one_place_of_a_taught_word_is_set_back_and_another_said_otherwise(studio):
    studio.change("word", word="Kessarine", says="kess-a-REEN")
    road, town, cry = [
        each["place"] for each in studio.json("words/places?word=Kessarine")["places"]
    ]
    answer = studio.change("word", word="Kessarine", says="Kessarine", place=town)
    assert answer["sentence"] == "“Kessarine” said “Kessarine” in one place"
    studio.change("word", word="Kessarine", says="KESS-ine", place=cry)
    assert _own(studio) == [None, "Kessarine", "KESS-ine"]
    assert "kess-a-REEN" in _spoken(studio, road)
    assert "of Kessarine lay" in _spoken(studio, town)
    assert "KESS-ine" in _spoken(studio, cry)
    assert "within" in studio.file("pronunciation.toml").read_text()
    studio.change("word", word="Kessarine", says="KESS-a", place=cry)
    assert "KESS-a" in _spoken(studio, cry)
    studio.change("word", word="Kessarine", says=None, place=cry)
    studio.change("word", word="Kessarine", says=None, place=town)
    assert _own(studio) == [None, None, None]
    for _ in range(2):
        studio.change("undo")
    assert "KESS-a" in _spoken(studio, cry)
    assert "of Kessarine lay" in _spoken(studio, town)
    studio.change("word", word="Kessarine", says=None)
    assert _own(studio) == [None, "Kessarine", "KESS-a"]


def test_a_word_cannot_be_taught_where_it_does_not_stand(studio):
    elsewhere = studio.find('"Then we walk')
    for place, says in ((elsewhere, "x"), ({"chapter": 9, "utterance": 0}, "x"), (elsewhere, None)):
        answer = studio.ask("word", word="Kessarine", says=says, place=place)
        assert answer.status_code in (400, 404)
    assert not studio.file("pronunciation.toml").exists()
