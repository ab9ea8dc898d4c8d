"""The features of the second stage: a conversation seen as a whole.

They are made from the probabilities of the first stage. ``dense`` is those as an array (turns,
people): how likely a person says a turn.
"""

import numpy as np

from audiobook.attribute.ranker.evidence import (
    NOBODY,
    VOCATIVE,
    BookEvidence,
    Floats,
    Ints,
)
from audiobook.attribute.ranker.features.arrays import (
    in_group,
    log_scaled,
    shifted,
    within,
)
from audiobook.attribute.ranker.features.manner import manner
from audiobook.attribute.ranker.features.table import Columns, FeatureTable

STEPS = (-5, -4, -3, -2, -1, 1, 2, 3, 4, 5)
FADE = 0.75  # of the weight of turns two further away in the same run
MEMORY = 0.9  # of the nearness of somebody's last turn, from turn to turn
COMPANY = 4  # turns on either side that make a conversation's company
WIDTHS = (
    6,
    30,
    120,
)  # turns on either side in which somebody's turns are counted
# Added to counts, so that rare pairs prove little.
PAIRS_SMOOTHING = 3.0
NAMES_SMOOTHING = 2.0


def second_stage_features(
    evidence: BookEvidence,
    table: FeatureTable,
    odds: Floats,
) -> FeatureTable:
    """The first stage's features and those of the conversation. ``odds`` (turns, K)."""
    dense = _dense(table.candidates, odds, evidence.people)
    columns = Columns(table.candidates)
    # The order of the columns is part of the model: it numbers the features.
    columns.of_people("odds", dense)
    columns.of_people("share of odds", np.broadcast_to(dense.mean(axis=0), dense.shape))
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
    return FeatureTable(table.candidates, {**table.columns, **by_person, **by_candidate})


def _dense(candidates: Ints, odds: Floats, people: int) -> Floats:
    """Probabilities of candidates (turns, K) as an array (turns, people)."""
    dense = np.zeros((len(odds), people), np.float32)
    known = candidates != NOBODY
    turns = np.arange(len(odds))[:, None]
    rows = np.broadcast_to(turns, candidates.shape)[known]
    np.add.at(dense, (rows, candidates[known]), odds[known])
    return dense


def _rank_and_lead(odds: Floats) -> tuple[Floats, Floats]:
    """Each candidate's rank, and its odds above the best of the others: (turns, K) each."""
    order = np.argsort(-odds, axis=1, kind="stable")
    rank = np.argsort(order, axis=1).astype(np.float32)
    descending = np.sort(odds, axis=1)[:, ::-1]
    best = descending[:, :1]
    second = descending[:, 1:2]
    rival = np.where(odds >= best, second, best)
    return rank, odds - rival


def _add_odds_around(columns: Columns, evidence: BookEvidence, dense: Floats) -> None:
    """Add the odds of the turns around, and how certain those are."""
    for by in STEPS:
        columns.of_people(f"odds {by:+d}", shifted(dense, by))
    certain = dense.max(axis=1)
    for by in (-2, -1, 1, 2):
        columns.of_turns(f"certainty {by:+d}", shifted(certain, by))
    joined = _joined_to_last(evidence)
    joined_to_next = shifted(joined, 1)
    columns.of_people("odds -1 joined", shifted(dense, -1) * joined[:, None])
    columns.of_people("odds +1 joined", shifted(dense, 1) * joined_to_next[:, None])


def _joined_to_last(evidence: BookEvidence) -> Floats:
    """Whether no narration parts each turn from the one before in its run, 1 or 0: (turns,)."""
    same_run = np.diff(evidence.run, prepend=-1) == 0
    joined: Floats = ((evidence.gap <= 0) & same_run).astype(np.float32)
    return joined


def _add_sides(columns: Columns, evidence: BookEvidence, dense: Floats) -> None:
    """Add how likely each person says the turns of this side of an exchange, and of the other."""
    exchange = np.cumsum(_joined_to_last(evidence) == 0)
    # The names are part of the model: "run" counts strict runs, "scene" what is a run elsewhere.
    for name, group in (("run", exchange), ("scene", evidence.run)):
        same_before, other_before = _fading_sums(dense, group)
        same_reversed, other_reversed = _fading_sums(dense[::-1], group[::-1])
        same_after = same_reversed[::-1]
        other_after = other_reversed[::-1]
        lead = (same_before + same_after) - (other_before + other_after)
        columns.of_people(f"same side of {name} before", same_before)
        columns.of_people(f"same side of {name} after", same_after)
        columns.of_people(f"other side of {name} before", other_before)
        columns.of_people(f"other side of {name} after", other_after)
        columns.of_people(f"side of {name}", lead)


def _fading_sums(dense: Floats, group: Ints) -> tuple[Floats, Floats]:
    """Fading sums of the odds of earlier turns in the same group: (turns, people) each.

    Of those an even, and an odd, number of turns back.
    """
    even = np.zeros_like(dense)
    odd = np.zeros_like(dense)
    for turn in range(1, len(dense)):
        last = turn - 1
        if group[turn] == group[last]:
            even[turn] = odd[last] * FADE
            odd[turn] = even[last] * FADE + dense[last]
    return even, odd


def _add_company(columns: Columns, dense: Floats) -> None:
    """Add who else talks here, and who usually talks with whom."""
    until_speaks = _last_spoke(dense[::-1])[::-1]
    columns.of_people("since spoke", _last_spoke(dense))
    columns.of_people("until speaks", until_speaks)
    total = np.cumsum(dense, axis=0)
    for width in WIDTHS:
        others = within(total, width) - dense
        columns.of_people(f"speaks within {width}", log_scaled(others))
    columns.of_turns("company", _company_size(total))
    pairs = _usual_pairs(dense)
    columns.of_people("answers whom before", shifted(dense, -1) @ pairs.T)
    columns.of_people("answered by whom after", shifted(dense, 1) @ pairs.T)


def _usual_pairs(dense: Floats) -> Floats:
    """How often each person (row) speaks next to each other one, of all turns next to theirs."""
    follows = dense[:-1].T @ dense[1:]
    pairs = follows + follows.T
    np.fill_diagonal(pairs, 0)
    pairs /= pairs.sum(axis=0, keepdims=True) + PAIRS_SMOOTHING
    return pairs


def _company_size(total: Floats) -> Floats:
    """How many people a conversation has: (turns,).

    The perplexity of the odds around each turn. ``total`` are running totals (turns, people).
    """
    nearby = within(total, COMPANY)
    share = nearby / np.maximum(nearby.sum(axis=1, keepdims=True), 1e-6)
    entropy: Floats = -(share * np.log(np.maximum(share, 1e-9))).sum(axis=1)
    return np.exp(entropy).astype(np.float32)


def _last_spoke(dense: Floats) -> Floats:
    """Expected nearness of each person's last turn: 1 for the turn before, fading from there."""
    nearness = np.zeros_like(dense)
    current = np.zeros(dense.shape[1], np.float32)
    for turn in range(len(dense)):
        nearness[turn] = current
        current = np.maximum(current * MEMORY, dense[turn])
    return nearness


def _add_calls(columns: Columns, evidence: BookEvidence, dense: Floats) -> None:
    """Add whether the turn speaks to who speaks around it, and who usually names such people."""
    spoken = evidence.spoken
    called = (spoken == VOCATIVE).astype(np.float32)
    for by in (-2, -1, 1, 2):
        answered = (shifted(dense, by) * called).sum(axis=1, keepdims=True)
        columns.of_turns(f"calls the speaker {by:+d}", answered[:, 0])
    for by in (-1, 1):
        theirs = shifted(called, by)
        columns.of_turns(f"somebody called {by:+d}", theirs.max(axis=1))
    named = (spoken > 0).astype(np.float32)
    columns.of_people("usually says such names", _usual_speakers(named, dense))
    columns.of_people("usually calls so", _usual_speakers(called, dense))


def _usual_speakers(named: Floats, dense: Floats) -> Floats:
    """Who usually says the names that each turn says: (turns, people).

    ``named`` (turns, people) is 1 where a turn names somebody.
    """
    times = dense.T @ named
    usual = times / (named.sum(axis=0, keepdims=True) + NAMES_SMOOTHING)
    return named @ usual.T


def _usually_tagged_so(evidence: BookEvidence, dense: Floats) -> Floats:
    """Who says the other turns with the same role in their tag: (turns, people).

    "Said her mother"; -1 where the tag has no role.
    """
    roles = np.array([tag.role for tag in evidence.tags])
    number = np.unique(roles, return_inverse=True)[1]
    times = np.bincount(number)[number]
    others = in_group(dense, number) - dense
    share = others / np.maximum(times, 1)[:, None]
    has_role = (roles != "")[:, None]
    return np.where(has_role, share, -1).astype(np.float32)
