"""The book's own EPUB with its sound: every page as it was, with spans round what is said, and an overlay.

Only what has to change does: pages that are heard, and the package document. An utterance that is not found on the
pages, word for word and in its place, is left out of the overlays with a notice.
"""

import zipfile
import zlib
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from posixpath import dirname, relpath
from urllib.parse import quote

from lxml import etree

from audiobook.errors import InputError
from audiobook.events import Notice
from audiobook.model import Track
from audiobook.publish.base import Edition
from audiobook.publish.epub.align import Match, Places, aligned, letters
from audiobook.publish.epub.credits import CreditsPage, announcements, credits_pages
from audiobook.publish.epub.overlay import STYLE, Heard, Par, heard, smil
from audiobook.publish.epub.package import add_page, unused, with_overlays
from audiobook.publish.epub.source import Original, OriginalPage
from audiobook.publish.epub.spans import XHTML, spans
from audiobook.publish.epub.zip import EpubZip, names_in
from audiobook.publish.tags import Tags
from audiobook.publish.timeline import indices, one_line

_MOST_EXTRA = 80  # letters on the page inside an utterance that are not read: note markers, page numbers
_SAMPLE = 80  # characters of a lost line that are told


def write_original(original: Original, edition: Edition, tags: Tags, path: Path) -> None:
    """Write the EPUB. Raises ``OSError``, and :class:`InputError` where the pages are those of another text."""
    folder = original.folder
    sounds = [(track, f"{folder}/{number:04}.mp3") for number, track in enumerate(edition.tracks, 1)]
    own = announcements(edition)
    _put(original, edition, [sound for sound in sounds if sound[0].chapter not in own])
    pages = [page for page in original.pages if page.pars]
    extra = list(credits_pages(edition, sounds, folder))
    package, overlays = _overlays(original, pages, extra, tags)
    used = {par.audio for _, _, pars in overlays for par in pars}
    with EpubZip(path) as book, zipfile.ZipFile(original.path) as source:
        for page in pages:
            _add_style(page, f"{folder}/overlay.css")
        roots = original.changed | {page.path: page.text.root for page in pages}
        changed = {original.package.path: package, **original.replaced}
        changed |= {at: original.page(at, root) for at, root in roots.items()}
        for info in names_in(source):
            if info.filename in changed:
                book.data(info.filename, changed[info.filename])
            else:
                _copy(source, info, book)
        book.texts([(f"{folder}/overlay.css", STYLE), *original.added.items()])
        book.texts([(one.path, one.text) for one in extra])
        for at, place, pars in overlays:
            book.text(place, smil(at, place, pars))
        for track, name in sounds:
            if name in used:
                book.file(name, track.file("mp3"))


def _overlays(
    original: Original, pages: Sequence[OriginalPage], extra: Sequence[CreditsPage], tags: Tags
) -> tuple[bytes, list[tuple[str, str, Sequence[Par]]]]:
    """The package document; and for every page that is heard its path, its overlay's, and what is in that."""
    folder = original.folder
    found = [(page.item, page.path, f"{folder}/{page.number:04}.smil", page.pars) for page in pages]
    items = [page.item for page in pages]
    for one in extra:
        beside = (items[0] if one.first else items[-1]) if items else ""
        item = add_page(original.package, one.path, beside, before=one.first)
        if one.pars:
            found.insert(0 if one.first else len(found), (item, one.path, one.overlay, list(one.pars)))
    sounds = sorted({par.audio for *_, pars in found for par in pars})
    overlays = [(item, place, pars) for item, _, place, pars in found]
    package = with_overlays(original.package, overlays, f"{folder}/overlay.css", sounds, tags)
    return package, [(path, place, pars) for _, path, place, pars in found]


def _copy(source: zipfile.ZipFile, info: zipfile.ZipInfo, book: EpubZip) -> None:
    try:
        with source.open(info) as file:
            book.stream(info.filename, file)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise InputError(f"{info.filename} in it is damaged.") from error


def _add_style(page: OriginalPage, style: str) -> None:
    for head in page.text.root.iter(f"{XHTML}head"):
        link = quote(relpath(style, dirname(page.path) or "."))
        etree.SubElement(head, f"{XHTML}link", rel="stylesheet", type="text/css", href=link)


_Key = tuple[int, int]  # the index of a chapter, and of an utterance in it


def _put(original: Original, edition: Edition, sounds: Sequence[tuple[Track, str]]) -> None:
    """Put everything that is heard into spans on its page."""
    where = indices(edition.script)
    ours = _letters_of(edition, sorted({where[track.chapter] for track, _ in sounds}))
    theirs = "".join(page.text.letters for page in original.pages)
    places = Places(aligned(ours.text, theirs, ours.breaks))
    found: dict[int, list[tuple[int, int, _Key, Heard]]] = {}
    lost: dict[int, list[int]] = {}
    every = [(where[track.chapter], one) for track, audio in sounds for one in heard(track, audio)]
    for index, one in every:
        place = _stretch(original.pages, ours, ours.ranges[index, one.utterance], places)
        if place is None:
            lost.setdefault(index, []).append(one.utterance)
        else:
            found.setdefault(place[0], []).append((*place[1:], (index, one.utterance), one))
    if 2 * sum(map(len, lost.values())) > len(every):
        raise InputError("Its pages are not those that were read.")
    for number, stretches in found.items():
        _into_spans(original.pages[number], stretches)
    _tell(edition, lost)


@dataclass(slots=True)
class _Ours:
    """The letters of what is played; where in them each utterance is; where paragraphs and words begin."""

    text: str = ""
    ranges: dict[_Key, tuple[int, int]] = field(default_factory=dict)
    breaks: list[int] = field(default_factory=list)
    words: set[int] = field(default_factory=set)

    def inside_word(self, at: int) -> bool:
        """Whether there is no gap before a letter."""
        return at not in self.words and self.text[at - 1].isalnum() and self.text[at].isalnum()


def _letters_of(edition: Edition, chapters: Sequence[int]) -> _Ours:
    script, found = edition.script, _Ours()
    pieces: list[str] = []
    total, before = 0, (-1, -1)
    for index in chapters:
        for number, one in enumerate(script.utterances[index]):
            if (index, one.paragraph) != before:
                found.breaks.append(total)
            before, last, start = (index, one.paragraph), -2, total
            for at, letter in letters(script.text(index, one)):
                if at > last + 1:
                    found.words.add(total)
                last, total = at, total + 1
                pieces.append(letter)
            found.ranges[index, number] = (start, total)
    found.text = "".join(pieces)
    return found


def _stretch(
    pages: Sequence[OriginalPage], ours: _Ours, wanted: tuple[int, int], places: Places
) -> tuple[int, int, int] | None:
    """The page that an utterance is on, and which of its letters; ``None`` where that is not certain."""
    matches = _spoken(ours, list(places.within(*wanted)))
    found = sum(char.isalnum() for m in matches for char in ours.text[m.ours : m.ours + m.length])
    if not found or found < sum(char.isalnum() for char in ours.text[slice(*wanted)]):
        return None
    if any(ours.inside_word(after.ours) and _gap(one, after) for one, after in pairwise(matches)):
        return None
    start, end = matches[0].theirs, matches[-1].theirs + matches[-1].length
    number = bisect_right(pages, start, key=lambda page: page.start) - 1
    page = pages[number].text
    start, end = start - pages[number].start, end - pages[number].start
    extra = end - start - sum(match.length for match in matches)
    if end > len(page.letters) or extra > _MOST_EXTRA or page.splits_word(start, end):
        return None
    return number, start, end


def _spoken(ours: _Ours, matches: Sequence[Match]) -> list[Match]:
    """Without signs at the ends that are apart from the words: they may be anybody's."""
    solid = [any(char.isalnum() for char in ours.text[m.ours : m.ours + m.length]) for m in matches]
    if True not in solid:
        return []
    return list(matches[solid.index(True) : len(solid) - solid[::-1].index(True)])


def _gap(one: Match, after: Match) -> bool:
    return one.theirs + one.length < after.theirs


def _into_spans(page: OriginalPage, stretches: Sequence[tuple[int, int, _Key, Heard]]) -> None:
    taken = {str(one.get("id", "")) for one in page.text.root.iter() if isinstance(one.tag, str)}
    prefix = unused("said", taken)
    pars: list[Par] = []
    for start, end, (chapter, utterance), one in sorted(stretches, reverse=True, key=lambda each: each[0]):
        own = spans(page.text, start, end, f"{prefix}-{chapter + 1}-{utterance}")
        pars = [*_shared(one, own), *pars] if own else pars
    page.pars = pars


def _shared(one: Heard, own: Sequence[tuple[str, int]]) -> Iterator[Par]:
    """The stretch of sound for every span of an utterance: the time is shared out by letters."""
    total, done, start = sum(count for _, count in own), 0, one.start_ms
    for name, number in own:
        done += number
        end = one.start_ms + (one.end_ms - one.start_ms) * done // total
        yield Par(name, one.audio, start, end)
        start = end


def _tell(edition: Edition, lost: Mapping[int, Sequence[int]]) -> None:
    """Say what has no place on the pages."""
    for index, utterances in lost.items():
        chapter, script = edition.book.chapters[index], edition.script
        text = one_line(script.text(index, script.utterances[index][utterances[0]]))[:_SAMPLE]
        many = f"{len(utterances)} lines" if len(utterances) > 1 else "One line"
        edition.listener(
            Notice(
                f'{many} of "{chapter.title}" not found on the EPUB\'s own pages, so without sound there: "{text}"'
            )
        )
