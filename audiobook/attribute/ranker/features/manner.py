"""A person's way of talking, learnt from the book itself.

Every turn counts for a person as much as they are likely to say it, the turn
in question left out.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from audiobook.attribute.ranker.evidence import (
    Floats,
    Ints,
    Reading,
    as_floats,
    as_ints,
)

# Words of the book's average that a person's way of talking starts from.
SMOOTHING = 40.0
RARE = 3  # turns in which a word must occur to count
# Turns that somebody must have said, by the odds, to have a way of talking.
LEAST_SAID = 0.5


@dataclass(frozen=True, slots=True)
class _SpokenWords:
    """The words of all turns, as arrays (entries,).

    An entry is a word of a turn: ``turn``, the number of the ``word``, and
    how many ``times`` it occurs there. Rare words and names are left out.
    ``size`` is the number of different words.
    """

    turn: Ints
    word: Ints
    times: Floats
    size: int


def manner(reading: Reading, candidates: Ints, odds: Floats, dense: Floats) -> Floats:
    """How well a turn's words fit each candidate's way of talking.

    The result (turns, K) is the log-likelihood against the book's average by
    naive Bayes, per square root of the number of words. ``candidates`` and
    ``odds`` (turns, K); ``dense`` is the same odds as (turns, people).
    """
    spoken = _spoken_words(reading)
    turn = spoken.turn
    word = spoken.word
    times = spoken.times
    turns = len(dense)
    profiles = _profiles(spoken, dense)
    total_words = max(1.0, float(times.sum()))
    average = np.bincount(word, weights=times, minlength=spoken.size) / total_words
    profile_lengths = profiles.sum(axis=1)
    turn_lengths = np.bincount(turn, weights=times, minlength=turns)
    fits = np.zeros(candidates.shape, np.float32)
    for place in range(candidates.shape[1]):
        person = np.maximum(candidates[:, place], 0)[turn]
        share = odds[:, place][turn]
        # What the candidate says elsewhere: their own share of this turn is
        # left out.
        seen = profiles[person, word] - share * times
        length = profile_lengths[person] - share * turn_lengths[turn]
        smoothed = np.maximum(seen, 0) + SMOOTHING * average[word]
        chance = smoothed / (np.maximum(length, 0) + SMOOTHING)
        gain = times * np.log(chance / average[word])
        score = np.bincount(turn, weights=gain, minlength=turns)
        fits[:, place] = score / np.sqrt(1 + turn_lengths)
    return fits


def _profiles(spoken: _SpokenWords, dense: Floats) -> Floats:
    """How often each person says each word, by the odds: (people, words)."""
    people = dense.shape[1]
    profiles = np.zeros((people, spoken.size), np.float32)
    speakers = np.flatnonzero(dense.sum(axis=0) > LEAST_SAID)
    for person in speakers:
        weights = dense[spoken.turn, person] * spoken.times
        profiles[person] = np.bincount(
            spoken.word,
            weights=weights,
            minlength=spoken.size,
        )
    return profiles


def _spoken_words(reading: Reading) -> _SpokenWords:
    times: Counter[tuple[int, str]] = Counter()
    for number, turn in enumerate(reading.turns):
        for first, end in reading.quoted_tokens(turn):
            for place in range(first, end):
                if place not in reading.named:
                    times[number, reading.words[place]] += 1
    numbers = _word_numbers(times)
    kept_turns: list[int] = []
    kept_words: list[int] = []
    kept_times: list[int] = []
    for (turn_number, word), count in times.items():
        if word in numbers:
            kept_turns.append(turn_number)
            kept_words.append(numbers[word])
            kept_times.append(count)
    return _SpokenWords(
        turn=as_ints(kept_turns),
        word=as_ints(kept_words),
        times=as_floats(kept_times),
        size=max(1, len(numbers)),
    )


def _word_numbers(times: Counter[tuple[int, str]]) -> dict[str, int]:
    """A number for every word that occurs in several turns, in the order of
    the alphabet.
    """
    turns = Counter(word for _, word in times)
    frequent = sorted(word for word, count in turns.items() if count >= RARE)
    return {word: number for number, word in enumerate(frequent)}
