"""Announcements, fewer voices, tags left out, directions in the text, pauses and words that go on."""

from dataclasses import replace

import pytest
from audiobook.casting.packs import in_language
from audiobook.casting.parts import in_parts
from audiobook.errors import UsageError
from audiobook.model import NARRATOR, Mark, MarkKind, Voice
from audiobook.project import speech_files
from audiobook.render.plan import plan
from audiobook.render.staging import check, guide, staged
from audiobook.settings import PACES, Mastering, Pauses, Settings, Speech
from audiobook.speech import SpeechGuide
from audiobook.speech.announce import announced
from hearing import cast, script


def words(lines, settings=None, guide=None):
    (chapter,) = plan(script(lines), cast(), settings or Settings(), guide)
    return [line.words for line in chapter.lines]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('Emma | "Go on."\nshe said.', ["Go on,", "she said."]),
        ('Emma | "Go on,"\nshe said,\nEmma | "and hurry."', ["Go on,", "she said,", "and hurry."]),
        ('Emma | "Go on"\nshe said', ["Go on,", "she said"]),
        ('Emma | "Go on!"\nshe said.', ["Go on!", "she said."]),
        ('Emma | "Go on..."\nshe said.', ["Go on...", "she said."]),
        ('Emma | "Go on."\nShe left.', ["Go on.", "She left."]),
        (
            'The sign said\nEmma | "Closed"\nand hung there.',
            ["The sign said,", "Closed,", "and hung there."],
        ),
    ],
)
def test_a_line_that_goes_on_has_no_full_stop(lines, said):
    assert words(lines) == said


def test_who_is_cut_off_is_cut_off_quickly():
    book = script('Emma | "But I—"\n\nTom | "No."\n\nTom | "So—"\n\nHe left.')
    (chapter,) = plan(book, cast(), Settings(pauses=Pauses(paragraph=500, cut=99)))
    assert [item.pause_ms for item in chapter.items][1:] == [99, 500, 500]


def test_an_empty_chapter_says_nothing():
    assert words(" ") == []


def test_every_pace_is_slower_or_quicker_throughout():
    relaxed, natural, brisk = (PACES[name] for name in ("relaxed", "natural", "brisk"))
    for name in Pauses.__dataclass_fields__:
        assert getattr(relaxed, name) > getattr(natural, name) > getattr(brisk, name)


def test_headings_are_read_or_not():
    assert words("# Chapter I\n\nOne.") == ["Chapter 1", "One."]
    assert words("# Chapter I\n\nOne.", Settings(speech=Speech(headings=False))) == ["One."]


def test_bare_tags_are_left_out_where_asked_and_nothing_else_is():
    lines = 'Emma | "Go on,"\nshe said.\n\nEmma | "No,"\nshe said, and left.\n\nShe said.\n\nTom | "Yes."\nHe left.'
    without = words(lines, Settings(speech=Speech(tags=False)))
    assert without == ["Go on,", "No,", "she said, and left.", "She said.", "Yes.", "He left."]
    assert len(words(lines)) == len(without) + 1


def test_a_silence_is_no_tag():
    lines = 'Emma | "Who is there?"\n\nNobody answered.\n\nEmma | "Who?"\n\nShe spoke.'
    without = words(lines, Settings(speech=Speech(tags=False)))
    assert without == ["Who is there?", "Nobody answered.", "Who?", "She spoke."]


def test_a_tag_stays_where_the_narrator_speaks_the_line_as_well():
    lines = 'Emma | "Go on,"\nshe said.'
    (chapter,) = plan(script(lines), in_parts(cast(), "one"), Settings(speech=Speech(tags=False)))
    assert [line.words for line in chapter.lines] == ["Go on,", "she said."]


def test_a_book_is_read_in_two_voices_or_one():
    roles = cast()
    assert in_parts(roles, "all") is roles
    assert [role.voice.name for role in in_parts(roles, "two").roles] == [
        "narrator",
        "emma",
        "emma",
    ]
    assert {role.voice.name for role in in_parts(roles, "one").roles} == {"narrator"}
    with pytest.raises(UsageError, match="parts") as caught:
        in_parts(roles, "tow")
    assert "two" in caught.value.remedy


def test_where_everybody_has_one_voice_two_parts_are_one():
    same = cast().voice_of(NARRATOR)
    roles = in_parts(cast(Emma=same, Tom=same), "two").roles
    assert {role.voice for role in roles} == {same}


def test_the_one_who_tells_the_story_keeps_the_narrators_voice():
    roles = cast(Emma=cast().voice_of(NARRATOR))
    assert [role.voice.name for role in in_parts(roles, "two").roles] == [
        "narrator",
        "narrator",
        "tom",
    ]


def test_credits_are_the_first_and_the_last_chapter():
    book = script("One.", title="The Bridge")
    speech = Speech(
        opening="{title}[, by {author}][ ({year})].\n\nRead by {narrator}.", closing="The end."
    )
    whole = announced(book, cast(), speech)
    assert [chapter.number for chapter in whole.book.chapters] == [0, 1, 2]
    texts = [[whole.text(i, u) for u in us] for i, us in enumerate(whole.utterances)]
    assert ["".join(parts) for parts in texts] == [chapter.text for chapter in whole.book.chapters]
    assert texts[0] == ["The Bridge.\n\n", "Read by Narrator."]
    assert whole.utterances[1] == book.utterances[0]
    authored = replace(
        book, book=replace(book.book, metadata=replace(book.book.metadata, authors=("A", "B")))
    )
    assert (
        announced(authored, cast(), speech)
        .book.chapters[0]
        .text.startswith("The Bridge, by A and B.")
    )


def test_nothing_is_announced_by_default_and_an_unknown_field_is_named():
    book = script("One.")
    assert announced(book, cast(), Speech()) == book
    with pytest.raises(UsageError, match="auhtor") as caught:
        announced(book, cast(), Speech(opening="{auhtor}"))
    assert "author" in caught.value.remedy


@pytest.mark.parametrize(
    "settings",
    [
        Settings(parts="tow"),
        Settings(speech=Speech(closing="{titel}")),
        Settings(mastering=Mastering("rmss")),
    ],
)
def test_a_wrong_name_is_found_before_any_work(settings):
    with pytest.raises(UsageError) as caught:
        check(settings)
    assert "Did you mean" in caught.value.remedy
    check(Settings())


def test_staging_brings_it_all_together(tmp_path):
    (tmp_path / "pronunciation.toml").write_text('[words]\nIruka = "irooka"', encoding="utf-8")
    (tmp_path / "direction.toml").write_text("[manners.tag]\nrate = 1.2", encoding="utf-8")
    settings = Settings(parts="one", speech=Speech(opening="{title}."))
    done = staged(
        script('Emma | "Iruka!"\nshe said.'), cast(), settings, guide("en", speech_files(tmp_path))
    )
    assert [[line.words for line in chapter.lines] for chapter in done.plans] == [
        ["A Book."],
        ["irooka!", "she said."],
    ]
    assert {line.voice.name for chapter in done.plans for line in chapter.lines} == {"narrator"}
    assert done.plans[1].lines[1].delivery.rate == pytest.approx(
        1.15
    )  # as much as a listener bears


MARKUP = Settings(speech=Speech(markup=True))


def test_directions_in_the_text_are_text_unless_asked_for():
    text = "Wait. [pause 2s]"
    assert words(text) == ["Wait. (pause 2s)"]
    assert words(text, MARKUP) == ["Wait."]


@pytest.mark.parametrize(
    "text",
    ["[see below] x", "[pause] x", "[pause long] x", "[voice Nobody] x", "[say x] y", "[] x"],
)
def test_what_is_no_direction_is_read_as_text(text):
    assert words(text, MARKUP) == words(text)


def test_pauses_are_where_the_text_asks_for_them():
    book = script("One. [pause 3s]\n[pause 2500ms] Two.\n[pause 9s] Three.\nFour. [pause 4s]")
    (chapter,) = plan(book, cast(), MARKUP)
    assert [item.pause_ms for item in chapter.items] == [500, 3000, 9000, 250]
    assert chapter.end_ms == 4000


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        ("Wait [pause 2s] for it.", "Wait {|#2000} for it."),
        ("[pause 1s] Wait. [pause 2s] [pause 3s] Go. [pause 1s]", "Wait. {|#2000} {|#3000} Go."),
        ('"Wait [pause 1500ms]" he wrote', "Wait {|#1500} he wrote"),
        ("A [pause 99s] b", "A {|#60000} b"),
    ],
)
def test_a_pause_within_a_line_stays_where_it_is(printed, said):
    assert words(printed, MARKUP) == [said]


@pytest.mark.parametrize(
    ("printed", "foreign", "said"),
    [
        ("He said au revoir, and left.", "au revoir", "He said {au revoir,|@fr} and left."),
        ("Le 3 mai! she cried.", "Le 3 mai", "{Le 3 mai!|@fr} she cried."),
        ("The words joie de vivre.", "joie de vivre", "The words {joie de vivre.|@fr}"),
        ("Only... ??? here.", "???", "Only... here."),
    ],
)
def test_a_passage_in_another_language_within_a_line_is_marked_as_such(printed, foreign, said):
    book = script(printed)
    start = book.book.chapters[0].text.index(foreign)
    mark = Mark(start, start + len(foreign), MarkKind.LANGUAGE, "fr-FR")
    chapter = replace(book.book.chapters[0], marks=(mark,))
    (made,) = plan(replace(book, book=replace(book.book, chapters=(chapter,))), cast(), Settings())
    assert [line.words for line in made.lines] == [said]


def test_words_voices_manners_and_stress_are_what_the_text_asks_for():
    book = script(
        'Emma | "[whispered] Say [say Iruka as irooka], [stress now] then."\n[voice Emma] So.'
    )
    (chapter,) = plan(book, cast(), MARKUP)
    first, second = chapter.lines
    assert first.words == "Say irooka, {now|*} then."
    assert first.delivery == SpeechGuide().manners.delivery(("whisper",))
    assert (second.words, second.voice.name) == ("So.", "emma")


def test_a_passage_in_another_language_is_spoken_in_it_by_the_same_timbre():
    book = script('Emma | "Mr. Go."\nEmma | "Wohin gehst du?"\nShe said Danke to St. John.')
    text = book.book.chapters[0].text
    at, danke = text.index("Wohin"), text.index("Danke")
    marks = (
        Mark(at, at + 15, MarkKind.LANGUAGE, "de-AT"),
        Mark(danke, danke + 5, MarkKind.LANGUAGE, "de"),
    )
    book = replace(
        book, book=replace(book.book, chapters=(replace(book.book.chapters[0], marks=marks),))
    )
    emma = Voice("emma", "pyttsx3", (("variant", "f3"), ("voice", "en-gb")), gain_db=2.0)
    done = staged(book, cast(Emma=emma), Settings(), SpeechGuide())
    first, second, third = done.plans[0].items
    assert (first.line.voice, third.line.words) == (emma, "She said {Danke|@de} to Saint John.")
    assert dict(second.line.voice.options) == {"variant": "f3", "voice": "de"}
    assert (second.line.voice.language, second.gain_db) == ("de", 2.0)


def test_a_language_that_no_voice_speaks_is_asked_of_the_engines():
    pack = (
        Voice("a", "x", (("p", 1),), language="en"),
        Voice("b", "x", (("p", 1),), language="en-GB", accent="RP"),
    )

    def ask(voice, language):
        return replace(voice, language=language, accent="") if language == "de" else None

    assert in_language(pack, "en-US", ask) is pack
    assert in_language(pack, "fr", ask) == pack
    assert [(voice.name, voice.language) for voice in in_language(pack, "de", ask)] == [("a", "de")]
