"""Quoted stretch -> dialogue, thought or narration.

Marks also stand around titles, words as words and words used with a wink; those stay narration.
What ends like a sentence, is led in by punctuation, is long or has a tag is spoken; what runs on
in the sentence around it with a small letter is not.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from audiobook.model import Kind
from audiobook.segment.marks import ALL, Family
from audiobook.segment.quotations import Quoted
from audiobook.segment.tagging import Tagging

_ENDS = re.compile(rf"[.,!?;:…—–-]\s*[{ALL}_*)]*$")
_STOP = re.compile(r"[.!?…](?=\s|$)")
_LED_IN = re.compile(r"[,:—–-][_*]?\s*$")
_RUNS_ON = re.compile(r"\w[_*]?\s{1,2}[_*]?$")
_IDEOGRAPHS = re.compile(r"[\u3041-\u30ff\u3400-\u9fff]")
_WORDS = re.compile(r"[\w’'-]+")
_THIRD = re.compile(r"\b(?:he|she|they|his|her|him|them|their)\b", re.IGNORECASE)
# Speech that is told is one tense further back; "It was he" and "Did he?" are said as well.
_FURTHER_BACK = re.compile(r"\b(?:had|would|could|should|might)\b", re.IGNORECASE)
_PRESENT = re.compile(
    r"\b(?:I|me|my|mine|myself|we|us|our|ours|you|your|yours|yourself|thou|thee|thy|ye"
    r"|is|are|has|have|am|will|shall|does|do|can|may|must|let['’]s"
    # Nobody is quoted in the third person with "he's fine" and "didn't".
    r"|\w+(?:n['’]t|['’]ve)"
    r"|(?:he|she|it|that|there|here|who|what|they)['’](?:s|re|ll|d))\b",
    re.IGNORECASE,
)
# Nor with a question, or with what opens an answer.
_ANSWERS = re.compile(r"[?]|^\W*(?:ah|no|oh|well|why|yes)\b[,.!]", re.IGNORECASE)
_NEAR = 60  # characters around a quotation in which its tag is looked for
_MANY = 7  # words from which on a quotation is not a mere expression
_SOME = 3  # words from which on one that opens its paragraph is none either
_TALE = 12  # words from which on speech may be reported
_TAG = 3  # words of a tag at most after which speech goes on without a mark
# What a tag never ends with: it called the cup a "chalice".
_NEEDS_MORE = re.compile(
    r"\b(?:an?|the|it|this|that|his|her|my|your|our|their|of)$", re.IGNORECASE
)


class _Near(NamedTuple):
    """The words of a quotation, and those of its paragraph right before and after it."""

    before: str
    words: str
    after: str
    first: bool  # of its paragraph
    resumes: bool  # what a tag interrupted


def judge(
    text: str,
    paragraph: tuple[int, int],
    quotes: Sequence[Quoted],
    speech: Family,
    tags: Tagging,
) -> Iterator[Kind]:
    """What each quoted stretch of a paragraph is: dialogue, a thought or narration.

    ``speech`` are the marks between which the text has its dialogue, ``tags`` those of its
    language. A thought goes on after its tag, until a tag says that somebody speaks.
    """
    thinking = False  # whether the last tag was one of thinking
    kind = Kind.NARRATION
    for place, quote in enumerate(quotes):
        # Whoever marked it has seen its tag, and speech beside it has marks of its own.
        if quote.family is Family.ITALIC:
            kind = Kind.THOUGHT
            yield kind
            continue
        first = place == 0
        resumes = kind is not Kind.NARRATION and _is_tag(
            text[quotes[place - 1].end : quote.start], tags
        )
        near = _near(text, paragraph, quote, first=first, resumes=resumes)
        tagged = bool(tags.thought.match(near.after) or tags.thinks.search(near.before))
        thinking = tagged or (thinking and not tags.said.match(near.after))
        kind = Kind.DIALOGUE
        if quote.family is not Family.DASH:
            kind = _kind(
                quote,
                near,
                tags,
                aside=quote.family is Family.SINGLE and speech is not Family.SINGLE,
                tagged=tagged,
                thinking=thinking,
            )
        yield kind


def _is_tag(between: str, tags: Tagging) -> bool:
    """Whether a short tag is all that stands between two quotations, a mark forgotten.

    ``"I went" said Emma "but he had gone"``.
    """
    words = between.strip()
    if not tags.english or not tags.said.match(between):
        return False
    if _NEEDS_MORE.search(words) or _STOP.search(words):
        return False
    return len(_WORDS.findall(words)) <= _TAG


def _kind(
    quote: Quoted,
    near: _Near,
    tags: Tagging,
    *,
    aside: bool,
    tagged: bool,
    thinking: bool,
) -> Kind:
    """What a quotation between marks is.

    ``aside``: in a text with double marks it stands between single ones, as thoughts do there;
    ``tagged``: as a thought, by a tag of its own; ``thinking``: by that, or by one before.
    """
    # 'so-called' things stand between single marks as well.
    if aside and not tagged and not _opens_with_capital(near.words):
        return Kind.NARRATION
    if not _is_spoken(near, quote, tags):
        return Kind.NARRATION
    if thinking or aside:
        return Kind.THOUGHT
    return Kind.DIALOGUE


def _near(
    text: str,
    paragraph: tuple[int, int],
    quote: Quoted,
    *,
    first: bool,
    resumes: bool,
) -> _Near:
    """A quotation with what stands around it in its paragraph, up to 60 characters."""
    start = max(paragraph[0], quote.start - _NEAR)
    end = min(paragraph[1], quote.end + _NEAR)
    words = text[quote.start : quote.end]
    before = text[start : quote.start]
    return _Near(before, words, text[quote.end : end], first, resumes)


def _is_spoken(
    near: _Near,
    quote: Quoted,
    tags: Tagging,
) -> bool:
    """Whether somebody says or thinks a quotation, which is neither a title nor a word with a wink.

    The surest signs come first; what is left over are a few words that neither end nor run on.
    """
    if near.first and tags.english and _is_reported(near, tags):
        return False
    count = _length(near.words)
    ends = _ENDS.search(near.words[-_NEAR:]) is not None
    # Marks alone: "..." is said, "" is not.
    if not count:
        return ends
    if quote.carries_on or near.resumes:
        return True
    sentence = ends or count >= _MANY
    # The sentence around it runs on into it: he called it "the Ark".
    if _RUNS_ON.search(near.before):
        said = not near.first or _opens_with_capital(near.words)
        return said and sentence and quote.closed
    return sentence or _stands_alone(near, count, tags)


def _stands_alone(near: _Near, count: int, tags: Tagging) -> bool:
    """Whether a few words without an end are said: by what stands around them."""
    if tags.said.match(near.after) or not near.after.strip():
        return True
    if count >= _SOME and not near.before.strip():
        return True
    led_in = _LED_IN.search(near.before) is not None
    return led_in and _opens_with_capital(near.words)


def _length(words: str) -> int:
    """How many words these are; two ideographs count as one."""
    return len(_WORDS.findall(words)) + len(_IDEOGRAPHS.findall(words)) // 2


def _is_reported(near: _Near, tags: Tagging) -> bool:
    """Whether speech is told in the third person and the past, between marks though it is.

    That is Jane Austen's way: ``Harriet told her tale. "She had set out half an hour ago; she had
    been afraid ..."``.
    """
    if (
        not near.before.strip()
        or _LED_IN.search(near.before)
        or tags.said.match(near.after)
    ):
        return False
    if len(_WORDS.findall(near.words)) < _TALE or _PRESENT.search(near.words):
        return False
    if _ANSWERS.search(near.words):
        return False
    # Neither alone is enough: "He had left" is also what somebody says of a third one.
    is_told = _FURTHER_BACK.search(near.words) is not None
    return is_told and _THIRD.search(near.words) is not None


def _opens_with_capital(words: str) -> bool:
    """Whether the first letter is not a small one.

    Letters of scripts without capitals count, and so does no letter at all.
    """
    for character in words:
        if character.isalpha():
            return not character.islower()
    return True
