"""Who may say a turn at all.

A rough look chooses the candidates, whose evidence is then weighed. What the
rough look is based on are features as well, and they are computed once.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from audiobook.attribute.ranker.evidence import (
    NOBODY,
    Actor,
    ActorPlace,
    BookEvidence,
    Bools,
    Floats,
    Ints,
    MentionTable,
    as_floats,
    people_of,
    strengths_of,
)
from audiobook.attribute.ranker.features.arrays import (
    NEVER,
    counts,
    distances,
    log_scaled,
    matches,
    shifted,
    turns_apart,
)
from audiobook.attribute.roster import CALLED
from audiobook.attribute.tags import SAID

CANDIDATES = 14
ARTICLE = "the "  # what the name of a thing opens with, and seldom that of a person
LONG = 3000  # tokens before a turn in which names are counted
CERTAIN = 1e6  # the score of somebody who is known to say a turn
LEFT_OUT = -1  # the score of whoever cannot speak


@dataclass(frozen=True, slots=True)
class RoughLook:
    """What candidates are chosen by: (turns, people), except ``tags``.

    ``tag`` and ``nearby`` are signed strengths. ``back`` and ``ahead`` are
    the tokens since somebody was named in narration and until they next are;
    ``near`` and ``paragraph`` count how often that is in the ``LONG`` tokens
    before the turn and in its paragraph. ``since`` and ``until`` are the
    turns since and until they are tagged; ``called`` counts the turns around
    that address them. ``tags`` (people,) counts the turns tagged with each.
    """

    tag: Floats
    nearby: Mapping[ActorPlace, Floats]
    paragraph: Floats
    back: Floats
    ahead: Floats
    near: Floats
    since: Floats
    until: Floats
    called: Floats
    tags: Floats

    @property
    def share(self) -> Floats:
        """The share of the book's tags that each person has: (people,)."""
        total = float(self.tags.sum())
        return self.tags / max(1.0, total)


def rough_look(evidence: BookEvidence, mentions: MentionTable) -> RoughLook:
    """Look once at every turn and person."""
    people = evidence.people
    openings = evidence.reading.openings
    first, end = evidence.paragraphs
    tokens, named = mentions.narrated
    tagged = tagged_people(evidence)
    whole_book = np.zeros_like(tagged)
    back, ahead = distances(openings, tokens, named, people)
    since, until = turns_apart(tagged, whole_book, people)
    tag_counts = np.bincount(tagged[tagged != NOBODY], minlength=people)
    return RoughLook(
        tag=signed_strengths(evidence.tags, people),
        nearby={
            place: signed_strengths(actors_at(evidence, place), people)
            for place in ActorPlace
        },
        paragraph=counts(first, end, tokens, named, people),
        back=back,
        ahead=ahead,
        near=counts(openings - LONG, openings, tokens, named, people),
        since=np.minimum(since, NEVER),
        until=np.minimum(until, NEVER),
        called=_called_around(evidence),
        tags=as_floats(tag_counts),
    )


def tagged_people(evidence: BookEvidence) -> Ints:
    """Who each turn is tagged with, be it by a beat: (turns,)."""
    return np.where(evidence.strength >= 1, evidence.who, NOBODY)


def actors_at(evidence: BookEvidence, place: ActorPlace) -> list[Actor]:
    """What one of the places shows, for every turn."""
    return [actors[place] for actors in evidence.nearby]


def signed_strengths(actors: Sequence[Actor], people: int) -> Floats:
    """How strongly an actor for each turn is each person: (turns, people).

    Negative for all others than the actor, 0 where there is none.
    """
    strengths = as_floats(strengths_of(actors))
    return matches(people_of(actors), people) * strengths[:, None]


def _called_around(evidence: BookEvidence) -> Floats:
    """How many of the turns that a person may answer address them.

    The result is (turns, people).
    """
    around = np.zeros_like(evidence.called)
    for by in (-3, -1, 1, 3):
        around += shifted(evidence.called, by)
    return around


def choose_candidates(
    evidence: BookEvidence,
    look: RoughLook,
    pins: Mapping[int, int],
    width: int = CANDIDATES,
) -> Ints:
    """The people who likeliest say each turn, best first: (turns, ``width``).

    -1 where the book has fewer. ``pins`` maps turns to the people known to
    say them.
    """
    score = _scores(evidence, look)
    # Whoever was merged into somebody else has no name left.
    nameless = [not person.name for person in evidence.reading.people]
    score[:, nameless] = LEFT_OUT
    score[:, _things(evidence)] = LEFT_OUT
    for turn, person in _silent(evidence):
        score[turn, person] = LEFT_OUT
    for turn, person in pins.items():
        score[turn, person] = CERTAIN
    best = np.argsort(-score, axis=1, kind="stable")[:, :width]
    is_candidate = np.take_along_axis(score, best, axis=1) >= 0
    candidates = np.where(is_candidate, best, NOBODY)
    missing = width - candidates.shape[1]
    if missing <= 0:
        return candidates
    return np.pad(candidates, ((0, 0), (0, missing)), constant_values=NOBODY)


def _silent(evidence: BookEvidence) -> Iterator[tuple[int, int]]:
    """Turns, and who is silent in their tags.

    Emma in "Emma's father said", and in "he said to Emma".
    """
    reading = evidence.reading
    for number, turn in enumerate(reading.turns):
        # Another tag of the turn may still be theirs.
        speaking = (NOBODY, evidence.who[number])
        for tag in turn.tags:
            token = reading.token(turn.chapter_start + tag.subject.start)
            owner = reading.owners.get(token, NOBODY)
            if tag.kind == SAID and owner not in speaking:
                yield number, owner
            if tag.listener is not None and tag.listener not in speaking:
                yield number, tag.listener


def _things(evidence: BookEvidence) -> Bools:
    """Which names are things: "the Herald", "the Resistance". The result is (people,)."""
    people = evidence.reading.people
    with_article = [
        person.kind == CALLED and person.name.startswith(ARTICLE) for person in people
    ]
    return np.array(with_article, bool) & evidence.silent


def _scores(evidence: BookEvidence, look: RoughLook) -> Floats:
    """A rough score of each person: (turns, people).

    The weights are set by hand: whoever matters only has to be among the
    candidates.
    """
    score = 4.0 * np.maximum(look.tag, 0) + 2.0 * (look.paragraph > 0)
    for shown in look.nearby.values():
        score += 1.5 * (shown > 0)
    # The terms are added pair by pair: another order would round otherwise.
    score += 3.0 * np.exp(-look.since / 8) + 3.0 * np.exp(-look.until / 8)
    score += 3.0 * np.exp(-look.back / 400) + np.exp(-look.ahead / 300)
    score += 0.4 * log_scaled(look.near) + 2.0 * np.minimum(look.called, 1)
    narrates = np.arange(evidence.people) == evidence.narrator
    score += 3.0 * narrates + 3.0 * np.sqrt(look.share)
    return as_floats(score)
