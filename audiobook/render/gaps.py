"""The silence between two utterances.

A sentence that goes on in another utterance (a quotation and its tag, a long sentence in two pieces) gets the
short ``tag`` pause and nothing longer, words that somebody cuts off the ``cut``; elsewhere the longest of the
pauses that apply counts.
"""

import re

from audiobook.model import Kind, Utterance
from audiobook.settings import Pauses

Said = tuple[Utterance, str]  # an utterance and what is printed of it

_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»›」』)\]*_\s]*$")
_BRACKETED = re.compile(r"^\s*\[[^\[\]]{0,200}\]")  # a direction in the text
_CUT = re.compile(r"(?:[—–―]|--)[\"'”’»›」』)\]*_\s]*$")


def gap(before: Said, after: Said, pauses: Pauses) -> int:
    """The silence between two neighbours, in milliseconds."""
    (first, first_text), (second, _) = before, after
    kinds = {first.kind, second.kind}
    reasons = [pauses.sentence]
    if Kind.BREAK in kinds:
        reasons.append(pauses.scene)
    if Kind.HEADING in kinds:
        reasons.append(pauses.heading)
    if len(reasons) == 1 and _cuts_in(first, first_text, second):
        return pauses.cut
    if first.paragraph != second.paragraph:
        reasons.append(pauses.paragraph)
    elif len(reasons) == 1 and goes_on(before, after):
        return pauses.tag
    if first.speaker != second.speaker and Kind.BREAK not in kinds:
        reasons.append(pauses.speaker)
    return max(reasons)


def goes_on(before: Said, after: Said) -> bool:
    """Whether the second utterance is in the sentence of the first."""
    (first, first_text), (second, second_text) = before, after
    if first.paragraph != second.paragraph or {first.kind, second.kind} & {Kind.BREAK, Kind.HEADING}:
        return False
    quoted = (first.quotation is not None, second.quotation is not None)
    if all(quoted) and first.speaker != second.speaker:
        return False
    if not _SENTENCE_END.search(first_text):
        return True
    return quoted == (True, False) and _starts_small(second_text)


def _cuts_in(first: Utterance, first_text: str, second: Utterance) -> bool:
    """Whether somebody breaks off because somebody else speaks."""
    both = first.kind is Kind.DIALOGUE and second.kind is Kind.DIALOGUE
    return both and first.speaker != second.speaker and bool(_CUT.search(first_text))


def _starts_small(text: str) -> bool:
    return next((c.islower() for c in _BRACKETED.sub("", text) if c.isalpha()), False)
