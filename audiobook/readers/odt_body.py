"""The body of an ODT (OpenDocument 1.3, part 3) -> a page of XHTML."""

from dataclasses import replace

from audiobook.readers import build
from audiobook.readers.account import Account, children
from audiobook.readers.office import Style, kind_of, styled
from audiobook.readers.xml import Element, attribute, name, named, text_of, texts_of

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
_BLOCKS = {"list": "ul", "list-item": "li", "list-header": "li", "table": "table", "table-row": "tr"}
_BLOCKS |= {"table-cell": "td", "covered-table-cell": "td", "table-header-rows": "thead"}
_INDEXES = frozenset({"table-of-content", "alphabetical-index", "illustration-index", "table-index", "user-index"})
_EMPTY = frozenset({"s", "tab", "line-break", "bookmark", "bookmark-start"})
_DEPTH = 10  # of styles that build on styles


def styles_of(*roots: Element | None) -> dict[str, Style]:
    """The styles by their names, each with what it takes from its parents."""
    nodes = {attribute(node, "name"): node for root in roots for node in named(root, "style")}
    return {key: _style(key, nodes, _DEPTH) for key in nodes}


def _style(key: str, nodes: dict[str, Element], depth: int) -> Style:
    node = nodes.get(key)
    if node is None or not depth:
        return Style(key)
    parent = attribute(node, "parent-style-name")
    base = _style(parent, nodes, depth - 1) if parent else Style()
    shown = attribute(node, "display-name") or key
    automatic = parent and key.rstrip("0123456789") in {"P", "T"}  # made by the program for one paragraph
    found = replace(base, name=base.name if automatic else shown)
    for properties in named(node, "text-properties"):
        found = _restyled(properties, found)
    level = attribute(node, "default-outline-level")
    return replace(found, level=int(level)) if level.isdecimal() else found


def _restyled(node: Element, base: Style) -> Style:
    slant, weight = attribute(node, "font-style"), attribute(node, "font-weight")
    position = attribute(node, "text-position").split(" ")[0]
    raised = "sup" if position.startswith("super") else "sub" if position.startswith("sub") else base.raised
    tongue, country = attribute(node, "language"), attribute(node, "country")
    code = f"{tongue}-{country}" if country not in {"", "none"} else tongue
    return replace(
        base,
        italic=slant in {"italic", "oblique"} if slant else base.italic,
        bold=(weight == "bold" or weight in {"600", "700", "800", "900"}) if weight else base.bold,
        raised=raised if not position[:1].isdigit() else ("sup" if not position.startswith("0") else base.raised),
        hidden=attribute(node, "display") == "none" or base.hidden,
        language=code if tongue not in {"", "none", "zxx"} else base.language,
    )


class Converter:
    """Turns the text of one document into elements of one page."""

    def __init__(self, styles: dict[str, Style], account: Account) -> None:
        self.styles = styles
        self.account = account
        self.count = 0
        self.notes: list[tuple[str, Element]] = []

    def blocks(self, node: Element, into: Element) -> None:
        """Everything in a block, in order."""
        for child in children(node, self.account):
            self._block(child, into)

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
        style = self.styles.get(attribute(node, "style-name"), Style(attribute(node, "style-name")))
        level = attribute(node, "outline-level")
        tag, kind = kind_of(style.name)
        if name(node) == "h" or style.level:
            tag, kind = f"h{min(max(int(level) if level.isdecimal() else style.level, 1), 6)}", ""
        elif style.name.lower() == "title":
            tag, kind = "h1", "title"
        if tag == "hr":
            build.child(into, "hr")
            if not text_of(node):
                return
            tag = "p"
        if style.hidden:
            self._drop("hidden", node)
            return
        paragraph = build.child(into, tag, **({"class": kind} if kind else {}))
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

    def _sign(self, node: Element, tag: str, into: Element) -> None:
        if tag == "line-break":
            build.child(into, "br")
        elif tag in {"s", "tab"}:
            build.write(into, " ")
        else:
            build.child(into, "span", id=attribute(node, "name"))

    def _nested(self, node: Element, tag: str, into: Element) -> None:
        if tag == "note":
            self._note(node, into)
        elif tag == "frame":
            self._frame(node, into)
        elif tag in {"p", "h", "list"}:  # in a text box
            self._block(node, into)
        elif tag == "a" and attribute(node, "href").startswith("#"):
            self._inside(node, build.child(into, "a", href=attribute(node, "href").partition("|")[0]))
        else:
            self._inside(node, into)

    def _span(self, node: Element, into: Element) -> None:
        style = self.styles.get(attribute(node, "style-name"), Style())
        if style.hidden:
            self._drop("hidden", node)
            return
        at = styled(style, into)
        self._inside(node, at)

    def _note(self, node: Element, into: Element) -> None:
        self.count += 1
        key = f"note-{self.count}"
        link = build.child(into, "a", href=f"#{key}", **build.NOTEREF)
        for part in children(node, self.account):
            if name(part) == "note-citation":
                build.write(link, "".join(texts_of(part)))
            elif name(part):
                self.notes.append((key, part))
            else:
                self._drop("not text", part)

    def note_bodies(self, into: Element) -> None:
        """The notes, each an element of its own, after the text."""
        while self.notes:
            waiting, self.notes = self.notes, []
            for key, part in waiting:
                self.blocks(part, build.child(into, "aside", id=key, **build.FOOTNOTE))

    def _frame(self, node: Element, into: Element) -> None:
        alt = next((text_of(child) for child in node if name(child) in {"desc", "title"} and text_of(child)), "")
        if any(name(child) == "image" for child in node):
            build.child(into, "img", alt=alt)
        for child in children(node, self.account):
            if name(child) == "text-box":
                self.blocks(child, into)
            else:
                self._drop("picture or sound", child)

    def _drop(self, reason: str, node: Element) -> None:
        self.account.leave(reason, texts_of(node))
