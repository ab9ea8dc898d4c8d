"""A taste of every chapter, so that a cast is judged before the whole book is spoken.

Of each chapter that is its beginning, and the first line of everybody who is not heard in it. What
is spoken for it is kept, and not spoken again for the book.
"""

from dataclasses import replace

from audiobook.model import Script
from audiobook.render.plan import ChapterPlan, PlannedLine
from audiobook.render.staging import Staged

PAGE = 1500  # characters of a chapter's beginning
TITLE = "preview"  # behind the book's title


def previewed(staged: Staged) -> Staged:
    """What is played of it in a preview, under a title of its own."""
    plans = tuple(_taste(plan, staged.script) for plan in staged.plans)
    return replace(staged, script=_entitled(staged.script), plans=plans)


def _entitled(script: Script) -> Script:
    metadata = script.book.metadata
    named = replace(metadata, title=f"{metadata.title} {TITLE}")
    return replace(script, book=replace(script.book, metadata=named))


def _taste(plan: ChapterPlan, script: Script) -> ChapterPlan:
    utterances = script.utterances[_place(plan, script)]
    room = PAGE
    heard: set[str] = set()
    kept: list[PlannedLine] = []
    for item in plan.items:
        speaker = utterances[item.utterance].speaker
        if room <= 0 and (item.line is None or speaker in heard):
            continue
        kept.append(item)
        if item.line is not None:
            room -= len(item.line.plain)
            heard.add(speaker)
    return replace(plan, items=tuple(kept), seams=(), longest_ms=0.0)


def _place(plan: ChapterPlan, script: Script) -> int:
    """Which of the script's chapters a plan is of."""
    numbers = [chapter.number for chapter in script.book.chapters]
    return numbers.index(plan.number)
