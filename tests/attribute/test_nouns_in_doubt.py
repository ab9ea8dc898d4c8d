"""Lines whose tag has a noun, and that were given to somebody with a name for little reason."""

import pytest
from audiobook.attribute.people import discover_in
from audiobook.attribute.result import Decision
from audiobook.attribute.tags import with_unnamed_speakers
from audiobook.attribute.turns import layout
from audiobook.model import Book, Chapter, Guidance, Metadata
from audiobook.segment.segmenter import segment

STORY = """Ellen Marsh held the lantern. Captain Brook looked at the boat. {} Nobody saw him come.

"Shall we turn back?" asked Ellen Marsh.

"Not before the tide does," said {}.

"Then we wait," said Captain Brook.
"""


def speaker(brought_in, tag, confidence=0.5, others=""):
    """Who says the second line, where it was given to Ellen Marsh."""
    text = STORY.format(brought_in, tag) + others
    script = segment(Book(Metadata("A Story", language="en"), (Chapter(1, "One", text),)))
    book = layout(script)
    roster = discover_in(book)
    ellen = next(n for n, person in enumerate(roster.people) if "Ellen" in person.name)
    given = [Decision(turn, ellen, confidence, "") for turn in book.turns]
    people, decided = with_unnamed_speakers(book, roster, given, Guidance())
    return people[decided[1].person].name


@pytest.mark.parametrize(
    ("brought_in", "tag", "name"),
    [
        ("A gentleman stood on the quay.", "the gentleman", "the gentleman"),
        ("A man in a long coat stood there.", "the man in the long coat", "the man"),
        ("Behind the boat there was a ferryman.", "the ferryman", "the ferryman"),
        ("Two workmen stood on the quay.", "the workman", "the workman"),
        ("An old man stood on the quay.", "the old man", "the old man"),
    ],
)
def test_a_noun_that_the_chapter_brought_in_is_that_persons(brought_in, tag, name):
    assert speaker(brought_in, tag) == name


@pytest.mark.parametrize(
    ("brought_in", "tag"),
    [
        ("It was dark.", "the gentleman"),
        ("She was a sailor.", "the sailor"),
        ("She stood there like a sailor.", "the sailor"),
        ("Captain Brook, a sailor, sat down.", "the sailor"),
        ("A man stood on the quay.", "the old man"),
        ("A captain stood on the quay.", "the captain"),
        ("A lover stood on the quay.", "her lover"),
        ("One boat lay beside another one.", "the one"),
    ],
)
def test_a_noun_that_may_mean_somebody_with_a_name_stays_theirs(brought_in, tag):
    assert "Ellen" in speaker(brought_in, tag)


def test_a_line_that_is_surely_somebodys_stays_theirs():
    assert "Ellen" in speaker("A gentleman stood there.", "the gentleman", confidence=0.8)


FERRYMAN = """
"Get in," said the ferryman.

"Where is the oar?" asked Ellen Marsh.

"In the boat," said the ferryman.
"""


def test_somebody_who_is_known_by_a_noun_says_what_that_noun_says():
    assert speaker("It was dark.", "the ferryman", others=FERRYMAN) == "the ferryman"


def test_a_noun_with_an_adjective_may_be_somebody_else():
    assert "Ellen" in speaker("It was dark.", "the tall ferryman", others=FERRYMAN)


def test_an_unlisted_noun_before_its_relative_clause_is_somebody():
    assert speaker("It was dark.", "a zoologist who had come with them") == "zoologist"
