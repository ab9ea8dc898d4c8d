"""What the elements, classes and types of marked-up text mean for a reader aloud."""

import re
from typing import Final

from audiobook.model import MarkKind

_BLOCK_NAMES = (
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li listing main menu ol p plaintext pre search "
    "section summary table tbody thead tfoot tr ul xmp"
)
BLOCKS: Final = frozenset(_BLOCK_NAMES.split())
SILENT: Final = {
    **dict.fromkeys(("head", "title", "script", "style", "template", "object"), "not text"),
    **dict.fromkeys(("iframe", "noembed", "noframes", "noscript"), "not text"),  # for browsers without such
    **dict.fromkeys(("svg", "math", "audio", "video", "img", "picture", "canvas"), "picture or sound"),
    **dict.fromkeys(("button", "datalist", "input", "select", "textarea"), "part of a form"),
    **dict.fromkeys(("rp", "rt", "rtc"), "how a word is written in another script (ruby)"),
    "nav": "table of contents",
}
PREFORMATTED: Final = frozenset({"pre", "listing", "plaintext", "xmp"})
HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
INLINE: Final = {
    "em": MarkKind.EMPHASIS,
    "i": MarkKind.EMPHASIS,
    "strong": MarkKind.STRONG,
    "b": MarkKind.STRONG,
    "cite": MarkKind.WORK,
    "code": MarkKind.CODE,
    "kbd": MarkKind.CODE,
    "samp": MarkKind.CODE,
    "pre": MarkKind.CODE,
    "blockquote": MarkKind.QUOTE,
    "table": MarkKind.TABLE,
}
NOTES: Final = frozenset({"footnote", "endnote", "rearnote", "footnotes", "endnotes", "rearnotes"})
NOTE_MARKERS: Final = frozenset({"noteref", "annoref"})
BACK_LINKS: Final = frozenset({"backlink", "referrer"})
HEADING_KINDS: Final = frozenset({"title", "subtitle", "ordinal", "fulltitle"})
PASSAGES: Final = (
    (
        MarkKind.VERSE,
        frozenset({"z3998:verse", "z3998:poem", "z3998:song", "z3998:hymn", "z3998:lyrics", "z3998:poetry"}),
        re.compile(r"\b(?:poem|poetry|verse|stanza|lyrics?|line-block)\b"),
    ),
    (
        MarkKind.LETTER,
        frozenset({"z3998:letter", "z3998:correspondence", "z3998:diary", "z3998:telegram"}),
        re.compile(r"\b(?:letter|telegram|correspondence)\b"),
    ),
)
HEADING_CLASS: Final = re.compile(
    r"\b(?:chapter|part)[-_]?(?:title|head|heading|number|num|name)\b|^(?:title|subtitle|heading)$"
)
BREAK_CLASS: Final = re.compile(r"\b(?:scene|section)[-_]?break\b|\b(?:asterism|ornament|separator|dinkus)\b")
BOILERPLATE: Final = re.compile(r"\bpg-boilerplate\b|\bpgheader\b|\bpg-header\b|\bpg-footer\b")
NOTE_CLASS: Final = re.compile(r"\b(?:footnotes?|endnotes?|footnote-item)\b")
PAGE_CLASS: Final = re.compile(r"\b(?:pagenum|page-?number|page-?break|pagebreak)\b")
LEFT_OUT = "data-left-out"  # an attribute that a reader sets: the reason why an element is not read
HIDDEN = "data-hidden-text"  # an attribute that a reader sets: the reason why nobody sees an element
SKIPPED = "a piece of its own"  # it accounts for what is in it
REGIONS: Final = frozenset({"section", "div", "aside", "article", "nav", "header", "footer"})
# What types and roles say is no story. A dedication, an epigraph, a preface and the like are read.
NO_STORY: Final = {
    "cover": "cover",
    "titlepage": "title page",
    "halftitlepage": "title page",
    "title-page": "title page",
    "imprint": "imprint",
    "colophon": "colophon",
    "copyright-page": "copyright page",
    "copyright": "copyright page",
    "toc": "table of contents",
    "landmarks": "table of contents",
    "loi": "list of illustrations",
    "lot": "list of tables",
    "index": "index",
    "bibliography": "bibliography",
    "glossary": "glossary",
    "footnotes": "notes",
    "endnotes": "notes",
    "rearnotes": "notes",
    "notes": "notes",
    "acknowledgments": "acknowledgements",
    "acknowledgements": "acknowledgements",
    "other-credits": "credits",
    "credits": "credits",
    "contributors": "credits",
    "seriespage": "series page",
}


def stated(types: frozenset[str]) -> str:
    """Why a part is no story, as its types say; empty where they do not."""
    return next((NO_STORY[kind] for kind in sorted(types) if kind in NO_STORY), "")


_PEOPLE_AND_PLACES = ("person", "place", "organization", "character")


def named(types: frozenset[str]) -> tuple[MarkKind, str] | None:
    """The mark for what ``epub:type`` says of a word or phrase: a name, a title, a numeral ..."""
    for kind in sorted(types):
        if kind.startswith("se:name.") and kind.removeprefix("se:name.").startswith(_PEOPLE_AND_PLACES):
            return MarkKind.NAME, kind
        if kind.startswith("se:name."):
            return MarkKind.WORK, kind
        if kind.startswith(("z3998:", "se:")):
            return MarkKind.NAME, kind
    return None
