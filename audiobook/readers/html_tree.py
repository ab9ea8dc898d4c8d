"""HTML text -> one tree that holds everything a browser shows of it, in order, never nested deeply.

libxml2 cuts its own trees off at 256 levels and ends them at ``</html>``. Here it only names the tags, and the
tree is built from them: what follows ``</body>`` goes on in that body, and every further page of a file is one
more ``body``. What is nested deeper than any page needs to be goes on beside what it is nested in, as in
browsers; blocks do so earlier than words in italics, so that a paragraph is not torn apart.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from lxml import etree

from audiobook.errors import InputError
from audiobook.readers.markup_names import BLOCKS

_DEEPEST = 200  # levels; browsers stop at 512, and pages need 40
_DEEPEST_BLOCK = 150
_CHUNK = 4096  # characters
_MANY_OPEN = 1000  # tags: from here on it is watched how long the parser looks for what an end tag closes
_MOST_IN_VAIN = 2_000_000_000  # open tags: ten seconds; in a novel, end tags that close nothing are rare
_END_TAG = re.compile(r"</([^\s/>]*)")
_BEFORE_END_TAG = re.compile("(?=</)")
_IN_HEAD: Final = frozenset({"title", "meta", "link", "base", "style", "script"})
_CONTROLS = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ODD_NAME = "span"  # stands for an element that no tree can hold by its name

_Element = etree._Element  # noqa: SLF001 - lxml gives its element type no public name
_Attributes = dict[str, str]


def tree_of(text: str) -> _Element | None:
    """The root of a page; nothing where it has neither tags nor text.

    Raises :class:`~audiobook.errors.InputError` for one whose end tags would take hours to match.
    """
    if not text:
        return None
    page = _Page()
    parser = etree.HTMLParser(target=page, no_network=True)  # type: ignore[arg-type]  # it gets no bytes
    in_vain = 0
    for start in range(0, len(text), _CHUNK):
        in_vain += _fed(parser, page, text[start : start + _CHUNK])
        if in_vain > _MOST_IN_VAIN:
            raise InputError(
                "A page leaves too many tags open and has too many end tags that close none of them.",
                remedy="Open it in a browser and save its text.",
            )
    root: _Element | None = parser.close()
    return root


def _fed(parser: etree.HTMLParser, page: "_Page", chunk: str) -> int:
    """Feed a stretch of the page; how many open tags were compared with end tags that close none of them."""
    if page.open_tags < _MANY_OPEN:
        parser.feed(chunk)
        return 0
    in_vain = 0
    for piece in _BEFORE_END_TAG.split(chunk):
        page.ended.clear()
        parser.feed(piece)
        end = _END_TAG.match(piece)
        if end and end[1].lower() not in page.ended:
            in_vain += page.open_tags
    return in_vain


@dataclass(slots=True, eq=False)
class _Level:
    """An element that text goes into, how deep it stands in the tree, and the last element in it."""

    element: _Element
    depth: int
    last: _Element | None = None


class _Page:
    """Takes the tags that the parser names, and builds the tree."""

    def __init__(self) -> None:
        self._open: list[_Level | None] = []  # every open tag; nothing for those that have no level of their own
        self._path: list[_Level] = []  # from the root to where text goes
        self._text: list[str] = []
        self._page: _Attributes = {}  # of the "html" of a later page
        self.ended: set[str] = set()  # names of end tags that closed something, since this was last cleared

    @property
    def open_tags(self) -> int:
        """How many tags are open."""
        return len(self._open)

    def start(self, tag: str, attributes: _Attributes) -> None:
        """A start tag, also one that the page leaves out."""
        self._write()
        level = None
        if tag == "html":
            self._html(attributes)
        elif tag == "body":
            self._body(attributes)
        else:
            level = self._other(tag, attributes)
        self._open.append(level)

    def end(self, tag: str) -> None:
        """An end tag, also one that the page leaves out."""
        self.ended.add(tag)
        level = self._open.pop()
        if level is not None and level.depth < len(self._path) and self._path[level.depth] is level:
            self._write()
            del self._path[level.depth :]

    def data(self, text: str) -> None:
        """A stretch of text."""
        self._text.append(text)

    def close(self) -> _Element | None:
        """The root of the tree."""
        self._write()
        return self._path[0].element if self._path else None

    def _html(self, attributes: _Attributes) -> None:
        if self._path:
            self._page = dict(attributes)
        else:
            root = etree.HTMLParser().makeelement("html")
            _say(root, attributes)
            self._path = [_Level(root, 0)]

    def _body(self, attributes: _Attributes) -> None:
        """A new body; it stays open until the next, for what follows its end tag."""
        del self._path[1:]
        self._add("body", {**self._page, **attributes})
        self._page = {}

    def _other(self, tag: str, attributes: _Attributes) -> _Level:
        if tag == "head":
            del self._path[1:]
        elif len(self._path) == 1 and tag != "frameset" and tag not in _IN_HEAD:
            self._body({})
        most = _DEEPEST_BLOCK if tag in BLOCKS else _DEEPEST
        if len(self._path) > most:
            del self._path[_DEEPEST_BLOCK:]
        return self._add(tag, attributes)

    def _add(self, tag: str, attributes: _Attributes) -> _Level:
        parent = self._path[-1]
        level = _Level(_added(parent.element, tag, attributes), len(self._path))
        parent.last = level.element
        self._path.append(level)
        return level

    def _write(self) -> None:
        if not self._text:
            return
        text = _sound("".join(self._text))
        self._text.clear()
        if len(self._path) == 1:  # outside the head and every body
            if text.isspace():
                return
            self._body({})
        level = self._path[-1]
        if level.last is None:
            level.element.text = (level.element.text or "") + text
        else:
            level.last.tail = (level.last.tail or "") + text


def _added(parent: _Element, tag: str, attributes: _Attributes) -> _Element:
    try:
        return etree.SubElement(parent, tag, attributes)
    except ValueError:
        return _added_oddly(parent, tag, attributes)


def _added_oddly(parent: _Element, tag: str, attributes: _Attributes) -> _Element:
    """An element whose name or attributes no tree can hold, as far as one can."""
    try:
        element = etree.SubElement(parent, tag)
    except ValueError:
        element = etree.SubElement(parent, _ODD_NAME)
    _say(element, attributes)
    return element


def _say(element: _Element, attributes: _Attributes) -> None:
    """Set the attributes whose names a tree can hold."""
    for key, value in attributes.items():
        with suppress(ValueError):
            element.set(key, _sound(value))


def _sound(text: str) -> str:
    """Without control characters, which no tree can hold; those that part words become spaces."""
    return _CONTROLS.sub(lambda match: " " if match[0] in "\v\f" else "", text)
