"""A man or a woman, by what narration says after a name and by the titles before it."""

import pytest
from attribute_cases import script
from audiobook.attribute.people import discover
from audiobook.attribute.people.names import sightings
from audiobook.attribute.people.spellings import spellings_of
from audiobook.attribute.turns import layout


def spelling(name, text):
    book = layout(script(text))
    (found,) = (one for one in spellings_of(book, sightings(book)) if one.name == name)
    return found


def gender(name, text):
    return {person.name: person.gender for person in discover(script(text)).people}[name]


@pytest.mark.parametrize(
    ("text", "he", "she"),
    [
        ("Quazz rose. He lit a lamp.", 1, 0),
        ("Quazz rose and lit her lamp.", 0, 1),
        # Within a quotation he is somebody else, whatever the marks.
        ('"Go," said Quazz. "He is late."', 0, 0),
        ("“Go,” said Quazz. “He is late.”", 0, 0),
        ("‘Go,’ said Quazz. ‘He is late.’", 0, 0),
        # Quazz would have looked at himself or herself.
        ("Quazz looked up at him. It was late.", 0, 0),
        ("Quazz looked at her for a while.", 0, 0),
        ("Quazz looked at her hands.", 0, 1),
        ("Quazz sat down, and the light fell on him.", 1, 0),
        ("Quazz hurt himself.", 1, 0),
    ],
)
def test_a_pronoun_after_a_name_is_its_own_unless_grammar_says_no(text, he, she):
    found = spelling("Quazz", f"We saw Quazz there.\n\n{text}\n")
    assert (found.he, found.she) == (he, she)


def test_what_somebody_owns_is_not_tagged():
    assert spelling("Quazz", "We saw Ned’s Quazz. Ned’s Quazz shook.\n").tags == 0
    assert spelling("Quazz", "“Go,” said Quazz. We saw Quazz.\n").tags == 1


LADY = "“I am Lady Brett Ashley,” said Brett. She sat down.\n\n“Go,” said Brett, and she rose.\n\n"


def test_a_first_name_after_the_title_of_a_woman_is_a_womans():
    found = discover(script(f"{LADY * 3}“Lady Ashley,” said Tom.\n")).people
    assert {person.name for person in found} == {"Lady Brett Ashley", "Tom"}
    # Nobody else tells that this one is a woman.
    assert gender("Brett", "“I am Brett,” said Brett.\n\n“Go,” said Brett.\n") == "male"


def test_a_surname_that_is_a_first_name_too_tells_no_gender():
    lines = "“Well,” said M. Madeleine.\n\n“Go,” said Tom. M. Madeleine rose.\n\n"
    text = f"{lines * 3}“No,” said Madeleine. He laughed.\n\nMadeleine took his hat.\n"
    assert gender("Madeleine", text) == "male"


def test_a_nickname_of_a_man_may_be_short_for_a_womans_name():
    lines = "“No,” said Phyllis. She laughed.\n\n“Phil,” said Tom, “come here.”\n\n"
    assert "Phil" not in {person.name for person in discover(script(lines * 4)).people}
    lines += "“Well,” said Philip. He laughed.\n\n"
    assert gender("Phil", lines * 4) == "male"  # the same as Philip


def test_a_surname_that_is_a_womans_first_name_is_his_of_whom_every_pronoun_tells():
    lines = "“Well,” said Mackenzie. He rose, and he took his hat.\n\n“Go,” said Tom.\n\n" * 6
    assert gender("Mackenzie", f"{lines}“No,” said Mr. Mackenzie.\n") == "male"
    assert gender("Mackenzie", lines.replace("He", "She").replace("he", "she")) == "female"
