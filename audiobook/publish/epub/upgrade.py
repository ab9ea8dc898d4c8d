"""An EPUB 2 -> EPUB 3: its package document in the new version's words, and a contents page."""

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote

from lxml import etree

from audiobook.publish.epub.modern import properties
from audiobook.publish.epub.overlay import href
from audiobook.publish.epub.package import OPF, ids_in, numbered, serialised_xml
from audiobook.publish.epub.page import escaped, language_tag, page
from audiobook.publish.epub.zip import MODIFIED
from audiobook.readers.epub import NavEntry, Package
from audiobook.readers.tree.xml import Element, attribute, name, named, text_of

DC = "{http://purl.org/dc/elements/1.1/}"
# Attributes of metadata that EPUB 3 takes.
_KEPT = frozenset({"id", "{http://www.w3.org/XML/1998/namespace}lang", "dir"})
_ONCE = frozenset({"date"})
_PEOPLE = frozenset({"creator", "contributor"})
_DROPPED = ("required-namespace", "required-modules", "fallback-style")  # of items


def upgrade(
    package: Package, pages: Mapping[str, Element], nav: str, title: str
) -> None:
    """Change the package document in place.

    The order matters: what is missing is added when it is known what stays.
    ``pages``: every page by its path; ``nav``: the path where the contents page will be.
    """
    root = package.root
    root.set("version", "3.0")
    metadata = next(named(root, "metadata"))
    manifest = next(named(root, "manifest"))
    # A copy: elements come and go on the way.
    for element in list(metadata):
        _change_metadatum(metadata, element)
    _add_what_is_missing(metadata, title)
    # EPUB 3 has no tours through a book.
    for tours in list(named(root, "tours")):
        root.remove(tours)
    item = etree.SubElement(
        manifest,
        f"{OPF}item",
        id=numbered("contents", ids_in(root)),
        href=href(package.path, nav),
        properties="nav",
    )
    item.set("media-type", "application/xhtml+xml")
    _change_items(package, pages)


def _change_items(package: Package, pages: Mapping[str, Element]) -> None:
    """State of pages and of the cover what EPUB 3 wants to know.

    ``pages`` are those that are HTML by now, by their paths.
    """
    cover = _cover_id(package.root)
    for element in named(package.root, "item"):
        for key in _DROPPED:
            element.attrib.pop(key, "")
        own = attribute(element, "id")
        item = package.items.get(own)
        if item is None:
            continue
        words = ""
        if item.path in pages:
            # EPUB 2 takes pages of other types, such as text/html.
            element.set("media-type", "application/xhtml+xml")
            words = properties(pages[item.path])
        elif own == cover and item.media_type.startswith("image/"):
            words = "cover-image"
        if words:
            element.set("properties", words)


def _cover_id(root: Element) -> str:
    """The id of the cover's item, as EPUB 2 states it; empty where it does not."""
    for meta in named(root, "meta"):
        if attribute(meta, "name") == "cover":
            return attribute(meta, "content")
    return ""


def _change_metadatum(metadata: Element, element: Element) -> None:
    """Change a part of the metadata into what EPUB 3 takes, or remove it."""
    tag = name(element)
    if not str(element.tag).startswith(DC):
        # A "meta" stays; wrappers of an older version and private elements go.
        if tag != "meta":
            metadata.remove(element)
        return
    # One date is that of the publication; EPUB 2 has others, told apart by an attribute.
    earlier = map(name, element.itersiblings(preceding=True))
    is_repeated = tag in _ONCE and tag in earlier
    if is_repeated or not text_of(element):
        metadata.remove(element)
        return
    role = attribute(element, "role")
    sort_key = attribute(element, "file-as")
    for key in list(map(str, element.attrib)):
        if key not in _KEPT:
            del element.attrib[key]
    if tag in _PEOPLE:
        _refine_person(metadata, element, role, sort_key)


def _refine_person(
    metadata: Element, element: Element, role: str, sort_key: str
) -> None:
    """State a person's role and sort key, which EPUB 2 has as attributes."""
    if role:
        meta = _refine(metadata, element, "role", role)
        meta.set("scheme", "marc:relators")
    if sort_key:
        _refine(metadata, element, "file-as", sort_key)


def _refine(metadata: Element, element: Element, key: str, value: str) -> Element:
    """Say more of a part of the metadata.

    EPUB 3 has an element of its own for that, where EPUB 2 has an attribute. Returns the element.
    """
    if not element.get("id"):
        package = metadata.getroottree().getroot()
        element.set("id", numbered("person", ids_in(package)))
    refined = f"#{element.get('id')}"
    meta = etree.SubElement(metadata, f"{OPF}meta", refines=refined, property=key)
    meta.text = value
    return meta


def _add_what_is_missing(metadata: Element, title: str) -> None:
    """State what EPUB 3 asks for and EPUB 2 did not."""
    tags = set(map(name, metadata))
    if "title" not in tags:
        etree.SubElement(metadata, f"{DC}title").text = title
    if "language" not in tags:
        etree.SubElement(metadata, f"{DC}language").text = "und"
    for language in metadata.iter(f"{DC}language"):
        # Some books write "en_US".
        tag = text_of(language).replace("_", "-")
        language.text = language_tag(tag)
    stated = {attribute(element, "property") for element in metadata}
    if "dcterms:modified" not in stated:
        meta = etree.SubElement(metadata, f"{OPF}meta", property="dcterms:modified")
        meta.text = MODIFIED


def contents_page(
    entries: Sequence[NavEntry],
    pages: Mapping[str, Element],
    place: str,
    title: str,
    language: str,
) -> str:
    """A contents page at ``place``, of the entries that lead to a page.

    Where none does, it leads to the first page.
    """
    listed = []
    for entry in entries:
        if entry.path in pages and entry.title:
            listed.append(entry)
    if not listed:
        first = next(iter(pages))
        listed.append(NavEntry(title, first, "", 0))
    items = "".join(_list_items(listed, pages, place))
    body = f'<nav epub:type="toc" id="toc">\n<ol>{items}\n</ol>\n</nav>'
    return page(title, language, body, style="overlay.css")


def _list_items(
    entries: Sequence[NavEntry], pages: Mapping[str, Element], place: str
) -> Iterator[str]:
    """The entries as items of nested lists, in pieces.

    ``place`` is the path of the page that they are on. A link to an id that is not there would be
    an error to reading systems: it leads to the page.
    """
    ids = {path: ids_in(root) for path, root in pages.items()}
    depth = 0
    for number, entry in enumerate(entries):
        # An entry is at most one level deeper than the one before it; the first is at the top.
        wanted = min(entry.depth, depth + 1)
        if number == 0:
            wanted = 0
        elif wanted > depth:
            yield "\n<ol>"
        else:
            yield "</li>" + "\n</ol></li>" * (depth - wanted)
        depth = wanted
        link = href(place, entry.path)
        if entry.fragment in ids[entry.path]:
            link += f"#{quote(entry.fragment)}"
        yield f'\n<li><a href="{escaped(link)}">{escaped(entry.title)}</a>'
    yield "</li>" + "\n</ol></li>" * depth


def with_identifier(contents: Element, package: Package) -> bytes:
    """The old contents file (NCX) with the identifier of the book, which it has to state."""
    identifier = _identifier(package.root)
    for meta in named(contents, "meta"):
        if attribute(meta, "name") == "dtb:uid" and identifier:
            meta.set("content", identifier)
    return serialised_xml(contents)


def _identifier(root: Element) -> str:
    """The identifier of the book; empty where it has none."""
    wanted = attribute(root, "unique-identifier")
    for identifier in named(root, "identifier"):
        if attribute(identifier, "id") == wanted:
            return text_of(identifier)
    return ""
