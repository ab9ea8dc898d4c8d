"""The ranker has learnt from English novels: books in other languages are read by the rules."""

from audiobook.attribute.ranker import RankerAttributor
from audiobook.attribute.rules import RulesAttributor
from audiobook.model import Book, Chapter, Guidance, Kind, Metadata
from audiobook.segment.segmenter import segment

FRENCH = (
    "« Entrez, dit l’aubergiste.\n\n— Merci, répondit Lucas. Il posa son sac.\n\n— Fermez la porte ! cria Marie."
)


def test_a_french_book_is_read_by_the_rules():
    script = segment(Book(Metadata("Un livre", language="fr"), (Chapter(1, "Un", FRENCH),)))
    done = RankerAttributor().attribute(script, Guidance())
    assert done == RulesAttributor().attribute(script, Guidance())
    spoken = [u.speaker for u in done.utterances[0] if u.kind is Kind.DIALOGUE]
    assert "Lucas" in spoken
    assert "Marie" in spoken
