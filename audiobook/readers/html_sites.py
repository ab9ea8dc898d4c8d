"""Pages saved or downloaded from fiction sites: where their story, title and author stand.

Archive of Our Own gives downloads (``#preface``, ``#chapters``, ``#afterword``) and live pages
(``#workskin``); fanfiction.net gives a page per chapter (``#storytext``). What surrounds the story there is
listed as left out.
"""

import re
from dataclasses import dataclass
from typing import Final

from audiobook.readers.xml import Element, attribute, name, named, text_of

_CHAPTER_OPTION = re.compile(r"\d+\.\s*(?P<title>.*)")


@dataclass(frozen=True, slots=True)
class Site:
    """What a page of a known site says. ``drop`` are elements that are not the story, each with its kind."""

    name: str
    title: str
    authors: tuple[str, ...]
    root: Element
    drop: tuple[tuple[Element, str], ...] = ()
    heading: str = ""  # the chapter's title where the text itself has none
    series: str = ""
    description: str = ""


def site_of(root: Element) -> Site | None:
    """The site that a page is from, or nothing. ``root`` is the root of a file or one of its bodies."""
    ids = {node.get("id", ""): node for node in root.iter() if isinstance(node.tag, str) and node.get("id")}
    if "chapters" in ids and ("preface" in ids or "workskin" in ids):
        return _archive(root, ids)
    if "storytext" in ids or "storytextp" in ids:
        return _fanfiction(root, ids)
    return None


# ------------------------------------------------------------------------------------- Archive of Our Own

_AO3_KINDS: Final = {"preface": "work information", "afterword": "work information"}


def _archive(root: Element, ids: dict[str, Element]) -> Site:
    title = next((text_of(e) for key in ("preface", "workskin") for e in _titles(ids.get(key))), "")
    authors = tuple(dict.fromkeys(text_of(a) for a in named(root, "a") if "author" in attribute(a, "rel").split()))
    drop = [(ids[key], kind) for key, kind in _AO3_KINDS.items() if key in ids]
    drop.extend(around_chapters(ids["chapters"]))
    series = next((text_of(e) for e in named(root, "dd") if "series" in _classes(e)), "")
    return Site(
        "archiveofourown.org", title, authors, ids.get("workskin", root), tuple(drop), "", series, _summary(root)
    )


def around_chapters(root: Element) -> list[tuple[Element, str]]:
    """What Archive of Our Own puts around the chapters of a work, on its pages and in its downloads."""
    nodes = [(node, _classes(node)) for node in root.iter() if isinstance(node.tag, str) and node.get("class")]
    headed = any("heading" in classes and name(node) == "h2" for node, classes in nodes)
    found: list[tuple[Element, str]] = []
    for node in root.iter():
        classes = _classes(node) if isinstance(node.tag, str) else frozenset()
        if "landmark" in classes or (headed and "toc-heading" in classes):  # hidden by the style sheet
            found.append((node, "label of the page"))
        elif isinstance(node.tag, str) and _is_note(node, classes):
            found.append((node, "author's note"))
    return found


def is_download(root: Element) -> bool:
    """Whether a page looks like one of a download from there: a head and the author's words apart."""
    classes = [_classes(node) for node in root.iter() if isinstance(node.tag, str) and node.get("class")]
    return any("meta" in one for one in classes) and any({"userstuff", "userstuff2"} & one for one in classes)


def _titles(around: Element | None) -> list[Element]:
    headings = named(around, "h1", "h2")
    return [node for node in headings if name(node) == "h1" or "title" in _classes(node)]


def _is_note(node: Element, classes: frozenset[str]) -> bool:
    """Summaries and notes before and after a chapter: what stands in its head besides the heading."""
    if node.get("id", "").startswith("endnotes") or classes & {"notes", "summary", "endnote-link"}:
        return True
    parent = node.getparent()
    in_head = parent is not None and "meta" in _classes(parent)
    return in_head and name(node) in {"p", "blockquote", "div", "dl"} and "byline" not in classes


def _summary(root: Element) -> str:
    for node in named(root, "p", "h3"):
        following = node.getnext()
        if text_of(node).rstrip(":").lower() == "summary" and following is not None:
            return text_of(following)
    return ""


# --------------------------------------------------------------------------------------- fanfiction.net


def _fanfiction(root: Element, ids: dict[str, Element]) -> Site:
    story = ids["storytext" if "storytext" in ids else "storytextp"]
    top = ids.get("profile_top")
    title = next((text_of(b) for b in named(top, "b")), "") if top is not None else ""
    links = list(named(top, "a")) if top is not None else []
    authors = tuple(dict.fromkeys(text_of(a) for a in links if attribute(a, "href").lstrip("./").startswith("u/")))
    chosen = [o for o in named(root, "option") if o.get("selected") is not None]
    match = next((m for o in chosen if (m := _CHAPTER_OPTION.fullmatch(text_of(o)))), None)
    summaries = (
        [text_of(d) for d in named(top, "div") if "xcontrast_txt" in _classes(d)] if top is not None else []
    )
    return Site(
        "fanfiction.net", title or _from_head(root), authors, story,
        heading=match["title"] if match else "", description=summaries[0] if summaries else "",
    )  # fmt: skip


def _from_head(root: Element) -> str:
    page = root.getroottree().getroot()
    head = next((text_of(e) for e in named(page, "title")), "")
    return head.partition(" Chapter ")[0].partition(", a ")[0].strip()


def _classes(node: Element) -> frozenset[str]:
    return frozenset((node.get("class") or "").lower().split())
