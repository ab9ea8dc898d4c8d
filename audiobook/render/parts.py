"""A chapter that is too long for one file -> parts, of about equal length.

A part begins after a scene break or with a heading where there is one near, else with a
paragraph, else with any line; never behind a heading. A chapter's exact length is known only once
it is spoken; a bound from its text settles most cases, and only the others are measured.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

from audiobook.model import Kind, Script, Utterance
from audiobook.render.plan import ChapterPlan, PlannedLine
from audiobook.render.store import ClipStore, Fingerprints, clip_key
from audiobook.sound.stitch import trim

# For a letter, at rate 1: twice what voices take (66 ms at 170 words a minute).
SLOWEST_MS = 150
# What begins with an item: the best places are the highest.
_NEVER = -1
_LINE = 0
_PARAGRAPH = 1
_SCENE = 2
_MORE_PARTS = 4  # than there have to be, where the places to begin lie badly
_NEAR = 0.4  # of a part's length: how far from its even share a better place may lie


def divisible(
    plans: Sequence[ChapterPlan], script: Script, longest_min: int
) -> tuple[ChapterPlan, ...]:
    """Plans with their limit and cut points; unchanged for 0 (no limit)."""
    if not longest_min:
        return tuple(plans)
    longest_ms = longest_min * 60_000
    limited = []
    for plan, utterances in zip(plans, script.utterances, strict=True):
        limited.append(replace(plan, longest_ms=longest_ms, seams=_seams(utterances)))
    return tuple(limited)


def parts_of(
    plan: ChapterPlan, clips: ClipStore, prints: Fingerprints
) -> tuple[ChapterPlan, ...]:
    """The plan, or where it is too long, the plans of its parts.

    Its clips have to be in the store by then.
    """
    if not plan.seams or _at_most_ms(plan) <= plan.longest_ms:
        return (plan,)
    lengths_ms = [_length_ms(item, clips, prints) for item in plan.items]
    return divided(plan, lengths_ms)


def divided(plan: ChapterPlan, lengths_ms: Sequence[float]) -> tuple[ChapterPlan, ...]:
    """The parts of a plan whose items, with the pauses before them, are that long."""
    if sum(lengths_ms) + plan.end_ms <= plan.longest_ms:
        return (plan,)
    start_ms = _pause_before_first_line(plan)
    longest_ms = max(1.0, plan.longest_ms - plan.end_ms - start_ms)
    cuts = _cuts(plan.seams, lengths_ms, longest_ms)
    if not cuts:
        return (plan,)
    bounds = list(pairwise([0, *cuts, len(plan.items)]))
    parts = []
    for number, (start, end) in enumerate(bounds, 1):
        title = f"{plan.title} ({number} of {len(bounds)})"
        items = _begun(plan.items[start:end], start_ms)
        parts.append(replace(plan, title=title, items=items, part=number, seams=()))
    return tuple(parts)


def _seams(utterances: Sequence[Utterance]) -> tuple[int, ...]:
    """What begins with each utterance."""
    if not utterances:
        return ()
    seams = [_NEVER]
    after_break = False
    for last, this in pairwise(utterances):
        after_break = after_break or last.kind is Kind.BREAK
        if this.kind is Kind.BREAK or last.kind is Kind.HEADING:
            seams.append(_NEVER)
        elif after_break or this.kind is Kind.HEADING:
            seams.append(_SCENE)
        elif this.paragraph != last.paragraph:
            seams.append(_PARAGRAPH)
        else:
            seams.append(_LINE)
        after_break = after_break and this.kind is Kind.BREAK
    return tuple(seams)


def _at_most_ms(plan: ChapterPlan) -> float:
    spoken = []
    for line in plan.lines:
        spoken.append(SLOWEST_MS * len(line.words) / line.delivery.rate)
    pauses_ms = sum(item.pause_ms for item in plan.items)
    return plan.end_ms + pauses_ms + sum(spoken)


def _length_ms(item: PlannedLine, clips: ClipStore, prints: Fingerprints) -> float:
    if item.line is None:
        return item.pause_ms + 0.0
    sound = clips.get(clip_key(item.line, prints))
    if sound is None:
        return item.pause_ms + 0.0
    return item.pause_ms + trim(sound).duration_ms


def _pause_before_first_line(plan: ChapterPlan) -> int:
    for item in plan.items:
        if item.line:
            return item.pause_ms
    return 0


def _begun(items: tuple[PlannedLine, ...], start_ms: int) -> tuple[PlannedLine, ...]:
    """The items of a part, with the silence of a chapter's beginning before the first line."""
    for number, item in enumerate(items):
        if item.line or item.missing:
            begun = replace(item, pause_ms=start_ms)
            return (*items[:number], begun, *items[number + 1 :])
    return items


def _cuts(
    seams: Sequence[int], lengths_ms: Sequence[float], longest_ms: float
) -> list[int]:
    """The items with which parts begin, but for the first part.

    They are as few as can be, of about equal length.
    """
    ends = [0.0, *accumulate(lengths_ms)]
    fewest = min(len(seams), math.ceil(ends[-1] / longest_ms))
    cuts: list[int] = []
    for parts in range(fewest, fewest + _MORE_PARTS):
        cuts = _cuts_into(parts, seams, ends, longest_ms)
        bounds = pairwise([0, *cuts, len(seams)])
        if all(ends[end] - ends[start] <= longest_ms for start, end in bounds):
            break
    return cuts


def _cuts_into(
    parts: int, seams: Sequence[int], ends: Sequence[float], longest_ms: float
) -> list[int]:
    allowed = [number for number, seam in enumerate(seams) if number and seam != _NEVER]
    cuts = [0]
    for left in range(parts, 1, -1):
        start = ends[cuts[-1]]
        rest = ends[-1] - start
        even_share = rest / left
        low = max(even_share * (1 - _NEAR), rest - (left - 1) * longest_ms)
        high = min(even_share * (1 + _NEAR), longest_ms)
        after = [number for number in allowed if number > cuts[-1]]
        near = [number for number in after if low <= ends[number] - start <= high]
        near = near or after[:1]
        if near:
            cuts.append(_best_cut(near, seams, ends, start, even_share))
    return cuts[1:]


def _best_cut(
    places: Sequence[int],
    seams: Sequence[int],
    ends: Sequence[float],
    start: float,
    even_share: float,
) -> int:
    """The place where most ends; of equals the one nearest to an even share."""
    return max(
        places, key=lambda place: (seams[place], -abs(ends[place] - start - even_share))
    )
