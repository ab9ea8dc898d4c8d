from dataclasses import replace

import pytest
from audiobook.errors import UsageError
from audiobook.model import NARRATOR, Cast, Delivery, Kind, Mark, MarkKind, Role
from audiobook.render.plan import full_title, plan
from audiobook.settings import Pauses, Settings, Speech
from hearing import PITCHES, cast, script, voice
from hypothesis import given
from hypothesis import strategies as st

PAUSES = Pauses(
    sentence=1, tag=2, speaker=3, paragraph=4, heading=5, scene=6, chapter_start=7, chapter_end=8
)  # the order says which is longest


def pauses(lines):
    (chapter,) = plan(script(lines), cast(), Settings(pauses=PAUSES))
    return [item.pause_ms for item in chapter.items if item.line] + [chapter.end_ms]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("One.\nTwo.", [7, 1, 8]),
        ("One.\n\nTwo.", [7, 4, 8]),
        ('Emma | "Go on,"\nshe said.', [7, 2, 8]),
        ('Emma | "Go on!"\nshe said.', [7, 2, 8]),
        ('Emma | "Go on…"\nshe said.', [7, 2, 8]),
        ('She said:\nEmma | "Go on."', [7, 2, 8]),
        ('She left.\nEmma | "Go on."', [7, 3, 8]),
        ('Emma | "Go on."\nShe left.', [7, 3, 8]),
        ('Emma | "Go"\nTom | "on"', [7, 3, 8]),
        ('Emma | "Go on!"\n[Softly] she said.', [7, 2, 8]),
        ('Emma | "Go on!"\n[softly] She left.', [7, 3, 8]),
        ("A long sentence, in\ntwo pieces.", [7, 2, 8]),
        ('Emma | "Go."\n\nTom | "No."', [7, 4, 8]),
        ("# Title\n\nOne.", [7, 5, 8]),
        ("One.\n\n# Title", [7, 5, 8]),
        ("One.\n\n***\n\nTwo.", [7, 6, 8]),
        ("One.\n\n***\n\n# Title", [7, 6, 8]),
        ("***\n\nOne.", [7, 8]),
        ("One.\n\n***", [7, 8]),
        ('One.\n\n"— !"\n\nTwo.', [7, 4, 8]),
        ("***", [8]),
    ],
)
def test_where_several_pauses_apply_the_longest_counts(lines, expected):
    assert pauses(lines) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ('Emma | "Go—"\nTom | "No!"', [0, 9, 0]),
        ('Emma | "Go—"\nEmma | "on."', [0, 2, 0]),  # nobody cuts in on herself
        ('Emma | "Go—"\nshe said.', [0, 2, 0]),
        ('The door—\nTom | "No!"', [0, 2, 0]),
        ("The door—\nit fell.", [0, 2, 0]),
    ],
)
def test_only_a_line_that_somebody_else_cuts_off_has_the_pause_for_that(lines, expected):
    cut = Pauses(sentence=1, tag=2, cut=9, chapter_start=0, chapter_end=0)
    (chapter,) = plan(script(lines), cast(), Settings(pauses=cut))
    assert [item.pause_ms for item in chapter.items] + [chapter.end_ms] == expected


def test_a_chapter_without_a_word_is_a_silence():
    book = script("It rained.")
    empty = replace(book.book.chapters[0], text="")
    nothing = replace(book, book=replace(book.book, chapters=(empty,)), utterances=((),))
    (chapter,) = plan(nothing, cast(), Settings(pauses=PAUSES))
    assert (chapter.items, chapter.end_ms) == ((), 8)


def test_where_no_pause_is_asked_for_there_is_none():
    none = replace(PAUSES, sentence=0, chapter_start=0)
    (chapter,) = plan(script("One.\nTwo.\nThree."), cast(), Settings(pauses=none))
    assert [item.pause_ms for item in chapter.items] == [0, 0, 0]


def test_silence_that_waits_at_the_end_of_a_chapter_is_not_lost():
    (chapter,) = plan(
        script("One.\n\n***"), cast(), Settings(pauses=replace(PAUSES, chapter_end=2))
    )
    assert chapter.end_ms == 6


def test_lines_carry_voice_gain_delivery_and_the_rate_of_everything():
    emma = replace(voice("Emma"), gain_db=-2.5)
    roles = Cast(
        (Role(NARRATOR, voice(NARRATOR)), Role("Emma", emma, delivery=Delivery(rate=0.9, pitch=2)))
    )
    (chapter,) = plan(script('One.\nEmma | "Two."'), roles, Settings(rate=2.0))
    narrator, hers = chapter.items
    assert narrator.line.delivery == Delivery(rate=2.0)
    assert (hers.line.words, hers.line.voice, hers.gain_db) == ("Two.", emma, -2.5)
    assert hers.line.delivery == Delivery(rate=1.8, pitch=2)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("# Chapter I\n\nOne.", ["Home again", "One."]),
        ("# Part One\n# Chapter\n# I\n\nOne.", ["Part One", "Home again", "One."]),
        ("One.", ["One."]),
        ("# Part One", ["Part One"]),
    ],
)
def test_the_heading_of_a_renamed_chapter_is_read_as_its_new_title_once(lines, said):
    book = script(lines)
    (chapter,) = book.book.chapters
    renamed = replace(chapter, title="Home again", own_title="Chapter I")
    book = replace(book, book=replace(book.book, chapters=(renamed,)))
    (planned,) = plan(book, cast(), Settings())
    assert [line.words for line in planned.lines] == said


def test_a_tag_whose_speaker_has_no_voice_of_his_own_is_not_left_out():
    told = 'Emma | "One."\nTom said.\n\nEmma | "Two,"\nEmma said.'
    (chapter,) = plan(script(told), cast(), Settings(speech=Speech(tags=False)))
    same = cast(Emma=voice(NARRATOR))
    (alike,) = plan(script(told), same, Settings(speech=Speech(tags=False)))
    assert len(chapter.lines) < len(alike.lines) == 4


def test_how_a_line_is_said_comes_on_top_of_how_its_speaker_always_speaks():
    told = 'Emma | "Go away,"\nshe whispered.'

    def delivery(own):
        roles = Cast((Role(NARRATOR, voice(NARRATOR)), Role("Emma", voice("Emma"), delivery=own)))
        (chapter,) = plan(script(told), roles, Settings())
        return chapter.lines[0].delivery

    plain, own = delivery(Delivery()), delivery(Delivery(0.9, 2, 3))
    assert plain.volume < 0
    assert own.volume == plain.volume + 3
    assert own.pitch == plain.pitch + 2
    assert own.rate == pytest.approx(plain.rate * 0.9)


def test_a_speaker_without_a_voice_is_named():
    with pytest.raises(UsageError, match="Emma") as raised:
        plan(script('Emma | "Go."'), Cast(()), Settings())
    assert raised.value.remedy == "Give that speaker a voice in the cast file."


@pytest.mark.parametrize(
    ("silent", "words"),
    [
        ((), ["One two three.", "Four."]),
        (((4, 8),), ["One three.", "Four."]),
        (((0, 4), (2, 8)), ["three.", "Four."]),
        (((13, 17),), ["One two three,", "ur."]),
        (((0, 15), (15, 21)), []),
        (((4, 7), (8, 13), (15, 19)), ["One."]),
    ],
)
def test_what_the_source_marks_as_silent_is_not_said(silent, words):
    book = script("One two three.\nFour.")
    marks = tuple(Mark(start, end, MarkKind.SILENT, "why") for start, end in silent)
    chapter = replace(book.book.chapters[0], marks=marks)
    (planned,) = plan(
        replace(book, book=replace(book.book, chapters=(chapter,))), cast(), Settings()
    )
    assert [line.words for line in planned.lines] == words


words = st.sampled_from(
    ["the", "river,", "old?", "house.", "“Never,”", "said;", "on…", "—", "quiet!", "*", "it's"]
)
lines = st.lists(
    st.tuples(st.sampled_from([*PITCHES, ""]), st.lists(words).map(" ".join)), min_size=1
)


@given(lines)
def test_every_word_that_is_no_break_is_spoken_in_order(said):
    book = script("\n".join(f"{who} | {text}" if who else text for who, text in said) or "x")
    (chapter,) = plan(book, cast(), Settings())
    printed = "".join(book.text(0, u) for u in book.utterances[0] if u.kind is not Kind.BREAK)
    assert [i.utterance for i in chapter.items] == list(range(len(book.utterances[0])))
    assert letters("".join(line.words for line in chapter.lines)) == letters(printed)


def letters(text):
    return [character for character in text if character.isalnum()]


@pytest.mark.parametrize(
    ("part", "title", "full"),
    [
        ("", "Chapter I", "Chapter I"),
        ("Volume II", "Chapter I", "Volume II: Chapter I"),
        ("Part Two", "Part Two", "Part Two"),
        ("Part Two", "PART TWO: Home", "PART TWO: Home"),
    ],
)
def test_a_chapter_is_announced_to_players_with_its_part(part, title, full):
    (chapter,) = script("It rained.").book.chapters
    assert full_title(replace(chapter, part=part, title=title)) == full
