"""The bodies of an FB2 -> a page of XHTML: a section's title becomes a heading as deep as the section."""

from audiobook.readers import build
from audiobook.readers.account import Account
from audiobook.readers.lines import is_ornament
from audiobook.readers.xml import Element, attribute, name, text_of

_INLINE = {"emphasis": "i", "strong": "b", "sub": "sub", "sup": "sup", "code": "code", "style": "span"}
_INLINE |= {"strikethrough": "s"}
_BLOCKS = {"cite": "blockquote", "table": "table", "tr": "tr", "td": "td", "th": "th"}
_PARAGRAPHS = frozenset({"p", "text-author", "date", "v"})
_DEEPEST = 6


class Converter:
    """Turns the bodies of one book into elements of one page."""

    def __init__(self, account: Account) -> None:
        self.account = account

    def body(self, node: Element, into: Element) -> None:
        """A body of the story."""
        for child in node:
            self._block(child, into, 1)

    def notes(self, node: Element, into: Element) -> None:
        """A body of notes: every section is one."""
        for child in node:
            if name(child) == "section":
                note = build.child(into, "aside", id=attribute(child, "id"), **build.FOOTNOTE)
                for part in child:
                    if name(part) == "title":  # the number of the note
                        self.account.leave("note marker", [str(text) for text in part.itertext()])
                    else:
                        self._block(part, note, _DEEPEST)
            else:
                self.account.leave("notes", [str(text) for text in child.itertext()])

    def _block(self, node: Element, into: Element, depth: int) -> None:
        tag = name(node)
        if tag == "section":
            section = build.child(into, "section", id=attribute(node, "id"), lang=_language(node))
            for child in node:
                self._block(child, section, depth + 1)
        elif tag in {"title", "subtitle"}:
            self._title(node, into, f"h{min(depth, _DEEPEST)}" if tag == "title" else "h6")
        elif tag in {"poem", "stanza"}:
            self._poem(node, into, tag, depth)
        elif tag in _PARAGRAPHS:
            self._inside(node, build.child(into, "p", id=attribute(node, "id"), lang=_language(node)))
        else:
            self._other(node, into, tag, depth)

    def _other(self, node: Element, into: Element, tag: str, depth: int) -> None:
        if tag == "empty-line":
            build.child(build.child(into, "p"), "br")
        elif tag == "image":
            build.child(build.child(into, "p"), "img", alt=attribute(node, "alt") or attribute(node, "title"))
        elif tag:
            block = build.child(into, _BLOCKS.get(tag, "div"), id=attribute(node, "id"))
            self._mixed(node, block, depth)

    def _mixed(self, node: Element, into: Element, depth: int) -> None:
        if name(node) in {"td", "th"}:
            self._inside(node, into)
        else:
            for child in node:
                self._block(child, into, depth)

    def _title(self, node: Element, into: Element, tag: str) -> None:
        heading = build.child(into, "p" if is_ornament(text_of(node)) else tag)
        lines = [child for child in node if name(child) == "p"] or [node]  # a subtitle holds its text itself
        for at, line in enumerate(lines):
            if at:
                build.child(heading, "br")
            self._inside(line, heading)

    def _poem(self, node: Element, into: Element, tag: str, depth: int) -> None:
        if tag == "poem":
            poem = build.child(into, "div", **{"class": "poem"})
            for child in node:
                self._block(child, poem, depth)
            return
        stanza = build.child(into, "p")
        for child in node:
            if name(child) == "v":
                if len(stanza) or stanza.text:
                    build.child(stanza, "br")
                self._inside(child, stanza)
            else:
                self._block(child, into, _DEEPEST)

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
                link.set(*next(iter(build.NOTEREF.items())))
            self._inside(node, link)
        elif tag == "image":
            build.child(into, "img", alt=attribute(node, "alt"))
        elif tag:
            self._inside(node, build.child(into, _INLINE.get(tag, "span"), lang=_language(node)))


def _language(node: Element) -> str:
    return attribute(node, "lang")
