"""The features of the second stage: a conversation seen as a whole.

They are made from the probabilities of the first stage. ``dense`` is those as
an array (turns, people): how likely a person says a turn.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from audiobook.attribute.ranker.evidence import (
    NOBODY,
    BookEvidence,
    Floats,
    Ints,
    as_floats,
)
from audiobook.attribute.ranker.features.arrays import (
    in_group,
    log_scaled,
    shifted,
    steps,
    within,
)
from audiobook.attribute.ranker.features.manner import manner
from audiobook.attribute.ranker.features.table import (
    Columns,
    FeatureTable,
)

ODDS_REACH = 5  # turns away at which odds are looked at
FADE = 0.75  # of the weight of turns two further away in the same run
MEMORY = 0.9  # of the nearness of somebody's last turn, from turn to turn
COMPANY = 4  # turns on either side that make a conversation's company
# Turns on either side in which somebody's turns are counted.
WIDTHS = (6, 30, 120)
# Added to counts, so that rare pairs prove little.
PAIRS_SMOOTHING = 3.0
NAMES_SMOOTHING = 2.0
# What keeps a division and a logarithm from 0.
LEAST_TOTAL = 1e-6
LEAST_SHARE = 1e-9


def second_stage_features(
    evidence: BookEvidence,
    table: FeatureTable,
    odds: Floats,
) -> FeatureTable:
    """The first stage's features and those of the conversation.

    ``odds`` (turns, K).
    """
    dense = _dense(table.candidates, odds, evidence.people)
    columns = Columns(table.candidates)
    # The order of the columns is part of the model: it numbers the features.
    columns.of_people("odds", dense)
    columns.of_book("share of odds", dense.mean(axis=0))
    _add_odds_around(columns, evidence, dense)
    _add_sides(columns, evidence, dense)
    _add_company(columns, dense)
    in_scene = in_group(dense, evidence.reading.scenes) - dense
    columns.of_people("speaks in scene", log_scaled(in_scene))
    _add_calls(columns, evidence, dense)
    columns.of_people("usually tagged so", _usually_tagged_so(evidence, dense))
    rank, lead = _rank_and_lead(odds)
    by_candidate = {
        "manner of talking": manner(evidence.reading, table.candidates, odds, dense),
        "rank": rank,
        "lead": lead,
    }
    by_person = columns.table().columns
    return FeatureTable(
        table.candidates,
        {**table.columns, **by_person, **by_candidate},
    )


def _dense(candidates: Ints, odds: Floats, people: int) -> Floats:
    """Probabilities of candidates (turns, K) as an array (turns, people)."""
    dense = np.zeros((len(odds), people), np.float32)
    known = candidates != NOBODY
    turns = np.arange(len(odds))[:, None]
    rows = np.broadcast_to(turns, candidates.shape)[known]
    np.add.at(dense, (rows, candidates[known]), odds[known])
    return dense


def _rank_and_lead(odds: Floats) -> tuple[Floats, Floats]:
    """Each candidate's rank, and its odds above the best of the others.

    The result is (turns, K) each.
    """
    # Of equal odds the first look's better candidate, who stands first,
    # leads.
    order = np.argsort(-odds, axis=1, kind="stable")
    rank = as_floats(np.argsort(order, axis=1))
    ascending = np.sort(odds, axis=1)
    best = ascending[:, -1:]
    second = ascending[:, -2:-1]
    rival = np.where(odds >= best, second, best)
    return rank, odds - rival


def _add_odds_around(columns: Columns, evidence: BookEvidence, dense: Floats) -> None:
    """Add the odds of the turns around, and how certain those are."""
    columns.of_people_around("odds", dense, steps(ODDS_REACH))
    columns.of_turns_around("certainty", dense.max(axis=1), steps(2))
    joined_to_last = _joined_to_last(evidence)
    joined_to_next = shifted(joined_to_last, 1)
    last = shifted(dense, -1)
    coming = shifted(dense, 1)
    columns.of_people("odds -1 joined", last * joined_to_last[:, None])
    columns.of_people("odds +1 joined", coming * joined_to_next[:, None])


def _joined_to_last(evidence: BookEvidence) -> Floats:
    """Whether no narration parts each turn from the one before.

    1 or 0, (turns,); 0 as well where a run begins.
    """
    same_run = np.diff(evidence.run, prepend=-1) == 0
    without_gap = evidence.gap <= 0
    return as_floats(without_gap & same_run)


def _add_sides(columns: Columns, evidence: BookEvidence, dense: Floats) -> None:
    """Add how likely each person says the turns of this side of an exchange,
    and of the other.
    """
    exchange = np.cumsum(_joined_to_last(evidence) == 0)
    # The names are part of the model: "run" counts strict runs, "scene" what
    # is a run elsewhere.
    for name, group in (("run", exchange), ("scene", evidence.run)):
        same_before, other_before = _fading_sums(dense, group)
        reversed_sums = _fading_sums(_reversed(dense), _reversed(group))
        same_after, other_after = map(_reversed, reversed_sums)
        lead = (same_before + same_after) - (other_before + other_after)
        columns.of_people(f"same side of {name} before", same_before)
        columns.of_people(f"same side of {name} after", same_after)
        columns.of_people(f"other side of {name} before", other_before)
        columns.of_people(f"other side of {name} after", other_after)
        columns.of_people(f"side of {name}", lead)


def _reversed(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The turns from the last to the first."""
    return np.flip(values, axis=0)


def _fading_sums(dense: Floats, group: Ints) -> tuple[Floats, Floats]:
    """Fading sums of the odds of earlier turns in the same group.

    Of those an even, and of those an odd, number of turns back: (turns,
    people) each.
    """
    even = np.zeros_like(dense)
    odd = np.zeros_like(dense)
    for turn in range(1, len(dense)):
        last = turn - 1
        if group[turn] == group[last]:
            # Seen from the next turn, odd distances are even and even ones
            # odd.
            even[turn] = odd[last] * FADE
            odd[turn] = even[last] * FADE + dense[last]
    return even, odd


def _add_company(columns: Columns, dense: Floats) -> None:
    """Add who else talks here, and who usually talks with whom."""
    until_speaks = _last_spoke(_reversed(dense))
    columns.of_people("since spoke", _last_spoke(dense))
    columns.of_people("until speaks", _reversed(until_speaks))
    total = np.cumsum(dense, axis=0)
    for width in WIDTHS:
        others = within(total, width) - dense
        columns.of_people(f"speaks within {width}", log_scaled(others))
    columns.of_turns("company", _company_size(total))
    pairs = _usual_pairs(dense)
    columns.of_people("answers whom before", shifted(dense, -1) @ pairs.T)
    columns.of_people("answered by whom after", shifted(dense, 1) @ pairs.T)


def _usual_pairs(dense: Floats) -> Floats:
    """How often each person (row) speaks next to each other one, of all turns
    next to theirs.
    """
    follows = dense[:-1].T @ dense[1:]
    pairs = follows + follows.T
    # Nobody answers himself: what looks like it is doubt about one of them.
    np.fill_diagonal(pairs, 0)
    pairs /= pairs.sum(axis=0, keepdims=True) + PAIRS_SMOOTHING
    return pairs


def _company_size(total: Floats) -> Floats:
    """How many people a conversation has: (turns,).

    The perplexity of the odds around each turn. ``total`` are running totals
    (turns, people).
    """
    nearby = within(total, COMPANY)
    total_nearby = nearby.sum(axis=1, keepdims=True)
    share = nearby / np.maximum(total_nearby, LEAST_TOTAL)
    logarithm = np.log(np.maximum(share, LEAST_SHARE))
    entropy = -(share * logarithm).sum(axis=1)
    return as_floats(np.exp(entropy))


def _last_spoke(dense: Floats) -> Floats:
    """Expected nearness of each person's last turn.

    1 for the turn before, fading from there.
    """
    nearness = np.zeros_like(dense)
    current = np.zeros(dense.shape[1], np.float32)
    for turn in range(len(dense)):
        nearness[turn] = current
        current = np.maximum(current * MEMORY, dense[turn])
    return nearness


def _add_calls(columns: Columns, evidence: BookEvidence, dense: Floats) -> None:
    """Add whether the turn speaks to who speaks around it, and who usually
    names such people.
    """
    called = evidence.called
    for by in steps(2):
        calls_speaker = shifted(dense, by) * called
        columns.of_turns(f"calls the speaker {by:+d}", calls_speaker.sum(axis=1))
    columns.of_turns_around("somebody called", called.max(axis=1), steps(1))
    named = as_floats(evidence.spoken > 0)
    columns.of_people("usually says such names", _usual_speakers(named, dense))
    columns.of_people("usually calls so", _usual_speakers(called, dense))


def _usual_speakers(named: Floats, dense: Floats) -> Floats:
    """Who usually says the names that each turn says: (turns, people).

    ``named`` (turns, people) is 1 where a turn names somebody.
    """
    times = dense.T @ named
    total = named.sum(axis=0, keepdims=True)
    usual = times / (total + NAMES_SMOOTHING)
    fits: Floats = named @ usual.T
    return fits


def _usually_tagged_so(evidence: BookEvidence, dense: Floats) -> Floats:
    """Who says the other turns with the same role in their tag.

    The role in "said her mother" is "mother". The result is (turns, people),
    -1 where the tag has no role.
    """
    roles = np.array([tag.role for tag in evidence.tags])
    _, number = np.unique(roles, return_inverse=True)
    times = np.bincount(number)[number]
    others = in_group(dense, number) - dense
    share = others / np.maximum(times, 1)[:, None]
    has_role = roles != ""
    return as_floats(np.where(has_role[:, None], share, -1))
