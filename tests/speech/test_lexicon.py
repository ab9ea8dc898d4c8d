from dataclasses import replace

import pytest
from audiobook.errors import SettingsError
from audiobook.model import Mark, MarkKind
from audiobook.render.plan import plan
from audiobook.settings import Settings
from audiobook.speech import Lexicon, Pronunciation, SpeechGuide, spoken
from audiobook.speech.lexicon_file import read_lexicon
from audiobook.speech.notation import ipa_of
from audiobook.speech.wordlist import suspects
from hearing import cast, script


def said(text, *entries, speaker="Emma", language="en"):
    return spoken(text, language, sayings=Lexicon(entries).for_line(speaker, language))


@pytest.mark.parametrize(
    ("text", "entry", "expected"),
    [
        ("Kakashi left.", Pronunciation("kah-kah-shee", "Kakashi"), "kah-kah-shee left."),
        ("Kakashi's book", Pronunciation("kah-kah-shee", "Kakashi"), "kah-kah-shee's book"),
        ("KAKASHI!", Pronunciation("kah-kah-shee", "Kakashi"), "kah-kah-shee!"),
        ("kakashi", Pronunciation("kah-kah-shee", "Kakashi"), "kakashi"),
        ("K-Kakashi!", Pronunciation("kah-kah-shee", "Kakashi"), "kuh-kah-kah-shee!"),
        ("Kakashi-sensei", Pronunciation("kah-kah-shee", "Kakashi"), "kah-kah-shee-sensei"),
        ("Kakashima", Pronunciation("kah-kah-shee", "Kakashi"), "Kakashima"),
        ("Iruka", Pronunciation("/iˈɾuka/", "Iruka"), "{Iruka|iˈɾuka}"),
        ("Iruka", Pronunciation('x-sampa:i"4uka', "Iruka"), "{Iruka|iˈɾuka}"),
        ("Mr. Iruka", Pronunciation("irooka", "Iruka"), "Mister irooka"),
        ("the Chunin", Pronunciation("choonin", "chunin"), "the choonin"),
        ("the Chunin", Pronunciation("choonin", "chunin", case=True), "the Chunin"),
        ("jonin, jounin", Pronunciation("jo-nin", pattern=r"jou?nin"), "jo-nin, jo-nin"),
        ("R-2 and R-22", Pronunciation("artoo", "R-2"), "artoo and R-22"),
        ("New  York", Pronunciation("Noo Yawk", "New York"), "Noo Yawk"),
        ("St. John", Pronunciation("Sinjin", "St. John"), "Sinjin"),
        ("1984", Pronunciation("nineteen and more", "1984"), "nineteen and more"),
        ("Iruka", Pronunciation("x", "Iruka", speaker="Tom"), "Iruka"),
        ("Iruka", Pronunciation("x", "Iruka", speaker="Emma"), "x"),
        ("Iruka", Pronunciation("x", "Iruka", language="de"), "Iruka"),
        ("Iruka", Pronunciation("x", "Iruka", language="en-GB"), "x"),
    ],
)
def test_an_entry_says_what_it_finds_and_nothing_else(text, entry, expected):
    assert said(text, entry) == expected


def test_the_first_entry_wins_and_one_for_a_speaker_comes_first():
    entries = (
        Pronunciation("one", "Iruka"),
        Pronunciation("two", "Iruka"),
        Pronunciation("hers", "Iruka", speaker="Emma"),
    )
    assert said("Iruka", *entries) == "hers"
    assert said("Iruka", *entries, speaker="Tom") == "one"


def test_what_the_lexicon_says_is_finished():
    assert said("W-what ANBU", Pronunciation("5 KG & W-what", "ANBU")) == "Wuh-what 5 KG & W-what"


def test_a_line_full_of_entries_is_said_whole():
    words = said("Iruka " * 7000, Pronunciation("x", "Iruka")).split()
    assert (len(words), set(words)) == (7000, {"x"})


@pytest.mark.parametrize(
    ("notation", "ipa"),
    [
        ("/a|{b}/", "ab"),
        ("ipa: təˈm ", "təˈm"),
        ('x-sampa:t@"mA:t@U', "təˈmɑːtəʊ"),
        ("kah-shee", ""),
        ("//", ""),
        ("a/b", ""),
    ],
)
def test_notations(notation, ipa):
    assert ipa_of(notation) == ipa


def test_the_pronunciation_that_the_source_states_is_used_in_its_chapter():
    book = script("Tomato soup.", "Tomato soup.")
    first = book.book.chapters[0]
    marked = replace(first, marks=(Mark(0, 6, MarkKind.PHONEMES, "ipa:təˈmɑːtəʊ"),))
    book = replace(book, book=replace(book.book, chapters=(marked, book.book.chapters[1])))
    one, other = plan(book, cast(), Settings())
    assert [line.words for line in one.lines] == ["{Tomato|təˈmɑːtəʊ} soup."]
    assert [line.words for line in other.lines] == ["Tomato soup."]


def test_a_change_changes_only_the_lines_that_it_touches():
    book = script('Iruka left. \nHe walked.\nEmma | "Iruka!"\nTom | "Iruka?"')
    (before,) = plan(book, cast(), Settings())
    (after,) = plan(
        book,
        cast(),
        Settings(),
        SpeechGuide(Lexicon((Pronunciation("irooka", "Iruka", speaker="Emma"),))),
    )
    changed = [
        one.words for one, other in zip(before.lines, after.lines, strict=True) if one != other
    ]
    assert changed == ["Iruka!"]


def write(folder, text):
    path = folder / "pronunciation.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_is_read_and_the_books_comes_first(tmp_path):
    book, user = tmp_path / "book", tmp_path / "user"
    book.mkdir()
    user.mkdir()
    one = write(
        book,
        '[words]\nIruka = "book"\n[[entries]]\npattern = "k+"\nsays = "kay"\nspeaker = "Emma"\ncase = true\n',
    )
    other = write(user, '[words]\nIruka = "user"\n"New York" = "Noo Yawk"\n')
    lexicon = read_lexicon(one, other, tmp_path / "absent.toml")
    assert spoken("Iruka in New York", sayings=lexicon.for_line("Tom", "en")) == "book in Noo Yawk"
    assert Pronunciation("kay", pattern="k+", speaker="Emma", case=True) in lexicon.entries


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("[word]\n", 1, "words"),
        ("words = 1\n", 1, "table"),
        ("entries = [1]\n", 1, "list of tables"),
        ('[words]\nA = "b"\nIruka = 5\n', 3, "text"),
        ('[words]\nIruka = ""\n', 2, "letter"),
        ('[words]\nIruka = "/ /"\n', 2, "letter"),
        ('[words]\nIruka = "/a"\n', 2, "not a pronunciation"),
        ('[[entries]]\nsays = "x"\n', 1, "word or a pattern"),
        ('[[entries]]\nword = "a"\npattern = "b"\nsays = "x"\n', 1, "word or a pattern"),
        ('[[entries]]\npattern = "("\nsays = "x"\n', 1, "regular expression"),
        ('[[entries]]\nword = "a"\nsay = "x"\n', 3, "says"),
        (f'[words]\nIruka = "{"x" * 300}"\n', 2, "long"),
    ],
)
def test_a_wrong_file_is_named_with_its_line(tmp_path, text, line, says):
    with pytest.raises(SettingsError) as caught:
        read_lexicon(write(tmp_path, text))
    assert caught.value.line == line
    assert says in str(caught.value)


def test_names_that_no_voice_knows_are_listed_by_how_often_they_come():
    book = script(
        "# Iruka\n\nThen Iruka met Kakashi. \nAnd Iruka's friend saw the Count.\n\n"
        'Emma | "Yes, Iruka, the count."\n\nNever.'
    )
    found = suspects(book, Lexicon((Pronunciation("x", "Naruto"),)), known={"emma"})
    assert [(each.word, each.count) for each in found] == [("Iruka", 3), ("Kakashi", 1)]
    assert "Iruka met" in found[0].sample
    assert not suspects(book, Lexicon((Pronunciation("x", "Iruka"), Pronunciation("x", "kakashi"))))


def test_an_entry_for_one_place_counts_there_alone_and_before_all_others(tmp_path):
    path = tmp_path / "pronunciation.toml"
    path.write_text(
        '[words]\nKakashi = "kah"\n[[entries]]\nword = "Kakashi"\nsays = "KA"\nspeaker = "Emma"\n'
        '[[entries]]\nword = "Kakashi"\nsays = "Kakashi"\nwithin = "met  Kakashi at"\n'
    )
    lexicon = read_lexicon(path)

    def said(speaker, line):
        return lexicon.for_line(speaker, "en", line).apply(line, lambda piece: piece)

    assert said("narrator", "She met Kakashi here.") == "She met kah here."
    assert said("narrator", "She met\nKakashi at last.") == "She met\nKakashi at last."
    assert said("Emma", "I met Kakashi at last.") == "I met Kakashi at last."
    assert said("Emma", "I saw Kakashi.") == "I saw KA."
