"""What the user says teaches: the lines around a corrected one, the lines of a merged name, and it all holds when
the book is edited elsewhere. All by the default attributor, most of it through the cast file.
"""

import pytest
from audiobook.attribute import ATTRIBUTORS
from audiobook.casting.castfile import parse_castfile
from audiobook.casting.guidance import guidance
from audiobook.model import NARRATOR, Book, Chapter, Guidance, Kind, Metadata
from audiobook.segment.segmenter import segment

NOTHING = ""
FENCE = """Ruth Calder and Simon Ashe sat on the fence and looked at the flooded field.

"You left the gate open."

"I did not leave the gate open."

"Then the cow opened it."

"The cow has opened it before."

"She has not got hands."

"She has got a nose, and a great deal of patience."

"You talk as if you liked her."

"I do like her."

They looked at the water for some time.
"""
LINES = [line for line in FENCE.split("\n") if line.startswith('"')]
INN = """Mr. Vane shook the rain from his hat. Molly Garth did not look up from her accounts.

"A bed and a candle," said Mr. Vane.

"One and six," said Molly.

"It was a shilling in the spring," said Mr. Vane.

"It was dry in the spring," said Molly.

In the morning Edwin Marsh came down to pay, and Molly Garth had the book open.

"I slept badly," said Edwin.

"You slept for one and six," said Molly. "You might have told me your name, Mr. Vane."

"You never asked for the whole of it."

"Is there more of it, Mr. Vane?"

"There is always more of it."

"Then write it here."

Edwin Marsh wrote it.
"""


def attributed(text, castfile=NOTHING, title="A Story"):
    book = Book(Metadata(title, language="en"), (Chapter(1, "One", text),))
    known, notices = guidance(parse_castfile(castfile, None), book)
    assert notices == ()
    return ATTRIBUTORS.load(ATTRIBUTORS.default())().attribute(segment(book), known)


def spoken(script):
    return [
        (" ".join(script.text(0, u).split()), u.speaker)
        for u in script.utterances[0]
        if u.kind is Kind.DIALOGUE
    ]


def said(script, words):
    return next(
        u.speaker for u in script.utterances[0] if words in " ".join(script.text(0, u).split())
    )


def correction(words, speaker, chapter=1):
    return f"[[lines]]\nchapter = {chapter}\ntext = '{words}'\nspeaker = \"{speaker}\"\n"


def test_the_default_is_the_ranker():
    assert ATTRIBUTORS.default() == "ranker"


@pytest.mark.parametrize("line", [0, 3, 7])
@pytest.mark.parametrize("name", ["Ruth Calder", "Simon Ashe"])
def test_one_corrected_line_turns_a_whole_conversation(line, name):
    """Whoever has one line of an exchange between two has every other line too, and the other one the rest."""
    other = {"Ruth Calder": "Simon Ashe", "Simon Ashe": "Ruth Calder"}[name]
    found = spoken(attributed(FENCE, correction(LINES[line].strip('"'), name)))
    assert [speaker for _, speaker in found] == [
        name if n % 2 == line % 2 else other for n in range(len(LINES))
    ]


def test_a_correction_makes_its_neighbours_surer():
    before, after = (
        attributed(FENCE),
        attributed(FENCE, correction(LINES[3].strip('"'), "Ruth Calder")),
    )

    def sure(script):
        return [u.confidence for u in script.utterances[0] if u.kind is Kind.DIALOGUE]

    assert sure(after)[3] == 1.0
    assert sum(sure(after)) > sum(sure(before)) + 0.5


def test_a_corrected_line_outweighs_a_tag():
    script = attributed(
        INN, correction("One and six", "Mr. Vane").replace("speaker", "nth = 1\nspeaker")
    )
    assert said(script, "One and six") == "Mr. Vane"


MERGED = '[speakers."Edwin Marsh"]\nalso = ["Mr. Vane"]\n'
HIS = (
    "A bed and a candle",
    "It was a shilling",
    "I slept badly",
    "You never asked",
    "There is always more",
)


def test_two_labels_of_one_person_are_one_speaker_everywhere():
    before, after = attributed(INN), attributed(INN, MERGED)
    assert {c.name for c in before.characters} == {"Mr. Vane", "Molly Garth", "Edwin Marsh"}
    assert {c.name for c in after.characters} == {"Molly Garth", "Edwin Marsh"}
    assert {said(after, words) for words in HIS} == {"Edwin Marsh"}
    merged = next(c for c in after.characters if c.name == "Edwin Marsh")
    assert "Mr. Vane" in merged.aliases
    assert merged.words == sum(c.words for c in before.characters if c.name != "Molly Garth")


def test_a_merged_name_makes_later_lines_better():
    """Molly says "Mr. Vane" to the one whom the tags call Edwin: as two people, either may answer her."""
    before, after = attributed(INN), attributed(INN, MERGED)
    assert (
        said(before, "There is always more") == "Mr. Vane"
    )  # the one who was spoken to, though Edwin is there

    def sure(script, words):
        return next(u.confidence for u in script.utterances[0] if words in script.text(0, u))

    for words in ("You never asked", "There is always more"):
        assert sure(before, words) < 0.95 < sure(after, words)


def test_a_merge_gives_the_name_that_the_user_wrote():
    """Though the text mostly says something shorter."""
    text = INN.replace("Edwin Marsh came", "Edwin came").replace("Edwin Marsh wrote", "Edwin wrote")
    script = attributed(f"Nobody knew Edwin Marsh.\n\n{text}", MERGED)
    assert {said(script, words) for words in HIS} == {"Edwin Marsh"}


EDITS = {
    "a paragraph before": lambda text: (
        'The rain had stopped.\n\n"At last," said nobody in particular.\n\n' + text
    ),
    "wrapped anew": lambda text: "\n\n".join(
        "\n".join(part[at : at + 23] for at in range(0, len(part), 23))
        if part.startswith("They")
        else part.replace(" ", "\n", 3)
        for part in text.split("\n\n")
    ),
    "other quotation marks": lambda text: text.replace('"', "“", 1).replace('"', "”", 1),
    "a line dropped elsewhere": lambda text: text.replace('"I do like her."\n\n', ""),
    "another ending": lambda text: text + "\nThen Simon Ashe went home.\n",
}


@pytest.mark.parametrize("edit", EDITS)
def test_a_correction_survives_an_edit_elsewhere(edit):
    cast = correction("I did not leave the gate open", "Ruth Calder")
    script = attributed(EDITS[edit](FENCE), cast)
    assert said(script, "I did not leave") == "Ruth Calder"
    assert said(script, "Then the cow opened it") == "Simon Ashe"
    assert said(script, "The cow has opened it before") == "Ruth Calder"


def test_a_correction_of_words_that_were_cut_waits():
    book = Book(Metadata("A Story"), (Chapter(1, "One", FENCE.replace(LINES[1], '"Nothing."')),))
    known, notices = guidance(
        parse_castfile(correction("I did not leave the gate open", "Ruth Calder"), None), book
    )
    assert known.corrections == ()
    assert "waits" in notices[0]


@pytest.mark.parametrize("words", ["Dear Miss Quick", "the geese are sold", "Barnaby Holt"])
def test_a_letter_is_read_by_whom_the_user_says(words):
    text = (
        "The envelope had been under the mat for a week. Lena Quick read it standing up.\n\n"
        "Dear Miss Quick,\n\nThe roof is mended and the geese are sold.\n\nYours faithfully,\n\nBarnaby Holt\n\n"
        '"He has sold the geese," said Lena.\n'
    )
    before, after = attributed(text), attributed(text, correction(words, "Barnaby Holt"))
    assert {u.speaker for u in before.utterances[0] if u.kind is Kind.LETTER} == {NARRATOR}
    assert {u.speaker for u in after.utterances[0] if u.kind is Kind.LETTER} == {"Barnaby Holt"}
    assert {u.speaker for u in after.utterances[0] if u.kind is Kind.NARRATION} == {NARRATOR}
    assert next(c.words for c in after.characters if c.name == "Barnaby Holt") == 16


def test_a_sentence_that_was_not_seen_to_be_spoken_can_be_given_to_somebody():
    text = 'Go home, I told him.\n\n"No," said Simon Ashe.\n\nGo home. The rain is coming.\n'
    script = attributed(text, correction("Go home. The rain is coming.", "Simon Ashe"))
    assert [u.speaker for u in script.utterances[0]][-2:] == ["Simon Ashe", "Simon Ashe"]
    assert said(script, "Go home, I told him") == NARRATOR


def test_a_quotation_can_be_given_back_to_the_narrator():
    script = attributed(INN, correction("I slept badly", NARRATOR))
    assert said(script, "I slept badly") == NARRATOR


def test_guidance_of_nothing_changes_nothing():
    book = Book(Metadata("A Story", language="en"), (Chapter(1, "One", INN),))
    assert guidance(parse_castfile("", None), book) == (Guidance(), ())
