"""The bodies of an FB2 -> a page of XHTML.

A section's title becomes a heading as deep as the section.
"""

from audiobook.readers.account import Account
from audiobook.readers.decoding.lines import is_ornament
from audiobook.readers.tree import build
from audiobook.readers.tree.xml import (
    Element,
    attribute,
    name,
    text_of,
    texts_of,
)

_INLINE = {
    "emphasis": "i",
    "strong": "b",
    "sub": "sub",
    "sup": "sup",
    "code": "code",
    "style": "span",
    "strikethrough": "s",
}
_BLOCKS = {
    "cite": "blockquote",
    "table": "table",
    "tr": "tr",
    "td": "td",
    "th": "th",
}
_WITHOUT_TEXT = frozenset({"empty-line", "image", ""})
_CELLS = frozenset({"td", "th"})
_PARAGRAPHS = frozenset({"p", "text-author", "date", "v"})
_DEEPEST = 6  # level of a heading


class Fb2Converter:
    """Turns the bodies of one book into elements of one page."""

    def __init__(self, account: Account) -> None:
        self.account = account

    def body(self, node: Element, into: Element) -> None:
        """A body of the story."""
        self._blocks(node, into, depth=1)

    def notes(self, node: Element, into: Element) -> None:
        """A body of notes: every section is one."""
        for child in build.children(node, self.account):
            if name(child) != "section":
                self.account.leave("notes", texts_of(child))
                continue
            id_ = attribute(child, "id")
            note = build.child(
                into,
                "aside",
                id=id_,
                **build.FOOTNOTE,
            )
            self._note(child, note)

    def _note(self, node: Element, into: Element) -> None:
        for part in build.children(node, self.account):
            # The title of a note is its number.
            if name(part) == "title":
                self.account.leave("note marker", texts_of(part))
            else:
                self._block(part, into, _DEEPEST)

    # ---------------------------------------------------------------------- blocks

    def _blocks(
        self,
        node: Element,
        into: Element,
        depth: int,
    ) -> None:
        for child in build.children(node, self.account):
            self._block(child, into, depth)

    def _block(
        self,
        node: Element,
        into: Element,
        depth: int,
    ) -> None:
        tag = name(node)
        id_ = attribute(node, "id")
        if tag == "section":
            section = build.child(
                into,
                "section",
                id=id_,
                lang=_language(node),
            )
            self._blocks(node, section, depth + 1)
        elif tag == "title":
            self._title(node, into, f"h{min(depth, _DEEPEST)}")
        elif tag == "subtitle":
            self._title(node, into, f"h{_DEEPEST}")
        elif tag == "poem":
            poem = build.child(into, "div", **{"class": "poem"})
            self._blocks(node, poem, depth)
        elif tag == "stanza":
            self._stanza(node, into)
        elif tag in _PARAGRAPHS:
            paragraph = build.child(
                into,
                "p",
                id=id_,
                lang=_language(node),
            )
            self._inside(node, paragraph)
        else:
            self._other(
                node,
                into,
                tag,
                depth,
            )

    # Quotations and tables nest: every method between a block and the blocks in it takes
    # a call of Python's limited number, so there are few.
    def _other(
        self,
        node: Element,
        into: Element,
        tag: str,
        depth: int,
    ) -> None:
        if tag in _WITHOUT_TEXT:
            self._without_text(node, into, tag)
            return
        wanted = _BLOCKS.get(tag, "div")
        block = build.child(into, wanted, id=attribute(node, "id"))
        if tag in _CELLS:
            self._inside(node, block)
        else:
            self._blocks(node, block, depth)

    def _without_text(
        self,
        node: Element,
        into: Element,
        tag: str,
    ) -> None:
        """An empty line, a picture, or what is not an element."""
        self._not_text(node)
        if tag == "empty-line":
            build.child(build.child(into, "p"), "br")
        elif tag == "image":
            description = attribute(node, "alt") or attribute(node, "title")
            build.child(build.child(into, "p"), "img", alt=description)

    def _title(
        self,
        node: Element,
        into: Element,
        tag: str,
    ) -> None:
        if is_ornament(text_of(node)):
            tag = "p"
        heading = build.child(into, tag)
        has_lines = any(name(child) == "p" for child in node)
        # A subtitle holds its text itself.
        if not has_lines:
            self._inside(node, heading)
            return
        for line in build.children(node, self.account):
            if not build.is_blank(heading):
                build.child(heading, "br")
            if name(line) == "p":
                self._inside(line, heading)
            else:
                self._not_text(line)

    def _stanza(self, node: Element, into: Element) -> None:
        stanza = build.child(into, "p")
        for child in build.children(node, self.account):
            if name(child) != "v":
                self._block(child, into, _DEEPEST)
                continue
            if not build.is_blank(stanza):
                build.child(stanza, "br")
            self._inside(child, stanza)

    # ----------------------------------------------------------------------- words

    def _inside(self, node: Element, into: Element) -> None:
        build.write(into, node.text)
        for child in node:
            self._inline(child, into)
            build.write(into, child.tail)

    def _inline(self, node: Element, into: Element) -> None:
        tag = name(node)
        if tag == "a":
            link = build.child(into, "a", href=attribute(node, "href"))
            if attribute(node, "type") == "note":
                for key, value in build.NOTEREF.items():
                    link.set(key, value)
            self._inside(node, link)
        elif tag == "image" or not tag:
            self._not_text(node)
            build.child(into, "img", alt=attribute(node, "alt"))
        else:
            wanted = _INLINE.get(tag, "span")
            inline = build.child(into, wanted, lang=_language(node))
            self._inside(node, inline)

    def _not_text(self, node: Element) -> None:
        self.account.leave("not text", texts_of(node))


def _language(node: Element) -> str:
    return attribute(node, "lang")
