"""The book's own EPUB with its sound: pages as they were, with spans round what is said.

Only what has to change does: pages that are heard, and the package document. An utterance that is
not found on the pages, word for word and in its place, is left out of the overlays with a notice.
"""

import zipfile
import zlib
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from audiobook.errors import InputError
from audiobook.events import Notice
from audiobook.publish.base import Edition
from audiobook.publish.epub.credits import (
    CreditsPage,
    Sounds,
    announcements,
    credits_pages,
)
from audiobook.publish.epub.locate import Locator, PagePlace, UtteranceKey
from audiobook.publish.epub.overlay import (
    STYLE,
    HeardUtterance,
    Par,
    heard,
    href,
    smil,
)
from audiobook.publish.epub.package import (
    Overlay,
    add_page,
    ids_in,
    unused,
    with_overlays,
)
from audiobook.publish.epub.source import Original, OriginalPage
from audiobook.publish.epub.spans import XHTML, spans
from audiobook.publish.epub.zip import EpubZip, names_in
from audiobook.publish.tags import Tags
from audiobook.publish.timeline import indices, one_line

_SAMPLE = 80  # characters of a lost line that a notice quotes


@dataclass(frozen=True, slots=True)
class _Placed:
    """An utterance with its sound, and its place on the pages."""

    key: UtteranceKey
    sound: HeardUtterance
    place: PagePlace


def write_original(
    original: Original, edition: Edition, tags: Tags, path: Path
) -> None:
    """Write the EPUB.

    ``original`` is changed on the way, and cannot be written again. Raises ``OSError``, and
    :class:`InputError` where the pages are those of another text.
    """
    sounds = []
    for number, track in enumerate(edition.tracks, 1):
        sounds.append((track, f"{original.folder}/{number:04}.mp3"))
    _mark_pages(original, edition, sounds)
    heard_pages = [page for page in original.pages if page.pars]
    extra = list(credits_pages(edition, sounds, original.folder))
    overlays = _overlays(original, heard_pages, extra)
    style = f"{original.folder}/overlay.css"
    package = with_overlays(
        original.package,
        overlays,
        style,
        sorted(_sounds_in(overlays)),
        tags,
    )
    for page in heard_pages:
        _add_style(page, style)
    changed = _changed(original, heard_pages, package)
    with EpubZip(path) as book:
        _copy_all(original.path, changed, book)
        book.text(style, STYLE)
        book.texts(original.added.items())
        book.texts((page.path, page.text) for page in extra)
        _write_sound(book, overlays, sounds)


def _write_sound(book: EpubZip, overlays: Sequence[Overlay], sounds: Sounds) -> None:
    """Write the overlays, and the sounds that they play."""
    for overlay in overlays:
        document = smil(overlay.page, overlay.path, overlay.pars)
        book.text(overlay.path, document)
    used = _sounds_in(overlays)
    for track, name in sounds:
        # A track may be lost as a whole, with every utterance in it.
        if name in used:
            book.file(name, track.file("mp3"))


def _sounds_in(overlays: Sequence[Overlay]) -> set[str]:
    """The paths of all sounds that overlays play."""
    used: set[str] = set()
    for overlay in overlays:
        used.update(par.audio for par in overlay.pars)
    return used


def _overlays(
    original: Original, pages: Sequence[OriginalPage], extra: Sequence[CreditsPage]
) -> list[Overlay]:
    """The overlays of all pages that are heard; credits get their places in the package."""
    overlays = []
    for page in pages:
        path = f"{original.folder}/{page.number:04}.smil"
        overlays.append(Overlay(page.item, page.path, path, page.pars))
    items = [page.item for page in pages]
    for credit in extra:
        beside = ""
        if items:
            beside = items[0] if credit.first else items[-1]
        item = add_page(original.package, credit.path, beside, before=credit.first)
        overlay = Overlay(item, credit.path, credit.overlay, credit.pars)
        if not credit.pars:
            continue
        if credit.first:
            overlays.insert(0, overlay)
        else:
            overlays.append(overlay)
    return overlays


def _changed(
    original: Original, pages: Sequence[OriginalPage], package: bytes
) -> dict[str, bytes]:
    """The files of the EPUB that are not as they were, by their paths."""
    changed = {original.package.path: package, **original.replaced}
    roots = dict(original.changed)
    for page in pages:
        roots[page.path] = page.text.root
    for path, root in roots.items():
        changed[path] = original.page(path, root)
    return changed


def _copy_all(path: Path, changed: Mapping[str, bytes], book: EpubZip) -> None:
    """Copy every file of an archive, or write what it has become."""
    with zipfile.ZipFile(path) as source:
        for info in names_in(source):
            if info.filename in changed:
                book.data(info.filename, changed[info.filename])
            else:
                _copy(source, info, book)


def _copy(source: zipfile.ZipFile, info: zipfile.ZipInfo, book: EpubZip) -> None:
    """Copy a file. Raises :class:`InputError` for one that is damaged."""
    try:
        with source.open(info) as file:
            book.stream(info.filename, file, info.file_size)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise InputError(f"{info.filename} in it is damaged.") from error


def _add_style(page: OriginalPage, style: str) -> None:
    """Link a page to the style sheet that marks what is heard; ``style`` is its path."""
    for head in page.text.root.iter(f"{XHTML}head"):
        link = href(page.path, style)
        etree.SubElement(
            head, f"{XHTML}link", rel="stylesheet", type="text/css", href=link
        )


def _mark_pages(original: Original, edition: Edition, sounds: Sounds) -> None:
    """Put everything of the book that is heard into spans on its page."""
    utterances = _heard(edition, sounds)
    chapters = sorted(utterances)
    locator = Locator(edition.script, chapters, original.pages)
    placed: dict[int, list[_Placed]] = defaultdict(list)
    lost: dict[int, list[int]] = defaultdict(list)
    for chapter, heard_in_chapter in utterances.items():
        for sound in heard_in_chapter:
            key = (chapter, sound.utterance)
            place = locator.place(key)
            if place is None:
                lost[chapter].append(sound.utterance)
            else:
                placed[place.page].append(_Placed(key, sound, place))
    total = sum(map(len, utterances.values()))
    total_lost = sum(map(len, lost.values()))
    # A few lines are not found where the source repeats itself; half of a book is another book.
    if 2 * total_lost > total:
        raise InputError("Its pages are not those that were read.")
    for number, on_page in placed.items():
        _mark_page(original.pages[number], on_page)
    _notice_lost(edition, lost)


def _heard(edition: Edition, sounds: Sounds) -> dict[int, list[HeardUtterance]]:
    """What is heard of the book itself, by the index of its chapter."""
    index_of = indices(edition.script)
    announced = announcements(edition)
    utterances: dict[int, list[HeardUtterance]] = defaultdict(list)
    for track, audio in sounds:
        # An announcement is on no page of the source.
        if track.chapter not in announced:
            index = index_of[track.chapter]
            utterances[index].extend(heard(track, audio))
    return utterances


def _mark_page(page: OriginalPage, placed: Collection[_Placed]) -> None:
    """Put utterances into spans on their page, and say what is heard in each."""
    prefix = unused("said", ids_in(page.text.root))
    in_order = sorted(placed, key=lambda one: one.place.start, reverse=True)
    pars: list[Par] = []
    # From the last to the first: spans asks for that.
    for one in in_order:
        chapter, utterance = one.key
        own = f"{prefix}-{chapter + 1}-{utterance}"
        made = spans(page.text, one.place.start, one.place.end, own)
        shared = list(_shared(one.sound, made))
        pars.extend(reversed(shared))
    pars.reverse()
    page.pars = pars


def _shared(sound: HeardUtterance, made: Sequence[tuple[str, int]]) -> Iterator[Par]:
    """The stretch of sound for every span of an utterance: the time is shared out by letters."""
    total = 0
    for _, count in made:
        total += count
    length = sound.end_ms - sound.start_ms
    start = sound.start_ms
    done = 0
    for own, count in made:
        done += count
        # From the beginning, so that roundings do not add up.
        end = sound.start_ms + length * done // total
        yield Par(own, sound.audio, start, end)
        start = end


def _notice_lost(edition: Edition, lost: Mapping[int, Sequence[int]]) -> None:
    """Say what has no place on the pages: utterances, by the index of their chapter."""
    script = edition.script
    for index, utterances in lost.items():
        first = script.utterances[index][utterances[0]]
        text = one_line(script.text(index, first))
        sample = text[:_SAMPLE]
        many = "One line"
        if len(utterances) > 1:
            many = f"{len(utterances)} lines"
        title = edition.book.chapters[index].title
        edition.listener(
            Notice(
                f'{many} of "{title}" not found on the EPUB\'s own pages, '
                f'so without sound there: "{sample}"'
            )
        )
