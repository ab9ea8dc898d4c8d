"""Dash dialogue: a paragraph that opens with a dash is a turn (Joyce, and most of the continent).

Where a second dash follows speech, narration resumes after it, and a third takes the turn up again:
``—Hola —dijo Juan—. ¿Qué tal?``. Without a second dash a tag is known by its verb (``—Tell me, Stephen
said.``), and what follows the tag is spoken if it speaks of "I" and "you" or asks.
"""

import re
from collections.abc import Iterator

from audiobook.segment.tagging import Tagging

_DASH = "—–―"
_OPENING = re.compile(
    rf"[_*]*(?:[{_DASH}]|--?(?=\s?[^\s-]))[ \t\xa0\u2009\u202f]*(?=[\w\"'“‘«¿¡…._*(])"
)
_INNER = re.compile(rf"(?:(?<=[,.!?…»])\s*[{_DASH}]\s*|\s[{_DASH}])(?=(\w))")
_RESUMES = re.compile(rf"[{_DASH}][.,:;]?\s*")
SPEAKS = (
    r"(?:said|says|say|asked|asks|answered|replied|cried|shouted|whispered|murmured|muttered|exclaimed|returned|repeated"
    r"|added|continued|began|called|observed|remarked|declared|demanded|inquired|enquired|sighed|laughed|told|growled"
    r"|snapped|drawled|gasped|agreed|protested|insisted|pleaded|explained|suggested|sang|roared|groaned|yelled|went\s+on"
    r"|dit|demanda|répondit|cria|murmura|reprit|ajouta|sagte|fragte|rief|antwortete|flüsterte|meinte|dijo|preguntó"
    r"|respondió|contestó|gritó|disse|rispose|chiese|esclamò|perguntou|respondeu|zei|vroeg|riep|sade|sa|frågade"
    r"|powiedział[a]?|zapytał[a]?|odpowiedział[a]?|сказал[а]?|спросил[а]?|ответил[а]?|крикнул[а]?)"
)
_WHO = (
    r"(?:(?:the|a|an|his|her|my|our|their|old|young|poor|Mr\.?|Mrs\.?|Miss|Dr\.?|Sir|Lady|Father|Uncle|Aunt)\s+)*"
    r"[\w’'-]+(?:\s+[A-Z][\w’'-]+)?"
)
INVERTED = r"\w+-(?:t-)?(?:il|elle|on|je|ils|elles)\b"
_TAG = re.compile(
    rf"(?<=[,.!?…])[_*]*\s+(?:{_WHO}\s+(?:\w+ly\s+)?{SPEAKS}\b|{SPEAKS}\s+{_WHO}|{INVERTED})"
)
_AFTER_TAG = re.compile(r"(?:\s+\w+ly)?(,\s+(?!\w+ing\b)|[^.!?]*?[.!?…]\s+)")
_SPOKEN = re.compile(
    r"\b(?:I|me|my|we|us|our|you|your|is|are|am|will|shall|can|don['’]t|it['’]s|je|tu|vous|nous|moi|ich|du|yo|io)\b|[?!]",
    re.IGNORECASE,
)
_NARRATED = re.compile(r"(?:He|She|They|It|His|Her|Their|The)\b(?!['’])")
_LONGEST = 10_000  # characters of a turn in which tags are looked for


def opens_with_dash(text: str, start: int, end: int) -> bool:
    """Whether a paragraph looks like a turn of dash dialogue."""
    return _OPENING.match(text, start, end) is not None


def turn(text: str, start: int, end: int, use: Tagging | None = None) -> Iterator[tuple[int, int]]:
    """The spoken stretches of a paragraph that opens with a dash; ``use`` are the tags of its language."""
    if end - start > _LONGEST:
        yield start, end
        return
    opening = _OPENING.match(text, start, end)
    at = opening.end() if opening else start
    while True:
        stop, resumes = _tag(text, at, end, use)
        yield start, stop
        if resumes is None or resumes >= end:
            return
        start = at = resumes


def inside(text: str, start: int, end: int, use: Tagging) -> Iterator[tuple[int, int]]:
    """The spoken stretches of a quotation whose tags stand between its marks: what follows a tag is spoken."""
    while True:
        tag = use.tag.search(text, start, end) if end - start <= _LONGEST else None
        after = use.after.match(text, tag.end(), end) if tag else None
        if tag is None or after is None or not any(c.isalnum() for c in text[after.end() : end]):
            yield start, tag.start() if tag else end
            return
        yield start, tag.start()
        start = after.end()


def _tag(text: str, at: int, end: int, use: Tagging | None) -> tuple[int, int | None]:
    """Where speech stops for a tag, and where it resumes."""
    if use:
        inner = use.inner.search(text, at, end)
    else:
        inner = next((m for m in _INNER.finditer(text, at, end) if m.group(1).islower()), None)
    tag = (use.tag if use else _TAG).search(text, at, inner.start() if inner else end)
    if tag:
        return tag.start(), _after_tag(text, tag.end(), end, use)
    if inner is None:
        return end, None
    third = (use.resumes if use else _RESUMES).search(text, inner.end(), end)
    return inner.start(), third.end() if third else None


def _after_tag(text: str, at: int, end: int, use: Tagging | None) -> int | None:
    after = (use.after if use else _AFTER_TAG).match(text, at, end)
    if after is None:
        return None
    rest = text[after.end() : min(end, after.end() + 300)]
    if (after.group(1) or "").startswith(","):
        return after.end()
    spoken, narrated = (use.spoken, use.narrated) if use else (_SPOKEN, _NARRATED)
    return after.end() if spoken.search(rest) and not narrated.match(rest) else None
