"""Automatic casting: who fits, who is told apart, and that nobody's voice changes from run to run."""

import subprocess
import sys
from dataclasses import replace
from itertools import combinations

import places
import pytest
from audiobook.casting.candidates import AUDIBLE_SEMITONES
from audiobook.casting.casting import cast
from audiobook.casting.choices import CastChoices, Choice
from audiobook.casting.likeness import Likeness
from audiobook.casting.meetings import REMEMBERED, meetings
from audiobook.casting.packs import load_voices
from audiobook.errors import SettingsError
from audiobook.model import NARRATOR, Cast, Delivery, Role, Script
from casting_stories import SCENES, VOICES, script, voice
from hypothesis import given
from hypothesis import strategies as st

GENDERS = {"Ann": "female", "Bet": "female", "Cy": "male", "Dan": "male"}


def said(*choices: Choice) -> CastChoices:
    return CastChoices(choices)


def remembered(made: Cast, *more: Choice) -> CastChoices:
    """The cast file as the program writes it, with what the user adds."""
    stated = {choice.speaker: choice for choice in more}
    kept = [
        replace(stated.get(role.speaker, Choice(role.speaker)), automatic=role.voice.name)
        if role.speaker in stated
        else Choice(role.speaker, automatic=role.voice.name, pitch=role.delivery.pitch)
        for role in made.roles
    ]
    names = {role.speaker for role in made.roles}
    return CastChoices((*kept, *(choice for choice in more if choice.speaker not in names)))


def sound(role: Role) -> tuple[object, float]:
    return role.voice, role.delivery.pitch


def alike(one: Role, two: Role) -> bool:
    return (
        one.voice == two.voice and abs(one.delivery.pitch - two.delivery.pitch) < AUDIBLE_SEMITONES
    )


def test_gender_and_age_decide_and_every_role_says_why():
    story = script(
        ["Ann", "Cy", "Gran", "Tim", "Ann"],
        genders=GENDERS | {"Gran": "male", "Tim": "male"},
        ages={"Gran": "old", "Tim": "child"},
    )
    made = cast(story, VOICES)
    assert [role.speaker for role in made.roles] == [NARRATOR, "Ann", "Cy", "Gran", "Tim"]
    assert made.voice_of(NARRATOR).suits == "narrator"
    assert made.voice_of("Ann").gender == "female"
    assert made.voice_of("Cy").gender == "male"
    assert made.voice_of("Gran").name == "old"
    assert made.voice_of("Tim").name == "kid"
    assert made.role_of("Tim").reason.startswith("male, child; told apart from ")
    assert all(role.reason and not role.chosen for role in made.roles)


def test_partners_get_the_voices_that_are_most_unlike():
    # Both accents are free for Bet; Ann, whom she talks to, has the first.
    voices = (voice("n", "male", suits="narrator"), voice("a1", "female", accent="A"),
              voice("a2", "female", accent="A"), voice("b", "female", accent="B"))  # fmt: skip
    made = cast(script(["Ann", "Bet"] * 5, genders=GENDERS), voices)
    assert {made.voice_of("Ann").accent, made.voice_of("Bet").accent} == {"A", "B"}


def test_how_good_a_voice_is_does_not_make_it_sound_otherwise():
    def measured(hertz, quality):
        return (("pitch_hz", hertz), ("quality", quality), ("words_wrong", quality / 100))

    voices = [
        voice("low", "male", measured=measured(100.0, 4.5)),
        voice("twin", "male", measured=measured(100.0, 4.0)),
        voice("high", "male", measured=measured(200.0, 4.5)),
    ]
    likeness = Likeness(voices)
    assert likeness.distance("low", "twin") == 0
    assert likeness.distance("low", "high") == 1


def test_measured_features_outweigh_what_the_pack_says():
    voices = (
        voice("n", "male", suits="narrator", measured=(("pitch_hz", 100.0),)),
        voice("a", "female", accent="A", measured=(("pitch_hz", 150.0),)),
        voice("b", "female", accent="B", measured=(("pitch_hz", 160.0),)),
        voice("c", "female", accent="A", measured=(("pitch_hz", 300.0),)),
    )
    made = cast(script(["Ann", "Bet"] * 5, genders=GENDERS), voices)
    assert made.voice_of("Ann").name == "c"


def test_frequencies_are_compared_by_octaves():
    voices = tuple(
        voice(name, gender, measured=(("pitch_hz", hertz),), suits=suits)
        for name, gender, hertz, suits in (
            ("n", "male", 300.0, "narrator"),
            ("same", "female", 300.0, ""),
            ("high", "female", 520.0, ""),
            ("low", "female", 100.0, ""),
        )
    )
    made = cast(
        script(["Ann", "Bet"] * 5, genders=GENDERS), voices, said(Choice("Ann", voice="same"))
    )
    assert made.voice_of("Bet").name == "low"


ACCENTS = (
    voice("n", "male", suits="narrator"),
    voice("a1", "female", accent="A"),
    voice("b1", "female", accent="B"),
    voice("a2", "female", accent="A"),
    voice("b2", "female", accent="B"),
)


@pytest.mark.parametrize(("partner", "accent"), [("Ann", "B"), ("Zoe", "A")])
def test_those_who_are_met_count_most(partner, accent):
    story = script(
        ["Ann", SCENES, "Zoe", SCENES, *[partner, "Bet"] * 3],
        genders=dict.fromkeys(["Bet"], "female"),
    )
    made = cast(story, ACCENTS, said(Choice("Ann", voice="a1"), Choice("Zoe", voice="b1")))
    assert made.voice_of("Bet").accent == accent


@pytest.mark.parametrize(("other", "accent"), [("a2", "B"), ("a1", "B")])
def test_those_who_are_never_met_count_a_little(other, accent):
    story = script(["Ann", SCENES, "Bet"], genders=GENDERS)
    assert cast(story, ACCENTS, said(Choice("Ann", voice=other))).voice_of("Bet").accent == accent


def test_nobody_has_the_narrators_voice_though_voices_run_out():
    names = [f"M{n}" for n in range(4)]
    voices = (
        voice("n", "male", suits="narrator"),
        voice("m", "male"),
        voice("ghost", "male", suits="oddity"),
    )
    made = cast(script(names, genders=dict.fromkeys(names, "male")), voices)
    assert [role.voice.name for role in made.roles] == ["n", "m", "m", "m", "m"]


def test_a_new_narrator_takes_nobodys_voice():
    story = script(["Ann", "Bet"], genders=GENDERS)
    assert cast(story, VOICES).voice_of(NARRATOR).name == "nan"
    made = cast(story, VOICES, said(Choice("Ann", automatic="nan")))
    assert (made.voice_of(NARRATOR).name, made.voice_of("Ann").name) == ("ned", "nan")


def test_a_narrator_whose_age_is_stated_has_it_and_keeps_the_voice():
    made = cast(script(["Ann"]), VOICES, said(Choice(NARRATOR, age="old")))
    assert made.voice_of(NARRATOR).name == "old"
    again = cast(script(["Ann"]), VOICES, remembered(made, Choice(NARRATOR, age="old")))
    assert again.voice_of(NARRATOR).name == "old"
    assert again.voice_of("Ann") == made.voice_of("Ann")


def test_a_gender_decided_by_balance_stays_when_the_age_is_stated():
    choices = said(Choice("Xi", automatic="bea"), Choice("Kim", automatic="ada", age="young"))
    assert cast(script(["Xi", "Kim"]), VOICES, choices).voice_of("Kim").name == "cat"


def test_a_single_voice_is_told_apart_by_pitch():
    made = cast(script(["Ann", "Bet", "Cy", "Dan"]), (voice("only"),))
    assert {role.voice.name for role in made.roles} == {"only"}
    assert not any(alike(one, two) for one, two in combinations(made.roles, 2))
    assert "semitones" in made.role_of("Cy").reason


def test_minor_speakers_who_never_meet_share_a_voice_before_pitch_is_moved():
    voices = (voice("n", "male", suits="narrator"), voice("m", "male"), voice("a", "female"))
    story = script(["Ann"] * 300 + [SCENES, "Cy", SCENES, "Dan"], genders=GENDERS)
    made = cast(story, voices)
    assert sound(made.role_of("Cy")) == sound(made.role_of("Dan"))
    assert made.role_of("Dan").reason == "male; shares its voice with Cy, never met"
    meeting = cast(script([*["Ann", "Bet"] * 300, "Cy", "Dan"], genders=GENDERS), voices)
    assert not alike(meeting.role_of("Cy"), meeting.role_of("Dan"))


def test_more_speakers_at_once_than_sounds_still_get_a_cast_that_says_so():
    names = [f"S{n}" for n in range(30)]
    made = cast(script(names * 2), (voice("only"),))
    assert len(made.roles) == 31
    assert "there are too few voices" in made.roles[-1].reason


def test_unknown_genders_are_balanced_whatever_the_known_ones_are():
    men = [f"M{n}" for n in range(4)]
    made = cast(script([*men * 2, "X", "Y"], genders=dict.fromkeys(men, "male")), VOICES)
    assert {made.voice_of("X").gender, made.voice_of("Y").gender} == {"female", "male"}


def test_sharing_is_spread_over_the_voices():
    voices = (
        voice("n", "female", suits="narrator"),
        voice("f", "female"),
        voice("m1", "male"),
        voice("m2", "male"),
    )
    minors = [f"M{n}" for n in range(10)]
    turns = [*["Ann"] * 2000, *(turn for name in minors for turn in (SCENES, name))]
    made = cast(script(turns, genders={"Ann": "female"} | dict.fromkeys(minors, "male")), voices)
    assert sorted(role.voice.name for role in made.roles[2:]) == ["m1"] * 5 + ["m2"] * 5


def test_unknown_genders_are_balanced_and_the_reason_says_so():
    names = [f"S{n}" for n in range(4)]
    made = cast(script(names), VOICES)
    assert sorted(role.voice.gender for role in made.roles[1:]) == [
        "female",
        "female",
        "male",
        "male",
    ]
    assert all("for balance" in role.reason for role in made.roles[1:])


@pytest.mark.parametrize("name", ["The crowd", "everyone", "Several voices", "two guards"])
def test_a_group_gets_a_neutral_voice(name):
    made = cast(script(["Ann", name], genders=GENDERS), VOICES)
    assert made.voice_of(name).name == "any"
    assert "a group" in made.role_of(name).reason


def test_the_teller_has_the_narrators_voice_and_the_narrator_the_tellers_gender():
    story = script(["Ann", "Cy"] * 3, genders={"Ann": "female", "Cy": "male"}, teller="Cy")
    made = cast(story, VOICES)
    assert made.voice_of(NARRATOR).name == "ned"
    assert made.voice_of("Cy") == made.voice_of(NARRATOR)
    recast = cast(story, VOICES, remembered(made, Choice(NARRATOR, voice="old", rate=0.9)))
    assert sound(recast.role_of("Cy")) == sound(recast.role_of(NARRATOR))
    assert recast.role_of("Cy").delivery.rate == 0.9
    assert cast(story, VOICES, said(Choice("Cy", voice="ben"))).voice_of("Cy").name == "ben"


def test_the_users_choice_stands_with_delivery_and_options():
    choice = Choice("Ann", voice="ghost", rate=1.2, pitch=-2, volume=3, options=(("pitch_hz", 90),))
    role = cast(script(["Ann", "Cy"]), VOICES, said(choice)).role_of("Ann")
    assert (role.chosen, role.reason) == (True, "chosen in the cast file")
    assert role.voice == voice(
        "ghost", "male", suits="oddity", options=(("pitch_hz", 90),), gain_db=3
    )
    assert role.delivery == Delivery(1.2, -2)


def test_a_stated_pitch_is_kept_for_an_automatic_voice():
    made = cast(script(["Ann", "Cy"]), VOICES, said(Choice("Ann", pitch=1.5, volume=-2)))
    assert made.role_of("Ann").delivery == Delivery(1.0, 1.5)
    assert made.voice_of("Ann").gain_db == -2


def test_stating_gender_or_age_recasts_and_the_next_run_keeps_it():
    story = script(["Kim", "Cy"] * 3, genders={"Kim": "female", "Cy": "male"})
    before = cast(story, VOICES)
    choices = remembered(before, Choice("Kim", gender="male", age="old"))
    after = cast(story, VOICES, choices)
    assert after.voice_of("Kim").name == "old"
    assert after.voice_of("Cy") == before.voice_of("Cy")
    again = cast(story, VOICES, remembered(after, Choice("Kim", gender="male", age="old")))
    assert again.voice_of("Kim").name == "old"


def test_a_voice_given_to_somebody_met_is_given_up_by_the_other():
    story = script(["Ann", "Bet"] * 3, genders=GENDERS)
    before = cast(story, VOICES)
    taken = before.voice_of("Bet").name
    after = cast(story, VOICES, remembered(before, Choice("Ann", voice=taken)))
    assert after.voice_of("Ann").name == taken
    assert not alike(after.role_of("Ann"), after.role_of("Bet"))
    narrated = cast(story, VOICES, remembered(before, Choice(NARRATOR, voice=taken)))
    assert narrated.voice_of("Bet").name != taken
    assert narrated.voice_of("Ann") == before.voice_of("Ann")


def test_a_voice_that_is_gone_is_replaced_if_automatic_and_an_error_if_chosen():
    story = script(["Ann", "Cy"])
    made = cast(story, VOICES, said(Choice("Ann", automatic="gone")))
    assert made.role_of("Ann").reason.endswith('; its former voice "gone" is no longer there')
    with pytest.raises(SettingsError, match=r'There is no voice "bem"\. Did you mean "ben"\?'):
        cast(story, VOICES, said(Choice("Ann", voice="bem")))
    with pytest.raises(SettingsError, match="no voices to cast from"):
        cast(story, ())


def test_speakers_cast_alike_who_come_to_meet_keep_their_voices_and_are_named():
    story = script(["Cy", "Dan"], genders=GENDERS)
    made = cast(story, VOICES, said(Choice("Cy", automatic="ben"), Choice("Dan", automatic="ben")))
    assert made.voice_of("Cy") == made.voice_of("Dan")
    assert "now meets Cy, who sounds alike" in made.role_of("Dan").reason


def test_voices_of_the_books_language_are_preferred():
    voices = (
        *VOICES,
        voice("fr", "female", language="fr-CA"),
        voice("fr2", "female", language="fr"),
    )
    made = cast(script(["Ann"], genders=GENDERS, language="FR_fr"), voices)
    assert {role.voice.name for role in made.roles} == {"fr", "fr2"}
    assert cast(script(["Ann"], language="ja"), voices).voice_of("Ann").language == "en"


@pytest.mark.parametrize("measured", [("quality", 4.0), ("words_wrong", 0.05)])
def test_a_voice_that_is_hard_to_listen_to_is_taken_last(measured):
    poor = voice("a", "female", measured=(measured,))
    good = voice("b", "female", measured=(("quality", 4.6), ("words_wrong", 0.0)))
    voices = (voice("n", suits="narrator"), poor, good)
    made = cast(script(["Ann"], genders=GENDERS), voices)
    assert made.voice_of("Ann").name == "b"


def test_an_empty_script_has_a_narrator():
    assert [role.speaker for role in cast(script([]), VOICES).roles] == [NARRATOR]


def test_the_same_cast_in_every_process():
    code = (
        "from casting_stories import VOICES, script; from audiobook.casting.casting import cast;"
        "from audiobook.casting.packs import load_voices; from pathlib import Path;"
        "names = [f'S{n}' for n in range(60)];"
        "print(cast(script(names, names[::-1]), load_voices(user=Path('/none'))))"
    )
    run = [sys.executable, "-c", code]
    folder = places.HELPERS
    made = {
        subprocess.run(
            run,
            cwd=folder,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(places.ROOT)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(made) == 1


@pytest.mark.parametrize(
    ("one", "other", "nearer"),
    [
        ({"pitch_hz": 200}, {"pitch_hz": 210}, {"pitch_hz": 400}),
        ({"pitch_hz": 200}, {"pitch_hz": 200}, {}),
        ({"style": "calm"}, {"style": "calm"}, {"style": "angry"}),
        ({"style": "calm", "pitch_hz": 200}, {"style": "calm"}, {"style": "angry"}),
    ],
)
def test_voices_with_nearer_options_sound_more_alike(one, other, nearer):
    named = zip("abc", (one, other, nearer), strict=True)
    voices = [voice(name, options=tuple(sorted(of.items()))) for name, of in named]
    likeness = Likeness([*voices, voice("d", options=(("pitch_hz", 400),))])
    assert likeness.distance("a", "b") < likeness.distance("a", "c")


def test_voices_of_two_engines_are_unlike_by_that_alone():
    here, there = voice("a"), replace(voice("b"), engine="other")
    likeness = Likeness([here, there, voice("c")])
    assert likeness.distance("a", "c") == 0 < likeness.distance("a", "b")


NAMES = [f"S{n}" for n in range(14)]
chapters = st.lists(st.sampled_from([*NAMES, SCENES]), max_size=25)
genders = st.fixed_dictionaries({name: st.sampled_from(["", "female", "male"]) for name in NAMES})


def assert_partners_differ(story: Script, made: Cast) -> None:
    for one, others in meetings(story).items():
        for two in others:
            assert not alike(made.role_of(one), made.role_of(two)), (one, two)


@given(st.lists(chapters, max_size=5), genders, st.integers(2, len(VOICES)))
def test_speakers_of_one_scene_never_sound_alike(turns, genders, voices):
    story = script(*turns, genders=genders)
    made = cast(story, VOICES[:voices])
    # Each voice gives five sounds, but the narrator's voice gives four: enough from four voices on.
    if voices >= 4:
        assert_partners_differ(story, made)
    narrator = made.role_of(NARRATOR)
    assert all(not alike(narrator, role) for role in made.roles[1:])


@given(st.lists(chapters, max_size=5), genders)
def test_speakers_of_one_scene_never_sound_alike_with_the_voices_that_ship(turns, genders):
    story = script(*turns, genders=genders)
    assert_partners_differ(story, cast(story, load_voices_once()))


def load_voices_once(known: list = []) -> tuple:  # noqa: B006
    if not known:
        known.append(load_voices(user=__import__("pathlib").Path("/none")))
    return known[0]


@given(
    st.lists(chapters, max_size=4),
    st.lists(chapters, max_size=4),
    genders,
    st.integers(1, len(VOICES)),
)
def test_new_chapters_and_characters_move_nobody(old, new, genders, voices):
    before = cast(script(*old, genders=genders), VOICES[:voices])
    after = cast(script(*old, *new, genders=genders), VOICES[:voices], remembered(before))
    for role in before.roles:
        assert sound(after.role_of(role.speaker)) == sound(role)
    again = cast(script(*old, *new, genders=genders), VOICES[:voices], remembered(after))
    assert [sound(role) for role in again.roles] == [sound(role) for role in after.roles]


def test_meeting_weighs_by_distance_and_ends_with_the_scene():
    graph = meetings(script(["Ann", "Bet", "Bet", "Cy", SCENES, "Dan"], ["Ann", "Dan"]))
    assert graph == {
        "Ann": {"Bet": 1.0, "Cy": 0.5, "Dan": 1.0},
        "Bet": {"Ann": 1.0, "Cy": 1.0},
        "Cy": {"Ann": 0.5, "Bet": 1.0},
        "Dan": {"Ann": 1.0},
    }


@pytest.mark.slow
def test_a_crowd_of_thousands_is_cast():
    names = [f"S{n}" for n in range(3000)]
    story = script(names, names)
    graph = meetings(story)
    assert max(len(others) for others in graph.values()) <= 4 * REMEMBERED
    made = cast(story, VOICES)
    assert len(made.roles) == 3001
