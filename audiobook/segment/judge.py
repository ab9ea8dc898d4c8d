"""Quoted stretch -> dialogue, thought or narration.

Marks also stand around titles, words as words and words used with a wink; those stay narration. What ends
like a sentence, is led in by punctuation, is long or has a tag is spoken; what runs on in the sentence
around it with a small letter is not.
"""

import re
from collections.abc import Iterator, Sequence

from audiobook.model import Kind
from audiobook.segment.dashes import INVERTED, SPEAKS
from audiobook.segment.marks import ALL, Family
from audiobook.segment.quotations import Quoted
from audiobook.segment.tagging import Tagging

_THINKING = (
    r"(?:thought|thinks|wondered|mused|reflected|pondered|reminded (?:him|her|my|them)sel(?:f|ves))"
)
_THOUGHT_AFTER = re.compile(rf"[\s,—–-]*(?:[\w’'.-]+\s+){{0,3}}?{_THINKING}\b(?!\s+(?:of|about)\b)")
_THOUGHT_BEFORE = re.compile(rf"\b{_THINKING}(?:\s+(?:to\s+)?\w+){{0,3}}[,:;—–-]*\s*$")
_ENDS = re.compile(rf"[.,!?;:…—–-]\s*[{ALL}_*)]*$")
_LED_IN = re.compile(r"[,:—–-][_*]?\s*$")
_RUNS_ON = re.compile(r"\w[_*]?\s{1,2}[_*]?$")
_QUOTES = re.compile(
    r"[,，]|[と道说說って]"
)  # what leads on from a quotation that opens its paragraph
_IDEOGRAPHS = re.compile(r"[\u3041-\u30ff\u3400-\u9fff]")
_WORDS = re.compile(r"[\w’'-]+")
_SAID = re.compile(
    r"[\s,]*(?:(?:he|she|they|it|I|we|you|(?:the|his|her|my|a)\s+\w+|[A-Z][\w.’'-]+(?:\s+[A-Z][\w.’'-]+)?)\s+)?"
    rf"(?:{SPEAKS}\b|{INVERTED})"
)
_THIRD = re.compile(r"\b(?:he|she|they|his|her|him|them|their)\b", re.IGNORECASE)
_PAST = re.compile(r"\b(?:had|was|were|would|could|should|did|might)\b", re.IGNORECASE)
_PRESENT = re.compile(
    r"\b(?:I|me|my|mine|myself|we|us|our|ours|you|your|yours|yourself|thou|thee|thy|ye"
    r"|is|are|has|have|am|will|shall|does|do|can|may|must|let['’]s)\b",
    re.IGNORECASE,
)
_NEAR = 60  # characters around a quotation in which its tag is looked for
_MANY = 7  # words from which on a quotation is no mere expression


def judge(
    text: str,
    paragraph: tuple[int, int],
    quotes: Sequence[Quoted],
    speech: Family,
    use: Tagging | None = None,
) -> Iterator[Kind]:
    """What each quoted stretch of a paragraph is, in a text whose dialogue stands between marks of ``speech`` and
    whose language tags it as ``use`` says.

    A thought goes on after its tag, until a tag says that somebody speaks.
    """
    said, thought, thinks = (
        (use.said, use.thought, use.thinks) if use else (_SAID, _THOUGHT_AFTER, _THOUGHT_BEFORE)
    )
    thinking = False
    for place, quote in enumerate(quotes):
        before = text[max(paragraph[0], quote.start - _NEAR) : quote.start]
        after = text[quote.end : min(paragraph[1], quote.end + _NEAR)]
        tagged = thought.match(after) or thinks.search(before)
        thinking = bool(tagged or (thinking and not said.match(after)))
        words = text[quote.start : quote.end]
        aside = quote.family is Family.SINGLE and speech is not Family.SINGLE
        if quote.family is Family.DASH:
            yield Kind.DIALOGUE
        elif (aside and not (tagged or _capital(words))) or not _spoken(
            words, before, after, quote, said, first=place == 0
        ):
            yield Kind.NARRATION
        else:
            yield Kind.THOUGHT if thinking or aside else Kind.DIALOGUE


def _spoken(
    words: str, before: str, after: str, quote: Quoted, said: re.Pattern[str], *, first: bool
) -> bool:
    if first and said is _SAID and _reported(words, before, after):
        return False
    count = len(_WORDS.findall(words)) + len(_IDEOGRAPHS.findall(words)) // 2
    ends = _ENDS.search(words[-_NEAR:]) is not None
    if not count:
        return ends
    if quote.carries_on:
        return True
    if _RUNS_ON.search(before):
        return (_capital(words) or not first) and quote.closed and (ends or count >= _MANY)
    if ends or count >= _MANY or said.match(after):
        return True
    return (
        not after.strip()
        or (not before.strip() and count >= 3)
        or bool(_LED_IN.search(before) and _capital(words))
    )


def _reported(words: str, before: str, after: str) -> bool:
    """Speech told in the third person and the past, between marks though it is (Jane Austen's way):
    ``Harriet told her tale. "She had set out half an hour ago; she had been afraid ..."``.
    """
    if not before.strip() or _LED_IN.search(before) or _SAID.match(after):
        return False
    return (
        len(_WORDS.findall(words)) >= 12
        and _PAST.search(words) is not None
        and _THIRD.search(words) is not None
        and not _PRESENT.search(words)
    )


def _capital(words: str) -> bool:
    first = next((c for c in words if c.isalpha()), "")
    return not first.islower()
