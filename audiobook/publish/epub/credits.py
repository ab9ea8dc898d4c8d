"""What is announced before and after a book, on pages of its own in the book's own EPUB.

The opening credits are before the first page with sound, the closing ones behind the last:
whoever listens from page to page hears them where they belong. The book's contents do not list
them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from audiobook.language import language_of
from audiobook.model import Track
from audiobook.publish.base import Edition
from audiobook.publish.epub.overlay import Par, own_pars
from audiobook.publish.epub.page import (
    escaped,
    language_tag,
    page,
    prose,
    shown_utterances,
)
from audiobook.publish.prose import paragraphs
from audiobook.publish.timeline import indices, one_line
from audiobook.speech import CLOSING, OPENING

Sounds = Sequence[tuple[Track, str]]  # each with the path of its sound in the EPUB


@dataclass(frozen=True, slots=True)
class CreditsPage:
    """A page, and what is heard on it.

    ``path`` and ``overlay`` are paths in the EPUB; ``first``: the page is before the book.
    """

    path: str
    overlay: str
    text: str
    pars: tuple[Par, ...]
    first: bool


def announcements(edition: Edition) -> frozenset[int]:
    """The numbers of the chapters that are announcements, and not the book's own."""
    chapters = edition.book.chapters
    speech = edition.settings.speech
    numbers = set()
    if chapters and speech.opening and chapters[0].title == OPENING:
        numbers.add(chapters[0].number)
    if chapters and speech.closing and chapters[-1].title == CLOSING:
        numbers.add(chapters[-1].number)
    return frozenset(numbers)


def credits_pages(
    edition: Edition, sounds: Sounds, folder: str
) -> Iterator[CreditsPage]:
    """A page in ``folder`` for every announcement among ``sounds``.

    The style sheet there is ``overlay.css``.
    """
    index_of = indices(edition.script)
    announced = announcements(edition)
    for number, group in groupby(sounds, key=lambda sound: sound[0].chapter):
        if number in announced:
            yield _credits_page(edition, index_of[number], list(group), folder)


def _credits_page(
    edition: Edition, index: int, sounds: Sounds, folder: str
) -> CreditsPage:
    title = one_line(edition.book.chapters[index].title)
    shown = list(paragraphs(edition.script, index))
    body = f"<section>\n<h1>{escaped(title)}</h1>\n{prose(shown)}\n</section>"
    is_first = index == 0
    name = "opening" if is_first else "closing"
    kind = "frontmatter" if is_first else "backmatter"
    language = language_tag(language_of(edition.book))
    return CreditsPage(
        path=f"{folder}/{name}.xhtml",
        overlay=f"{folder}/{name}.smil",
        text=page(title, language, body, style="overlay.css", types=kind),
        pars=own_pars(sounds, shown_utterances(shown)),
        first=is_first,
    )
