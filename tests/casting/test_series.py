"""Casts of several volumes: one file of all, and what a volume takes from another."""

from pathlib import Path

from audiobook.casting.castfile import parse_castfile
from audiobook.casting.series import Volume, merged_text, with_names, with_voices
from audiobook.model import Book, Chapter, Metadata
from casting_stories import VOICES, script

FIRST = """[speakers.Ann]
voice = "ada"
rate = 1.2
gender = "female"
also = ["Mrs. Pell"]

[speakers.Cy]
automatic = "abe"
pitch = -2
"""
LATER = """[speakers.Ann]
automatic = "bea"
age = "old"

[speakers.Cy]
voice = "ben"

[speakers.Dan]
automatic = "ben"
"""
KNOWN = {voice.name for voice in VOICES}


def choices(text):
    return parse_castfile(text, Path("cast.toml"))


def volume(text, **people):
    return Volume("Another", choices(text), people)


def test_one_file_of_several_says_all_that_any_of_them_says():
    merged = choices(merged_text([volume(FIRST), volume(LATER)]))
    ann, cy, dan = merged.of("Ann"), merged.of("Cy"), merged.of("Dan")
    assert (ann.automatic, ann.rate, ann.gender, ann.age) == ("ada", 1.2, "female", "old")
    assert ann.also == ("Mrs. Pell",)
    assert cy.automatic == "ben"  # what a user chose, in whichever volume
    assert dan.automatic == "ben"
    assert not any(choice.voice for choice in merged.speakers)


def test_the_first_volume_counts_before_the_second():
    merged = choices(merged_text([volume(LATER), volume(FIRST)]))
    assert merged.of("Cy").automatic == "ben"
    assert merged.of("Cy").pitch == 0


def test_voices_are_those_of_people_who_are_surely_the_same():
    story = script(["Ann", "Cy", "old man", "Bet"])
    said = volume(f'{FIRST}\n[speakers."old man"]\nautomatic = "old"\n')
    taken = with_voices(choices(""), [said], story, KNOWN)
    assert {choice.speaker: choice.automatic for choice in taken.speakers} == {
        "Ann": "ada",
        "Cy": "abe",
    }
    mine = choices('[speakers.Ann]\nautomatic = "cat"\n\n[speakers.Cy]\nautomatic = "ben"\n')
    kept = with_voices(mine, [said], story, KNOWN)
    assert [choice.automatic for choice in kept.speakers] == ["ada", "ben"]
    assert not with_voices(choices(""), [said], story, set()).of("Ann").automatic


def test_a_name_of_two_people_in_another_volume_is_neither():
    story = script(["Ann"])
    named = 'automatic = "ada"\n'
    both = f"[speakers.Anna]\n{named}\n[speakers.Annie]\n{named}"
    one = volume(both, Anna=("Ann",))
    two = volume(both, Anna=("Ann",), Annie=("Ann",))
    assert with_voices(choices(""), [one], story, KNOWN).of("Ann").automatic == "ada"
    assert with_voices(choices(""), [two], story, KNOWN).speakers == ()


def test_names_are_merged_only_where_the_book_prints_them_and_nothing_here_is_against_it():
    book = Book(Metadata("A Story"), (Chapter(1, "One", "Ann sat. Mrs. Pell sang. Bet ran."),))
    assert with_names(choices(""), [], book).speakers == ()
    taken = with_names(choices(""), [volume(FIRST)], book)
    assert taken.of("Ann").also == ("Mrs. Pell",)
    assert taken.of("Ann").gender == "female"
    mine = choices('[speakers."Mrs. Pell"]\nvoice = "bea"\n\n[speakers.Ann]\ngender = "male"\n')
    assert with_names(mine, [volume(FIRST)], book) == mine
    other = Book(Metadata("A Story"), (Chapter(1, "One", "Bet ran."),))
    assert with_names(choices(""), [volume(FIRST)], other).speakers == ()
