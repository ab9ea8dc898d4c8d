"""A chapter that is too long for one file -> parts, of about equal length.

A part begins after a scene break or with a heading where there is one near, else with a paragraph, else with any
line; never behind a heading. How long a chapter is, is known exactly only when its lines are spoken: the shortest
way to say that most chapters are short enough is their text, and only the others are measured.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

from audiobook.model import Kind, Script, Utterance
from audiobook.render.plan import ChapterPlan, Item
from audiobook.render.store import ClipStore, Fingerprints, clip_key
from audiobook.sound.stitch import trim

SLOWEST_MS = 150  # for a letter, at rate 1: twice what voices take (66 ms at 170 words a minute)
_LINE, _PARAGRAPH, _SCENE = 0, 1, 2  # what begins with an item: the best places are the highest
_NEVER = -1
_MORE_PARTS = 4  # than there have to be, where the places to begin lie badly
_NEAR = 0.4  # of a part's length: how far from its even share a better place may lie


def divisible(plans: Sequence[ChapterPlan], script: Script, longest_min: int) -> tuple[ChapterPlan, ...]:
    """The plans, told how long they may be and where they may be cut; as they are where 0 says: for ever."""
    if not longest_min:
        return tuple(plans)
    each = zip(plans, script.utterances, strict=True)
    return tuple(replace(plan, longest_ms=longest_min * 60_000, seams=_seams(said)) for plan, said in each)


def _seams(utterances: Sequence[Utterance]) -> tuple[int, ...]:
    """What begins with each utterance."""
    seams, before = [_NEVER] * min(1, len(utterances)), False
    for last, this in pairwise(utterances):
        before = before or last.kind is Kind.BREAK
        if this.kind is Kind.BREAK or last.kind is Kind.HEADING:
            seams.append(_NEVER)
        elif before or this.kind is Kind.HEADING:
            seams.append(_SCENE)
        else:
            seams.append(_PARAGRAPH if this.paragraph != last.paragraph else _LINE)
        before = before and this.kind is Kind.BREAK
    return tuple(seams)


def parts_of(plan: ChapterPlan, clips: ClipStore, prints: Fingerprints) -> tuple[ChapterPlan, ...]:
    """The plan, or where it is too long, the plans of its parts. Its clips have to be in the store by then."""
    if not plan.seams or _at_most_ms(plan) <= plan.longest_ms:
        return (plan,)
    return divided(plan, [_length_ms(item, clips, prints) for item in plan.items])


def _at_most_ms(plan: ChapterPlan) -> float:
    spoken = (SLOWEST_MS * len(item.line.words) / item.line.delivery.rate for item in plan.items if item.line)
    return plan.end_ms + sum(item.pause_ms for item in plan.items) + sum(spoken)


def _length_ms(item: Item, clips: ClipStore, prints: Fingerprints) -> float:
    sound = clips.get(clip_key(item.line, prints)) if item.line else None
    return item.pause_ms + (trim(sound).duration_ms if sound else 0.0)


def divided(plan: ChapterPlan, lengths_ms: Sequence[float]) -> tuple[ChapterPlan, ...]:
    """The parts of a plan whose items, with the pauses before them, are that long."""
    start_ms = next((item.pause_ms for item in plan.items if item.line), 0)
    fits = sum(lengths_ms) + plan.end_ms <= plan.longest_ms
    cuts = [] if fits else _cuts(plan.seams, lengths_ms, max(1.0, plan.longest_ms - plan.end_ms - start_ms))
    if not cuts:
        return (plan,)
    bounds = list(pairwise([0, *cuts, len(plan.items)]))
    return tuple(
        replace(
            plan,
            title=f"{plan.title} ({number} of {len(bounds)})",
            items=_begun(plan.items[start:end], start_ms),
            part=number,
            seams=(),
        )
        for number, (start, end) in enumerate(bounds, 1)
    )


def _begun(items: tuple[Item, ...], start_ms: int) -> tuple[Item, ...]:
    """The items of a part, with the silence of a chapter's beginning before the first that is said."""
    first = next((n for n, item in enumerate(items) if item.line or item.missing), None)
    if first is None:
        return items
    return (*items[:first], replace(items[first], pause_ms=start_ms), *items[first + 1 :])


def _cuts(seams: Sequence[int], lengths_ms: Sequence[float], longest_ms: float) -> list[int]:
    """The items with which parts begin, the first part's aside: as few as can be, of about equal length."""
    ends = [0.0, *accumulate(lengths_ms)]
    fewest = min(len(seams), math.ceil(ends[-1] / longest_ms))
    cuts: list[int] = []
    for parts in range(fewest, fewest + _MORE_PARTS):
        cuts = _cuts_into(parts, seams, ends, longest_ms)
        if all(ends[end] - ends[start] <= longest_ms for start, end in pairwise([0, *cuts, len(seams)])):
            break
    return cuts


def _cuts_into(parts: int, seams: Sequence[int], ends: Sequence[float], longest_ms: float) -> list[int]:
    allowed = [n for n, seam in enumerate(seams) if n and seam != _NEVER]
    cuts = [0]
    for left in range(parts, 1, -1):
        start = ends[cuts[-1]]
        rest = ends[-1] - start
        low = max(rest / left * (1 - _NEAR), rest - (left - 1) * longest_ms)
        high = min(rest / left * (1 + _NEAR), longest_ms)
        after = [n for n in allowed if n > cuts[-1]]
        near = [n for n in after if low <= ends[n] - start <= high] or after[:1]
        if near:
            cuts.append(max(near, key=lambda n: (seams[n], -abs(ends[n] - start - rest / left))))
    return cuts[1:]
