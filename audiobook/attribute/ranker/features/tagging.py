"""Features of tags.

The turn's own tag, those of the turns around, and how near somebody's last
one is.
"""

import numpy as np

from audiobook.attribute.ranker.evidence import (
    NO_ACTOR,
    TAG_KINDS,
    ActorPlace,
    BookEvidence,
    Floats,
    agreement,
    as_floats,
    genders_of,
    people_of,
    strengths_of,
)
from audiobook.attribute.ranker.features.arrays import (
    in_group,
    log_scaled,
    matches,
    steps,
    turns_apart,
    within,
)
from audiobook.attribute.ranker.features.candidates import (
    RoughLook,
    actors_at,
    tagged_people,
)
from audiobook.attribute.ranker.features.table import Columns

TAG_REACH = 4  # turns away at which tags are looked at
PRONOUN_REACH = 3  # turns away at which the pronoun of a tag is looked at
# Turns on either side within which somebody's tags are counted.
WIDTHS = (5, 20, 80)


def add_own_tags(columns: Columns, evidence: BookEvidence, look: RoughLook) -> None:
    """Add what stands around the turn.

    The nine places, the tags of sentences, the best of both.
    """
    for place in ActorPlace:
        actors = actors_at(evidence, place)
        strengths = as_floats(strengths_of(actors))
        fits = agreement(genders_of(actors), evidence) * strengths[:, None]
        name = place.name.lower()
        columns.of_people(f"name {name}", look.nearby[place])
        columns.of_people(f"pronoun {name}", fits)
    for kind in TAG_KINDS:
        actors = [tags.get(kind, NO_ACTOR) for tags in evidence.sentence_tags]
        named = matches(people_of(actors), evidence.people)
        fits = agreement(genders_of(actors), evidence)
        columns.of_people(f"read {kind}", named)
        columns.of_people(f"read pronoun {kind}", fits)
    columns.of_people("tag", look.tag)
    columns.of_people("tag pronoun", _tag_pronoun(evidence))


def _tag_pronoun(evidence: BookEvidence) -> Floats:
    """How the gender of each turn's tag fits each person, the stronger the
    surer it is a tag.
    """
    strengths = as_floats(evidence.strength)
    return agreement(evidence.gender, evidence) * strengths[:, None]


def add_neighbouring_tags(
    columns: Columns, evidence: BookEvidence, look: RoughLook
) -> None:
    """Add the tags of the turns around."""
    pronoun = _tag_pronoun(evidence)
    for by in steps(TAG_REACH):
        columns.of_people_around("tag", look.tag, [by])
        if abs(by) <= PRONOUN_REACH:
            columns.of_people_around("tag pronoun", pronoun, [by])


def add_tag_history(columns: Columns, evidence: BookEvidence, look: RoughLook) -> None:
    """Add how lately and how often each person was tagged, the turn itself
    left out.
    """
    who = tagged_people(evidence)
    since, until = turns_apart(who, evidence.run, evidence.people)
    columns.of_people("since tagged in run", since)
    columns.of_people("until tagged in run", until)
    columns.of_people("since tagged", look.since)
    columns.of_people("until tagged", look.until)
    # What is counted around a turn must not show the turn's own tag.
    hits = matches(who, evidence.people) > 0
    total = as_floats(np.cumsum(hits, axis=0))
    for width in WIDTHS:
        columns.of_people(f"tags within {width}", within(total, width) - hits)
    in_run = in_group(hits, evidence.run) - hits
    in_scene = in_group(hits, evidence.reading.scenes) - hits
    columns.of_book("tags in book", log_scaled(look.tags))
    columns.of_people("tags in run", in_run)
    columns.of_people("tags in scene", log_scaled(in_scene))
    columns.of_book("share of tags", look.share)
