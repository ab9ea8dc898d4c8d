"""A file of several stories: each has its own cast, and its own "I"."""

import pytest
from audiobook.attribute import ATTRIBUTORS
from audiobook.attribute.people import discover
from audiobook.attribute.telling import stories_of
from audiobook.attribute.turns import layout
from audiobook.model import NARRATOR, Book, Chapter, Correction, Guidance, Metadata
from audiobook.segment.segmenter import segment

BOTH = pytest.mark.parametrize("by", ["ranker", "rules"])


def _from_outside(one: str, other: str, times: int = 8) -> str:
    """A story of two people that nobody in it tells."""
    scene = (
        f"{one} walked to the mill with {other}, and the rain went on.\n\n"
        f'"It is far," said {one}.\n\n"It is not," said {other}.\n\n'
        f"{other} looked back, and {one} walked on."
    )
    return "\n\n".join([scene] * times)


def _told_by(name: str, other: str, times: int = 12) -> str:
    """A story that somebody called ``name`` tells of another one."""
    scene = (
        f"I walked beside {other}, and I did not mind the rain. {other} looked at me, and I looked "
        f'at my boots.\n\n"It is far, {name}," said {other}.\n\n"It is not," I said.\n\n'
        f"{other} walked on, and I walked behind."
    )
    return "\n\n".join([scene] * times)


STORIES = (
    _from_outside("Piet", "Marta"),
    _told_by("Edwin", "Silas"),
    _from_outside("Harriet", "Gordon"),
    _told_by("Oliver", "Rachel"),
)


def _book(texts):
    numbered = enumerate(texts, start=1)
    chapters = tuple(Chapter(n, str(n), text) for n, text in numbered)
    return Book(Metadata("Four Stories", language="en"), chapters)


def _script(texts, by, guidance=None):
    return ATTRIBUTORS.load(by)().attribute(segment(_book(texts)), guidance or Guidance())


def _speakers(script, first, after):
    """Who speaks in the stretch ``[first, after)`` of the first chapter, in the order of words."""
    said = script.utterances[0]
    spoken = (u.speaker for u in said if u.quotation is not None and first <= u.start < after)
    return set(spoken)


@BOTH
def test_every_story_has_its_own_teller(by):
    text = "\n\n".join(STORIES)
    script = _script([text], by)
    begins = [text.index(story) for story in STORIES]
    assert _speakers(script, begins[0], begins[1]) == {"Piet", "Marta"}
    assert _speakers(script, begins[1], begins[2]) == {"Silas", "Edwin"}
    assert _speakers(script, begins[2], begins[3]) == {"Harriet", "Gordon"}
    assert _speakers(script, begins[3], len(text)) == {"Rachel", "Oliver"}
    tellers = {character.name for character in script.characters if character.narrates}
    assert tellers == {"Edwin", "Oliver"}


@BOTH
def test_stories_of_chapters_and_within_them_tile_the_book(by):
    texts = [f"{STORIES[0]}\n\n{STORIES[1]}", STORIES[2], STORIES[3]]
    script = _script(texts, by)
    for chapter, utterances in script.by_chapter():
        told = "".join(chapter.text[u.start : u.end] for u in utterances)
        assert told == chapter.text
    speakers = {u.speaker for u in script.utterances[2]} - {NARRATOR}
    assert speakers == {"Rachel", "Oliver"}


@BOTH
def test_people_of_two_stories_may_share_a_surname(by):
    stories = (
        _from_outside("Edwin Marsh", "Silas").replace("said Edwin Marsh", "said Marsh", 4),
        STORIES[2],
        _from_outside("Lydia Marsh", "Rachel").replace("said Lydia Marsh", "said Marsh", 4),
        STORIES[0],
    )
    text = "\n\n".join(stories)
    script = _script([text], by)
    third = text.index(stories[2])
    assert _speakers(script, 0, len(stories[0])) == {"Edwin Marsh", "Silas"}
    assert _speakers(script, third, third + len(stories[2])) == {"Lydia Marsh", "Rachel"}


@BOTH
def test_a_correction_is_of_the_story_in_which_it_stands(by):
    text = "\n\n".join(STORIES)
    start = text.index('"It is far', text.index(STORIES[2]))
    correction = Correction(1, start, start + 12, "Gordon")
    script = _script([text], by, Guidance(corrections=(correction,)))
    said = {u.start: u.speaker for u in script.utterances[0] if u.quotation is not None}
    plain = _script([text], by)
    before = {u.start: u.speaker for u in plain.utterances[0] if u.quotation is not None}
    assert said[start] == "Gordon"
    assert before[start] == "Harriet"
    first = {at: who for at, who in said.items() if at < text.index(STORIES[2])}
    assert first.items() <= before.items()


def test_a_novel_whose_people_come_and_go_is_one_story():
    texts = [_from_outside("Piet", other) for other in ("Marta", "Silas", "Harriet", "Gordon")]
    script = segment(_book(texts))
    assert stories_of(script, layout(script), discover(script)) == ()


def test_two_parts_with_other_people_are_one_story():
    script = segment(_book(STORIES[:2]))
    assert stories_of(script, layout(script), discover(script)) == ()
