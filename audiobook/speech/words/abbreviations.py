"""English abbreviations and initials, told apart by what stands around them.

Engines take the full stop of "Mr." or "J." for the end of a sentence, with a fall and a pause.
"St." is a saint before a name and a street after one.
"""

import re

from audiobook.speech.tables import either, tables

_EN = tables("en")
LETTER_A = "{A|eɪ}"  # a lone "A" would be said as the article

# Words that begin sentences: an abbreviation before them may end one.
_STARTERS = (
    "A|An|And|As|At|But|By|For|From|He|Her|His|How|I|If|In|It|Its|My|No|Not|Now|On|One|Or|Our|She"
    "|So|That|The|Their|Then|There|They|This|To|We|What|When|Where|Which|While|Who|Why|With|Yes"
    "|You|Your"
)
_ANY_TITLE = either(_EN.titles)
_ANY_BARE_TITLE = either(_EN.bare_titles)
_ANY_LOUD_TITLE = "|".join(map(str.upper, _EN.bare_titles))
_ANY_AFTER_NAME = either(_EN.after_name)

# "MR. SMITH", in a heading or a cry.
_LOUD_TITLE = re.compile(
    rf"""
    (?<![\w.]) ({_ANY_LOUD_TITLE})
    \.? [ ]?
    (?= \s [A-Z]{{2}} )
    """,
    re.VERBOSE,
)
# A character of the private use area is a name that the lexicon says.
_TITLE = re.compile(
    rf"""
    (?<![\w.]) ({_ANY_TITLE})
    (?= \s+ [A-Z\ue000-\uf8ff] )
    """,
    re.VERBOSE,
)
_BARE_TITLE = re.compile(
    rf"""
    (?<![\w.'’]) ({_ANY_BARE_TITLE})
    (?= \s+ (?: [A-Z][a-z.] | [\ue000-\uf8ff] ) )
    """,
    re.VERBOSE,
)
_AFTER_NAME = re.compile(
    rf"""
    (?<=[a-z]\s) ({_ANY_AFTER_NAME})
    | (?<=[a-z],\s) ({_ANY_AFTER_NAME})
    """,
    re.VERBOSE,
)
_ANYWHERE = re.compile(rf"(?<![\w.])({either(_EN.anywhere)})(?!\w)")
# "J. R. R." before a surname, and not before the first word of a sentence.
_INITIALS = re.compile(
    rf"""
    (?<![\w.'’])
    (?: [A-Z] \. \s? )+
    (?= (?! (?:{_STARTERS}) \b ) [A-Z][a-z’']+ )
    """,
    re.VERBOSE,
)
# "U.S.A."; but engines know "a.m." themselves.
_DOTTED = re.compile(
    r"""
    (?<![\w.'’])
    (?! (?: [ap]\.m | [AP]\.M ) \. )
    (?: [A-Za-z] \. ){2,}
    """,
    re.VERBOSE,
)
_DEGREE = re.compile(r"\b(Ph)\.\s?(D)\b(\.?)")
_SENTENCE_AFTER = re.compile(
    rf"""
    ["'”’)\]]* \s* $
    | ["'”’)\]]* \s+ (?:{_STARTERS}) \b
    """,
    re.VERBOSE,
)
_CAPITAL_AFTER = re.compile(
    r"""
    ["'”’)\]]* \s* $
    | ["'”’)\]]* \s+ [A-Z]
    """,
    re.VERBOSE,
)
_NUMBER_STREET = re.compile(r"(?:[A-Z][\w’'-]*|\d(?:st|nd|rd|th))\s$")


def abbreviations(text: str) -> str:
    """English text with its abbreviations written out."""
    text = _LOUD_TITLE.sub(_loud_title, text)
    text = _BARE_TITLE.sub(_bare_title, text)
    # The rules below all need a full stop, and most lines have none within.
    if "." not in text:
        return text
    text = _TITLE.sub(_title, text)
    text = _AFTER_NAME.sub(_after_name, text)
    text = _ANYWHERE.sub(_anywhere, text)
    text = _DEGREE.sub(_degree, text)
    text = _INITIALS.sub(_initials, text)
    return _DOTTED.sub(_dotted, text)


def _stop(match: re.Match[str]) -> str:
    """The full stop of an abbreviation that ends its sentence."""
    ends = _SENTENCE_AFTER
    if match[0] in ("etc.", "&c."):
        ends = _CAPITAL_AFTER
    if ends.match(match.string, match.end()):
        return "."
    return ""


def _loud_title(match: re.Match[str]) -> str:
    return _EN.bare_titles[match[1].capitalize()].upper()


def _bare_title(match: re.Match[str]) -> str:
    return _EN.bare_titles[match[1]]


def _title(match: re.Match[str]) -> str:
    if match[1] in ("St.", "Dr.", "Ft.") and _is_street(match):
        return match[0]
    return _EN.titles[match[1]]


def _is_street(match: re.Match[str]) -> bool:
    """Whether a name stands before and a new sentence begins after: "in Main St. He left"."""
    if not _NUMBER_STREET.search(match.string, 0, match.start()):
        return False
    return bool(_SENTENCE_AFTER.match(match.string, match.end()))


def _after_name(match: re.Match[str]) -> str:
    """What follows a name: "Tom Smith Jr." and "Tom, Esq.", but not "he had a jr."."""
    printed = match[1] or match[2]
    word_before = match.string[: match.start()].rstrip(", ").rpartition(" ")[2]
    if not word_before[:1].isupper():
        return match[0]
    return _EN.after_name[printed] + _stop(match)


def _anywhere(match: re.Match[str]) -> str:
    return _EN.anywhere[match[1]] + _stop(match)


def _degree(match: re.Match[str]) -> str:
    """Spell "Ph.D." by its letters; without a last full stop it cannot end a sentence."""
    has_stop = match[3]
    if not has_stop:
        return "P H D"
    return "P H D" + _stop(match)


def _initials(match: re.Match[str]) -> str:
    """Spell initials before a surname.

    A lone one is spelt only where no sentence can end before it ("plan B. Then").
    """
    before = ""
    if match.start():
        before = match.string[: match.start()].rpartition(" ")[0]
    word_before = before.rpartition(" ")[2]
    is_lone = match[0].count(".") == 1
    # "He had a plan B. Then ..." has a small word before the letter, a name has a capital.
    if is_lone and word_before[:1].islower() and word_before[-1:].isalpha():
        return match[0]
    return f"{_letters(match[0])} "


def _dotted(match: re.Match[str]) -> str:
    return _letters(match[0]) + _stop(match)


def _letters(dotted: str) -> str:
    """Letters to be spelt, with spaces between them."""
    spelt = []
    for letter in filter(str.isalpha, dotted):
        if letter == "A":
            spelt.append(LETTER_A)
        else:
            spelt.append(letter.upper())
    return " ".join(spelt)
