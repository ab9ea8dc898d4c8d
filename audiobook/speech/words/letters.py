"""Words in an unusual spelling: capitals, stutters, drawn-out words, masked words, mere sounds.

Capitals are emphasis and not spelling; a stutter is said as it sounds; "Nooooo" is the word "No";
sounds without vowels ("Shhh") are said by IPA where the engine can.
"""

import re
from itertools import pairwise

from audiobook.model.markup import with_ipa
from audiobook.speech.tables import Tables

_CAPITALS = re.compile(r"\b[A-Z]{2}")
_RUN = re.compile(
    r"""
    (?<![\w.]) [A-Z][A-Z’']+  # a word in capitals
    (?:  # with more of them in the same clause
        [^\w.;:!?\n]+
        (?: [A-Z][A-Z’']+ | [IAO] ) (?!\w)
    )+
    | (?<![\w.]) [A-Z]{5,} \b  # or a long word on its own
    """,
    re.VERBOSE,
)
_WORD = re.compile(r"[A-Z’']+")
# Pronouns, unless their neighbours speak of computers or a country: "the US", "IT support".
_PRONOUN = re.compile(
    r"""
    (?<!\bthe[ ]) (?<!\bThe[ ])
    \b (?:IT|US) \b
    (?! \s (?: [A-Z] | department | guy | support | dollars | citizen ) )
    """,
    re.VERBOSE,
)
_LONE = re.compile(r"\b[A-Z]{2,}\b")
_LOUD = re.compile(r"\b[A-Z]{2,}\b\W+[A-Z]{2,}\b")  # a cry, not a stress
_VOWEL = re.compile(r"[AEIOUY]")
_STUTTER = re.compile(
    r"""
    (?<![\w'’])
    (?P<repeated> (?: (?P<start> [A-Za-z]{1,2} ) [-–—…]+ \s? )+ )
    (?= (?P=start) )
    (?P<word> \w[\w’']* )
    """,
    re.IGNORECASE | re.VERBOSE,
)
_DASH = re.compile("[-—–…]")
_HYPHENED = re.compile(r"(?<![\w-])[A-Za-z]{1,20}(?:-[A-Za-z]{1,20}){1,12}(?![\w-])")
_LONG = re.compile(r"\b\w*?([A-Za-z])\1\1\w*", re.IGNORECASE)
_THREE = re.compile(r"([A-Za-z])\1{2,}", re.IGNORECASE)
_REPEATED = re.compile(r"([a-z])\1+")
_LAUGH = re.compile(r"\b((?:ha|he|ho|hee|heh|hah)){2,}h?\b", re.IGNORECASE)
_CONSONANTS = "[bcdfghjklmnpqrstvwxz]{2,}"
_WITHOUT_VOWELS = re.compile(
    rf"""
    (?<![\w'’])
    (?: {_CONSONANTS} - {_CONSONANTS} | {_CONSONANTS} )
    (?![\w'’])
    """,
    re.IGNORECASE | re.VERBOSE,
)
_MASKED = re.compile(
    r"""
    (?<![\w*])
    (?P<first> [A-Za-z] ) [a-z]?
    (?: \*{2,} | [—–―]{1,2} | -{2,} | _{2,} )  # the mask
    (?P<end> [a-z]* )
    (?![\w*])
    """,
    re.VERBOSE,
)
_MASKS = ("**", "—", "--", "––", "―", "__", "–")
_BLEEP = "bleep"
# A name left out: "Lord ——", or the county of "——shire".
_BLANK = re.compile(
    r"""
    (?: (?<=\s) | ^ )
    (?: [—–―⸺]{2,} | -{4,} | _{3,} )
    (?= [\s,.] | shire )
    """,
    re.VERBOSE,
)


def capitals(text: str, language: Tables) -> str:
    """Runs and long words in capitals become small; what may be an acronym stays.

    Engines spell words in capitals: "STOP" would be S, T, O, P.
    """
    if not _CAPITALS.search(text):
        return text

    def lowered_word(match: re.Match[str]) -> str:
        word = match[0]
        if not _plain(word, language):
            return word
        return _small(word)

    def lowered_run(match: re.Match[str]) -> str:
        return _WORD.sub(lowered_word, match[0])

    without_runs = _RUN.sub(lowered_run, text)
    return _PRONOUN.sub(_lowered, without_runs)


def _lowered(match: re.Match[str]) -> str:
    return match[0].lower()


def _plain(word: str, language: Tables) -> bool:
    """Whether capitals are not an acronym: long and with a vowel, or a small word of the language.

    The language lists its small words, and acronyms that look like words ("UNHCR").
    """
    if word in language.listed("small"):
        return True
    if len(word) <= 3 or word in language.listed("acronyms"):
        return False
    return bool(_VOWEL.search(word))


def _small(word: str) -> str:
    """A word with its first letter as it was: "STOP" is "Stop", which begins a sentence well."""
    return word[:1] + word[1:].lower()


def emphasised(
    text: str, language: Tables, small: frozenset[str]
) -> list[tuple[int, int]]:
    """Single words in capitals that the book also has in ``small`` letters: they are stressed.

    Returns their places in the text.
    """
    if _LOUD.search(text):
        return []
    spans = []
    for match in _LONE.finditer(text):
        word = match[0]
        if word.lower() in small and _plain(word, language):
            spans.append(match.span())
    return spans


def stutters(text: str, language: Tables) -> str:
    """Stutters as they sound: "W-what" is "Wuh-what", "I-I" is "I, I".

    A language without a table of such sounds keeps its stutters as they are printed.
    """
    if not language.stutters or not _DASH.search(text):
        return text
    return _STUTTER.sub(lambda match: _stutter(match, language), text)


def _stutter(match: re.Match[str], language: Tables) -> str:
    """One stutter, unless it is the end of what was said, or a start that no word has."""
    repeated = match["repeated"]
    start = match["start"].lower()
    word = match["word"]
    if _begins_sentence(repeated, start, word):
        return match[0]
    if len(start) == 2 and start not in language.stutters:
        return match[0]
    times = len(re.findall(r"[A-Za-z]+", repeated))
    before_apostrophe = re.split("['’]", word.lower())[0]
    if before_apostrophe == start:
        # A whole word is repeated: "I-I" has to be two words.
        return ", ".join([match["start"]] * times + [word])
    sound = language.stutters.get(start, start)
    first = _like(repeated, sound)
    rest = word[:1].lower() + word[1:]
    return "-".join([first, *[sound] * (times - 1), rest])


def _begins_sentence(repeated: str, start: str, word: str) -> bool:
    """Whether a dash ends what was said, and a new sentence begins."""
    if "-" in repeated or not word[0].isupper():
        return False
    return word.lower() != start and not word.startswith(("I'", "I’"))


def hyphened(text: str) -> str:
    """Words that hyphens draw out: "No-o-o" is "No", "Y-e-e-s" is "Yes".

    "B-b-b-but" is a stutter and stays.
    """
    if "-" not in text:
        return text
    return _HYPHENED.sub(_joined, text)


def _joined(match: re.Match[str]) -> str:
    """A drawn-out word without its hyphens, and with its letter once."""
    printed = match[0]
    parts = printed.lower().split("-")
    letter = _drawn_letter(parts)
    if not letter or _is_stutter(parts, letter):
        return printed
    kept = 1
    # A consonant that is there just twice may be a double: "bel-l" is "bell".
    if letter not in "aeiou" and printed.lower().count(letter) == 2:
        kept = 2
    row = re.compile(rf"({letter}){{2,}}", re.IGNORECASE)
    whole_word = printed.replace("-", "")
    return row.sub(lambda letters: letters[0][:kept], whole_word)


def _drawn_letter(parts: list[str]) -> str:
    """The letter by which a word is drawn out: a part of its own that goes on with the last."""
    for part, after in pairwise(parts):
        if len(after) == 1 and part.endswith(after):
            return after
    return ""


def _is_stutter(parts: list[str], letter: str) -> bool:
    """Whether hyphens repeat a sound: "b-b-b", or "b-b-but" where a longer part goes on."""
    if len(set(parts)) == 1:
        return True
    return len(parts[-1]) > 1 and parts[-1].startswith(letter)


def drawn_out(text: str, language: Tables) -> str:
    """Cries as words: "Nooooo" is "No", "sooon" is "soon", "Hahaha" is "Ha ha ha"."""
    text = _LAUGH.sub(_laugh, text)
    if not _THREE.search(text):
        return text
    doubled = language.listed("doubled")

    def shortened(match: re.Match[str]) -> str:
        word = match[0]
        if not set("aeiouy") & set(word.lower()):
            return word  # a sound: see :func:`sounds`
        twice = _THREE.sub(lambda letters: letters[1] + letters[1].lower(), word)
        if twice.lower() in doubled:
            return twice
        return _THREE.sub(r"\1", word)

    return _LONG.sub(shortened, text)


def _laugh(match: re.Match[str]) -> str:
    """A laugh by syllables; "hehe" is one, "heh" is not."""
    syllable = match[1][:2]
    times = len(re.findall(syllable, match[0], re.IGNORECASE))
    if times < 2:
        return match[0]
    first = match[0][:2]
    return " ".join([first, *[syllable.lower()] * (times - 1)])


def sounds(text: str, language: Tables) -> str:
    """Sounds without vowels as they sound: "Shhh", "Grrr", "Hm"."""
    if not language.sounds:
        return text

    def spoken(match: re.Match[str]) -> str:
        whole = _sound(match[0].replace("-", ""), language)
        if whole:
            return whole
        parts = match[0].split("-")
        return "-".join(_sound(part, language) or part for part in parts)

    return _WITHOUT_VOWELS.sub(spoken, text)


def _sound(printed: str, language: Tables) -> str:
    """How a sound is said, by IPA or in letters; empty where it is not a sound."""
    word = printed.lower()
    # Capitals that are all different are an acronym: "HMS" is not "Hmm".
    if printed.isupper() and len(set(word)) == len(word):
        return ""
    without_repeats = _REPEATED.sub(r"\1", word)
    said = language.sounds.get(without_repeats) or language.sounds.get(word, "")
    if said.startswith("/"):  # IPA
        return with_ipa(printed, said.strip("/"))
    return said and _like(printed, said)


def _like(printed: str, said: str) -> str:
    """``said`` with a capital where the printed word has one."""
    if printed[0].isupper():
        return said.capitalize()
    return said


def masked(text: str, language: Tables) -> str:
    """Masks off: "d—d" is "damned", "f***ing" "effing", "s**t" "bleep", "Lord ——" "Lord blank"."""
    if not language.masked or not any(map(text.__contains__, _MASKS)):
        return text

    def unmasked(match: re.Match[str]) -> str:
        first = match["first"]
        end = match["end"]
        known = language.masked.get(f"{first}-{end}")
        known = known or language.masked.get(f"{first.lower()}-{end}")
        has_stars = "*" in match[0]
        if known and (end or has_stars):
            return _like(match[0], known)
        if has_stars:
            return _BLEEP
        return match[0]

    without_masks = _MASKED.sub(unmasked, text)
    return _BLANK.sub("blank ", without_masks)
