"""English abbreviations and initials, told apart by what stands around them.

Engines take the full stop of "Mr." or "J." for the end of a sentence, with a fall and a pause. "St." is a saint
before a name and a street after one.
"""

import re

from audiobook.speech.words.tables import Words, tables

_EN = tables("en")
LETTER_A = "{A|eɪ}"  # a lone "A" would be said as the article


def _either(words: Words) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


# Words that begin sentences: an abbreviation before them may end one.
_STARTERS = (
    "A|An|And|As|At|But|By|For|From|He|Her|His|How|I|If|In|It|Its|My|No|Not|Now|On|One|Or|Our|She|So|That|The|Their"
    "|Then|There|They|This|To|We|What|When|Where|Which|While|Who|Why|With|Yes|You|Your"
)
_LOUD_TITLE = re.compile(rf"(?<![\w.])({'|'.join(word.upper() for word in _EN.bare_titles)})\.? ?(?=\s[A-Z]{{2}})")
_TITLE = re.compile(rf"(?<![\w.])({_either(_EN.titles)})(?=\s+[A-Z\ue000-\uf8ff])")
_BARE_TITLE = re.compile(rf"(?<![\w.'’])({_either(_EN.bare_titles)})(?=\s+(?:[A-Z][a-z.]|[\ue000-\uf8ff]))")
_AFTER_NAME = re.compile(rf"(?<=[a-z]\s)({_either(_EN.after_name)})|(?<=[a-z],\s)({_either(_EN.after_name)})")
_ANYWHERE = re.compile(rf"(?<![\w.])({_either(_EN.anywhere)})(?!\w)")
_INITIALS = re.compile(rf"(?<![\w.'’])(?:[A-Z]\.\s?)+(?=(?!(?:{_STARTERS})\b)[A-Z][a-z’']+)")
_DOTTED = re.compile(r"(?<![\w.'’])(?!(?:[ap]\.m|[AP]\.M)\.)(?:[A-Za-z]\.){2,}")
_DEGREE = re.compile(r"\b(Ph)\.\s?(D)\b(\.?)")
_SENTENCE_AFTER = re.compile(rf"[\"'”’)\]]*\s*$|[\"'”’)\]]*\s+(?:{_STARTERS})\b")
_CAPITAL_AFTER = re.compile(r"[\"'”’)\]]*\s*$|[\"'”’)\]]*\s+[A-Z]")
_NUMBER_STREET = re.compile(r"(?:[A-Z][\w’'-]*|\d(?:st|nd|rd|th))\s$")


def abbreviations(text: str) -> str:
    """English text with its abbreviations written out."""
    text = _LOUD_TITLE.sub(lambda m: _EN.bare_titles[m[1].capitalize()].upper(), text)
    text = _BARE_TITLE.sub(lambda m: _EN.bare_titles[m[1]], text)
    if "." not in text:
        return text
    text = _TITLE.sub(_title, text)
    text = _AFTER_NAME.sub(_after_name, text)
    text = _ANYWHERE.sub(lambda m: _EN.anywhere[m[1]] + _stop(m), text)
    text = _DEGREE.sub(lambda m: "P H D" + (_stop(m) if m[3] else ""), text)
    text = _INITIALS.sub(_initials, text)
    return _DOTTED.sub(lambda m: _letters(m[0]) + _stop(m), text)


def _stop(match: re.Match[str]) -> str:
    """The full stop of an abbreviation that ends its sentence."""
    ends = _CAPITAL_AFTER if match[0] in ("etc.", "&c.") else _SENTENCE_AFTER
    return "." if ends.match(match.string, match.end()) else ""


def _title(match: re.Match[str]) -> str:
    if match[1] in ("St.", "Dr.", "Ft.") and _is_street(match):
        return match[0]
    return _EN.titles[match[1]]


def _is_street(match: re.Match[str]) -> bool:
    """Whether a name stands before and a new sentence begins after: "in Main St. He left"."""
    return bool(
        _NUMBER_STREET.search(match.string, 0, match.start()) and _SENTENCE_AFTER.match(match.string, match.end())
    )


def _after_name(match: re.Match[str]) -> str:
    printed = match[1] or match[2]
    before = match.string[: match.start()].rstrip(", ").rpartition(" ")[2]
    return _EN.after_name[printed] + _stop(match) if before[:1].isupper() else match[0]


def _initials(match: re.Match[str]) -> str:
    """Initials before a surname; a lone one only where no sentence can end before it ("plan B. Then")."""
    before = match.string[: match.start()].rpartition(" ")[0] if match.start() else ""
    before = before.rpartition(" ")[2]
    if match[0].count(".") == 1 and before[:1].islower() and before[-1:].isalpha():
        return match[0]
    return f"{_letters(match[0])} "


def _letters(dotted: str) -> str:
    return " ".join(LETTER_A if letter == "A" else letter.upper() for letter in dotted if letter.isalpha())
