"""How one language tags speech, as far as cutting needs it.

The patterns of English are written by hand, around its verbs of saying; languages without word
lists share them, and so they know a few verbs of their neighbours for dash dialogue. All others
are made from the word lists of the language: a tag after speech has its verb first
(``— Oui, dit Marie.``), and what follows it is spoken again only if it says "I" or "you", or goes
on after a comma.
"""

import re
from dataclasses import dataclass
from functools import cache

from audiobook.language import (
    ENGLISH,
    UPPER,
    Lists,
    alternatives,
    lists,
    text,
    verbs_of_saying,
)
from audiobook.segment.marks import Family

_DASH = "—–―"
_WHO = (
    r"(?:(?:the|a|an|his|her|my|our|their|old|young|poor|Mr\.?|Mrs\.?|Miss|Dr\.?|Sir|Lady|Father"
    r"|Uncle|Aunt)\s+)*[\w’'-]+(?:\s+[A-Z][\w’'-]+)?"
)
_SUBJECT = (
    r"(?:he|she|they|it|I|we|you|(?:the|his|her|my|a)\s+\w+"
    r"|[A-Z][\w.’'-]+(?:\s+[A-Z][\w.’'-]+)?)"
)
_INVERTED = r"\w+-(?:t-)?(?:il|elle|on|je|ils|elles)\b"


@dataclass(frozen=True, slots=True)
class Tagging:
    """Patterns of tags in one language.

    ``tag`` after speech inside its paragraph, ``after`` what follows a tag, ``spoken`` and
    ``narrated`` what speech and narration sound like. ``inner`` is a dash that ends speech,
    before a small letter or around a sentence of its own (``—Sí. —El guarda calló—. Vamos.``);
    ``resumes`` one that takes it up again. ``said`` and ``thought`` stand after a quotation,
    ``thinks`` before one. ``inside`` are the marks between which tags stand within the quotation:
    ``« Oui, dit-elle. Entrez. »``. ``english``: of ``inner`` only dashes before a small letter
    count (its first group; no pattern knows those of every alphabet), and reported speech is
    looked for.
    """

    tag: re.Pattern[str]
    after: re.Pattern[str]
    spoken: re.Pattern[str]
    narrated: re.Pattern[str]
    inner: re.Pattern[str]
    resumes: re.Pattern[str]
    said: re.Pattern[str]
    thought: re.Pattern[str]
    thinks: re.Pattern[str]
    inside: frozenset[Family] = frozenset()
    english: bool = False

    def inner_dash(
        self,
        text: str,
        at: int,
        end: int,
    ) -> re.Match[str] | None:
        """The first dash of ``text[at:end]`` after which narration resumes."""
        for dash in self.inner.finditer(text, at, end):
            if not self.english or dash[1].islower():
                return dash
        return None


def _english() -> Tagging:
    """The patterns of English, which all languages without lists share."""
    verbs = verbs_of_saying(ENGLISH)
    speaks = rf"(?:{_any_of(*verbs.plain, *verbs.elsewhere)})"
    thinking = rf"(?:{_any_of(*verbs.thinking)})"
    return Tagging(
        tag=re.compile(
            rf"(?<=[,.!?…])[_*]*\s+(?:{_WHO}\s+(?:\w+ly\s+)?{speaks}\b|{speaks}\s+{_WHO}"
            rf"|{_INVERTED})"
        ),
        after=re.compile(r"(?:\s+\w+ly)?(,\s+(?!\w+ing\b)|[^.!?]*?[.!?…]\s+)"),
        spoken=re.compile(
            r"\b(?:I|me|my|we|us|our|you|your|is|are|am|will|shall|can|don['’]t|it['’]s"
            r"|je|tu|vous|nous|moi|ich|du|yo|io)\b|[?!]",
            re.IGNORECASE,
        ),
        narrated=re.compile(r"(?:He|She|They|It|His|Her|Their|The)\b(?!['’])"),
        inner=re.compile(rf"(?:(?<=[,.!?…»])\s*[{_DASH}]\s*|\s[{_DASH}])(?=(\w))"),
        resumes=re.compile(rf"[{_DASH}][.,:;]?\s*"),
        said=re.compile(rf"[\s,]*(?:{_SUBJECT}\s+)?(?:{speaks}\b|{_INVERTED})"),
        thought=re.compile(
            rf"[\s,—–-]*(?:[\w’'.-]+\s+){{0,3}}?{thinking}\b(?!\s+(?:of|about)\b)"
        ),
        thinks=re.compile(rf"\b{thinking}(?:\s+(?:to\s+)?\w+){{0,3}}[,:;—–-]*\s*$"),
        english=True,
    )


def _any_of(*verbs: str) -> str:
    """Verbs as alternatives of a pattern.

    A line may end within one of several words ("went on").
    """
    return alternatives(verbs).replace(r"\ ", r"\s+")


@cache
def tagging(language: str) -> Tagging:
    """The patterns of a language; those of English where it has no lists."""
    of = lists(language)
    if of.code != language:
        return tagging(of.code)
    if of.english:
        return _english()
    verb = rf"{of.clitic}(?:{of.speech})(?![\w])"
    thinking = alternatives(verbs_of_saying(of.code).thinking)
    # And so does a gerund, by its ending.
    narrates = of.before("dialogue", "narrates_on")
    families = text(of.code, "dialogue", "tags_inside").split()
    return Tagging(
        tag=re.compile(rf"(?<=[,.!?…»])[_*]*\s+{verb}{_subject(of)}"),
        after=re.compile(
            rf"(?:\s+(?:{of.adverb}))?"
            rf"(?:(,)\s+(?!{narrates}|\w+(?:ant|ando|endo|end)\b)|[^.!?…]*?[.!?…]\s+)"
        ),
        spoken=re.compile(
            rf"\b{of.before('dialogue', 'spoken')}|[?!¿¡]", re.IGNORECASE
        ),
        narrated=re.compile(rf"(?:{_tellers(of)})\b"),
        inner=re.compile(
            rf"(?:(?<=[,.!?…»])\s*[{_DASH}]\s*|\s[{_DASH}])(?=\w)(?![{UPPER}\d])"
            rf"|\s[{_DASH}-]\s+(?={of.clitic}(?:{of.speech})\b)"
            rf"|(?<=[.!?…])\s+[{_DASH}](?=[{UPPER}][^{_DASH}]{{1,200}}[{_DASH}][.,:;])"
        ),
        resumes=re.compile(rf"[{_DASH}][.,:;]?\s*|(?<=\s)-\s+"),
        said=re.compile(
            rf"[\s,{_DASH}-]*{verb}|\s*,\s*[{_DASH}a-zа-яà-ÿ]|\s*[{_DASH}]\s*\w"
        ),
        thought=re.compile(
            rf"[\s,{_DASH}-]*{of.clitic}(?:[\w’'.-]+\s+){{0,2}}?(?:{thinking})\b"
        ),
        thinks=re.compile(rf"\b(?:{thinking})(?:\s+\w+){{0,3}}[,:;{_DASH}-]*\s*$"),
        inside=frozenset(map(Family, families)),
    )


def _tellers(of: Lists) -> str:
    """The words with which narration opens, and speech hardly ever."""
    spoken = of.rows("dialogue", "spoken")
    pronouns = of.rows(
        "pronouns",
        "he",
        "she",
        "they",
        "his",
        "her",
    )
    return alternatives((word for word in pronouns if word not in spoken), capital=True)


def _subject(of: Lists) -> str:
    """The subject after its verb: a pronoun, a name, a noun, or none before a stop."""
    particle = (
        rf"(?:{of.before('names', 'particles')}|(?:{of.any('names', 'particles')}))?"
    )
    names = rf"{particle}[{UPPER}][\w’'-]*(?:\s+[{UPPER}][\w’'-]*)*"
    pronouns = of.any("pronouns", "he", "she", "they", "i")
    after = rf"(?:(?:{of.any('clitics', 'after_verb')}|{of.adverb})\s+)?"
    determiner = of.before("phrases", "definite", "indefinite", "possessive")
    determined = rf"{determiner}(?:(?:[\w’'-]+\s+){{0,2}}?[\w’'-]+(?=[,.!?…])|[\w’'-]+)"
    adjectives = rf"(?:{of.before('phrases', 'before_name')})*"
    known = rf"(?:\w+\s+)?(?:{of.nouns()})\b"
    named = rf"(?:{pronouns})\b|{adjectives}{names}|{determined}|{known}"
    return rf"(?:{of.joint}{after}(?:{named})|(?=[,.]))"
