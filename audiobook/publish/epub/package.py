"""The package document of an EPUB, with overlays, sounds and pages added to it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from audiobook.publish.epub.overlay import ACTIVE, Par, clock, duration, href
from audiobook.publish.tags import LABEL, Tags
from audiobook.readers.epub import Package
from audiobook.readers.tree.xml import Element, attribute, named

OPF = "{http://www.idpf.org/2007/opf}"


@dataclass(frozen=True, slots=True)
class Overlay:
    """What is heard on a page.

    ``item`` is the id of the page in the package; ``page`` and ``path`` are the paths of the page
    and of its overlay in the archive.
    """

    item: str
    page: str
    path: str
    pars: Sequence[Par]


def with_overlays(
    package: Package,
    overlays: Sequence[Overlay],
    style: str,
    sounds: Sequence[str],
    tags: Tags,
) -> bytes:
    """The package document with its overlays, sounds and style sheet.

    ``overlays`` and ``sounds`` are in order; ``style`` and ``sounds`` are paths in the archive.
    """
    root = package.root
    manifest = next(named(root, "manifest"))
    metadata = next(named(root, "metadata"))
    # No id that is there may be one of ours, whatever number follows.
    prefix = unused("said", ids_in(root))
    items = {}
    for item in named(root, "item"):
        items[attribute(item, "id")] = item
    _add(manifest, f"{prefix}-style", href(package.path, style), "text/css")
    for number, sound in enumerate(sounds, 1):
        link = href(package.path, sound)
        _add(manifest, f"{prefix}-sound-{number}", link, "audio/mpeg")
    for number, overlay in enumerate(overlays, 1):
        own = f"{prefix}-{number}"
        link = href(package.path, overlay.path)
        _add(manifest, own, link, "application/smil+xml")
        items[overlay.item].set("media-overlay", own)
        length = clock(duration(overlay.pars))
        meta = _meta(metadata, "media:duration", length)
        meta.set("refines", f"#{own}")
    for name, value in _about(overlays, tags):
        _meta(metadata, name, value)
    return serialised_xml(root)


def add_page(package: Package, path: str, beside: str, *, before: bool) -> str:
    """Put a page, a path in the archive, into the spine, before or behind the item ``beside``.

    Where no such page is read, it is put at the beginning or the end. Returns the id of its own
    item.
    """
    root = package.root
    manifest = next(named(root, "manifest"))
    spine = next(named(root, "spine"))
    own = unused("credits", ids_in(root))
    _add(manifest, own, href(package.path, path), "application/xhtml+xml")
    ref = spine.makeelement(f"{OPF}itemref", {"idref": own})
    neighbour = _ref_of(spine, beside, first=before)
    place = spine.index(neighbour)
    if not before:
        place += 1
    spine.insert(place, ref)
    return own


def _ref_of(spine: Element, item: str, *, first: bool) -> Element:
    """Where the spine names an item; else its first or last reference.

    A spine is never empty: a book without pages is refused when it is read.
    """
    refs = list(named(spine, "itemref"))
    for ref in refs:
        if attribute(ref, "idref") == item:
            return ref
    if first:
        return refs[0]
    return refs[-1]


def serialised_xml(root: Element) -> bytes:
    """A document that is not a page, as it is written."""
    tree = root.getroottree()
    return etree.tostring(tree, encoding="utf-8", xml_declaration=True)


def ids_in(root: Element) -> frozenset[str]:
    """The ids of all elements."""
    ids = set()
    for element in root.iter("*"):
        own = element.get("id")
        if own is not None:
            ids.add(str(own))
    return frozenset(ids)


def unused(name: str, taken: Collection[str]) -> str:
    """A prefix for names of our own.

    It is ``name``, with underscores appended until no taken name begins with it.
    """
    while any(other.startswith(name) for other in taken):
        name += "_"
    return name


def numbered(name: str, taken: Collection[str]) -> str:
    """``name`` with the first number behind it that no taken name has."""
    number = 1
    while f"{name}-{number}" in taken:
        number += 1
    return f"{name}-{number}"


def _about(overlays: Sequence[Overlay], tags: Tags) -> Iterator[tuple[str, str]]:
    """What the package states of all overlays together."""
    total = 0
    for overlay in overlays:
        total += duration(overlay.pars)
    yield "media:duration", clock(total)
    yield "media:active-class", ACTIVE
    yield "schema:accessMode", "auditory"
    yield "schema:accessibilityFeature", "synchronizedAudioText"
    if tags.read_by:
        yield "media:narrator", tags.heard
    if tags.narration:
        yield "schema:accessibilitySummary", LABEL


def _add(manifest: Element, own: str, link: str, media_type: str) -> None:
    """Add an item with an id of our own."""
    item = {"id": own, "href": link, "media-type": media_type}
    etree.SubElement(manifest, f"{OPF}item", item)


def _meta(metadata: Element, name: str, value: str) -> Element:
    """Add a property in the way of EPUB 3."""
    meta = etree.SubElement(metadata, f"{OPF}meta", property=name)
    meta.text = value
    return meta
