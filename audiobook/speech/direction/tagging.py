"""What a stretch of narration beside a quotation says about how it is said.

A tag is in the sentence of its quotation: "Go on," she whispered / "Go!" Emma shouted / She
muttered, "Go." Its verb is near the quotation, adverbs may follow. What comes after a full stop
is another sentence and tells nothing ("Go on." He shouted at the dog.).
"""

import re
from functools import cache
from itertools import pairwise

from audiobook.language import ENGLISH, verbs_of_saying
from audiobook.speech.direction.manners import Manners

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE = re.compile(r"[.!?…;](?:\s|$)|\s[—–]|—")
_CLOSED = re.compile(r"\.[\"'”’»)\]]*\s*$")
_LEADS_IN = re.compile(r"[,:]\s*$")
_BREATH = re.compile(
    r"under (?:his|her|their|my) breath|in an undertone|in a (?:whisper|low voice)"
)
# The manner of a voice from a telephone, a radio or a loudspeaker.
BY_WIRE = "telephone"
_DEVICE = (
    r"(?:tele)?phone|radio|intercom|receiver|loudspeakers?|speakers?|tannoy|earpiece|headset"
    r"|walkie-talkie|comms?|answering machine"
)
_FAR_END = (
    r"(?:on|at|from) the (?:other|far) end of the (?:line|wire|phone|call|telephone)"
)
_FROM_AFAR = re.compile(
    rf"\b(?:over|through|from|down|voices? on) the (?:{_DEVICE})\b"
    rf"|\b(?:over|down) the line\b|\b{_FAR_END}\b"
    rf"|\bthe (?:radio|intercom|loudspeaker|tannoy|answering machine|speaker)s? \w+ed\b"
    rf"|\b(?:crackled|buzzed) (?:over|through|from|the) "
)
_HANGS_UP = re.compile(
    r"\b(?:hung up|hangs up|rang off|rings off|the line (?:went|goes|was) dead|disconnected"
    r"|ended the call"
    r"|(?:put|set|laid) (?:down )?the (?:tele)?(?:phone|receiver|handset)(?: down| back)?"
    r"|switched (?:it|the \w+) off)\b",
    re.IGNORECASE,
)
_NEAR = 5  # words from the quotation in which the verb is looked for
_FAR = 14  # words from the quotation in which an adverb is looked for
_MOST_CHARACTERS = 80  # in which a phrase about the voice is looked for
_MOST_MANNERS = 2
_LONGEST_TAG = 4  # words of a tag that is said quickly
# Possessive quantifiers, which never backtrack: a word may be as long as a book.
_NAME = r"[A-Z][\w’'.-]*+(?:\s[A-Z][\w’'.-]*+){0,2}"
_WHO = rf"(?:he|she|they|it|I|we|(?:[Tt]he|[Hh]is|[Hh]er|[Mm]y) [\w’'-]+(?: [\w’'-]+)?|{_NAME})"
_ANY_VERB = r"(?P<verb>[a-z]+(?:\s+on)?)"
_BARE = (
    re.compile(rf"\W*(?:(?i:he|she|they|it|I|we)|{_WHO})\s{_ANY_VERB}\W*"),
    re.compile(rf"\W*{_ANY_VERB}\s{_WHO}\W*"),
)


def goes_on(before: str, after: str) -> bool:
    """Whether narration goes on in the sentence of the quotation before it."""
    if not _CLOSED.search(before):
        return True
    # "Go on." she said: the full stop is a slip where the next word begins small.
    first_letter = next(filter(str.isalpha, after), "")
    return first_letter.islower()


def manners_after(quotation: str, narration: str, table: Manners) -> tuple[str, ...]:
    """The manners that the narration after a quotation states."""
    if not goes_on(quotation, narration):
        return ()
    sentence = _SENTENCE.split(narration, maxsplit=1)[0]
    words = _WORD.findall(sentence.lower())
    start = narration[:_MOST_CHARACTERS].lower()
    return _manners(words[:_NEAR], words[_NEAR:_FAR], start, table)


def manners_before(narration: str, table: Manners) -> tuple[str, ...]:
    """The manners that the narration before a quotation states."""
    if not _LEADS_IN.search(narration):
        return ()
    sentence = _SENTENCE.split(narration)[-1]
    words = _WORD.findall(sentence.lower())
    end = sentence[-_MOST_CHARACTERS:].lower()
    return _manners(words[-_NEAR:], words[-_FAR:-_NEAR], end, table)


def _manners(
    near: list[str], far: list[str], sentence: str, table: Manners
) -> tuple[str, ...]:
    """The first manners that words call for, those of near words before others."""
    names: list[str] = []
    for word in near:
        # "whisper-shouted" is a whisper where no table has the whole word.
        before_hyphen = word.partition("-")[0]
        names.append(table.of_word(word) or table.of_word(before_hyphen))
    for word in far:
        # Adverbs and participles may stand far off; a verb there has another subject.
        if word.endswith(("ly", "ing")):
            names.append(table.of_word(word))
    if _BREATH.search(sentence):
        names.append("mutter")
    if _FROM_AFAR.search(sentence):
        names.append(BY_WIRE)
    each_once = dict.fromkeys(filter(None, names))
    return tuple(each_once)[:_MOST_MANNERS]


def hangs_up(narration: str) -> bool:
    """Whether a call ends here."""
    return _HANGS_UP.search(narration) is not None


@cache
def _saying() -> frozenset[str]:
    """The verbs of tags that tell nothing but who speaks, or thinks."""
    verbs = verbs_of_saying(ENGLISH)
    return frozenset((*verbs.plain, *verbs.thinking))


def is_short_tag(text: str) -> bool:
    """Whether narration is nothing but "he said": few words, one of them a verb of saying."""
    words = _WORD.findall(text.lower())
    pairs = map(" ".join, pairwise(words))  # "went on"
    return len(words) <= _LONGEST_TAG and not _saying().isdisjoint((*words, *pairs))


def is_bare_tag(text: str) -> bool:
    """Whether narration is a speaker and a verb of saying, and nothing else at all."""
    if len(_WORD.findall(text)) > _LONGEST_TAG:
        return False
    for pattern in _BARE:
        tag = pattern.fullmatch(text)
        if tag is not None and " ".join(tag["verb"].split()) in _saying():
            return True
    return False
