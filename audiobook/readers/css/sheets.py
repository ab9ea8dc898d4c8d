"""Style sheets -> rules, as far as they change what is read.

What cannot be judged without a screen is taken as not said, so that text in doubt is
read: rules for print, for widths and for single devices (``@media amzn-mobi``), states
such as ``:hover``, ``@supports`` and ``@layer``.
"""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path

import tinycss2
from cssselect import SelectorError

from audiobook.files.reading import contents
from audiobook.readers.archive import resolve
from audiobook.readers.css.declarations import Declaration, declared, source_of
from audiobook.readers.css.selectors import Selector, selectors_of
from audiobook.readers.tree.xml import Element, attribute, name

# From the page and a link in it to the path of a style sheet and its bytes.
Load = Callable[[str, str], tuple[str, bytes | None]]

_LONGEST_SELECTOR = 500  # characters
_LARGEST = 4 * 1024 * 1024  # bytes of a style sheet
_PAGES = frozenset({".html", ".htm", ".xhtml", ".xht"})
_LINK = re.compile(rb"<link\s[^>]{0,2000}>", re.IGNORECASE)
_HREF = re.compile(
    rb"""href\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE
)
_MOST_IMPORTED = 20
_SHOWN_ON = frozenset({"", "all", "screen", "only screen"})
_SPACING = frozenset({"whitespace", "comment"})


@dataclass(frozen=True, slots=True)
class StyleRule:
    """Elements, and what is declared of them."""

    selector: Selector
    declaration: Declaration


class Sheets:
    """The style sheets of the pages of one book.

    ``load`` finds those that stand in files of their own.
    """

    def __init__(self, load: Load | None = None) -> None:
        self._load = load
        self._read: dict[str, tuple[StyleRule, ...]] = {}

    def rules(self, root: Element, path: str) -> list[StyleRule]:
        """The rules for a page at ``path``, in the order in which it has them."""
        rules: list[StyleRule] = []
        for node in root.iter():
            tag = name(node)
            if tag == "style" and _is_shown(attribute(node, "media")):
                sheet = "".join(map(str, node.itertext()))
                rules.extend(
                    self._rules(
                        sheet,
                        path,
                        {path},
                    )
                )
            elif tag == "link" and self._load and _is_sheet(node):
                rules.extend(
                    self._linked(
                        path,
                        attribute(node, "href"),
                        {path},
                    )
                )
        return rules

    def _linked(
        self,
        base: str,
        link: str,
        seen: set[str],
    ) -> tuple[StyleRule, ...]:
        """The rules of a sheet; none where it imports itself through others."""
        if self._load is None:
            return ()
        path, data = self._load(base, link)
        if not data or path in seen or len(seen) > _MOST_IMPORTED:
            return ()
        # Most pages of a book link to the same sheet.
        if path not in self._read:
            self._read[path] = tuple(
                self._rules(
                    data,
                    path,
                    {*seen, path},
                )
            )
        return self._read[path]

    def _rules(
        self,
        sheet: str | bytes,
        path: str,
        seen: set[str],
    ) -> Iterator[StyleRule]:
        for rule in _parsed(sheet):
            if rule.type == "at-rule" and rule.lower_at_keyword == "import":
                yield from self._imported(
                    rule,
                    path,
                    seen,
                )
            else:
                yield from _of_rule(rule)

    def _imported(
        self,
        rule: tinycss2.ast.AtRule,
        path: str,
        seen: set[str],
    ) -> tuple[StyleRule, ...]:
        parts = [token for token in rule.prelude if token.type not in _SPACING]
        if not parts or not _is_shown(source_of(parts[1:])):
            return ()
        # url("a.css") is a function, where url(a.css) is a token of its own.
        link = parts[0]
        if link.type == "function":
            strings = (token for token in link.arguments if token.type == "string")
            link = next(strings, link)
        return self._linked(
            path,
            getattr(
                link,
                "value",
                "",
            ),
            seen,
        )


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


def _of_rule(rule: tinycss2.ast.Node) -> Iterator[StyleRule]:
    """The rules in a rule, which may be one for a medium."""
    if rule.type == "qualified-rule":
        yield from _qualified(rule)
    elif _is_medium(rule) and _is_shown(source_of(rule.prelude)):
        inner_rules = tinycss2.parse_rule_list(
            rule.content, skip_comments=True, skip_whitespace=True
        )
        for inner in inner_rules:
            if inner.type == "qualified-rule":
                yield from _qualified(inner)


def _is_medium(rule: tinycss2.ast.Node) -> bool:
    if rule.type != "at-rule":
        return False
    return bool(rule.lower_at_keyword == "media" and rule.content)


def _qualified(rule: tinycss2.ast.QualifiedRule) -> Iterator[StyleRule]:
    selector = source_of(rule.prelude)
    declarations = list(declared(rule.content))
    if not declarations or len(selector) > _LONGEST_SELECTOR:
        return
    try:
        selectors = selectors_of(selector)
    except SelectorError:
        return  # of a list with a selector that cannot be read, none counts
    for single in selectors:
        for declaration in declarations:
            weighed = replace(
                declaration, specificity=single.specificity, pseudo=single.pseudo
            )
            yield StyleRule(single, weighed)


def _is_shown(media: str) -> bool:
    """Whether a list of media holds one that every screen is."""
    for medium in media.split(","):
        plain = " ".join(medium.lower().split())
        if plain in _SHOWN_ON:
            return True
    return False


def _is_sheet(link: Element) -> bool:
    relations = attribute(link, "rel").lower().split()
    if "stylesheet" not in relations or "alternate" in relations:
        return False
    return _is_shown(attribute(link, "media"))


# --------------------------------------------------------------- sheets beside a page on disk


class SheetFiles:
    """Finds the style sheets of the page ``path``, for :class:`Sheets`.

    Nothing is fetched, and nothing above the folder of the page is read.
    """

    def __init__(self, path: Path) -> None:
        self._folder = path.parent

    def load(self, base: str, link: str) -> tuple[str, bytes | None]:
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
