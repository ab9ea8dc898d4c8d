"""Dash dialogue: a paragraph that opens with a dash is a turn (Joyce, and most of the continent).

Where a second dash follows speech, narration resumes after it, and a third takes the turn up again:
``—Hola —dijo Juan—. ¿Qué tal?``. Without a second dash a tag is known by its verb: ``—Tell me, Stephen said.``
"""

import re
from collections.abc import Iterator

_OPENING = re.compile(r"[_*]*(?:[—–―]|--?(?=\s?\S))[ \t\xa0\u2009\u202f]*(?=[\w\"'“‘«¿¡…._*(])(?!-)")
_VERBS = (
    r"said|says|say|asked|asks|answered|replied|cried|shouted|whispered|murmured|muttered|exclaimed|returned|repeated|added"
    r"|continued|went on|began|called|began|broke in|put in|observed|remarked|declared|demanded|inquired|enquired|sighed"
    r"|laughed|told|growled|snapped|thought|drawled|gasped|agreed|protested|insisted|pleaded|explained|suggested|sang|roared"
)
_NAME = r"(?:(?:the|a|an|his|her|my|our|their|old|young|Mr\.?|Mrs\.?|Miss|Dr\.?|Sir|Lady|Father|Uncle|Aunt)\s+)*[\w’'-]+(?:\s+[A-Z][\w’'-]+)?"
_TAG = re.compile(
    rf"(?<=[,.!?…])[_*]*\s+(?:(?:{_NAME})\s+(?:\w+ly\s+)?(?:{_VERBS})|(?:{_VERBS})\s+(?:{_NAME}))\b"
    r"|(?<=[,.!?…])\s+(?:\w+-t-)?\w+-(?:il|elle|on|je|ils|elles)\b"
    r"|(?<=[,.!?…])\s+(?:dit|demanda|répondit|cria|murmura|reprit|ajouta|fit|dijo|preguntó|respondió|disse|rispose|chiese)\s"
)
_SENTENCE_END = re.compile(r"[.!?…][_*]*\s+(?=\S)")
_INNER_DASH = re.compile(
    r"(?<=\S)\s+[—–―](?=\w)|(?<=[,.!?…])\s*[—–―]\s+(?=[^\W\d_])|(?<=\w)\s+[—–―]\s+(?=[^\W\d_])"
)


def opens_with_dash(text: str, start: int, end: int) -> bool:
    """Whether a paragraph looks like a turn of dash dialogue."""
    return _OPENING.match(text, start, end) is not None


def turn(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The spoken stretches of a paragraph that opens with a dash."""
    begin = start
    opening = _OPENING.match(text, start, end)
    at = opening.end() if opening else start
    while begin < end:
        tag = _TAG.search(text, at, end)
        if tag is None:
            yield begin, end
            return
        yield begin, tag.start()
        after = _SENTENCE_END.search(text, tag.end(), end)
        comma = text.find(",", tag.end(), after.start() if after else end)
        if comma >= 0:
            begin = at = comma + 1
        elif after:
            begin = at = after.end()
        else:
            return
        while begin < end and text[begin].isspace():
            begin += 1
