"""The features of the first stage: what stands around each turn, for each of
its candidates.
"""

from collections.abc import Mapping

from audiobook.attribute.ranker.evidence import (
    NO_PINS,
    AroundTurns,
    BookEvidence,
    Reading,
    address_genders,
    agreement,
    book_evidence,
    mention_table,
)
from audiobook.attribute.ranker.features.arrays import shifted, steps
from audiobook.attribute.ranker.features.candidates import (
    RoughLook,
    choose_candidates,
    rough_look,
)
from audiobook.attribute.ranker.features.epithets import add_epithets
from audiobook.attribute.ranker.features.naming import (
    add_antecedents,
    add_recency,
    add_standing,
)
from audiobook.attribute.ranker.features.table import (
    Columns,
    FeatureTable,
)
from audiobook.attribute.ranker.features.tagging import (
    add_neighbouring_tags,
    add_own_tags,
    add_tag_history,
)
from audiobook.attribute.ranker.features.turn_shape import (
    add_turn_shape,
)


def first_stage_features(
    reading: Reading,
    pins: Mapping[int, int] = NO_PINS,
    around: AroundTurns | None = None,
) -> tuple[BookEvidence, FeatureTable]:
    """The evidence of a book, and the first stage's features.

    ``pins`` maps turns to the people known to say them; they count as tags.
    ``around`` is what stands around the turns, where that is known.
    """
    evidence = book_evidence(reading, pins, around)
    mentions = mention_table(reading)
    look = rough_look(evidence, mentions)
    columns = Columns(choose_candidates(evidence, look, pins))
    # The order of the columns is part of the model: it numbers the features.
    add_own_tags(columns, evidence, look)
    add_neighbouring_tags(columns, evidence, look)
    _add_addresses(columns, evidence, look)
    _add_titles(columns, evidence)
    add_recency(columns, evidence, mentions, look)
    add_antecedents(columns, evidence, mentions)
    add_tag_history(columns, evidence, look)
    add_standing(columns, evidence, mentions)
    add_epithets(columns, evidence, mentions)
    add_turn_shape(columns, evidence)
    return evidence, columns.table()


def _add_addresses(columns: Columns, evidence: BookEvidence, look: RoughLook) -> None:
    """Add who is named and spoken to in the turn's own speech and around it."""
    spoken = evidence.spoken
    columns.of_people("named in own speech", spoken)
    columns.of_people_around("named in speech", spoken, steps(3))
    called = evidence.called
    same_side = called + shifted(called, -2) + shifted(called, 2)
    columns.of_people("called around", look.called)
    columns.of_people("calls around", same_side)


def _add_titles(columns: Columns, evidence: BookEvidence) -> None:
    """Add whom a "sir" or "mamma" in a turn may mean, by its gender.

    That is not the speaker, but likely the next one.
    """
    fits = agreement(address_genders(evidence.reading), evidence)
    columns.of_people_around("spoken to as such", fits, (-1, 0, 1))
