"""Features of names: how lately, how often and in what part somebody is named
or meant.
"""

from collections.abc import Sequence

import numpy as np

from audiobook.attribute.ranker.evidence import (
    BookEvidence,
    Floats,
    Ints,
    MentionTable,
    agreement,
    antecedents,
    as_floats,
    as_ints,
)
from audiobook.attribute.ranker.features.arrays import (
    counts,
    distances,
    log_scaled,
    matches,
    ranks,
    steps,
)
from audiobook.attribute.ranker.features.candidates import (
    LONG,
    RoughLook,
)
from audiobook.attribute.ranker.features.table import Columns
from audiobook.attribute.roster import ANYBODY, EXTRA, ROLE, Person

# How somebody is known who has no name.
NO_NAME = {
    ROLE: 1.0,
    EXTRA: 2.0,
    ANYBODY: 3.0,
}
# Tokens before a turn in which names are counted.
SHORT = 120
MIDDLE = 600
BEHIND_ALL = np.float32(2e6)  # the distance of somebody whom the tag's gender rules out


def add_recency(
    columns: Columns,
    evidence: BookEvidence,
    mentions: MentionTable,
    look: RoughLook,
) -> None:
    """Add how near to the turn each person is named."""
    people = evidence.people
    openings = evidence.reading.openings
    paragraph_starts = evidence.paragraphs[0]
    before_paragraph, _ = distances(paragraph_starts, *mentions.narrated, people)
    since_subject, _ = distances(openings, *mentions.acting, people)
    columns.of_people("since named", log_scaled(look.back))
    columns.of_people("until named", log_scaled(look.ahead))
    columns.of_people("since named before", log_scaled(before_paragraph))
    columns.of_people("since subject", log_scaled(since_subject))
    _add_paragraph(columns, evidence, mentions, look)
    _add_gap(columns, evidence, mentions)
    _add_counts(columns, evidence, mentions, look)
    _add_ranks(columns, evidence, look)
    # Whoever is spoken of is seldom who speaks.
    since_heard, _ = distances(openings, *mentions.heard, people)
    columns.of_people("since spoken of", log_scaled(since_heard))


def _add_paragraph(
    columns: Columns,
    evidence: BookEvidence,
    mentions: MentionTable,
    look: RoughLook,
) -> None:
    """Add who is the subject, or only named, in the turn's paragraph and
    those beside it.
    """
    subjects = counts(*evidence.paragraphs, *mentions.acting, evidence.people)
    objects = look.paragraph - subjects
    columns.of_people("named in paragraph", look.paragraph)
    columns.of_people("subject in paragraph", subjects)
    columns.of_people_around("subject in paragraph", subjects, steps(1))
    columns.of_people_around("object in paragraph", objects, (-1, 0, 1))


def _add_gap(columns: Columns, evidence: BookEvidence, mentions: MentionTable) -> None:
    """Add who is named between the turn and the one before."""
    spans = [around.earlier for around in evidence.surroundings]
    starts = as_ints(start for start, _ in spans)
    ends = as_ints(end for _, end in spans)
    named = counts(starts, ends, *mentions.narrated, evidence.people)
    subjects = counts(starts, ends, *mentions.acting, evidence.people)
    columns.of_people("subject in gap", subjects)
    columns.of_people_around("subject in gap", subjects, [1])
    columns.of_people("object in gap", named - subjects)


def _add_counts(
    columns: Columns,
    evidence: BookEvidence,
    mentions: MentionTable,
    look: RoughLook,
) -> None:
    """Add how often each person is named before the turn, and right after it
    opens.
    """
    openings = evidence.reading.openings

    def named_between(starts: Ints, ends: Ints) -> Floats:
        return counts(starts, ends, *mentions.narrated, evidence.people)

    middle = named_between(openings - MIDDLE, openings)
    present = (middle > 0).sum(axis=1)
    columns.of_people(f"named in {SHORT}", named_between(openings - SHORT, openings))
    columns.of_people(f"named in {MIDDLE}", middle)
    columns.of_people(f"named in {LONG}", look.near)
    columns.of_turns(f"people in {MIDDLE}", as_floats(present))
    columns.of_people("named in next", named_between(openings, openings + SHORT * 2))


def _add_ranks(columns: Columns, evidence: BookEvidence, look: RoughLook) -> None:
    """Add how many people were named since, of all and of those whom the
    tag's gender fits.
    """
    fits = agreement(evidence.gender, evidence) >= 0
    fitting = np.where(fits, look.back, BEHIND_ALL)
    columns.of_people("rank of naming", ranks(look.back))
    columns.of_people("rank of naming, fitting", ranks(fitting))


def add_antecedents(
    columns: Columns, evidence: BookEvidence, mentions: MentionTable
) -> None:
    """Add whom pronouns mean.

    In the tags of the turns around, and how lately anywhere.
    """
    meant_by_tag, tokens, who = antecedents(evidence, mentions)
    meant = matches(meant_by_tag, evidence.people)
    columns.of_people("meant by pronoun", meant)
    columns.of_people_around("meant by pronoun", meant, steps(2))
    back, ahead = distances(evidence.reading.openings, tokens, who, evidence.people)
    columns.of_people("since meant", log_scaled(back))
    columns.of_people("until meant", log_scaled(ahead))
    columns.of_people("rank of meaning", ranks(back))


def add_standing(
    columns: Columns, evidence: BookEvidence, mentions: MentionTable
) -> None:
    """Add what each person is in the whole book."""
    people = evidence.people
    narrated = _mentions_by_person(mentions.narrated, people)
    heard = _mentions_by_person(mentions.heard, people)
    named = narrated + heard
    narrates = np.arange(people) == evidence.narrator
    by_person = {
        "share of names": narrated / max(1.0, float(narrated.sum())),
        "rank of names": ranks(-narrated),
        "spoken of": heard / (named + 1),
        "gender": as_floats(evidence.genders),
        "role": kinds_of_nameless(evidence.reading.people),
        "names": np.log1p(named),
        "narrates": as_floats(narrates),
    }
    for name, values in by_person.items():
        columns.of_book(name, values)


def _mentions_by_person(mentions: tuple[Ints, Ints], people: int) -> Floats:
    """How often each person is named: (people,)."""
    _, who = mentions
    return as_floats(np.bincount(who, minlength=people))


def kinds_of_nameless(people: Sequence[Person]) -> Floats:
    """How each person is known who has no name, 0 for all others: (people,)."""
    kinds = [NO_NAME.get(person.kind, 0) for person in people]
    return as_floats(kinds)
