"""The body of a DOCX (WordprocessingML, ECMA-376 part 1, chapter 17) -> a page of XHTML.

Styles say what is a heading, a quotation or verse; runs say emphasis and language. Deleted text, field codes,
comments and hidden text are left out and accounted for.
"""

from collections.abc import Callable

from audiobook.readers.account import Account, children
from audiobook.readers.office.package import Style, kind_of, styled
from audiobook.readers.tree import build
from audiobook.readers.tree.xml import Element, attribute, name, named, text_of, texts_of

_OFF = frozenset({"0", "false", "none", "off"})
_DROPPED = {
    "del": "deleted text",
    "movefrom": "deleted text",
    "instrtext": "field code",
    "deltext": "deleted text",
    "omath": "formula",
    "omathpara": "formula",
    "rt": "how a word is written in another script (ruby)",
}
_PASSED = frozenset(
    {"ins", "moveto", "hyperlink", "smarttag", "sdt", "sdtcontent", "fldsimple", "customxml", "ruby", "rubybase"}
    | {"pict", "textbox", "txbxcontent", "choice", "fallback", "graphic", "graphicdata", "wsp", "txbx", "shape"}
    | {"inline", "anchor", "wgp", "wpc", "group", "rect", "body", "document"}
)
_TEXT = {"tab": " ", "nobreakhyphen": "-", "softhyphen": ""}


def styles_of(root: Element | None) -> dict[str, Style]:
    """The styles by their ids, each with what it takes from those it is based on."""
    nodes = {attribute(node, "styleId"): node for node in named(root, "style")}
    found: dict[str, Style] = {}
    for key in nodes:
        chain: list[Element] = []
        at = key
        while at in nodes and nodes[at] not in chain:
            chain.insert(0, nodes[at])
            at = next((attribute(b, "val") for b in nodes[at] if name(b) == "basedon"), "")
        style = Style()
        for node in chain:
            style = _restyled(node, style)
        found[key] = style
    return found


def _restyled(node: Element, base: Style) -> Style:
    own = {name(child): child for child in node}
    said = attribute(own["name"], "val") if "name" in own else base.name
    level = _level(own.get("ppr"), said) or base.level
    run = run_style(own.get("rpr"), base)
    return Style(said, level, run.bold, run.italic, run.raised, run.hidden, run.language)


def _level(properties: Element | None, style: str) -> int:
    for outline in named(properties, "outlinelvl"):
        value = attribute(outline, "val")
        return min(int(value) + 1, 6) if value.isdecimal() and int(value) < 9 else 0
    head, _, number = style.lower().partition(" ")
    return min(int(number), 6) if head == "heading" and number.isdecimal() and int(number) else 0


def run_style(properties: Element | None, base: Style) -> Style:
    """What the properties of a run say, over what its style says."""
    own = {name(child): attribute(child, "val").lower() for child in (() if properties is None else properties)}

    def on(key: str, before: bool) -> bool:  # noqa: FBT001
        return own[key] not in _OFF if key in own else before

    raised = {"superscript": "sup", "subscript": "sub"}.get(own.get("vertalign", ""), base.raised)
    tongue = next((attribute(c, "val") for c in named(properties, "lang") if attribute(c, "val")), base.language)
    hidden = on("vanish", base.hidden)
    return Style(base.name, base.level, on("b", base.bold), on("i", base.italic), raised, hidden, tongue)


class Converter:
    """Turns parts of one document into elements of one page."""

    def __init__(self, styles: dict[str, Style], account: Account) -> None:
        self.styles = styles
        self.account = account
        self.notes: list[str] = []  # the ids of notes in the order of their markers

    def blocks(self, node: Element, into: Element) -> None:
        """Paragraphs and tables."""
        for child in children(node, self.account):
            self._block(child, into)

    def _block(self, node: Element, into: Element) -> None:
        tag = name(node)
        if tag == "p":
            self._paragraph(node, into)
        elif tag == "tbl":
            table = build.child(into, "table")
            for row in children(node, self.account):
                self._row(row, build.child(table, "tr"))
        elif tag == "sdt":
            gallery = " ".join(attribute(g, "val") for g in named(node, "docpartgallery"))
            inside = build.child(into, "nav") if "Contents" in gallery else into
            self.blocks(node, inside)
        elif tag in _PASSED or tag == "sdtcontent":
            self.blocks(node, into)
        else:
            self._drop(_DROPPED.get(tag, "not text"), node)

    def _row(self, row: Element, into: Element) -> None:
        for cell in children(row, self.account):
            if name(cell) == "tc":
                self.blocks(cell, build.child(into, "td"))
            elif name(cell) in _PASSED:  # a cell or row that was inserted, or has a control around it
                self._row(cell, into)
            else:
                self._drop("not text", cell)

    def _paragraph(self, node: Element, into: Element) -> None:
        properties = next((child for child in node if name(child) == "ppr"), None)
        style = self.styles.get(next((attribute(s, "val") for s in named(properties, "pstyle")), ""), Style())
        level = _level(properties, "") or style.level
        tag, kind = ("h" + str(level), "") if level else kind_of(style.name)
        if style.name.lower() == "title":
            tag, kind = "h1", "title"
        if tag == "hr" or any(attribute(rule, "hr") in {"t", "true"} for rule in named(node, "rect")):
            build.child(into, "hr")
            tag = "p"
            if not text_of(node):
                return
        paragraph = build.child(into, tag, **({"class": kind} if kind else {}))
        for child in children(node, self.account):
            self._inline(child, paragraph, style)
        if build.is_blank(paragraph):
            build.child(paragraph, "br")  # shows as an empty line

    def _inline(self, node: Element, into: Element, style: Style) -> None:
        tag = name(node)
        if tag == "r":
            self._run(node, into, style)
        elif tag in {"drawing", "object"}:
            alt = next((attribute(d, "descr") or attribute(d, "title") for d in named(node, "docpr")), "")
            build.child(into, "img", alt=alt)
            self._each(node, into, style)
        elif tag == "alternatecontent":
            self._alternatives(node, into, style)
        elif tag in {"p", "tbl"}:  # in a text box
            self._block(node, into)
        elif tag in _PASSED:
            anchor = attribute(node, "anchor") if tag == "hyperlink" else ""
            self._each(node, build.child(into, "a", href=f"#{anchor}") if anchor else into, style)
        elif tag == "bookmarkstart":
            build.child(into, "span", id=attribute(node, "name"))
        else:
            self._drop(_DROPPED.get(tag, "not text"), node)

    def _alternatives(self, node: Element, into: Element, style: Style) -> None:
        """The same thing twice, for newer and older programs: the one with more text is read."""
        forms = sorted(children(node, self.account), key=lambda one: len(text_of(one)))
        for form in forms[-1:]:
            self._each(form, into, style)
        for other in forms[:-1]:
            self._drop("a second form of the same", other)

    def _each(self, node: Element, into: Element, style: Style) -> None:
        for child in children(node, self.account):
            self._inline(child, into, style)

    def _run(self, node: Element, into: Element, paragraph: Style) -> None:
        properties = next((child for child in node if name(child) == "rpr"), None)
        chosen = next((attribute(s, "val") for s in named(properties, "rstyle")), "")
        base = self.styles.get(chosen, Style(language=paragraph.language))
        style = run_style(properties, base)
        if style.hidden:
            self._drop("hidden", node)
            return
        at = styled(style, into)
        for child in children(node, self.account):
            self._piece(child, at, paragraph)

    def _piece(self, node: Element, into: Element, style: Style) -> None:
        tag = name(node)
        actions: dict[str, Callable[[], object]] = {
            "t": lambda: self._text(node, into),
            "br": lambda: build.child(into, "br") if attribute(node, "type") in {"", "textWrapping"} else None,
            "cr": lambda: build.child(into, "br"),
            "footnotereference": lambda: self._marker("footnote", attribute(node, "id"), into),
            "endnotereference": lambda: self._marker("endnote", attribute(node, "id"), into),
            "sym": lambda: build.generated(into, _symbol(attribute(node, "char")), self.account),
        }
        if tag in actions:
            actions[tag]()
            if tag != "t":
                self._drop("not text", node)
        elif tag in _TEXT:
            self._drop("not text", node)
            build.write(into, _TEXT[tag])
            self.account.added += _TEXT[tag] == "-"
        else:
            self._inline(node, into, style)

    def _text(self, node: Element, into: Element) -> None:
        build.write(into, node.text)
        for child in node:
            self._drop("not text", child)
            self.account.leave("not text", [child.tail or ""])

    def _marker(self, kind: str, number: str, into: Element) -> None:
        self.notes.append(f"{kind}-{number}")
        link = build.child(into, "a", href=f"#{kind}-{number}", **build.NOTEREF)
        build.generated(link, str(len(self.notes)), self.account)

    def note_bodies(self, root: Element | None, kind: str, into: Element) -> None:
        """The notes of a part, each an element of its own."""
        for note in () if root is None else children(root, self.account):
            if name(note) != kind:
                self._drop("not text", note)
            elif attribute(note, "type") in {"", "normal"}:
                body = build.child(into, "aside", id=f"{kind}-{attribute(note, 'id')}", **build.FOOTNOTE)
                self.blocks(note, body)
            else:
                self._drop("line above the notes", note)

    def _drop(self, reason: str, node: Element) -> None:
        self.account.leave(reason, texts_of(node))


def _symbol(code: str) -> str:
    """A character of a symbol font; those in the private area mean nothing without it."""
    try:
        value = int(code, 16)
    except ValueError:
        return ""
    return chr(value) if 32 < value < 0xD800 else ""
