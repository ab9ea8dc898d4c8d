"""Links from a chapter to those beside it, which web serials put above and below it.

"Previous Chapter | Table of Contents | Next Chapter" is left out where it is all that
stands in its block. A link in a sentence is words of the story.
"""

import re
from collections.abc import Iterator

from audiobook.readers.tree.element_names import BLOCKS, HEADINGS
from audiobook.readers.tree.xml import Element, name, named, text_of

_TO_CHAPTER = re.compile(
    r"(?:previous|prev|next)(?: (?:chapter|page|part|post))?"
    r"|(?:last|first) (?:chapter|page|part|post)"
    r"|(?:table of )?contents|toc|(?:chapter )?index|home|fiction page",
    re.IGNORECASE,
)
_ARROWS = " \t\n|/·•:-–—<>«»‹›←→⟵⟶⇐⇒"
_NEVER = HEADINGS | {"html", "body", "main", "article"}


def links_to_chapters(page: Element) -> Iterator[Element]:
    """The blocks of a page that hold nothing but such links."""
    seen: set[Element] = set()
    for link in named(page, "a"):
        block = _block_of(link)
        if block is None or block in seen:
            continue
        seen.add(block)
        if _leads_elsewhere(link) and _holds_only_links(block):
            yield block


def _block_of(link: Element) -> Element | None:
    for above in link.iterancestors():
        if name(above) in _NEVER:
            return None
        if name(above) in BLOCKS:
            return above
    return None


def _leads_elsewhere(link: Element) -> bool:
    return _TO_CHAPTER.fullmatch(text_of(link).strip(_ARROWS)) is not None


def _holds_only_links(block: Element) -> bool:
    """Whether all words in a block are those of such links."""
    words = 0
    for link in named(block, "a"):
        if not _leads_elsewhere(link):
            return False
        words += len(text_of(link).strip(_ARROWS).replace(" ", ""))
    plain = text_of(block).translate(str.maketrans("", "", _ARROWS))
    return len(plain) == words
