"""Whose "I" it is in a book that several people tell, scene by scene."""

import pytest
from audiobook.attribute import ATTRIBUTORS
from audiobook.model import Book, Chapter, Guidance, Metadata
from audiobook.readers import read_book
from audiobook.segment.segmenter import segment

# What fills a scene with narration: nobody is named in it.
FILLER = "The road went on under the trees, and the rain went on as well, and there was no inn in sight. "
OUTSIDE = (
    " ".join(f"Marta walked, and Piet walked behind. {FILLER}" for _ in range(5))
    + '\n\n"Go on," said Marta.\n\n"I am going," said Piet.'
)


def _told(other: str, name: str) -> str:
    """A scene that somebody called ``name`` tells of ``other``."""
    narration = f"I walked beside {other}, and I did not mind the rain on my coat. {FILLER}" * 3
    return (
        f'{narration}\n\n"It is far, {name}," said {other}.\n\n"It is not," I said.\n\n'
        f'"You never tire, {name}," {other} said.\n\n"I do," I said. I looked at my boots.'
    )


CHAPTERS = (
    OUTSIDE,
    _told("Piet", "Marta"),
    _told("Marta", "Piet"),
    OUTSIDE,
    _told("Piet", "Marta"),
    _told("Marta", "Piet"),
)


def _speakers(chapters, by):
    numbered = enumerate(chapters, start=1)
    book = Book(
        Metadata("The Road", language="en"), tuple(Chapter(n, str(n), text) for n, text in numbered)
    )
    return _speakers_of(book, by)


def _speakers_of(book, by):
    script = ATTRIBUTORS.load(by)().attribute(segment(book), Guidance())
    return [
        [u.speaker for u in utterances if u.quotation is not None]
        for utterances in script.utterances
    ]


@pytest.mark.parametrize("by", ["ranker", "rules"])
def test_every_scene_has_its_own_teller(by):
    speakers = _speakers(CHAPTERS, by)
    assert speakers[1] == ["Piet", "Marta", "Piet", "Marta"]
    assert speakers[2] == ["Marta", "Piet", "Marta", "Piet"]
    assert speakers[5] == ["Marta", "Piet", "Marta", "Piet"]


@pytest.mark.parametrize("by", ["ranker", "rules"])
def test_a_book_that_one_person_tells_has_one_teller(by):
    speakers = _speakers((_told("Piet", "Marta"),) * 3, by)
    assert {scene[1] for scene in speakers} == {speakers[0][1]}
    assert "Piet" not in {scene[1] for scene in speakers}


def _told_of(away: str, name: str) -> str:
    """A scene that somebody called ``name`` tells; those in it speak of one who is ``away``."""
    return (
        _told("Anna", name)
        .replace("It is far,", f"I have not seen {away},")
        .replace("You never tire", f"They say that {away} was hurt")
    )


def test_whoever_is_only_spoken_of_tells_nothing():
    told = [_told_of(away, "dear friend") for away in ("Marta", "Piet", "Marta", "Piet")]
    speakers = _speakers((OUTSIDE, *told, OUTSIDE), "ranker")
    told_by = {speaker for scene in speakers[1:-1] for speaker in scene[1::2]}
    assert {"Marta", "Piet"}.isdisjoint(told_by)


def test_a_teller_with_a_name_tells_beside_scenes_from_outside():
    told = [
        _told("Anna", "Esther") + f'\n\n"Why, {name}!" said Anna.' for name in ("Marta", "Piet")
    ]
    speakers = _speakers((OUTSIDE, *told, *told, OUTSIDE), "ranker")
    assert {scene[1] for scene in speakers[1:-1]} == {"Esther"}


def test_whoever_is_met_and_says_a_name_is_not_the_teller():
    met = (
        f"I walked alone, and I did not mind the rain on my coat. {FILLER}"
        * 3
        + '\n\nA little woman came along the road.\n\n"I am Marta," said the little woman.\n\n'
        '"It is far," I said.\n\n"It is," said the little woman.'
    )
    assert _speakers((*CHAPTERS, met), "ranker")[-1] == ["Marta", "Piet", "Marta"]


def _read(folder, headings, told):
    """The book whose chapters have these headings."""
    path = folder / "road.md"
    chapters = [f"# {heading}\n\n{text}" for heading, text in zip(headings, told, strict=True)]
    path.write_text("\n\n".join(chapters), encoding="utf-8")
    return read_book(path)


BY_MARTA = _told("Piet", "Marta")
BY_PIET = _told("Marta", "Piet")


@pytest.mark.parametrize("by", ["ranker", "rules"])
@pytest.mark.parametrize("heading", ["{}", "{}’s POV", "One\n\nContributed by {}", "3. {}"])
def test_headings_name_the_tellers(tmp_path, by, heading):
    headings = [heading.format(name) for name in ("Marta", "Piet", "Marta", "Piet")]
    book = _read(tmp_path, headings, (BY_MARTA, BY_PIET) * 2)
    speakers = _speakers_of(book, by)
    assert speakers[0] == ["Piet", "Marta", "Piet", "Marta"]
    assert speakers[1] == ["Marta", "Piet", "Marta", "Piet"]
    assert speakers[3] == ["Marta", "Piet", "Marta", "Piet"]


def test_a_part_is_told_on_over_its_chapters(tmp_path):
    headings = ("Told by Marta", "Two", "Told by Piet", "Four")
    book = _read(tmp_path, headings, (BY_MARTA, BY_MARTA, BY_PIET, BY_PIET))
    speakers = _speakers_of(book, "ranker")
    assert [scene[1] for scene in speakers] == ["Marta", "Marta", "Piet", "Piet"]


def test_headings_of_whom_a_chapter_is_about_are_no_tellers(tmp_path):
    names = ("Piet", "Marta", "Piet", "Marta")
    book = _read(tmp_path, names, [_told(name, "Anna") for name in names])
    speakers = _speakers_of(book, "ranker")
    assert {"Piet", "Marta"}.isdisjoint(scene[1] for scene in speakers)


def test_an_old_letter_in_a_heading_is_no_other(tmp_path):
    told = (_told("Jess", "Marta"), _told("Marta", "Jess")) * 3
    book = _read(tmp_path, ("Marta", "Je\u017fs", "Marta", "Jess", "Marta", "Jess"), told)
    assert [scene[1] for scene in _speakers_of(book, "ranker")][3] == "Jess"


def test_names_in_one_heading_each_are_no_tellers_unless_it_says_so(tmp_path):
    told = [OUTSIDE, *[_told("Anna", "dear friend")] * 2]
    speakers = _speakers_of(_read(tmp_path, ("One", "Piet", "Marta"), told), "ranker")
    assert {"Piet", "Marta"}.isdisjoint(scene[1] for scene in speakers[1:])
    by = _read(tmp_path, ("One", "By Piet", "By Marta"), told)
    assert [scene[1] for scene in _speakers_of(by, "ranker")[1:]] == ["Piet", "Marta"]
