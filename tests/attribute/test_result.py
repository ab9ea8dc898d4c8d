"""Decisions become speakers and characters."""

from audiobook.attribute.result import Decision, apply
from audiobook.attribute.roster import Person
from audiobook.attribute.turns import layout
from audiobook.model import Book, Chapter, Metadata
from audiobook.segment.segmenter import segment


def test_two_people_of_one_name_are_one_speaker():
    text = '"Go on," said the driver.\n\nIt rained.\n\n"Stop here," said the driver.'
    script = segment(Book(Metadata("A Book"), (Chapter(1, "One", text),)))
    first, second = layout(script).turns
    people = (
        Person("the driver", ("driver",), "male"),
        Person("Anna"),
        Person("the driver", ("coachman",)),
    )
    done = apply(
        script, people, [Decision(first, 0, 0.9, "tag"), Decision(second, 2, 0.8, "tag")], None
    )
    (character,) = done.characters
    assert (character.name, character.aliases) == ("the driver", ("driver", "coachman"))
    assert (character.words, character.quotations, character.gender) == (4, 2, "male")
