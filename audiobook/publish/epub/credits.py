"""What is announced before and after a book, on pages of its own in the book's own EPUB.

The opening credits stand before the first page with sound, the closing ones behind the last: whoever listens from
page to page hears them where they belong. The book's contents do not list them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from audiobook.language import language_of
from audiobook.model import Track
from audiobook.publish.base import Edition
from audiobook.publish.epub.overlay import Par, heard
from audiobook.publish.epub.page import escaped, language_tag, page, prose
from audiobook.publish.text.prose import paragraphs
from audiobook.publish.timeline import indices, one_line
from audiobook.speech import CLOSING, OPENING

Sounds = Sequence[tuple[Track, str]]  # each with the path of its sound in the EPUB


@dataclass(frozen=True, slots=True)
class CreditsPage:
    """A page, and what is heard on it; ``first``: it stands before the book."""

    path: str
    overlay: str
    text: str
    pars: tuple[Par, ...]
    first: bool


def announcements(edition: Edition) -> frozenset[int]:
    """The numbers of the chapters that are not the book's own."""
    chapters, speech = edition.book.chapters, edition.settings.speech
    ends = [(chapters[:1], OPENING, speech.opening), (chapters[-1:], CLOSING, speech.closing)]
    return frozenset(one.number for end, title, said in ends if said for one in end if one.title == title)


def credits_pages(edition: Edition, sounds: Sounds, folder: str) -> Iterator[CreditsPage]:
    """A page in ``folder`` for every announcement among ``sounds``; the style sheet there is ``overlay.css``."""
    where, wanted = indices(edition.script), announcements(edition)
    language = language_tag(language_of(edition.book))
    for number, group in groupby(sounds, key=lambda sound: sound[0].chapter):
        if number in wanted:
            index = where[number]
            first, title = index == 0, one_line(edition.book.chapters[index].title)
            shown = list(paragraphs(edition.script, index))
            there = {line.utterance for one in shown for line in one.lines if line.runs}
            pars = [
                Par(f"u{one.utterance}", one.audio, one.start_ms, one.end_ms)
                for sound in group
                for one in heard(*sound)
                if one.utterance in there
            ]
            body = f"<section>\n<h1>{escaped(title)}</h1>\n{prose(shown)}\n</section>"
            kind, name = ("frontmatter", "opening") if first else ("backmatter", "closing")
            text = page(title, language, body, style="overlay.css", types=kind)
            yield CreditsPage(f"{folder}/{name}.xhtml", f"{folder}/{name}.smil", text, tuple(pars), first)
