"""The data files of the languages, and the language of a book."""

import re

import places
import pytest
from attribute_cases import spoken
from audiobook import language
from audiobook.attribute.lexicon import nouns, words
from audiobook.attribute.rules import RulesAttributor
from audiobook.language import (
    ENGLISH,
    SECTIONS,
    entries,
    known_languages,
    language_of,
    rows,
    titles,
    verbs_of_saying,
)
from audiobook.language.guess import guessed
from audiobook.language.patterns import alternatives, lists
from audiobook.model import Book, Chapter, Guidance, Metadata, primary_subtag
from audiobook.publish.epub.page import direction
from audiobook.publish.tags.tags import three_letters
from audiobook.segment.segmenter import segment

SENTENCES = {
    "de": "Der Wagen war alt, und das Pferd wollte nicht mehr, aber sie hatte keine Zeit zu warten.",
    "en": "The cart was old, and the horse would go no further, but she had no time to wait for them.",
    "es": "El carro era viejo y el caballo no quería más, pero ella no tenía tiempo para esperar.",
    "fr": "La charrette était vieille et le cheval ne voulait plus avancer, mais elle n'avait pas le temps.",
    "it": "Il carro era vecchio e il cavallo non voleva più andare, ma lei non aveva tempo di aspettare.",
    "nl": "De kar was oud en het paard wilde niet meer, maar zij had geen tijd om op hem te wachten.",
    "pl": "Wóz był stary i koń nie chciał już iść, ale ona nie miała czasu na to, żeby czekać.",
    "pt": "O carro era velho e o cavalo não queria mais, mas ela não tinha tempo para esperar por isso.",
    "ru": "Телега была старая, и лошадь уже не хотела идти, но у неё не было времени, чтобы ждать.",
}
I_SAID = {
    "de": ("Ich ging mit {} in mein Zimmer. ", "„Komm mit mir“, sagte ich.", "„Gern“, sagte Anna."),
    "fr": (
        "Je marchais avec {} dans mon jardin. ",
        "— Viens avec moi, dis-je.",
        "— Volontiers, dit Anna.",
    ),
    "ru": (
        "Я шёл с {} по моей улице. ",
        "— Идём со мной, — сказал я.",
        "— Охотно, — сказала Анна.",
    ),
    "pl": (
        "Ja i {} szliśmy przez mój ogród. ",
        "— Chodź — powiedziałem.",
        "— Chętnie — powiedziała Anna.",
    ),
}


def book(text, stated=""):
    return Book(Metadata("A Story", language=stated), (Chapter(1, "", text, 0),))


def test_the_languages_are_those_of_the_files():
    assert set(SENTENCES) == set(known_languages())


@pytest.mark.parametrize("code", known_languages())
def test_a_file_has_known_sections_and_keys(code):
    for section, keys in entries(code).items():
        assert section in SECTIONS
        if section not in ("nouns", "roles", "titles"):
            assert set(keys) <= set(SECTIONS[section])
        assert all(isinstance(value, str) for value in keys.values())


@pytest.mark.parametrize("code", known_languages())
def test_keys_of_people_name_a_gender(code):
    for section in ("nouns", "roles"):
        assert {key.partition("_")[0] for key in entries(code).get(section, {})} <= {
            "male",
            "female",
            "any",
        }
    assert {noun.kind for noun in titles(code).values()} <= {"formal", "given", "rank"}
    assert {noun.age for noun in titles(code).values()} <= {"", "child", "young", "adult", "old"}


@pytest.mark.parametrize("code", sorted(set(known_languages()) - {ENGLISH}))
def test_a_language_has_what_attribution_needs(code):
    needed = [
        ("verbs", "speech"),
        ("verbs", "thought"),
        ("pronouns", "he"),
        ("pronouns", "she"),
        ("pronouns", "i"),
    ]
    needed += [
        ("names", "male"),
        ("names", "female"),
        ("phrases", "object_of"),
        ("address", "before"),
    ]
    assert all(rows(code, section, key) for section, key in needed)
    assert len(rows(code, "verbs", "speech")) >= 60


@pytest.mark.parametrize("code", known_languages())
def test_lists_are_in_lower_case_without_repeats(code):
    for section, key in (
        ("verbs", "speech"),
        ("names", "male"),
        ("names", "female"),
        ("language", "stop_words"),
    ):
        found = rows(code, section, key)
        assert [w for w in found if w != w.lower()] == []
    assert [
        w for w in set(rows(code, "verbs", "speech")) if rows(code, "verbs", "speech").count(w) > 1
    ] == []


@pytest.mark.parametrize(("code", "text"), SENTENCES.items())
def test_the_language_is_guessed_from_small_words(code, text):
    assert guessed(text) == code
    assert language_of(book(text)) == code


@pytest.mark.parametrize("text", ["", "???", "Hm. Ah! 1234", "La la la la.", "x " * 10_000])
def test_what_cannot_be_told_is_english(text):
    assert language_of(book(text)) == ENGLISH


@pytest.mark.parametrize(
    ("stated", "code"),
    [("fr-CA", "fr"), ("pt_BR", "pt"), ("ger", "de"), ("EN", "en"), ("sv", "sv"), ("und", "ru")],
)
def test_a_stated_language_is_believed(stated, code):
    assert language_of(book(SENTENCES["ru"], stated)) == code


@pytest.mark.parametrize(
    ("tag", "primary"),
    [
        ("de-AT", "de"),
        ("pt_BR", "pt"),
        ("EN", "en"),
        (" fr ", "fr"),
        ("zh-Hant-TW", "zh"),
        ("", ""),
    ],
)
def test_the_primary_subtag_is_what_stands_before_the_first_hyphen(tag, primary):
    assert primary_subtag(tag) == primary


def test_a_tag_with_an_underscore_is_understood_everywhere():
    assert three_letters("pt_BR") == "por"
    assert direction("ar_EG") == "rtl"


def test_the_docs_name_every_key_and_count_every_list():
    page = (places.DOCS / "languages.md").read_text(encoding="utf-8")
    for section, keys in SECTIONS.items():
        assert f"[{section}]" in page
        assert [key for key in keys if f"`{key}`" not in page] == []
    assert f"| 21 novels | {len(verbs_of_saying(ENGLISH).finite)} |" in page
    for code in sorted(set(known_languages()) - {ENGLISH}):
        verbs = verbs_of_saying(code).finite
        first_names = words("female", code) | words("male", code)
        people = {**nouns("nouns", code), **nouns("roles", code)}
        counts = f"| {len(verbs)} | {len(first_names):,} | {len(people)} |"
        assert re.search(
            rf"^\| \w+ \(`{code}`\) \| [^|]+ {re.escape(counts)}", page, re.MULTILINE
        ), (code, counts)


def test_a_book_without_chapters_has_a_language():
    assert language_of(Book(Metadata("Nothing"), ())) == ENGLISH


def test_an_unknown_language_has_no_lists_and_the_patterns_of_english():
    assert language.words("sv", "verbs", "speech") == frozenset()
    assert lists("sv").code == ENGLISH


def test_alternatives_take_the_longest_first_and_nothing_for_nothing():
    assert alternatives(["a", "a b", "l’"]) == r"a\ b|a"
    assert alternatives([]) == r"(?!)"


@pytest.mark.parametrize("code", I_SAID)
def test_a_narrator_who_says_i_speaks_with_his_own_voice(code):
    told, mine, hers = I_SAID[code]
    text = (
        "\n\n".join(part for _ in range(4) for part in (told.format("Anna") * 2, mine, hers)) + "\n"
    )
    said = spoken(RulesAttributor().attribute(segment(book(text, code)), Guidance()))
    assert {who for who, _ in said[0::2]} == {"narrator"}
    assert {who for who, _ in said[1::2]} <= {"Anna", "Анна"}


@pytest.mark.parametrize("code", known_languages())
def test_enormous_and_hostile_text_is_cut_whole(code):
    text = ("— " + "a, b " * 2000 + "\n\n«„“»" + "— — — ,dit" * 500 + "\n\n" + "Ab " * 3000).strip()
    script = RulesAttributor().attribute(segment(book(text, code)), Guidance())
    assert "".join(script.text(0, u) for u in script.utterances[0]) == text
