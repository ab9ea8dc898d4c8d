"""The bodies of an FB2 -> a page of XHTML: a section's title becomes a heading as deep as the section."""

from audiobook.readers.account import Account, children
from audiobook.readers.plain.lines import is_ornament
from audiobook.readers.tree import build
from audiobook.readers.tree.xml import Element, attribute, name, text_of, texts_of

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
        for child in children(node, self.account):
            self._block(child, into, 1)

    def notes(self, node: Element, into: Element) -> None:
        """A body of notes: every section is one."""
        for child in children(node, self.account):
            if name(child) == "section":
                note = build.child(into, "aside", id=attribute(child, "id"), **build.FOOTNOTE)
                self._note(child, note)
            else:
                self.account.leave("notes", texts_of(child))

    def _note(self, node: Element, into: Element) -> None:
        for part in children(node, self.account):
            if name(part) == "title":  # the number of the note
                self.account.leave("note marker", texts_of(part))
            else:
                self._block(part, into, _DEEPEST)

    def _block(self, node: Element, into: Element, depth: int) -> None:
        tag = name(node)
        if tag == "section":
            section = build.child(into, "section", id=attribute(node, "id"), lang=_language(node))
            for child in children(node, self.account):
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
        if tag in {"empty-line", "image", ""}:
            self.account.leave("not text", texts_of(node))
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
            for child in children(node, self.account):
                self._block(child, into, depth)

    def _title(self, node: Element, into: Element, tag: str) -> None:
        heading = build.child(into, "p" if is_ornament(text_of(node)) else tag)
        if not any(name(child) == "p" for child in node):  # a subtitle holds its text itself
            self._inside(node, heading)
            return
        for line in children(node, self.account):
            if not build.is_blank(heading):
                build.child(heading, "br")
            if name(line) == "p":
                self._inside(line, heading)
            else:
                self.account.leave("not text", texts_of(line))

    def _poem(self, node: Element, into: Element, tag: str, depth: int) -> None:
        if tag == "poem":
            poem = build.child(into, "div", **{"class": "poem"})
            for child in children(node, self.account):
                self._block(child, poem, depth)
            return
        stanza = build.child(into, "p")
        for child in children(node, self.account):
            if name(child) == "v":
                if not build.is_blank(stanza):
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
        elif tag == "image" or not tag:
            self.account.leave("not text", texts_of(node))
            build.child(into, "img", alt=attribute(node, "alt"))
        else:
            self._inside(node, build.child(into, _INLINE.get(tag, "span"), lang=_language(node)))


def _language(node: Element) -> str:
    return attribute(node, "lang")
