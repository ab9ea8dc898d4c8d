"""The ranker has learnt from English novels: books in other languages are read by the rules."""

import pytest
from attribute_cases import CASES, RULE, cast, spoken
from audiobook.attribute import ATTRIBUTORS
from audiobook.attribute.ranker import RankerAttributor
from audiobook.attribute.rules import RulesAttributor
from audiobook.model import Book, Chapter, Guidance, Kind, Metadata
from audiobook.readers import read_book
from audiobook.segment.segmenter import segment

FRENCH = "« Entrez, dit l’aubergiste.\n\n— Merci, répondit Lucas. Il posa son sac.\n\n— Fermez la porte ! cria Marie."


def test_a_french_book_is_read_by_the_rules():
    script = segment(Book(Metadata("Un livre", language="fr"), (Chapter(1, "Un", FRENCH),)))
    done = RankerAttributor().attribute(script, Guidance())
    assert done == RulesAttributor().attribute(script, Guidance())
    spoken = [u.speaker for u in done.utterances[0] if u.kind is Kind.DIALOGUE]
    assert "Lucas" in spoken
    assert "Marie" in spoken


FOREIGN = sorted(path for path in CASES.glob("??_*.txt"))


@pytest.mark.parametrize("path", FOREIGN, ids=lambda path: path.stem)
def test_the_defaults_read_every_case_of_another_language_from_its_file(path, tmp_path):
    """No language stated, nothing chosen: found out and read as the case expects."""
    text, _, expected = path.read_text(encoding="utf-8").partition(f"\n{RULE}\n")
    book = tmp_path / "book.txt"
    book.write_text(f"{text.rstrip()}\n", encoding="utf-8")
    done = ATTRIBUTORS.load(ATTRIBUTORS.default())().attribute(segment(read_book(book)), Guidance())
    lines = [f"cast: {cast(done)}", *(f"{who} | {words}" for who, words in spoken(done))]
    assert lines == expected.splitlines()


def test_there_are_cases_in_eight_other_languages():
    assert {path.stem[:2] for path in FOREIGN} == {"de", "es", "fr", "it", "nl", "pl", "pt", "ru"}
