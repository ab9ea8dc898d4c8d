"""What a title page is: title, author, publisher, date and words of an edition, and no sentence of a story.

Every line has to be made of such words, whatever the page begins with. What the book says of itself names
most of them; any other line has to be a name ("Penguin Books") or to speak of the edition ("translated by").
A page in doubt is not a title page, so that it is read.
"""

import re
from typing import Final

from audiobook.model import Metadata
from audiobook.readers.headings import is_small

_WORDS = 60  # a page with more is not a title page
_CHARACTERS = 600  # nor is one with more, in a script without spaces
_LINE_WORDS = 16
_CASELESS_LINE = 40  # characters; a script without capitals cannot show that a line is made of names
_WORD = re.compile(r"[^\W_]+")
_EMPHASIS = " \t_*~="
_YEAR = re.compile(r"1[4-9]\d\d|20\d\d")
_SUBTITLE = re.compile(r"\s*[:;(\[—–]")
_FULL_STOP = re.compile(r"(?<!\b\w)\.(?!\w)")  # not that of an initial
_OUTCRY = re.compile(r"[!?…。！？؟।]")
_QUOTES = tuple("\"“„«‘'»「『")
_DASHES = tuple("–—―-")
_GENRE_WORDS = """
    novel novels novella stories story tale tales romance fable comedy tragedy play poem poems memoir
    roman romane erzählung erzählungen novelle geschichte geschichten conte contes nouvelle nouvelles
    novela cuento cuentos romanzo racconto racconti conto contos verhaal verhalen powieść opowiadania
    роман повесть рассказ рассказы
"""
_EDITION_WORDS = """
    by written author translated translation translator edited editor adapted retold produced prepared
    illustrated illustrations illustrator drawings pictures introduction introduced foreword
    edition editions new revised complete unabridged collected selected volume vol volumes book books
    published publisher publishers publishing press printed printing printers company co ltd inc limited
    first second third fourth fifth
    von aus dem den das die übersetzt übersetzung deutsch deutschen englischen französischen herausgegeben
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
    lines = [line.strip(_EMPHASIS) for line in text.splitlines() if line.strip(_EMPHASIS)]
    named = _named(book)
    known = named | frozenset(_words(f"{book.title} {book.subtitle}"))
    strange = [line for line in lines if not known.issuperset(_words(line))]
    if not _gives_title(lines, book.title) or not all(_belongs(line, known) for line in strange):
        return False
    return _tells_edition(text, named) or not any(_FULL_STOP.search(line) for line in strange)


def _gives_title(lines: list[str], title: str) -> bool:
    """Whether the title, with or without its second half, begins a line and ends with a word."""
    wanted = [_words(title), _words(_SUBTITLE.split(title)[0])]
    after = [_words(" ".join(lines[at:])) for at in range(len(lines))]
    return any(name and words[: len(name)] == name for words in after for name in wanted)


def _named(book: Metadata) -> frozenset[str]:
    """The words of who made the book, and when."""
    return frozenset(_words(" ".join((*book.authors, book.publisher, book.series, book.year))))


def _tells_edition(text: str, named: frozenset[str]) -> bool:
    words = _words(text)
    return any(word in _EDITION or word in named or _YEAR.fullmatch(word) for word in words if not is_small(word))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _belongs(line: str, known: frozenset[str]) -> bool:
    """Whether a line is a name, or speaks of the book or the edition."""
    words = _WORD.findall(line)
    if len(words) > _LINE_WORDS or _is_speech(line) or _OUTCRY.search(line):
        return False
    if line.upper() == line.lower():
        return len(line) <= _CASELESS_LINE
    if any(word in _GENRES for word in words[:2]) and not _FULL_STOP.search(line):
        return True  # "a tale of the sea"
    return all(_may_be_name(word) or word in known or word in _EDITION for word in words)


def _is_speech(line: str) -> bool:
    dashed = line.startswith(_DASHES) and not line.endswith(_DASHES)
    return dashed or line.startswith(_QUOTES)


def _may_be_name(word: str) -> bool:
    return not word[0].islower() or is_small(word)
