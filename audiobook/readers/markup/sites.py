"""Pages saved or downloaded from fiction sites: where story, title and author stand.

Archive of Our Own gives downloads (``#preface``, ``#chapters``, ``#afterword``) and
live pages (``#workskin``); fanfiction.net gives a page per chapter (``#storytext``), and
so do Royal Road (``.chapter-content``) and serials on WordPress (``.entry-content``).
What surrounds the story there is listed as left out, and so are blocks of links from a
chapter to those beside it: "Previous Chapter | Table of Contents | Next Chapter". A link
in a sentence is words of the story.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from audiobook.readers.tree.element_names import BLOCKS, HEADINGS
from audiobook.readers.tree.xml import (
    Element,
    attribute,
    classes_of,
    name,
    named,
    text_of,
)

_CHAPTER_OPTION = re.compile(r"\d+\.\s*(?P<title>.*)")
_TO_CHAPTER = re.compile(
    r"(?:previous|prev|next)(?: (?:chapter|page|part|post))?"
    r"|(?:last|first) (?:chapter|page|part|post)"
    r"|(?:table of )?contents|toc|(?:chapter )?index|home|fiction page",
    re.IGNORECASE,
)
_ARROWS = " \t\n|/·•:-–—<>«»‹›←→⟵⟶⇐⇒"
_NEVER = HEADINGS | {"html", "body", "main", "article"}


@dataclass(frozen=True, slots=True)
class Site:
    """What a page of a known site says.

    ``drop`` are elements that are not the story, each with its kind. ``heading`` is the
    chapter's title where the text itself has none.
    """

    name: str
    title: str
    authors: tuple[str, ...]
    root: Element
    drop: tuple[tuple[Element, str], ...] = ()
    heading: str = ""
    series: str = ""
    description: str = ""


def site_of(root: Element) -> Site | None:
    """The site that a page is from; ``None`` for any other page.

    ``root`` is the root of a file or one of its bodies.
    """
    ids: dict[str, Element] = {}
    for node in _elements(root):
        ids[node.get("id", "")] = node
    ids.pop("", None)
    if "chapters" in ids and ("preface" in ids or "workskin" in ids):
        return _archive(root, ids)
    story = ids.get("storytext", ids.get("storytextp"))
    if story is not None:
        return _fanfiction(root, story, ids.get("profile_top"))
    return _royal_road(root) or _wordpress(root)


def _elements(root: Element) -> Iterator[Element]:
    """Every element in another, but no comments and the like."""
    for node in root.iter():
        if isinstance(node.tag, str):
            yield node


def _class_names(node: Element) -> frozenset[str]:
    return frozenset(classes_of(node).split())


def _first_text(nodes: Iterator[Element]) -> str:
    for node in nodes:
        return text_of(node)
    return ""


# -------------------------------------------------------------- Archive of Our Own

_AROUND_CHAPTERS: Final = ("preface", "afterword")
_NOTE_CLASSES = frozenset({"notes", "summary", "endnote-link"})
_NOTE_NAMES = frozenset({"p", "blockquote", "div", "dl"})
_WORDS_CLASSES = frozenset({"userstuff", "userstuff2"})


def _archive(root: Element, ids: dict[str, Element]) -> Site:
    drop: list[tuple[Element, str]] = []
    for id_ in _AROUND_CHAPTERS:
        if id_ in ids:
            drop.append((ids[id_], "work information"))
    drop.extend(around_chapters(ids["chapters"]))
    return Site(
        "archiveofourown.org",
        _archive_title(ids),
        tuple(dict.fromkeys(_archive_authors(root))),
        root=ids.get("workskin", root),
        drop=tuple(drop),
        series=_first_text(_series(root)),
        description=_summary(root),
    )


def _archive_title(ids: dict[str, Element]) -> str:
    # A download has the title in its preface, a live page within the work.
    for id_ in ("preface", "workskin"):
        for heading in named(ids.get(id_), "h1", "h2"):
            if name(heading) == "h1" or "title" in _class_names(heading):
                return text_of(heading)
    return ""


def _archive_authors(root: Element) -> Iterator[str]:
    for link in named(root, "a"):
        if "author" in attribute(link, "rel").split():
            yield text_of(link)


def _series(root: Element) -> Iterator[Element]:
    for node in named(root, "dd"):
        if "series" in _class_names(node):
            yield node


def around_chapters(root: Element) -> list[tuple[Element, str]]:
    """What Archive of Our Own puts around the chapters of a work, each with its kind.

    Its pages and its downloads have the same.
    """
    headed = _has_headings(root)
    around: list[tuple[Element, str]] = []
    for node in _elements(root):
        classes = _class_names(node)
        # Its style sheet hides these.
        label = "landmark" in classes or (headed and "toc-heading" in classes)
        if label:
            around.append((node, "label of the page"))
        elif _is_note(node, classes):
            around.append((node, "author's note"))
    return around


def _has_headings(root: Element) -> bool:
    headings = named(root, "h2")
    return any("heading" in _class_names(heading) for heading in headings)


def is_download(root: Element) -> bool:
    """Whether a page looks like one of a download from there.

    It has a head and the author's words apart.
    """
    classes: set[str] = set()
    for node in _elements(root):
        classes.update(_class_names(node))
    return "meta" in classes and not classes.isdisjoint(_WORDS_CLASSES)


def _is_note(node: Element, classes: frozenset[str]) -> bool:
    """Whether an element is a summary or a note before or after a chapter.

    Before a chapter it is what stands in its head besides the heading.
    """
    if node.get("id", "").startswith("endnotes") or classes & _NOTE_CLASSES:
        return True
    if name(node) not in _NOTE_NAMES or "byline" in classes:
        return False
    parent = node.getparent()
    return parent is not None and "meta" in _class_names(parent)


def _summary(root: Element) -> str:
    for node in named(root, "p", "h3"):
        following = node.getnext()
        if following is None:
            continue
        if text_of(node).rstrip(":").lower() == "summary":
            return text_of(following)
    return ""


# ------------------------------------------------------------------ fanfiction.net


def _fanfiction(root: Element, story: Element, top: Element | None) -> Site:
    """``top`` is the box above the story, with its title, author and summary."""
    return Site(
        "fanfiction.net",
        _first_text(named(top, "b")) or _title_in_head(root),
        tuple(dict.fromkeys(_fanfiction_authors(top))),
        root=story,
        heading=_chosen_chapter(root),
        description=_first_text(_summaries(top)),
    )


def _fanfiction_authors(top: Element | None) -> Iterator[str]:
    for link in named(top, "a"):
        if attribute(link, "href").lstrip("./").startswith("u/"):
            yield text_of(link)


def _chosen_chapter(root: Element) -> str:
    """The title of the chapter that the page's list of chapters stands at."""
    for option in named(root, "option"):
        if option.get("selected") is None:
            continue
        match = _CHAPTER_OPTION.fullmatch(text_of(option))
        if match:
            return match["title"]
    return ""


def _summaries(top: Element | None) -> Iterator[Element]:
    for node in named(top, "div"):
        if "xcontrast_txt" in _class_names(node):
            yield node


def _title_in_head(root: Element) -> str:
    page = root.getroottree().getroot()
    head = _first_text(named(page, "title"))
    story = head.partition(" Chapter ")[0]
    return story.partition(", a ")[0].strip()


# ------------------------------------------------------- Royal Road, and WordPress

_TITLE_ON_TOP = "fic-header"
_AUTHOR_IN_HEAD = "books:author"
_POST_CLASSES = frozenset({"hentry", "post"})
_POST_SHARE = 0.5  # of the characters of a post
_SHARING = frozenset({"sharedaddy", "jp-post-flair", "wpcnt", "jp-relatedposts"})


def _royal_road(root: Element) -> Site | None:
    story = _only(root, "chapter-inner", "chapter-content")
    top = _only(root, _TITLE_ON_TOP)
    if story is None or top is None:
        return None
    return Site(
        "royalroad.com",
        _first_text(named(top, "h2")),
        tuple(dict.fromkeys(_royal_road_authors(root, top))),
        root=story,
        heading=_first_text(named(top, "h1")),
    )


def _royal_road_authors(root: Element, top: Element) -> Iterator[str]:
    page = root.getroottree().getroot()
    for meta in named(page, "meta"):
        if attribute(meta, "property") == _AUTHOR_IN_HEAD:
            yield attribute(meta, "content")
            return
    for heading in named(top, "h3"):
        yield text_of(heading).removeprefix("by ")


def _wordpress(root: Element) -> Site | None:
    """A page with one post on it; where there are several they are read as any page.

    So is one whose post is mostly elsewhere.
    """
    story = _only(root, "entry-content")
    heading = _only(root, "entry-title")
    if story is None or heading is None:
        return None
    if len(text_of(story)) < _POST_SHARE * len(text_of(_post_of(story))):
        return None
    drop: list[tuple[Element, str]] = []
    for node in _elements(story):
        if _class_names(node) & _SHARING:
            drop.append((node, "links for sharing"))
    return Site(
        "wordpress.org",
        title="",
        authors=(),
        root=story,
        drop=tuple(drop),
        heading=text_of(heading),
    )


def _post_of(story: Element) -> Element:
    """The whole post that a text belongs to, comments excepted; at worst the page."""
    outermost = story
    for above in story.iterancestors():
        if name(above) == "article" or _class_names(above) & _POST_CLASSES:
            return above
        outermost = above
    return outermost


def _only(root: Element, *classes: str) -> Element | None:
    """The one element with these classes; ``None`` also where there are several."""
    wanted = frozenset(classes)
    found = [node for node in _elements(root) if wanted <= _class_names(node)]
    return found[0] if len(found) == 1 else None


def links_to_chapters(page: Element) -> Iterator[Element]:
    """The blocks of a page that hold nothing but such links."""
    seen: set[Element] = set()
    for link in named(page, "a"):
        block = _block_of(link)
        if block is None or block in seen:
            continue
        seen.add(block)
        if _leads_elsewhere(link) and _holds_only_links(block):
            yield block


def _block_of(link: Element) -> Element | None:
    for above in link.iterancestors():
        if name(above) in _NEVER:
            return None
        if name(above) in BLOCKS:
            return above
    return None


def _leads_elsewhere(link: Element) -> bool:
    return _TO_CHAPTER.fullmatch(text_of(link).strip(_ARROWS)) is not None


def _holds_only_links(block: Element) -> bool:
    """Whether all words in a block are those of such links."""
    words = 0
    for link in named(block, "a"):
        if not _leads_elsewhere(link):
            return False
        words += len(text_of(link).strip(_ARROWS).replace(" ", ""))
    plain = text_of(block).translate(str.maketrans("", "", _ARROWS))
    return len(plain) == words
