"""HTML text -> one tree that holds everything a browser shows of it, in order.

libxml2 cuts its own trees off at 256 levels and ends them at ``</html>``. Here it only
names the tags, and the tree is built from them: what follows ``</body>`` goes on in
that body, and every further page of a file is one more ``body``. What is nested deeper
than any page needs goes on beside what it is nested in, as in browsers. Blocks do so
earlier than words in italics, so that a paragraph is not torn apart.

libxml2 passes over a ``</p>`` that closes nothing; browsers show an empty paragraph
there, and old pages part their paragraphs so. A sign behind each tells it here.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from lxml import etree

from audiobook.errors import InputError
from audiobook.readers.tree.element_names import BLOCKS

_DEEPEST = 200  # levels; browsers stop at 512, and pages need 40
_DEEPEST_BLOCK = 150
_CHUNK = 4096  # characters
# Above so many open tags the parser's search for what an end tag closes is watched.
_MANY_OPEN = 1000
# Open tags that were searched in vain: ten seconds. Novels hardly have such end tags.
_MOST_IN_VAIN = 2_000_000_000
_END_TAG = re.compile(r"</([^\s/>]*)")
_BEFORE_END_TAG = re.compile("(?=</)")
_END_OF_PARAGRAPH = re.compile(r"</p\s*>", re.IGNORECASE)
_END_OF_LINE = re.compile(r"</(?=br\s*>)", re.IGNORECASE)  # browsers take it for <br>
_PARAGRAPH_ENDED = "data-paragraph-ended"  # on a line break that the page has not
_SIGN = f"<br {_PARAGRAPH_ENDED}>"
_IN_HEAD: Final = frozenset({"title", "meta", "link", "base", "style", "script"})
_CONTROLS = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ODD_NAME = "span"  # stands for an element that no tree can hold by its name

_Element = etree._Element  # noqa: SLF001 - lxml gives its element type no public name
_Attributes = dict[str, str]


def tree_of(text: str) -> _Element | None:
    """The root of a page; nothing where it has neither tags nor text.

    Raises :class:`~audiobook.errors.InputError` for one whose end tags would take
    hours to match.
    """
    if not text:
        return None
    page = _Page()
    parser = etree.HTMLParser(
        target=page,  # type: ignore[arg-type]  # it gets no bytes
        no_network=True,
    )
    text = _END_OF_PARAGRAPH.sub(rf"\g<0>{_SIGN}", _END_OF_LINE.sub("<", text))
    in_vain = 0
    for start in range(0, len(text), _CHUNK):
        in_vain += _fed(parser, page, text[start : start + _CHUNK])
        if in_vain > _MOST_IN_VAIN:
            raise InputError(
                "A page has too many tags that are never closed "
                "and too many end tags that close nothing.",
                remedy="Open it in a browser and save its text.",
            )
    root: _Element | None = parser.close()
    return root


def _fed(parser: etree.HTMLParser, page: "_Page", chunk: str) -> int:
    """Feed a stretch of the page to the parser.

    Returns how many open tags were compared with end tags that close none of them.
    """
    if page.open_tags < _MANY_OPEN:
        parser.feed(chunk)
        return 0
    in_vain = 0
    for piece in _BEFORE_END_TAG.split(chunk):
        page.ended.clear()
        parser.feed(piece)
        end_tag = _END_TAG.match(piece)
        if end_tag is None:
            continue
        closes_nothing = end_tag[1].lower() not in page.ended
        if closes_nothing:
            in_vain += page.open_tags
    return in_vain


@dataclass(slots=True, eq=False)
class _Level:
    """An element that text goes into, its depth in the tree, and the last child."""

    element: _Element
    depth: int
    last: _Element | None = None


class _Page:
    """Takes the tags that the parser names, and builds the tree."""

    def __init__(self) -> None:
        # Every open tag; None for "html" and "body", which have no level of their own.
        self._open: list[_Level | None] = []
        self._path: list[_Level] = []  # from the root to where text goes
        self._text: list[str] = []
        self._page: _Attributes = {}  # of the "html" of a later page
        # Names of end tags that closed something; the caller clears it.
        self.ended: set[str] = set()
        self._just_ended = ""  # the tag that ended last, if nothing came since

    @property
    def open_tags(self) -> int:
        """How many tags are open."""
        return len(self._open)

    def start(self, tag: str, attributes: _Attributes) -> None:
        """A start tag, also one that the page leaves out."""
        self._write()
        level = None
        if tag == "br" and _PARAGRAPH_ENDED in attributes:
            self._part_paragraphs()
        elif tag == "html":
            self._html(attributes)
        elif tag == "body":
            self._body(attributes)
        else:
            level = self._other(tag, attributes)
        self._open.append(level)
        self._just_ended = ""

    def end(self, tag: str) -> None:
        """An end tag, also one that the page leaves out."""
        self.ended.add(tag)
        self._just_ended = tag
        level = self._open.pop()
        if level is None or level.depth >= len(self._path):
            return
        # Another element may stand there, where nesting was cut short.
        if self._path[level.depth] is level:
            self._write()
            del self._path[level.depth :]

    def data(self, text: str) -> None:
        """A stretch of text."""
        self._text.append(text)
        self._just_ended = ""

    def close(self) -> _Element | None:
        """The root of the tree."""
        self._write()
        if not self._path:
            return None
        return self._path[0].element

    def _html(self, attributes: _Attributes) -> None:
        if self._path:
            self._page = dict(attributes)
        else:
            root = etree.HTMLParser().makeelement("html")
            _set_attributes(root, attributes)
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
        deepest = _DEEPEST_BLOCK if tag in BLOCKS else _DEEPEST
        if len(self._path) > deepest:
            del self._path[_DEEPEST_BLOCK:]
        return self._add(tag, attributes)

    def _add(self, tag: str, attributes: _Attributes) -> _Level:
        parent = self._path[-1]
        element = _added(parent.element, tag, attributes)
        level = _Level(element, depth=len(self._path))
        parent.last = element
        self._path.append(level)
        return level

    def _part_paragraphs(self) -> None:
        """Add an empty paragraph for an end tag that closed none."""
        outside = len(self._path) <= 1
        if self._just_ended != "p" and not outside:
            self._add("p", {})
            self._path.pop()

    def _write(self) -> None:
        if not self._text:
            return
        # Where text is not markup, the sign is not the page's either.
        text = _sound("".join(self._text).replace(_SIGN, ""))
        self._text.clear()
        outside = len(self._path) == 1  # of the head and every body
        if outside:
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
    _set_attributes(element, attributes)
    return element


def _set_attributes(element: _Element, attributes: _Attributes) -> None:
    """Set the attributes whose names a tree can hold."""
    for key, value in attributes.items():
        with suppress(ValueError):
            element.set(key, _sound(value))


def _sound(text: str) -> str:
    """Without control characters, which no tree can hold."""
    return _CONTROLS.sub(_without_control, text)


def _without_control(match: re.Match[str]) -> str:
    """A space for a control character that parts words, nothing for any other."""
    if match[0] in "\v\f":
        return " "
    return ""
