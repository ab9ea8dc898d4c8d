"""A book that is laid out, and its people -> what the text shows of every
turn and person.
"""

from audiobook.attribute.ranker.evidence.actors import (
    NO_ACTOR,
    Actor,
    genders_of,
    people_of,
    strengths_of,
)
from audiobook.attribute.ranker.evidence.addresses import (
    NAMED,
    VOCATIVE,
    address_genders,
)
from audiobook.attribute.ranker.evidence.book_evidence import (
    AroundTurns,
    BookEvidence,
    around_turns,
    book_evidence,
)
from audiobook.attribute.ranker.evidence.mentions import (
    MentionTable,
    mention_table,
)
from audiobook.attribute.ranker.evidence.nearby_actors import (
    ActorPlace,
)
from audiobook.attribute.ranker.evidence.pronouns import (
    agreement,
    antecedents,
)
from audiobook.attribute.ranker.evidence.reading import (
    NO_PINS,
    Bools,
    Floats,
    Ints,
    Reading,
    SpeechTurn,
    as_floats,
    as_ints,
    reading_of,
)
from audiobook.attribute.ranker.evidence.sentence_tags import (
    TAG_KINDS,
)
from audiobook.attribute.roster import NOBODY

__all__ = [
    "NAMED",
    "NOBODY",
    "NO_ACTOR",
    "NO_PINS",
    "TAG_KINDS",
    "VOCATIVE",
    "Actor",
    "ActorPlace",
    "AroundTurns",
    "BookEvidence",
    "Bools",
    "Floats",
    "Ints",
    "MentionTable",
    "Reading",
    "SpeechTurn",
    "address_genders",
    "agreement",
    "antecedents",
    "around_turns",
    "as_floats",
    "as_ints",
    "book_evidence",
    "genders_of",
    "mention_table",
    "people_of",
    "reading_of",
    "strengths_of",
]
