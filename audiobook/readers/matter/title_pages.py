"""What a title page is: title, author, publisher, date and words of an edition.

It has no sentence of a story. Every line has to be made of such words, whatever the
page begins with. What the book says of itself names most of them; any other line has to
be a name ("Penguin Books") or to speak of the edition ("translated by"). A page in
doubt is not a title page, so that it is read.
"""

import re
from typing import Final

from audiobook.model import Metadata
from audiobook.readers.headings import is_small

_WORDS = 60  # a page with more is not a title page
_CHARACTERS = 600  # nor is one with more, in a script without spaces
_LINE_WORDS = 16
# Characters. A script without capitals cannot show that a line is made of names.
_CASELESS_LINE = 40
_WORD = re.compile(r"[^\W_]+")
_EMPHASIS = " \t_*~="
_YEAR = re.compile(r"1[4-9]\d\d|20\d\d")
_SUBTITLE = re.compile(r"\s*[:;(\[—–]")
_FULL_STOP = re.compile(r"(?<!\b\w)\.(?!\w)")  # not that of an initial
_OUTCRY = re.compile(r"[!?…。！？؟।]")
_QUOTES = tuple("\"“„«‘'»「『")
_DASHES = tuple("–—―-")
_CLOSING = "\"”»“'’)"
_SENTENCE_END = (".", "!", "?", "…")
_CASELESS_END = ("。", "！", "？", "」", "』", "؟", "।", "۔")
_GENRE_WORDS = """
    novel novels novella stories story tale tales romance fable comedy tragedy play poem
    poems memoir
    roman romane erzählung erzählungen novelle geschichte geschichten conte contes
    nouvelle nouvelles
    novela cuento cuentos romanzo racconto racconti conto contos verhaal verhalen
    powieść opowiadania
    роман повесть рассказ рассказы
"""
_EDITION_WORDS = """
    by written author translated translation translator edited editor adapted retold
    produced prepared
    illustrated illustrations illustrator drawings pictures introduction introduced
    foreword
    edition editions new revised complete unabridged collected selected volume vol
    volumes book books
    published publisher publishers publishing press printed printing printers company co
    ltd inc limited
    first second third fourth fifth
    von aus dem den das die übersetzt übersetzung deutsch deutschen englischen
    französischen herausgegeben
    illustriert verlag auflage ausgabe band erster zweiter dritter
    par traduit traduction anglais français édition éditions éditeur tome illustré
    por traducción traducido inglés edición ediciones editorial tomo ilustrado
    tradotto traduzione edizione edizioni editore illustrato
    tradução traduzido edição editora
    door het een vertaald vertaling uit engels uitgeverij druk deel
    przekład przełożył przełożyła wydanie wydawnictwo
    перевод издательство издание том
"""
_GENRES: Final = frozenset(_GENRE_WORDS.split())
_EDITION: Final = _GENRES | frozenset(_EDITION_WORDS.split())


def is_title_page(text: str, book: Metadata) -> bool:
    """Whether a page gives the title of ``book`` and nothing that is told."""
    if len(text) > _CHARACTERS or len(text.split()) > _WORDS:
        return False
    lines = _lines(text)
    if not _gives_title(lines, book.title):
        return False
    makers = _makers(book)
    known = makers | frozenset(_words(f"{book.title} {book.subtitle}"))
    sentences = False
    for line in lines:
        if known.issuperset(_words(line)):
            continue
        if not _belongs(line, known):
            return False
        sentences = sentences or _FULL_STOP.search(line) is not None
    # A full stop ends a sentence, unless the page speaks of its edition.
    return not sentences or _tells_edition(text, makers)


def _lines(text: str) -> list[str]:
    stripped = [line.strip(_EMPHASIS) for line in text.splitlines()]
    return list(filter(None, stripped))


def _gives_title(lines: list[str], title: str) -> bool:
    """Whether the title begins a line and ends with a word.

    It may be without its second half.
    """
    whole = _words(title)
    first_half = _words(_SUBTITLE.split(title)[0])
    for at in range(len(lines)):
        words = _words(" ".join(lines[at:]))
        for wanted in (whole, first_half):
            if wanted and words[: len(wanted)] == wanted:
                return True
    return False


def _makers(book: Metadata) -> frozenset[str]:
    """The words of who made the book, and when."""
    said = (*book.authors, book.publisher, book.series, book.year)
    return frozenset(_words(" ".join(said)))


def _tells_edition(text: str, makers: frozenset[str]) -> bool:
    """Whether a page says who made this edition, or when."""
    words = {word for word in _words(text) if not is_small(word)}
    expected = _EDITION | makers
    if not words.isdisjoint(expected):
        return True
    return any(map(_YEAR.fullmatch, words))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _belongs(line: str, known: frozenset[str]) -> bool:
    """Whether a line is a name, or speaks of the book or the edition."""
    words = _WORD.findall(line)
    if len(words) > _LINE_WORDS or _is_told(line):
        return False
    is_caseless = line.upper() == line.lower()
    if is_caseless:
        return len(line) <= _CASELESS_LINE
    if _names_genre(words) and not _FULL_STOP.search(line):
        return True
    no_names = [word for word in words if not _may_be_name(word)]
    expected = known | _EDITION
    return expected.issuperset(no_names)


def tells(line: str) -> bool:
    """Whether a line is speech or a sentence of a story, as title pages have none."""
    bare = line.strip(_EMPHASIS)
    if bare.upper() == bare.lower():
        return bare.endswith(_CASELESS_END)
    words = _WORD.findall(bare)
    told = [word for word in words if not _may_be_name(word) and word not in _EDITION]
    if not told:
        return False
    return bare.startswith(_QUOTES) or bare.rstrip(_CLOSING).endswith(_SENTENCE_END)


def _names_genre(words: list[str]) -> bool:
    """Whether a line begins like "a tale of the sea"."""
    return not _GENRES.isdisjoint(words[:2])


def _is_told(line: str) -> bool:
    """Whether a line is speech, or an outcry, as title pages have none."""
    if _OUTCRY.search(line) or line.startswith(_QUOTES):
        return True
    return line.startswith(_DASHES) and not line.endswith(_DASHES)


def _may_be_name(word: str) -> bool:
    return not word[0].islower() or is_small(word)
