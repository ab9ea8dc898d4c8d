from dataclasses import replace

import pytest
from audiobook.errors import SettingsError
from audiobook.model import Delivery, Kind, Mark, MarkKind
from audiobook.model.cast import NEUTRAL
from audiobook.render.plan import plan
from audiobook.settings import Settings, Speech
from audiobook.speech import SpeechGuide
from audiobook.speech.direction import directions
from audiobook.speech.direction.manners import built_in, read_manners
from audiobook.speech.direction.tagging import is_bare_tag, is_short_tag, manners_after
from hearing import cast, script

EN = built_in("en")


def named(*names):
    return EN.delivery(names)


def directed(lines, strength=1.0):
    book = script(lines)
    return directions(book.book.chapters[0], book.utterances[0], EN, strength)


@pytest.mark.parametrize(
    ("lines", "manners"),
    [
        ('Emma | "Go on,"\nshe whispered.', ("whisper",)),
        ('Emma | "Go on,"\nwhispered Emma.', ("whisper",)),
        ('Emma | "Go on!"\nEmma shouted.', ("exclamation", "shout")),
        ('Emma | "Go on?"\nshe asked quietly.', ("softly",)),
        ('Emma | "Go on,"\nshe said, turning away, slowly.', ("slow",)),
        ('Emma | "Go on,"\nshe said under her breath.', ("mutter",)),
        ('Emma | "Go on—"\nshe snapped.', ("snap",)),
        ('Emma | "Go on,"\nsaid Emma over the telephone.', ("telephone",)),
        ('Emma | "Go on,"\nthe radio crackled.', ("telephone",)),
        ('Emma | "Go on,"\nshe said at the other end of the line.', ("telephone",)),
        ('Emma | "Go on,"\nshe said into the telephone.', ()),
        ('Emma | "Go on,"\nshe said, and jumped over the wire.', ()),
        ('Emma | "Go on."\nshe sighed.', ("sigh",)),
        ('Emma | "Go on."\nShe shouted at the dog.', ()),
        ('Emma | "Go on,"\nshe said. She shouted at the dog.', ()),
        ('Emma | "Go on,"\nshe said; he shouted.', ()),
        ('Emma | "Go on,"\nshe said.', ()),
        ('Emma | "Go on."', ()),
        ('Emma | "Go on!"', ("exclamation",)),
        ('Emma | "Go on!!"', ("outcry",)),
        ('Emma | "GO ON."', ("outcry",)),
        ('Emma | "Nooooo."', ("drawn_out",)),
    ],
)
def test_a_tag_or_a_mark_tells_how_a_line_is_said(lines, manners):
    assert directed(lines)[0] == named(*manners)


@pytest.mark.parametrize(
    "lines", ['Emma whispered,\nEmma | "Go on."', 'He turned. Emma whispered:\nEmma | "Go on."']
)
def test_a_tag_before_its_quotation_counts(lines):
    assert directed(lines) == (NEUTRAL, named("whisper"))


@pytest.mark.parametrize(
    "lines", ['Emma whispered.\nEmma | "Go on."', 'He whispered, and left. Then,\nEmma | "Go on."']
)
def test_a_sentence_that_is_over_before_a_quotation_does_not(lines):
    assert directed(lines)[1] == NEUTRAL


def test_a_tag_counts_for_both_halves_that_it_breaks_and_for_nobody_else():
    lines = 'Emma | "Go on,"\nshe whispered,\nEmma | "and hurry."\nEmma | "Now."\nTom | "What."\n\nEmma | "So."'
    whisper = named("whisper")
    assert directed(lines) == (whisper, named("tag"), whisper, whisper, NEUTRAL, NEUTRAL)


def test_the_strength_scales_and_none_is_off():
    lines = 'Emma | "Go on!!"\nshe shouted.'
    off, gentle, half = directed(lines, 0), directed(lines, 1)[0], directed(lines, 0.5)[0]
    assert set(off) == {NEUTRAL}
    assert half.volume == pytest.approx(gentle.volume / 2)
    assert half.pitch == pytest.approx(gentle.pitch / 2)
    assert half.rate**2 == pytest.approx(gentle.rate, abs=0.002)


def test_manners_add_up_to_no_more_than_a_listener_bears():
    everything = EN.delivery(tuple(EN.named))
    assert 0.85 <= everything.rate <= 1.15
    assert -2 <= everything.pitch <= 2.5
    assert -7 <= everything.volume <= 4
    for name in EN.named:
        alone = named(name)
        assert (0.85 <= alone.rate <= 1.15, abs(alone.pitch) <= 2, abs(alone.volume) <= 6) == (
            True,
            True,
            True,
        )


def test_thoughts_are_softer():
    book = script('Emma | "I know."')
    thought = replace(book.utterances[0][0], kind=Kind.THOUGHT)
    assert directions(book.book.chapters[0], (thought,), EN, 1.0) == (named("thought"),)
    assert named("thought").volume < 0


@pytest.mark.parametrize(
    ("kind", "end", "name"),
    [
        (MarkKind.LETTER, 12, "letter"),
        (MarkKind.VERSE, 12, "verse"),
        (MarkKind.EMPHASIS, 26, "italics"),
        (MarkKind.EMPHASIS, 12, "emphasis"),
        (MarkKind.EMPHASIS, 5, ""),
        (MarkKind.NAME, 12, ""),
    ],
)
def test_what_the_source_sets_apart_is_a_shade_different(kind, end, name):
    book = script("We left now.\nAnd never came")
    chapter = replace(book.book.chapters[0], marks=(Mark(0, end, kind),))
    assert directions(chapter, book.utterances[0], EN, 1.0)[0] == (named(name) if name else NEUTRAL)


@pytest.mark.parametrize(
    ("kind", "name"), [("letter", "letter"), ("sign", "letter"), ("verse", "verse")]
)
def test_what_is_read_from_paper_is_a_shade_different(kind, name):
    book = script("We left now.\nAnd never came")
    row = (replace(book.utterances[0][0], kind=Kind(kind)), book.utterances[0][1])
    assert directions(book.book.chapters[0], row, EN, 1.0) == (named(name), NEUTRAL)


CALL = """
Emma | "Hello?"
said Emma over the telephone.

Paul | "Where are you?"

Emma | "In the yard."

{}

Emma | "There you are."
"""


@pytest.mark.parametrize("end", ["He hung up and looked out.", "***", "He put down the receiver."])
def test_a_voice_on_the_telephone_stays_there_until_the_call_ends(end):
    far = named("telephone")
    hello, _, paul, yard, _, after = directed(CALL.format(end))
    assert (hello, paul, yard, after) == (far, NEUTRAL, far, NEUTRAL)


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ([(2, 7, MarkKind.EMPHASIS)], "I {never|*} said THAT of Iruka."),
        ([(2, 7, MarkKind.EMPHASIS), (2, 7, MarkKind.LANGUAGE)], "I never said THAT of Iruka."),
        ([(2, 7, MarkKind.STRONG), (0, 9, MarkKind.NAME)], "I {never|*} said THAT of Iruka."),
        ([(0, 27, MarkKind.EMPHASIS)], "I never said THAT of Iruka."),
        ([(2, 7, MarkKind.STRONG), (4, 12, MarkKind.EMPHASIS)], "I {never|*} said THAT of Iruka."),
        ([], "I never said THAT of Iruka."),
    ],
)
def test_single_words_that_the_source_sets_off_are_stressed(marks, expected):
    book = script("I never said THAT of Iruka.")
    chapter = replace(
        book.book.chapters[0], marks=tuple(Mark(start, end, kind) for start, end, kind in marks)
    )
    (planned,) = plan(
        replace(book, book=replace(book.book, chapters=(chapter,))), cast(), Settings()
    )
    assert planned.lines[0].words == expected


def test_capitals_stress_a_word_that_the_chapter_has_in_small_letters_too():
    book = script("That was all.\nI said THAT and ANBU.\nI SAID THAT.")
    (planned,) = plan(book, cast(), Settings())
    assert [line.words for line in planned.lines] == [
        "That was all.",
        "I said THAT and ANBU.",
        "I Said That.",
    ]
    book = script("And that was all.\nI said THAT and ANBU.")
    (planned,) = plan(book, cast(), Settings())
    assert planned.lines[1].words == "I said {THAT|*} and ANBU."
    (planned,) = plan(book, cast(), Settings(speech=Speech(direction=0)))
    assert planned.lines[1].words == "I said THAT and ANBU."


@pytest.mark.parametrize(
    ("text", "is_tag"),
    [
        ("she said.", True),
        ("said Mr. Knightley, ", True),
        ("She laughed.", True),
        ("she said, and left him.", False),
        ("He left.", False),
    ],
)
def test_what_is_a_short_tag(text, is_tag):
    assert is_short_tag(text) == is_tag


@pytest.mark.parametrize(
    "text",
    ["she said.", "said Mr. Knightley, ", "He asked", "Emma Woodhouse replied. ", "said the boy;"],
)
def test_what_is_nothing_but_a_tag(text):
    assert is_bare_tag(text)


@pytest.mark.parametrize(
    "text",
    [
        "she said, and left.",
        "She laughed him off.",
        "he said softly.",
        "said she; he left.",
        "said",
    ],
)
def test_what_is_more_than_a_tag(text):
    assert not is_bare_tag(text)


def test_direction_comes_on_top_of_the_speakers_own_way_and_of_the_rate():
    book = script('Emma | "Go on,"\nshe whispered.')
    roles = cast()
    hers = replace(roles.role_of("Emma"), delivery=Delivery(0.9, 2.0))
    roles = replace(
        roles, roles=tuple(hers if role.speaker == "Emma" else role for role in roles.roles)
    )
    (chapter,) = plan(book, roles, Settings(rate=2.0))
    whisper = named("whisper")
    assert chapter.lines[0].delivery == Delivery(
        0.9 * whisper.rate * 2.0, 2.0 + whisper.pitch, whisper.volume
    )
    (chapter,) = plan(book, roles, Settings(speech=Speech(direction=0)))
    assert chapter.lines[0].delivery == Delivery(0.9, 2.0)


def write(folder, text):
    path = folder / "direction.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_users_change_and_add_manners(tmp_path):
    path = write(
        tmp_path,
        '[manners.whisper]\nvolume = -9\nwords = "exhaled"\n[manners.robot]\nrate = 0.9\nwords = "beeped"\n',
    )
    table = read_manners("en", path)
    assert (table.named["whisper"].volume, table.named["whisper"].rate) == (
        -9,
        EN.named["whisper"].rate,
    )
    assert [table.of_word(word) for word in ("exhaled", "whispered", "beeped")] == [
        "whisper",
        "whisper",
        "robot",
    ]
    book = script('Emma | "Go,"\nshe beeped.')
    (chapter,) = plan(book, cast(), Settings(), SpeechGuide(stated=table))
    assert chapter.lines[0].delivery.rate == 0.9


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("[manner.x]\n", 1, "manners"),
        ("[manners.whisper]\nloud = 3\n", 2, "loud"),
        ("[manners.whisper]\nrate = 9\n", 2, "between"),
        ("[manners]\nwhisper = 3\n", 2, "table"),
    ],
)
def test_a_wrong_table_is_named_with_its_line(tmp_path, text, line, says):
    with pytest.raises(SettingsError) as caught:
        read_manners("en", write(tmp_path, text))
    assert caught.value.line == line
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("language", "tag"),
    [
        ("de", "flüsterte Anna."),
        ("fr", "murmura Anne,"),
        ("fr", "souffla-t-elle."),
        ("es", "susurró Ana."),
    ],
)
def test_tags_are_understood_in_other_languages(language, tag):
    table = built_in(language)
    assert table.delivery(manners_after("—Go,", tag, table)).volume <= -3
    assert table.of_word("whispered") == ""


def test_a_language_without_a_table_has_the_manners_of_marks_alone():
    assert built_in("xx").of_word("whispered") == ""
    assert built_in("xx").delivery(("outcry",)) == named("outcry")
