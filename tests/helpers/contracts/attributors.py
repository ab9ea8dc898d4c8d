"""Every attributor: text and offsets stay, every line has a speaker, the user's word wins."""

import pytest
from audiobook.attribute import Attributor
from audiobook.model import (
    NARRATOR,
    Book,
    Chapter,
    Correction,
    Guidance,
    Kind,
    Metadata,
    Script,
    Utterance,
)
from audiobook.segment.segmenter import segment

TALK = """Clara Finch was winding the clock when Edmund Grey came up the stairs. She did not turn round.

"You are late," said Clara.

"The ferry was late," Edmund replied. He took off his coat.

"It always is."

"Not always. Only on Fridays."

Clara laughed. "To whom?" she asked.

Edmund shook his head. "I shall ask at the post office," he said.
"""
QUIET = ("", "\n", "No one speaks here.\n", "“\n", '"' * 500)
NOTHING = Guidance()


def segmented(*texts: str) -> Script:
    """Chapters cut into utterances, before anybody knows who speaks."""
    chapters = tuple(Chapter(n, f"Chapter {n}", text) for n, text in enumerate(texts, 1))
    return segment(Book(Metadata("A Story"), chapters))


def said_lines(done: Script) -> list[Utterance]:
    """The dialogue and the thoughts of a script."""
    utterances = (one for chapter in done.utterances for one in chapter)
    return [one for one in utterances if one.kind in (Kind.DIALOGUE, Kind.THOUGHT)]


def corrected(words: str, speaker: str) -> Guidance:
    """The user's word that ``speaker`` says the line of TALK with these words."""
    start = TALK.index(words)
    return Guidance(corrections=(Correction(1, start, start + len(words), speaker),))


class AttributorContract:
    """An attributor: text and offsets stay, every line has a speaker, the user's word wins."""

    @pytest.fixture
    def attributor(self) -> Attributor:
        raise NotImplementedError("Return an attributor.")

    def test_text_and_utterances_stay_as_they_are(self, attributor):
        plain = segmented(TALK, "It rained.", TALK)
        done = attributor.attribute(plain, NOTHING)
        assert done.book == plain.book
        for before, after in zip(plain.utterances, done.utterances, strict=True):
            for old, new in zip(before, after, strict=True):
                assert (new.start, new.end, new.paragraph) == (
                    old.start,
                    old.end,
                    old.paragraph,
                )
                # A stretch may turn out not to be spoken after all.
                assert new.kind in (old.kind, Kind.NARRATION)

    def test_every_line_has_a_speaker_a_confidence_and_a_reason(self, attributor):
        lines = said_lines(attributor.attribute(segmented(TALK), NOTHING))
        assert lines
        assert all(line.speaker for line in lines)
        assert all(0 <= line.confidence <= 1 for line in lines)
        assert all(line.reason for line in lines)

    def test_everyone_who_speaks_is_a_character_the_most_talkative_first(self, attributor):
        done = attributor.attribute(segmented(TALK), NOTHING)
        names = [character.name for character in done.characters]
        assert len(set(names)) == len(names)
        assert NARRATOR not in names
        assert {line.speaker for line in said_lines(done)} <= {*names, NARRATOR}
        words = [character.words for character in done.characters]
        assert words == sorted(words, reverse=True)

    def test_the_same_script_gives_the_same_answer(self, attributor):
        if not attributor.repeatable:
            return  # it says of itself that it may answer differently
        first = attributor.attribute(segmented(TALK), NOTHING)
        attributor.attribute(segmented("Ann came.\n\n“No,” said Ann.\n"), NOTHING)
        assert attributor.attribute(segmented(TALK), NOTHING) == first
        assert type(attributor)().attribute(segmented(TALK), NOTHING) == first

    @pytest.mark.parametrize("name", ["Clara Finch", "The Clock", NARRATOR])
    @pytest.mark.parametrize("words", ["You are late", "It always is", "Only on Fridays"])
    def test_a_correction_wins(self, attributor, words, name):
        done = attributor.attribute(segmented(TALK), corrected(words, name))
        line = next(one for one in done.utterances[0] if words in done.text(0, one))
        full = {alias: c.name for c in done.characters for alias in (c.name, *c.aliases)}
        assert full.get(line.speaker, line.speaker) == full.get(name, name)
        assert name == NARRATOR or line.speaker in {c.name for c in done.characters}

    def test_a_correction_of_another_chapter_changes_nothing(self, attributor):
        plain = attributor.attribute(segmented(TALK), NOTHING)
        elsewhere = Guidance(corrections=(Correction(9, 0, len(TALK), "Nobody Here"),))
        speakers = [
            line.speaker for line in said_lines(attributor.attribute(segmented(TALK), elsewhere))
        ]
        assert speakers == [line.speaker for line in said_lines(plain)]

    def test_a_merged_name_never_speaks(self, attributor):
        plain = attributor.attribute(segmented(TALK), NOTHING)
        for merged in {line.speaker for line in said_lines(plain)} - {NARRATOR}:
            done = attributor.attribute(segmented(TALK), Guidance(merges=((merged, "The Clock"),)))
            assert merged not in {line.speaker for line in said_lines(done)}

    @pytest.mark.parametrize("text", QUIET)
    def test_a_text_without_people_is_no_error(self, attributor, text):
        done = attributor.attribute(segmented(text), NOTHING)
        assert "".join(done.text(0, one) for one in done.utterances[0]) == text
