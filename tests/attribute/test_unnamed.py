"""Lines of nobody in particular: groups, and people who speak by the way, as the default attributor reads them."""

from functools import partial

import pytest
from audiobook.attribute import ATTRIBUTORS
from audiobook.casting.casting import cast
from audiobook.casting.packs import load_voices
from audiobook.model import Book, Chapter, Guidance, Kind, Metadata
from audiobook.segment.segmenter import segment

QUAY = """Captain Brook climbed on a barrel, and Ellen Marsh held the lantern for him.

"Shall we turn back?" asked Captain Brook.

"Never!" {}

"They have no bread," said Ellen. "Captain Brook, they have had none since Sunday."

"Then we turn back tomorrow," said Captain Brook.
"""
NOTHING = Guidance()


def read(name, text, guidance=NOTHING):
    script = segment(Book(Metadata("A Story", language="en"), (Chapter(1, "One", text),)))
    return ATTRIBUTORS.load(name)().attribute(script, guidance)


ranked = partial(read, "ranker")


@pytest.fixture(params=["ranker", "rules"])
def attribute(request):
    return partial(read, request.param)


def speakers(script):
    return [u.speaker for u in script.utterances[0] if u.kind is Kind.DIALOGUE]


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("they all cried.", "crowd"),
        ("cried everyone.", "crowd"),
        ("the sailors shouted.", "the sailors"),
        ("cried the crowd below.", "crowd"),
        ("the twins said together.", "the twins"),
        ("cried some of the sailors.", "some of the sailors"),
    ],
)
def test_a_group_speaks_as_a_group(attribute, tag, name):
    script = attribute(QUAY.format(tag))
    assert speakers(script)[1] == name
    assert [c.name for c in script.characters if c.group] == [name]


@pytest.mark.parametrize(
    ("tag", "name", "gender"),
    [
        ("cried a woman in the crowd.", "woman", "female"),
        ("said an old sailor.", "old sailor", "male"),
        ("said a tall, thin sailor.", "tall, thin sailor", "male"),
        ("said a zoologist.", "zoologist", ""),
    ],
)
def test_somebody_who_speaks_by_the_way_is_nobody_else(attribute, tag, name, gender):
    script = attribute(QUAY.format(tag))
    assert name in speakers(script)[1]
    found = next(c for c in script.characters if c.name == speakers(script)[1])
    assert found.gender in (gender, "")
    assert not found.group


@pytest.mark.parametrize(
    "tag", ["said a voice.", "said a voice at the door.", "said another of them."]
)
def test_words_that_may_mean_somebody_who_is_known_are_nobody_new(tag):
    assert {c.name for c in ranked(QUAY.format(tag)).characters} <= {
        "Captain Brook",
        "Ellen",
        "Ellen Marsh",
    }


def test_what_they_do_after_a_line_does_not_make_it_theirs():
    assert speakers(ranked(QUAY.format("They all laughed.")))[1] != "crowd"


def test_one_of_several_is_one_person(attribute):
    script = attribute(QUAY.format("shouted one of the men."))
    assert speakers(script)[1] == "one of the men"
    assert [(c.gender, c.group) for c in script.characters if c.name == "one of the men"] == [
        ("male", False)
    ]


@pytest.mark.parametrize("tag", ["cried another.", "added another:", "another answered."])
def test_somebody_without_a_noun_is_nobody_who_is_known(attribute, tag):
    speaking = speakers(attribute(QUAY.format(tag)))
    assert speaking[1] == "another of them"
    assert speaking[0].endswith("Brook")


def test_one_and_another_are_two():
    text = QUAY.format('said one.\n\n"Never again!" cried another.')
    assert speakers(ranked(text))[1:3] == ["one of them", "another of them"]


def test_a_red_one_may_be_somebody_who_is_known():
    script = ranked(QUAY.format("said a red one."))
    assert not any("names nobody" in u.reason for u in script.utterances[0])


def test_one_day_is_nobody(attribute):
    assert "one of them" not in speakers(attribute(QUAY.format("said Ellen one day.")))


def test_a_group_has_a_neutral_voice_that_is_nobody_elses(attribute):
    script = attribute(QUAY.format("the twins said together."))
    roles = cast(script, load_voices(()))
    assert "a group" in roles.role_of("the twins").reason
    assert len({role.voice.name for role in roles.roles}) == len(roles.roles)


def test_a_group_merged_into_somebody_is_that_person(attribute):
    script = attribute(QUAY.format("they all cried."), Guidance(merges=(("crowd", "Ellen Marsh"),)))
    assert "Ellen" in speakers(script)[1]
    assert not any(c.group for c in script.characters)


def test_a_corrected_line_is_not_given_to_a_group(attribute):
    from audiobook.model import Correction

    text = QUAY.format("they all cried.")
    start = text.index("Never")
    script = attribute(
        text, Guidance(corrections=(Correction(1, start, start + 5, "Ellen Marsh"),))
    )
    assert "Ellen" in speakers(script)[1]
