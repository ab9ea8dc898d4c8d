"""A conversation seen as a whole: features of the second stage, from the first stage's probabilities.

``odds`` are dense arrays (turns, people) of the probability that a person says a turn. A person's way of
talking is learnt from the book itself, weighted by those probabilities, the turn in question left out.
"""

import numpy as np

from audiobook.attribute.ranker.features.reading import NOBODY, Floats, Ints, Reading
from audiobook.attribute.ranker.features.scene import VOCATIVE, Scene, shifted
from audiobook.attribute.ranker.features.table import Columns, Table, in_group, log

STEPS = (-5, -4, -3, -2, -1, 1, 2, 3, 4, 5)
FADE = 0.75  # of the weight of turns two further away in the same run
COMPANY = 4  # turns on either side that make a conversation's company
SMOOTHING = 40.0  # words of the book's average that a person's way of talking starts from
RARE = 3  # turns in which a word must occur to count


def spread(candidates: Ints, odds: Floats, people: int) -> Floats:
    """Probabilities of candidates (turns, K) as a dense array (turns, people)."""
    out = np.zeros((len(odds), people), np.float32)
    rows = np.arange(len(odds))[:, None]
    known = candidates != NOBODY
    np.add.at(out, (np.broadcast_to(rows, candidates.shape)[known], candidates[known]), odds[known])
    return out


def joint(about: Scene, table: Table, odds: Floats) -> Table:
    """The first stage's features and those of the conversation. ``odds`` (turns, K)."""
    dense = spread(table.candidates, odds, about.shape[1])
    columns = Columns(table.candidates)
    _self(columns, dense)
    _around(columns, about, dense)
    _parity(columns, about, dense)
    _company(columns, dense)
    scenes = np.array([turn.scene for turn in about.reading.turns], np.int64)
    columns.of_people("speaks in scene", log(in_group(dense, scenes) - dense))
    _calls(columns, about, dense)
    columns.of_people("usually tagged so", _called_so(about, dense))
    style = manner(about.reading, table.candidates, odds, dense)
    rank, lead = _rival(odds)
    last = {"manner of talking": style, "rank": rank, "lead": lead}
    return Table(table.candidates, {**table.columns, **columns.table().columns, **last})


def _rival(odds: Floats) -> tuple[Floats, Floats]:
    """Each candidate's rank, and its odds above the best of the others: (turns, K) each."""
    rank = np.argsort(np.argsort(-odds, axis=1, kind="stable"), axis=1).astype(np.float32)
    top = np.sort(odds, axis=1)[:, ::-1]
    best = np.where(odds >= top[:, :1], top[:, 1:2], top[:, :1])
    return rank, odds - best


def _self(columns: Columns, dense: Floats) -> None:
    columns.of_people("odds", dense)
    columns.of_people("share of odds", np.broadcast_to(dense.mean(axis=0), dense.shape))


def _around(columns: Columns, about: Scene, dense: Floats) -> None:
    for by in STEPS:
        columns.of_people(f"odds {by:+d}", shifted(dense, by))
    certain = dense.max(axis=1)
    for by in (-2, -1, 1, 2):
        columns.of_turns(f"certainty {by:+d}", shifted(certain, by))
    before, after = _link(about), shifted(_link(about), 1)
    columns.of_people("odds -1 joined", shifted(dense, -1) * before[:, None])
    columns.of_people("odds +1 joined", shifted(dense, 1) * after[:, None])


def _link(about: Scene) -> Floats:
    joined: Floats = ((about.gap <= 0) & (np.diff(about.run, prepend=-1) == 0)).astype(np.float32)
    return joined


def _parity(columns: Columns, about: Scene, dense: Floats) -> None:
    strict = np.cumsum(_link(about) == 0)
    for name, group in (("run", strict), ("scene", about.run)):
        same_b, other_b = _sums(dense, group)
        same_a, other_a = (part[::-1] for part in _sums(dense[::-1], group[::-1]))
        columns.of_people(f"same side of {name} before", same_b)
        columns.of_people(f"same side of {name} after", same_a)
        columns.of_people(f"other side of {name} before", other_b)
        columns.of_people(f"other side of {name} after", other_a)
        columns.of_people(f"side of {name}", (same_b + same_a) - (other_b + other_a))


def _sums(dense: Floats, group: Ints) -> tuple[Floats, Floats]:
    """Fading sums of the odds of turns an even, and an odd, number of turns back in the same group."""
    same, other = np.zeros_like(dense), np.zeros_like(dense)
    for turn in range(1, len(dense)):
        if group[turn] == group[turn - 1]:
            same[turn] = other[turn - 1] * FADE
            other[turn] = same[turn - 1] * FADE + dense[turn - 1]
    return same, other


def _company(columns: Columns, dense: Floats) -> None:
    columns.of_people("since spoke", _last_spoke(dense))
    columns.of_people("until speaks", _last_spoke(dense[::-1])[::-1])
    total = np.cumsum(dense, axis=0)
    for width in (6, 30, 120):
        columns.of_people(f"speaks within {width}", log(_near(total, width) - dense))
    columns.of_turns("company", _company_size(total))
    pairs = dense[:-1].T @ dense[1:]
    pairs = pairs + pairs.T
    np.fill_diagonal(pairs, 0)
    pairs /= pairs.sum(axis=0, keepdims=True) + 3.0
    columns.of_people("answers whom before", shifted(dense, -1) @ pairs.T)
    columns.of_people("answered by whom after", shifted(dense, 1) @ pairs.T)


def _company_size(total: Floats) -> Floats:
    """How many people a conversation has, as the perplexity of the odds around each turn: (turns,)."""
    share = _near(total, COMPANY)
    share = share / np.maximum(share.sum(axis=1, keepdims=True), 1e-6)
    doubt: Floats = -(share * np.log(np.maximum(share, 1e-9))).sum(axis=1)
    return np.exp(doubt).astype(np.float32)


def _near(total: Floats, width: int) -> Floats:
    ahead = np.minimum(np.arange(len(total)) + width, len(total) - 1)
    back = np.arange(len(total)) - width - 1
    return total[ahead] - np.where((back >= 0)[:, None], total[np.maximum(back, 0)], 0)


def _last_spoke(dense: Floats) -> Floats:
    """Expected nearness of each person's last turn: 1 for the turn before, fading by a tenth a turn."""
    out = np.zeros_like(dense)
    current = np.zeros(dense.shape[1], np.float32)
    for turn in range(len(dense)):
        out[turn] = current
        current = np.maximum(current * 0.9, dense[turn])
    return out


def _calls(columns: Columns, about: Scene, dense: Floats) -> None:
    spoken = about.spoken
    called = (spoken == VOCATIVE).astype(np.float32)
    for by in (-2, -1, 1, 2):
        reply = (shifted(dense, by) * called).sum(axis=1, keepdims=True)
        columns.of_turns(f"calls the speaker {by:+d}", reply[:, 0])
    for by in (-1, 1):
        theirs = shifted(called, by)
        columns.of_turns(f"somebody called {by:+d}", theirs.max(axis=1))
    names = (spoken > 0).astype(np.float32)
    who_calls = dense.T @ names
    usual = who_calls / (names.sum(axis=0, keepdims=True) + 2.0)
    columns.of_people("usually says such names", names @ usual.T)
    voice = dense.T @ called
    usual = voice / (called.sum(axis=0, keepdims=True) + 2.0)
    columns.of_people("usually calls so", called @ usual.T)


def _called_so(about: Scene, dense: Floats) -> Floats:
    """Who says the other turns with the same role in their tag ("said her mother"): (turns, people)."""
    roles = np.array([tag.role for tag in about.tags])
    number = np.unique(roles, return_inverse=True)[1]
    times = np.bincount(number)[number]
    share = (in_group(dense, number) - dense) / np.maximum(times, 1)[:, None]
    return np.where((roles != "")[:, None], share, -1).astype(np.float32)


def manner(reading: Reading, candidates: Ints, odds: Floats, dense: Floats) -> Floats:
    """Log-likelihood of a turn's words in each candidate's way of talking against the book's average,
    by naive Bayes, per square root of the number of words: (turns, K).
    """
    turn, word, times, size = _bag(reading)
    people = dense.shape[1]
    profile = np.zeros((people, size), np.float32)
    for person in np.flatnonzero(dense.sum(axis=0) > 0.5):
        profile[person] = np.bincount(word, weights=dense[turn, person] * times, minlength=size)
    average = np.bincount(word, weights=times, minlength=size) / max(1.0, float(times.sum()))
    totals = profile.sum(axis=1)
    lengths = np.bincount(turn, weights=times, minlength=len(dense))
    out = np.zeros(candidates.shape, np.float32)
    for place in range(candidates.shape[1]):
        who = np.maximum(candidates[:, place], 0)
        own = odds[:, place]
        seen = profile[who[turn], word] - own[turn] * times
        base = totals[who[turn]] - own[turn] * lengths[turn]
        chance = (np.maximum(seen, 0) + SMOOTHING * average[word]) / (np.maximum(base, 0) + SMOOTHING)
        score = np.bincount(turn, weights=times * np.log(chance / average[word]), minlength=len(dense))
        out[:, place] = score / np.sqrt(1 + lengths)
    return out


def _bag(reading: Reading) -> tuple[Ints, Ints, Floats, int]:
    """The spoken words as (turn, word number, times), rare ones and names left out, and how many there are."""
    pairs: dict[tuple[int, str], int] = {}
    for number, turn in enumerate(reading.turns):
        for start, end in turn.quotes:
            for place in range(reading.token(start), reading.token(end)):
                key = (number, reading.words[place])
                if place not in reading.named:
                    pairs[key] = pairs.get(key, 0) + 1
    often: dict[str, int] = {}
    for _, word in pairs:
        often[word] = often.get(word, 0) + 1
    numbers = {word: index for index, word in enumerate(sorted(w for w, n in often.items() if n >= RARE))}
    kept = [(turn, numbers[word], times) for (turn, word), times in pairs.items() if word in numbers]
    columns = np.array(kept, np.int64).reshape(-1, 3)
    return columns[:, 0], columns[:, 1], columns[:, 2].astype(np.float32), max(1, len(numbers))
