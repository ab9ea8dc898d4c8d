"""The body of a DOCX (WordprocessingML, ECMA-376 part 1, chapter 17) -> a page of XHTML.

Styles say what is a heading, a quotation or verse; runs say emphasis and language. Deleted
text, field codes, comments and hidden text are left out and accounted for.
"""

from audiobook.readers.account import Account
from audiobook.readers.office.docx_styles import level_of, run_style, value_of
from audiobook.readers.office.package import (
    Style,
    first_child,
    kind_of,
    styled,
)
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
    "del": "deleted text",
    "movefrom": "deleted text",
    "instrtext": "field code",
    "deltext": "deleted text",
    "omath": "formula",
    "omathpara": "formula",
    "rt": "how a word is written in another script (ruby)",
}
# Elements around others, which mean nothing by themselves.
_PASSED = frozenset(
    {
        "ins",
        "moveto",
        "hyperlink",
        "smarttag",
        "sdt",
        "sdtcontent",
        "fldsimple",
        "customxml",
        "ruby",
        "rubybase",
        "body",
        "document",
        # of drawings, which may hold text boxes
        "pict",
        "textbox",
        "txbxcontent",
        "choice",
        "fallback",
        "graphic",
        "graphicdata",
        "wsp",
        "txbx",
        "shape",
        "inline",
        "anchor",
        "wgp",
        "wpc",
        "group",
        "rect",
    }
)
_HYPHEN = "nobreakhyphen"
# What is written for elements without text.
_SIGNS = {"tab": " ", _HYPHEN: "-", "softhyphen": ""}
_NOTE_REFERENCES = {"footnotereference": "footnote", "endnotereference": "endnote"}
_LINE_BREAKS = frozenset({"", "textWrapping"})  # the others begin a page or column
_FIRST_PRIVATE = 0xD800  # surrogates, then the private use area


class DocxConverter:
    """Turns parts of one document into elements of one page."""

    def __init__(self, styles: dict[str, Style], account: Account) -> None:
        self.styles = styles
        self.account = account
        self.notes: list[str] = []  # the ids of notes in the order of their markers
        self._first_letter: Element | None = None  # of the paragraph to come

    def blocks(self, node: Element, into: Element) -> None:
        """Convert paragraphs and tables."""
        for child in build.children(node, self.account):
            self._block(child, into)

    def note_bodies(
        self,
        root: Element | None,
        kind: str,
        into: Element,
    ) -> None:
        """Convert the notes of a part, each to an element of its own."""
        if root is None:
            return
        for note in build.children(root, self.account):
            if name(note) != kind:
                self._drop("not text", note)
            elif attribute(note, "type") in {"", "normal"}:
                key = f"{kind}-{attribute(note, 'id')}"
                body = build.child(
                    into,
                    "aside",
                    id=key,
                    **build.FOOTNOTE,
                )
                self.blocks(note, body)
            else:
                self._drop("line above the notes", note)

    def _block(self, node: Element, into: Element) -> None:
        tag = name(node)
        if tag == "p":
            self._paragraph(node, into)
        elif tag == "tbl":
            self._table(node, into)
        elif tag == "sdt" and _is_contents(node):
            self.blocks(node, build.child(into, "nav"))
        elif tag in _PASSED:
            self.blocks(node, into)
        else:
            self._leave_out(node)

    def _table(self, node: Element, into: Element) -> None:
        table = build.child(into, "table")
        for row in build.children(node, self.account):
            self._row(row, build.child(table, "tr"))

    def _row(self, row: Element, into: Element) -> None:
        """Convert the cells of a row."""
        for cell in build.children(row, self.account):
            tag = name(cell)
            if tag == "tc":
                self.blocks(cell, build.child(into, "td"))
            # A cell or row that was inserted, or has a control around it.
            elif tag in _PASSED:
                self._row(cell, into)
            else:
                self._drop("not text", cell)

    def _paragraph(self, node: Element, into: Element) -> None:
        if self._first_letter is None and _is_drop_cap(node):
            self._first_letter = node
            return
        style, level = self._paragraph_style(node)
        tag, kind = kind_of(style.name)
        if style.name.lower() == "title":
            tag = "h1"
            kind = "title"
        elif level:
            tag = f"h{level}"
            kind = ""
        if tag == "hr" or _is_rule(node):
            build.child(into, "hr")
            tag = "p"
            if not text_of(node):
                return
        paragraph = build.child(into, tag, **{"class": kind})
        self._begin(paragraph, style)
        self._each(node, paragraph, style)
        if build.is_blank(paragraph):
            build.child(paragraph, "br")  # shows as an empty line

    def _begin(self, paragraph: Element, style: Style) -> None:
        """Write the letter that stands in a frame of its own before a paragraph."""
        if self._first_letter is not None:
            self._each(self._first_letter, paragraph, style)
            self._first_letter = None

    def _paragraph_style(self, node: Element) -> tuple[Style, int]:
        """The style of a paragraph, and its level, which it may have of its own."""
        properties = first_child(node, "ppr")
        key = value_of(next(named(properties, "pstyle"), None))
        style = self.styles.get(key, Style())
        return style, level_of(properties, "") or style.level

    def _inline(
        self,
        node: Element,
        into: Element,
        style: Style,
    ) -> None:
        """Convert what stands in a paragraph."""
        tag = name(node)
        if tag == "r":
            self._run(node, into, style)
        elif tag in {"drawing", "object"}:
            build.child(into, "img", alt=_description(node))
            self._each(node, into, style)
        # Newer programs write a drawing in two ways.
        elif tag == "alternatecontent":
            self._alternatives(node, into, style)
        elif tag in {"p", "tbl"}:  # in a text box
            self._block(node, into)
        elif tag in _PASSED:
            self._each(node, _linked(node, into), style)
        elif tag == "bookmarkstart":
            build.child(into, "span", id=attribute(node, "name"))
        else:
            self._leave_out(node)

    def _alternatives(
        self,
        node: Element,
        into: Element,
        style: Style,
    ) -> None:
        """The same thing twice, for newer and older programs.

        The form with more text is read.
        """
        forms = list(build.children(node, self.account))
        if not forms:
            return
        forms.sort(key=_text_length)
        self._each(forms[-1], into, style)
        for other in forms[:-1]:
            self._drop("a second form of the same", other)

    def _each(
        self,
        node: Element,
        into: Element,
        style: Style,
    ) -> None:
        for child in build.children(node, self.account):
            self._inline(child, into, style)

    def _run(
        self,
        node: Element,
        into: Element,
        paragraph: Style,
    ) -> None:
        """Convert a run: text of one style."""
        properties = first_child(node, "rpr")
        key = value_of(next(named(properties, "rstyle"), None))
        base = self.styles.get(key, Style(language=paragraph.language))
        style = run_style(properties, base)
        # Hidden text may be instructions, or another version.
        if style.hidden:
            self._drop("hidden", node)
            return
        innermost = styled(style, into)
        for child in build.children(node, self.account):
            self._piece(child, innermost, paragraph)

    def _piece(
        self,
        node: Element,
        into: Element,
        style: Style,
    ) -> None:
        """Convert one of the elements that a run is made of."""
        tag = name(node)
        if tag == "t":
            self._text(node, into)
        elif tag in _SIGNS:
            self._drop("not text", node)
            build.write(into, _SIGNS[tag])
            self.account.added += tag == _HYPHEN
        elif tag in {"br", "cr"}:
            if tag == "cr" or attribute(node, "type") in _LINE_BREAKS:
                build.child(into, "br")
            self._drop("not text", node)
        elif tag in _NOTE_REFERENCES:
            key = f"{_NOTE_REFERENCES[tag]}-{attribute(node, 'id')}"
            self._marker(key, into)
            self._drop("not text", node)
        elif tag == "sym":
            symbol = _symbol(attribute(node, "char"))
            build.generated(into, symbol, self.account)
            self._drop("not text", node)
        else:
            self._inline(node, into, style)

    def _text(self, node: Element, into: Element) -> None:
        build.write(into, node.text)
        for child in node:
            self._drop("not text", child)
            self.account.leave("not text", [child.tail or ""])

    def _marker(self, key: str, into: Element) -> None:
        """Number a marker, since Word counts notes only when it prints them."""
        self.notes.append(key)
        link = build.child(
            into,
            "a",
            href=f"#{key}",
            **build.NOTEREF,
        )
        build.generated(link, str(len(self.notes)), self.account)

    def _leave_out(self, node: Element) -> None:
        """Leave an element out, with the reason for its kind."""
        reason = _DROPPED.get(name(node), "not text")
        self._drop(reason, node)

    def _drop(self, reason: str, node: Element) -> None:
        self.account.leave(reason, texts_of(node))


def _is_contents(control: Element) -> bool:
    """Whether a content control holds the table of contents."""
    galleries = named(control, "docpartgallery")
    return any("Contents" in value_of(gallery) for gallery in galleries)


def _is_rule(paragraph: Element) -> bool:
    """Whether a paragraph holds a horizontal line that was drawn."""
    rectangles = named(paragraph, "rect")
    return any(attribute(one, "hr") in {"t", "true"} for one in rectangles)


def _is_drop_cap(paragraph: Element) -> bool:
    """Whether a paragraph is the large letter that another one begins with."""
    following = paragraph.getnext()
    if following is None or name(following) != "p":
        return False
    frame = next(named(first_child(paragraph, "ppr"), "framepr"), None)
    return frame is not None and attribute(frame, "dropCap") in {"drop", "margin"}


def _description(drawing: Element) -> str:
    """What a picture shows, as its author described it."""
    properties = next(named(drawing, "docpr"), None)
    if properties is None:
        return ""
    return attribute(properties, "descr") or attribute(properties, "title")


def _linked(node: Element, into: Element) -> Element:
    """A new link inside ``into`` where the node is one to a place in the document."""
    anchor = ""
    if name(node) == "hyperlink":
        anchor = attribute(node, "anchor")
    if not anchor:
        return into
    return build.child(into, "a", href=f"#{anchor}")


def _text_length(node: Element) -> int:
    return len(text_of(node))


def _symbol(code: str) -> str:
    """A character of a symbol font; one in the private use area means nothing without it."""
    try:
        value = int(code, 16)
    except ValueError:
        return ""
    if ord(" ") < value < _FIRST_PRIVATE:
        return chr(value)
    return ""
