"""Quoted stretch -> dialogue, thought or narration.

Marks also stand around titles, words as words and words used with a wink; those stay narration. What ends
like a sentence, opens a paragraph, is led in by a comma or colon, or has a tag is spoken.
"""

import re

from audiobook.model import Kind
from audiobook.segment.marks import ALL, Family
from audiobook.segment.quotations import Quoted

_THINKING = r"(?:thought|thinks|wondered|mused|reflected|pondered|reminded (?:him|her|my|them)sel(?:f|ves))"
_THOUGHT_AFTER = re.compile(rf"[\s,—–-]*(?:[\w’'.-]+\s+){{0,3}}?{_THINKING}\b(?!\s+(?:of|about)\b)")
_THOUGHT_BEFORE = re.compile(rf"\b{_THINKING}(?:\s+(?:to\s+)?\w+){{0,3}}[,:;—–-]*\s*$")
_ENDS = re.compile(rf"[.,!?;:…—–-][{ALL}_*)]*$")
_LED_IN = re.compile(r"[,:—–-][_*]?\s*$")
_WORDS = re.compile(r"\w+")


def judge(text: str, paragraph: tuple[int, int], quote: Quoted, speech: Family) -> Kind:
    """What a quoted stretch is, in a text whose dialogue stands between marks of ``speech``."""
    before = text[max(paragraph[0], quote.start - 60) : quote.start]
    after = text[quote.end : min(paragraph[1], quote.end + 60)]
    if not _sentence_like(text[quote.start : quote.end], before, quote):
        return Kind.NARRATION
    if _THOUGHT_AFTER.match(after) or _THOUGHT_BEFORE.search(before):
        return Kind.THOUGHT
    return Kind.THOUGHT if quote.family is Family.SINGLE and speech is not Family.SINGLE else Kind.DIALOGUE


def _sentence_like(words: str, before: str, quote: Quoted) -> bool:
    if not _WORDS.search(words):
        return _ENDS.search(words) is not None
    if quote.carries_on or not quote.closed:
        return True
    return bool(_ENDS.search(words) or not before.strip() or _LED_IN.search(before))
