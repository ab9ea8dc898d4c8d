"""An EPUB 2 -> EPUB 3: the package document in the words of the new version, and a contents page."""

from collections.abc import Mapping, Sequence
from itertools import count
from posixpath import dirname, relpath
from urllib.parse import quote

from lxml import etree

from audiobook.publish.epub.modern import properties
from audiobook.publish.epub.package import OPF
from audiobook.publish.epub.page import escaped, language_tag, page
from audiobook.readers.epub import NavEntry, Package
from audiobook.readers.tree.xml import Element, attribute, name, named, text_of

DC = "{http://purl.org/dc/elements/1.1/}"
_KEPT = frozenset({"id", "{http://www.w3.org/XML/1998/namespace}lang", "dir"})  # attributes of metadata
_ONCE = frozenset({"date"})
_MODIFIED = "2000-01-01T00:00:00Z"  # it has to be stated; a real one would make every copy another file


def upgrade(package: Package, pages: Mapping[str, Element], nav: str, title: str) -> None:
    """Change the package document in place. ``pages``: every page by its path; ``nav``: where contents will be."""
    root = package.root
    root.set("version", "3.0")
    metadata, manifest = next(named(root, "metadata")), next(named(root, "manifest"))
    for element in list(metadata):
        _metadatum(metadata, element)
    _stated(metadata, title)
    for tours in list(named(root, "tours")):
        root.remove(tours)
    base = dirname(package.path) or "."
    taken = {attribute(one, "id") for one in root.iter() if isinstance(one.tag, str)}
    own = next(f"contents-{n}" for n in count(1) if f"contents-{n}" not in taken)
    item = etree.SubElement(manifest, f"{OPF}item", id=own, href=quote(relpath(nav, base)), properties="nav")
    item.set("media-type", "application/xhtml+xml")
    _items(package, pages)


def _items(package: Package, pages: Mapping[str, Element]) -> None:
    cover = next(
        (attribute(m, "content") for m in named(package.root, "meta") if attribute(m, "name") == "cover"), ""
    )
    for item in named(package.root, "item"):
        own = attribute(item, "id")
        known = package.items.get(own)
        if known and known.path in pages:
            item.set("media-type", "application/xhtml+xml")
            if said := properties(pages[known.path]):
                item.set("properties", said)
        elif known and own == cover and known.media_type.startswith("image/"):
            item.set("properties", "cover-image")
        for key in ("required-namespace", "required-modules", "fallback-style"):
            if key in item.attrib:
                del item.attrib[key]


def _metadatum(metadata: Element, element: Element) -> None:
    tag = name(element)
    if not str(element.tag).startswith(DC):
        if tag != "meta":  # no wrapper of an older version, nor anybody's own
            metadata.remove(element)
        return
    again = tag in _ONCE and any(name(one) == tag for one in element.itersiblings(preceding=True))
    if again or not text_of(element):
        metadata.remove(element)
        return
    said = {key: attribute(element, key) for key in ("role", "file-as")}
    for key in [key for key in element.attrib if str(key) not in _KEPT]:
        del element.attrib[key]
    for key, value in said.items():
        if value and tag in {"creator", "contributor"}:
            _refine(metadata, element, key, value)


def _refine(metadata: Element, element: Element, key: str, value: str) -> None:
    if not element.get("id"):
        taken = {attribute(one, "id") for one in metadata.getroottree().iter() if isinstance(one.tag, str)}
        element.set("id", next(f"person-{n}" for n in count(1) if f"person-{n}" not in taken))
    meta = etree.SubElement(metadata, f"{OPF}meta", refines=f"#{element.get('id')}", property=key)
    if key == "role":
        meta.set("scheme", "marc:relators")
    meta.text = value


def _stated(metadata: Element, title: str) -> None:
    """What EPUB 3 asks for and EPUB 2 did not."""
    there = {name(one) for one in metadata if isinstance(one.tag, str)}
    for tag, text in (("title", title), ("language", "und")):
        if tag not in there:
            etree.SubElement(metadata, f"{DC}{tag}").text = text
    for language in metadata.iter(f"{DC}language"):
        language.text = language_tag(text_of(language).replace("_", "-"))
    if not any(attribute(one, "property") == "dcterms:modified" for one in metadata):
        etree.SubElement(metadata, f"{OPF}meta", property="dcterms:modified").text = _MODIFIED


def contents_page(
    entries: Sequence[NavEntry], pages: Mapping[str, Element], place: str, title: str, language: str
) -> str:
    """A contents page at ``place``, of the entries that lead to a page; else of the pages."""
    ids = {
        path: {one.get("id") for one in root.iter() if isinstance(one.tag, str)} for path, root in pages.items()
    }
    there = [entry for entry in entries if entry.path in pages and entry.title]
    lines = there or [NavEntry(title, path, "", 0) for path in list(pages)[:1]]
    body, depth = '<nav epub:type="toc" id="toc">\n<ol>', 0
    for at, entry in enumerate(lines):
        wanted = min(entry.depth, depth + 1) if at else 0
        if at:
            body += "\n<ol>" if wanted > depth else "</li>" + "\n</ol></li>" * (depth - wanted)
        depth = wanted
        link = quote(relpath(entry.path, dirname(place) or "."))
        link += f"#{quote(entry.fragment)}" if entry.fragment in ids[entry.path] else ""
        body += f'\n<li><a href="{escaped(link)}">{escaped(entry.title)}</a>'
    body += "</li>" + "\n</ol></li>" * depth + "\n</ol>\n</nav>"
    return page(title, language, body, style="overlay.css")


def with_identifier(contents: Element, package: Package) -> bytes:
    """The old contents file (NCX), which has to name the identifier of the book."""
    wanted = attribute(package.root, "unique-identifier")
    found = (text_of(one) for one in named(package.root, "identifier") if attribute(one, "id") == wanted)
    own = next(found, "")
    for meta in named(contents, "meta"):
        if attribute(meta, "name") == "dtb:uid" and own:
            meta.set("content", own)
    return etree.tostring(contents.getroottree(), encoding="utf-8", xml_declaration=True)
