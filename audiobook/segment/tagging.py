"""How one language tags speech, as far as cutting needs it: made from the word lists of the language.

English, and languages without lists, keep the patterns of ``dashes`` and ``judge``. In all others a tag after
speech has its verb first (``— Oui, dit Marie.``), and what follows it is spoken again only if it says "I" or
"you", or goes on after a comma.
"""

import re
from dataclasses import dataclass
from functools import cache

from audiobook.language import text
from audiobook.language.patterns import UPPER, Lists, alternatives, lists
from audiobook.segment.marks import Family

_DASH = "—–―"


@dataclass(frozen=True, slots=True)
class Tagging:
    """Patterns of tags in one language.

    ``tag`` after speech inside its paragraph, ``after`` what follows a tag, ``spoken`` and ``narrated`` what
    speech and narration sound like. ``inner`` is a dash that ends speech, before a small letter or around a
    sentence of its own (``—Sí. —El guarda calló—. Vamos.``); ``resumes`` one that takes it up again. ``said`` and
    ``thought`` stand after a quotation, ``thinks`` before one. ``inside`` are the marks between which tags stand
    within the quotation: ``« Oui, dit-elle. Entrez. »``.
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
    inside: frozenset[Family]


@cache
def tagging(language: str) -> Tagging | None:
    """The patterns of a language, ``None`` for English and where there are no lists."""
    of = lists(language)
    if of.english or of.code != language:
        return None
    verb = rf"{of.clitic}(?:{of.speech})(?![\w])"
    thinking = of.any("verbs", "thought")
    narrates = of.before("dialogue", "narrates_on")
    names = rf"[{UPPER}][\w’'-]*(?:\s+[{UPPER}][\w’'-]*)*"
    return Tagging(
        tag=re.compile(rf"(?<=[,.!?…»])[_*]*\s+{verb}{_subject(of, names)}"),
        after=re.compile(
            rf"(?:\s+(?:{of.adverb}))?(?:(,)\s+(?!{narrates}|\w+(?:ant|ando|endo|end)\b)|[^.!?…]*?[.!?…]\s+)"
        ),
        spoken=re.compile(rf"\b{of.before('dialogue', 'spoken')}|[?!¿¡]", re.IGNORECASE),
        narrated=re.compile(rf"(?:{_tellers(of)})\b"),
        inner=re.compile(
            rf"(?:(?<=[,.!?…»])\s*[{_DASH}]\s*|\s[{_DASH}])(?=\w)(?![{UPPER}\d])"
            rf"|\s[{_DASH}-]\s+(?={of.clitic}(?:{of.speech})\b)"
            rf"|(?<=[.!?…])\s+[{_DASH}](?=[{UPPER}][^{_DASH}]{{1,200}}[{_DASH}][.,:;])"
        ),
        resumes=re.compile(rf"[{_DASH}][.,:;]?\s*|(?<=\s)-\s+"),
        said=re.compile(rf"[\s,{_DASH}-]*{verb}|\s*,\s*[{_DASH}a-zа-яà-ÿ]|\s*[{_DASH}]\s*\w"),
        thought=re.compile(rf"[\s,{_DASH}-]*{of.clitic}(?:[\w’'.-]+\s+){{0,2}}?(?:{thinking})\b"),
        thinks=re.compile(rf"\b(?:{thinking})(?:\s+\w+){{0,3}}[,:;{_DASH}-]*\s*$"),
        inside=frozenset(Family(name) for name in text(of.code, "dialogue", "tags_inside").split()),
    )


def _tellers(of: Lists) -> str:
    """The words with which narration opens, and speech hardly ever."""
    spoken = of.rows("dialogue", "spoken")
    found = [
        word
        for word in of.rows("pronouns", "he", "she", "they", "his", "her")
        if word not in spoken
    ]
    return alternatives(found, capital=True)


def _subject(of: Lists, names: str) -> str:
    """The subject after its verb: a pronoun, a name, a noun, or none before a stop."""
    pronouns = of.any("pronouns", "he", "she", "they", "i")
    after = rf"(?:(?:{of.any('clitics', 'after_verb')}|{of.adverb})\s+)?"
    kinds = ("definite", "indefinite", "possessive")
    determined = (
        rf"{of.before('phrases', *kinds)}(?:(?:[\w’'-]+\s+){{0,2}}?[\w’'-]+(?=[,.!?…])|[\w’'-]+)"
    )
    adjectives = rf"(?:{of.before('phrases', 'before_name')})*"
    known = rf"(?:\w+\s+)?(?:{of.nouns()})\b"
    return rf"(?:{of.joint}{after}(?:(?:{pronouns})\b|{adjectives}{names}|{determined}|{known})|(?=[,.]))"
