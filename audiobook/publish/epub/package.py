"""The package document of an EPUB, told of its overlays."""

from collections.abc import Collection, Iterator, Sequence
from posixpath import dirname, relpath
from urllib.parse import quote

from lxml import etree

from audiobook.publish.epub.overlay import ACTIVE, Par, clock, duration
from audiobook.publish.tags import Tags
from audiobook.readers.epub import Package
from audiobook.readers.tree.xml import Element, attribute, named

OPF = "{http://www.idpf.org/2007/opf}"
Overlay = tuple[str, str, Sequence[Par]]  # the id of the page's item, the overlay's path, what is in it


def with_overlays(
    package: Package, overlays: Sequence[Overlay], style: str, sounds: Sequence[str], tags: Tags
) -> bytes:
    """The package document with its overlays, sounds and style sheet; all paths are those in the archive."""
    root = package.root
    manifest, metadata = next(named(root, "manifest")), next(named(root, "metadata"))
    taken = {attribute(one, "id") for one in root.iter() if isinstance(one.tag, str)}
    prefix = unused("said", taken)
    items = {attribute(item, "id"): item for item in named(root, "item")}
    base = dirname(package.path) or "."
    _add(manifest, f"{prefix}-style", relpath(style, base), "text/css")
    for number, sound in enumerate(sounds, 1):
        _add(manifest, f"{prefix}-sound-{number}", relpath(sound, base), "audio/mpeg")
    for number, (page, path, pars) in enumerate(overlays, 1):
        own = f"{prefix}-{number}"
        _add(manifest, own, relpath(path, base), "application/smil+xml")
        items[page].set("media-overlay", own)
        _meta(metadata, "media:duration", clock(duration(pars))).set("refines", f"#{own}")
    for name, value in _about([pars for *_, pars in overlays], tags):
        _meta(metadata, name, value)
    return etree.tostring(root.getroottree(), encoding="utf-8", xml_declaration=True)


def add_page(package: Package, path: str, beside: str, *, before: bool) -> str:
    """Put a page, a path in the archive, into the spine, before or behind that of the item ``beside``.

    Where no such page is read, it is put at the beginning or the end. Returns the id of its own item.
    """
    root, base = package.root, dirname(package.path) or "."
    manifest, spine = next(named(root, "manifest")), next(named(root, "spine"))
    own = unused("credits", {attribute(one, "id") for one in root.iter() if isinstance(one.tag, str)})
    _add(manifest, own, relpath(path, base), "application/xhtml+xml")
    refs = list(named(spine, "itemref"))
    at = next((one for one in refs if attribute(one, "idref") == beside), refs[0] if before else refs[-1])
    spine.insert(spine.index(at) + (not before), spine.makeelement(f"{OPF}itemref", {"idref": own}))
    return own


def unused(name: str, taken: Collection[str]) -> str:
    """``name``, with as many signs behind it as it takes for none of the taken names to begin so."""
    while any(one.startswith(name) for one in taken):
        name += "_"
    return name


def _about(overlays: Sequence[Sequence[Par]], tags: Tags) -> Iterator[tuple[str, str]]:
    yield "media:duration", clock(sum(map(duration, overlays)))
    yield "media:active-class", ACTIVE
    yield "schema:accessMode", "auditory"
    yield "schema:accessibilityFeature", "synchronizedAudioText"
    if tags.read_by:
        yield "media:narrator", tags.read_by


def _add(manifest: Element, own: str, href: str, media_type: str) -> None:
    etree.SubElement(manifest, f"{OPF}item", {"id": own, "href": quote(href), "media-type": media_type})


def _meta(metadata: Element, name: str, value: str) -> Element:
    meta = etree.SubElement(metadata, f"{OPF}meta", property=name)
    meta.text = value
    return meta
