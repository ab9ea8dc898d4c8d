"""The body of an ODT (OpenDocument 1.3, part 3) -> a page of XHTML.

Styles say what is a heading, a quotation or verse, what is emphasised and in which
language. Deleted text, comments and hidden text are left out and accounted for.
"""

from dataclasses import replace

from audiobook.readers.account import Account
from audiobook.readers.office.package import HIGHEST_LEVEL, Style, kind_of, styled
from audiobook.readers.tree import build
from audiobook.readers.tree.xml import (
    Element,
    attribute,
    name,
    named,
    text_of,
    texts_of,
)

# Elements whose text is not read, with the reason.
_DROPPED = {
    "tracked-changes": "deleted text",
    "annotation": "comment",
    "ruby-text": "how a word is written in another script (ruby)",
    "hidden-text": "hidden",
    "note-citation": "note marker",
    "page-number": "page number",
    "sequence-decls": "not text",
    "variable-decls": "not text",
    "forms": "part of a form",
    "binary-data": "picture or sound",
    "desc": "picture or sound",
    "title": "picture or sound",
    "math": "formula",
}
# What becomes of elements that hold paragraphs.
_BLOCKS = {
    "list": "ul",
    "list-item": "li",
    "list-header": "li",
    "table": "table",
    "table-row": "tr",
    "table-cell": "td",
    "covered-table-cell": "td",
    "table-header-rows": "thead",
}
_INDEXES = frozenset(
    {
        "table-of-content",
        "alphabetical-index",
        "illustration-index",
        "table-index",
        "user-index",
    }
)
_EMPTY = frozenset({"s", "tab", "line-break", "bookmark", "bookmark-start"})
_BOLD = frozenset({"bold", "600", "700", "800", "900"})
_ITALIC = frozenset({"italic", "oblique"})
_NO_LANGUAGE = frozenset({"", "none", "zxx"})
_AUTOMATIC = frozenset({"P", "T"})  # how the names of a program's own styles begin
_DEPTH = 10  # of styles that build on styles


def styles_of(*roots: Element | None) -> dict[str, Style]:
    """The styles by their names, each with what it takes from its parents."""
    nodes: dict[str, Element] = {}
    for root in roots:
        for node in named(root, "style"):
            nodes[attribute(node, "name")] = node
    return {key: _style(key, nodes, _DEPTH) for key in nodes}


def _style(
    key: str,
    nodes: dict[str, Element],
    depth: int,
) -> Style:
    node = nodes.get(key)
    # A damaged file may go round in circles.
    if node is None or not depth:
        return Style(key)
    style = Style()
    parent = attribute(node, "parent-style-name")
    if parent:
        style = _style(parent, nodes, depth - 1)
    # A style that the program made for one paragraph is called like the one it varies.
    automatic = parent and key.rstrip("0123456789") in _AUTOMATIC
    if not automatic:
        style = replace(style, name=attribute(node, "display-name") or key)
    for properties in named(node, "text-properties"):
        style = _restyled(properties, style)
    level = attribute(node, "default-outline-level")
    if level.isdecimal():
        return replace(style, level=int(level))
    return style


def _restyled(node: Element, base: Style) -> Style:
    """What the properties of text say, over what the style they vary says."""
    slant = attribute(node, "font-style")
    weight = attribute(node, "font-weight")
    italic = base.italic
    bold = base.bold
    if slant:
        italic = slant in _ITALIC
    if weight:
        bold = weight in _BOLD
    return replace(
        base,
        italic=italic,
        bold=bold,
        raised=_raised(attribute(node, "text-position")) or base.raised,
        hidden=attribute(node, "display") == "none" or base.hidden,
        language=_language(node) or base.language,
    )


def _raised(position: str) -> str:
    """The tag for a position such as "super 58%" or "33% 58%"; empty for the line itself."""
    first, _, _ = position.partition(" ")
    if first.startswith("super"):
        return "sup"
    if first.startswith("sub"):
        return "sub"
    if first[:1].isdigit() and not first.startswith("0"):
        return "sup"
    return ""


def _language(node: Element) -> str:
    """The code of a language: "en-GB"."""
    language = attribute(node, "language")
    if language in _NO_LANGUAGE:
        return ""
    country = attribute(node, "country")
    if country in {"", "none"}:
        return language
    return f"{language}-{country}"


def default_language(styles: Element | None) -> str:
    """The language that a document's default styles name; empty where they name none."""
    for defaults in named(styles, "default-style"):
        for properties in named(defaults, "text-properties"):
            language = attribute(properties, "language")
            if language not in _NO_LANGUAGE:
                return language
    return ""


class OdtConverter:
    """Turns the text of one document into elements of one page."""

    def __init__(self, styles: dict[str, Style], account: Account) -> None:
        self.styles = styles
        self.account = account
        self.count = 0  # of notes
        self.notes: list[tuple[str, Element]] = []  # not yet converted, by their ids

    def blocks(self, node: Element, into: Element) -> None:
        """Convert everything in a block, in order."""
        for child in build.children(node, self.account):
            self._block(child, into)

    def note_bodies(self, into: Element) -> None:
        """Convert the notes, each to an element of its own, after the text."""
        # A note may have notes in it, which come after those that are waiting.
        while self.notes:
            waiting = self.notes
            self.notes = []
            for key, note in waiting:
                body = build.child(
                    into,
                    "aside",
                    id=key,
                    **build.FOOTNOTE,
                )
                self.blocks(note, body)

    def _block(self, node: Element, into: Element) -> None:
        tag = name(node)
        if tag in {"p", "h"}:
            self._paragraph(node, into)
        elif tag in _INDEXES:
            self.blocks(node, build.child(into, "nav"))
        elif tag in _BLOCKS:
            self.blocks(node, build.child(into, _BLOCKS[tag]))
        elif tag in _DROPPED:
            self._drop(_DROPPED[tag], node)
        elif tag == "frame":
            self._frame(node, into)
        elif tag:
            self.blocks(node, into)
        else:
            self._drop("not text", node)

    def _paragraph(self, node: Element, into: Element) -> None:
        style_name = attribute(node, "style-name")
        style = self.styles.get(style_name, Style(style_name))
        tag, kind = _tag_of(node, style)
        # A paragraph style draws the line; it may have text as well.
        if tag == "hr":
            build.child(into, "hr")
            tag = "p"
            if not text_of(node):
                return
        if style.hidden:
            self._drop("hidden", node)
            return
        paragraph = build.child(into, tag, **{"class": kind})
        self._inside(node, paragraph)
        if build.is_blank(paragraph):
            build.child(paragraph, "br")  # shows as an empty line

    def _inside(self, node: Element, into: Element) -> None:
        build.write(into, node.text)
        for child in node:
            self._inline(child, into)
            build.write(into, child.tail)

    def _inline(self, node: Element, into: Element) -> None:
        tag = name(node)
        if tag in _EMPTY:
            self._drop("not text", node)
            self._sign(node, tag, into)
        elif tag in _DROPPED:
            self._drop(_DROPPED[tag], node)
        elif tag == "span":
            self._span(node, into)
        elif tag:
            self._nested(node, tag, into)
        else:
            self._drop("not text", node)

    def _sign(
        self,
        node: Element,
        tag: str,
        into: Element,
    ) -> None:
        """Convert an element without text: a space, a line break, a bookmark."""
        if tag == "line-break":
            build.child(into, "br")
        elif tag in {"s", "tab"}:
            build.write(into, " ")
        else:
            build.child(into, "span", id=attribute(node, "name"))

    def _nested(
        self,
        node: Element,
        tag: str,
        into: Element,
    ) -> None:
        """Convert what stands in a paragraph and may hold paragraphs."""
        if tag == "note":
            self._note(node, into)
        elif tag == "frame":
            self._frame(node, into)
        elif tag in {"p", "h", "list"}:  # in a text box
            self._block(node, into)
        elif tag == "a":
            self._inside(node, _linked(node, into))
        else:
            self._inside(node, into)

    def _span(self, node: Element, into: Element) -> None:
        style = self.styles.get(attribute(node, "style-name"), Style())
        if style.hidden:
            self._drop("hidden", node)
            return
        self._inside(node, styled(style, into))

    def _note(self, node: Element, into: Element) -> None:
        self.count += 1
        key = f"note-{self.count}"
        link = build.child(
            into,
            "a",
            href=f"#{key}",
            **build.NOTEREF,
        )
        for part in build.children(node, self.account):
            tag = name(part)
            if tag == "note-citation":
                build.write(link, "".join(texts_of(part)))
            elif tag:
                self.notes.append((key, part))
            else:
                self._drop("not text", part)

    def _frame(self, node: Element, into: Element) -> None:
        """Convert a picture or text box."""
        if any(name(child) == "image" for child in node):
            build.child(into, "img", alt=_description(node))
        for child in build.children(node, self.account):
            if name(child) == "text-box":
                self.blocks(child, into)
            else:
                self._drop("picture or sound", child)

    def _drop(self, reason: str, node: Element) -> None:
        self.account.leave(reason, texts_of(node))


def _tag_of(node: Element, style: Style) -> tuple[str, str]:
    """The element and class for a paragraph or heading."""
    if name(node) == "h" or style.level:
        level = style.level
        own = attribute(node, "outline-level")
        if own.isdecimal():
            level = int(own)
        level = min(max(level, 1), HIGHEST_LEVEL)
        return f"h{level}", ""
    if style.name.lower() == "title":
        return "h1", "title"
    return kind_of(style.name)


def _linked(node: Element, into: Element) -> Element:
    """A new link inside ``into`` where the node is one to a place in the document."""
    target = attribute(node, "href")
    if not target.startswith("#"):
        return into
    # LibreOffice adds the kind of its target: "#Chapter One|outline".
    return build.child(into, "a", href=target.partition("|")[0])


def _description(frame: Element) -> str:
    """What a picture shows, as its author described it."""
    for child in frame:
        if name(child) not in {"desc", "title"}:
            continue
        text = text_of(child)
        if text:
            return text
    return ""
