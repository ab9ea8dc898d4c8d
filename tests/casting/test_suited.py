"""Which voices are offered to somebody who is cast already."""

from audiobook.casting.casting import cast
from audiobook.casting.suited import suited
from audiobook.model import NARRATOR
from casting_stories import VOICES, script, voice

GENDERS = {"Ann": "female", "Bet": "female", "Cy": "male"}


def test_voices_of_another_gender_or_language_are_not_offered():
    german = voice("eva", "female", language="de")
    story = script(["Ann", "Cy"], genders=GENDERS)
    made = cast(story, VOICES)
    offered = suited(story, (*VOICES, german), made, "Ann")
    assert {each.gender for each in offered} == {"female", ""}
    assert german not in offered
    assert {"ada", "bea", "cat", "any"} <= {each.name for each in offered}


def test_the_voice_of_whom_somebody_speaks_with_comes_after_one_that_nobody_has():
    story = script(["Ann", "Bet"] * 4, genders=GENDERS)
    made = cast(story, VOICES)
    names = [each.name for each in suited(story, VOICES, made, "Ann")]
    free = {"ada", "bea", "cat"} - {made.voice_of("Bet").name}
    assert all(names.index(name) < names.index(made.voice_of("Bet").name) for name in free)


def test_narrators_are_offered_the_voices_for_narrators_first():
    story = script(["Ann", "Cy"], genders=GENDERS)
    offered = suited(story, VOICES, cast(story, VOICES), NARRATOR)
    assert {each.name for each in offered[:2]} == {"nan", "ned"}
    told = script(["Ann", "Cy"], genders=GENDERS, teller="Cy")
    teller = suited(told, VOICES, cast(told, VOICES), NARRATOR)
    assert teller[0].name == "ned"
    assert "nan" not in {each.name for each in teller}


def test_a_voice_that_is_in_no_pack_any_more_harms_nobody():
    story = script(["Ann", "Cy"], genders=GENDERS)
    made = cast(story, VOICES)
    fewer = tuple(each for each in VOICES if each != made.voice_of("Cy"))
    assert made.voice_of("Cy") not in suited(story, fewer, made, "Ann")
    assert suited(story, fewer, made, "Nobody")
