"""The text of a selector -> :class:`Selector`.

What cannot be judged is left out of it, and the selector says so: it then fits every element
that is meant, and others.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import tinycss2
from cssselect import SelectorError, parser

from audiobook.readers.css.declarations import source_of
from audiobook.readers.css.selectors import ANY_CASE, Compound, Selector
from audiobook.readers.css.siblings import PLACES, SiblingPlace

_MOST_COMPOUNDS = 8
LONGEST = 500  # characters
_WITH_TEXT = frozenset({"", "before", "after"})  # elements, and what is put into them
_STEPS = frozenset({" ", ">", "+", "~"})
# What is so only once somebody does something.
_STATES = frozenset(
    {
        "active",
        "checked",
        "focus",
        "focus-visible",
        "focus-within",
        "hover",
        "open",
        "target",
        "visited",
    }
)
_NTH = {
    "nth-child": (False, False),
    "nth-last-child": (False, True),
    "nth-of-type": (True, False),
    "nth-last-of-type": (True, True),
}


def selector_of(source: str) -> Selector | None:
    """One selector, as far as it can be judged; ``None`` for one that means nothing here."""
    if len(source) > LONGEST:
        return None
    tree = _parsed(source)
    is_whole = tree is not None
    tree = tree or _parsed(_plain(source))
    if tree is None:
        return None
    pseudo = str(tree.pseudo_element or "")
    if pseudo not in _WITH_TEXT:
        return None
    return _selector(tree, pseudo, is_whole=is_whole)


def _parsed(source: str) -> parser.Selector | None:
    try:
        (found,) = parser.parse(source)
    except (SelectorError, ValueError):
        return None
    return found


def _plain(source: str) -> str:
    """A selector without what stands in brackets: ``p:nth-child(2 of .x)`` as ``p``."""
    kept: list[tinycss2.ast.Node] = []
    for token in tinycss2.parse_component_value_list(source):
        if token.type == "function":
            while kept and kept[-1] == ":":
                kept.pop()
        elif token.type != "[] block":
            kept.append(token)
    return source_of(kept)


def _selector(
    source: parser.Selector,
    pseudo: str,
    *,
    is_whole: bool,
) -> Selector | None:
    parts, steps = _chained(source.parsed_tree)
    known = 0
    while known < min(len(steps), _MOST_COMPOUNDS) and steps[known] in _STEPS:
        known += 1
    drafts = [_drafted(part) for part in parts]
    if any(draft.never for draft in drafts):
        return None
    judged = drafts[: known + 1]
    specificity = source.specificity()
    if not is_whole:  # what stood in brackets counts too
        specificity = (specificity[0] + 1, *specificity[1:])
    is_whole = is_whole and known == len(steps)
    return Selector(
        tuple(draft.compound() for draft in reversed(judged)),
        tuple(reversed(steps[:known])),
        specificity,
        pseudo,
        is_whole and all(draft.whole for draft in judged),
    )


def _chained(tree: parser.Tree) -> tuple[list[parser.Tree], list[str]]:
    """The parts of ``a > b c``, the innermost first, and how each stands to the next."""
    parts: list[parser.Tree] = []
    steps: list[str] = []
    while isinstance(tree, parser.CombinedSelector):
        parts.append(tree.subselector)
        steps.append(tree.combinator)
        tree = tree.selector
    return [*parts, tree], steps


@dataclass(slots=True)
class _Draft:
    """What one element has to be, part by part."""

    name: str = ""
    ids: set[str] = field(default_factory=set)
    classes: set[str] = field(default_factory=set)
    attributes: list[tuple[str, str, str]] = field(default_factory=list)
    places: list[SiblingPlace] = field(default_factory=list)
    others: list[Compound] = field(default_factory=list)
    choices: list[tuple[Compound, ...]] = field(default_factory=list)
    outermost: bool = False
    whole: bool = True  # nothing was left out
    never: bool = False  # no element is so while nobody does anything

    def compound(self) -> Compound:
        return Compound(
            self.name,
            frozenset(self.ids),
            frozenset(self.classes),
            tuple(self.attributes),
            tuple(self.places),
            tuple(self.others),
            tuple(self.choices),
            self.outermost,
        )

    def add(
        self,
        part: parser.Tree,
    ) -> None:
        """One part of the selector of an element."""
        if isinstance(part, parser.Class):
            self.classes.add(part.class_name)
        elif isinstance(part, parser.Hash):
            self.ids.add(part.id)
        elif isinstance(part, parser.Attrib):
            self._add_attribute(part)
        elif isinstance(part, parser.Pseudo):
            self._add_named(part.ident)
        elif isinstance(part, parser.Function):
            self._add_counted(part)
        elif isinstance(part, parser.Negation):
            self._add_negation(part.subselector)
        elif isinstance(part, (parser.Matching, parser.SpecificityAdjustment)):
            self._add_choice(part.selector_list)
        else:
            self.whole = False

    def _add_attribute(
        self,
        part: parser.Attrib,
    ) -> None:
        value = str(part.value.value) if part.value else ""
        operator = part.operator
        # Older versions of the library cannot read one with a flag at all.
        if str(getattr(part, "flag", "")).lower() == ANY_CASE:
            operator += ANY_CASE
        self.attributes.append((part.attrib, operator, value))

    def _add_named(
        self,
        name: str,
    ) -> None:
        if name in PLACES:
            self.places += PLACES[name]
        elif name == "root":
            self.outermost = True
        elif name in _STATES:
            self.never = True
        else:
            self.whole = False

    def _add_counted(
        self,
        part: parser.Function,
    ) -> None:
        try:
            step, first = parser.parse_series(part.arguments)
            of_name, from_end = _NTH[part.name]
        except (KeyError, ValueError):
            self.whole = False
        else:
            self.places.append(SiblingPlace(step, first, of_name, from_end))

    def _add_negation(
        self,
        tree: parser.Tree,
    ) -> None:
        other = _drafted(tree)
        # What never is needs no denial; of what is known in part none can be made.
        if other.whole and not other.never:
            self.others.append(other.compound())
        self.whole = self.whole and (other.whole or other.never)

    def _add_choice(
        self,
        trees: Iterable[parser.Tree],
    ) -> None:
        drafts = [_drafted(tree) for tree in trees]
        possible = [draft for draft in drafts if not draft.never]
        self.never = self.never or not possible
        self.whole = self.whole and all(draft.whole for draft in possible)
        self.choices.append(tuple(draft.compound() for draft in possible))


def _drafted(tree: parser.Tree) -> _Draft:
    """What one element has to be; of ``a b``, what its inner one has to be."""
    draft = _Draft()
    if isinstance(tree, parser.CombinedSelector):
        draft.whole = False
        tree = tree.subselector
    while not isinstance(tree, (parser.Element, parser.CombinedSelector)):
        draft.add(tree)
        tree = tree.selector
    assert isinstance(tree, parser.Element)
    draft.name = (tree.element or "").lower()
    return draft
