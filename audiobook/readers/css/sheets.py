"""Style sheets -> rules, as far as they change what is read.

What holds only on some screens, or with some programs, hides nothing here; but what it may
show is not hidden, whatever else the sheet says: text in doubt is read.
"""

import os
import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import tinycss2

from audiobook.files.reading import contents
from audiobook.readers.archive import resolve
from audiobook.readers.css.nesting import Nesting, StyleRule
from audiobook.readers.css.scope import RuleScope
from audiobook.readers.tree.xml import Element, attribute, name

# From the page and a link in it to the path of a style sheet and its bytes.
Load = Callable[[str, str], tuple[str, bytes | None]]

_LARGEST = 4 * 1024 * 1024  # bytes of a style sheet
_PAGES = frozenset({".html", ".htm", ".xhtml", ".xht"})
_LINK = re.compile(rb"<link\s[^>]{0,2000}>", re.IGNORECASE)
_HREF = re.compile(
    rb"""href\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE
)
_MOST_IMPORTED = 20
_WITH_RULES = frozenset({"style", "link"})
_SPACING = frozenset({"whitespace", "comment"})


class Sheets:
    """The style sheets of the pages of one book.

    ``load`` finds those that stand in files of their own.
    """

    def __init__(
        self,
        load: Load | None = None,
    ) -> None:
        self._load = load
        self._read: dict[tuple[str, RuleScope], tuple[StyleRule, ...]] = {}
        self._nesting = Nesting()

    def rules(
        self,
        root: Element,
        path: str,
    ) -> list[StyleRule]:
        """The rules for a page at ``path``, in the order in which it has them."""
        rules: list[StyleRule] = []
        for node in root.iter():
            tag = name(node)
            if tag not in _WITH_RULES:
                continue
            scope = RuleScope().on(attribute(node, "media"))
            if scope is None:
                continue
            if tag == "style":
                sheet = "".join(map(str, node.itertext()))
                rules.extend(self._rules(sheet, path, scope, {path}))
            elif _is_sheet(node):
                link = attribute(node, "href")
                rules.extend(self._linked(path, link, scope, {path}))
        return rules

    def _linked(
        self,
        base: str,
        link: str,
        scope: RuleScope,
        seen: set[str],
    ) -> tuple[StyleRule, ...]:
        """The rules of a sheet; none where it imports itself through others."""
        if self._load is None:
            return ()
        path, data = self._load(base, link)
        if not data or path in seen or len(seen) > _MOST_IMPORTED:
            return ()
        # Most pages of a book link to the same sheet.
        if (path, scope) not in self._read:
            rules = self._rules(data, path, scope, {*seen, path})
            self._read[path, scope] = tuple(rules)
        return self._read[path, scope]

    def _rules(
        self,
        sheet: str | bytes,
        path: str,
        scope: RuleScope,
        seen: set[str],
    ) -> Iterator[StyleRule]:
        for rule in _parsed(sheet):
            if rule.type == "at-rule" and rule.lower_at_keyword == "import":
                yield from self._imported(rule, path, scope, seen)
            else:
                yield from self._nesting.rules(rule, scope)

    def _imported(
        self,
        rule: tinycss2.ast.AtRule,
        path: str,
        scope: RuleScope,
        seen: set[str],
    ) -> tuple[StyleRule, ...]:
        parts = [token for token in rule.prelude if token.type not in _SPACING]
        if not parts:
            return ()
        # url("a.css") is a function, where url(a.css) is a token of its own.
        link, *conditions = parts
        if link.type == "function":
            strings = (token for token in link.arguments if token.type == "string")
            link = next(strings, link)
        inner = self._nesting.imported(conditions, scope)
        if inner is None:
            return ()
        return self._linked(path, getattr(link, "value", ""), inner, seen)


def _parsed(sheet: str | bytes) -> list[tinycss2.ast.Node]:
    rules: list[tinycss2.ast.Node]
    if isinstance(sheet, str):
        rules = tinycss2.parse_stylesheet(
            sheet, skip_comments=True, skip_whitespace=True
        )
    else:
        rules, _ = tinycss2.parse_stylesheet_bytes(
            sheet, skip_comments=True, skip_whitespace=True
        )
    return rules


def _is_sheet(link: Element) -> bool:
    relations = attribute(link, "rel").lower().split()
    return "stylesheet" in relations and "alternate" not in relations


# --------------------------------------------------------------- sheets beside a page on disk


class SheetFiles:
    """Finds the style sheets of the page ``path``, for :class:`Sheets`.

    Nothing is fetched, and nothing above the folder of the page is read.
    """

    def __init__(
        self,
        path: Path,
    ) -> None:
        self._folder = path.parent

    def load(
        self,
        base: str,
        link: str,
    ) -> tuple[str, bytes | None]:
        """The path of a sheet that ``base`` links to, and its bytes if it is there.

        Both paths are within the folder of the page.
        """
        path, _ = resolve(base, link)
        if not path or path == base:
            return "", None
        try:
            return path, contents(self._folder / path, _LARGEST)
        except (OSError, ValueError):  # ValueError: no file may be named so
            return path, None


def linked_sheets(page: Path) -> list[Path]:
    """The files of the sheets that a page names itself, as far as they are there.

    None for a file that is not a page by its name, or cannot be read.
    """
    if page.suffix.lower() not in _PAGES:
        return []
    try:
        data = page.read_bytes()
    except OSError:
        return []  # the reader of the page says so
    found: list[Path] = []
    for link in _LINK.findall(data):
        href = _HREF.search(link)
        if href is None or b"stylesheet" not in link.lower():
            continue
        address = unescape(os.fsdecode(b"".join(href.groups(b""))))
        path, _ = resolve(page.name, address)
        if path and (page.parent / path).is_file():
            found.append(page.parent / path)
    return found
