"""The styles of a DOCX (WordprocessingML, ECMA-376 part 1, section 17.7).

A style takes what it does not say from the one that it is based on.
"""

from audiobook.readers.office.package import HIGHEST_LEVEL, Style, first_child
from audiobook.readers.tree.xml import Element, attribute, name, named

# The values of switches; any other turns one on.
_OFF = frozenset({"0", "false", "none", "off"})
_RAISED = {"superscript": "sup", "subscript": "sub"}
# The outline level of what is not a heading; those before it count from 0.
_BODY_TEXT = 9


def styles_of(root: Element | None) -> dict[str, Style]:
    """The styles by their ids, each with what it takes from those it is based on."""
    nodes: dict[str, Element] = {}
    for node in named(root, "style"):
        nodes[attribute(node, "styleId")] = node
    styles: dict[str, Style] = {}
    for key in nodes:
        style = Style()
        for node in reversed(_chain(key, nodes)):
            style = _restyled(node, style)
        styles[key] = style
    return styles


def _chain(key: str, nodes: dict[str, Element]) -> list[Element]:
    """A style, the style that it is based on, and so on."""
    chain: list[Element] = []
    while key in nodes:
        node = nodes[key]
        if node in chain:  # a damaged file may go round in circles
            break
        chain.append(node)
        key = value_of(first_child(node, "basedon"))
    return chain


def value_of(node: Element | None) -> str:
    """The attribute in which WordprocessingML keeps what an element says."""
    if node is None:
        return ""
    return attribute(node, "val")


def _restyled(node: Element, base: Style) -> Style:
    """The style in a node, over the one that it is based on."""
    own = {name(child): child for child in node}
    style_name = base.name
    if "name" in own:
        style_name = attribute(own["name"], "val")
    level = level_of(own.get("ppr"), style_name) or base.level
    run = run_style(own.get("rpr"), base)
    return Style(
        style_name,
        level,
        run.bold,
        run.italic,
        run.raised,
        run.hidden,
        run.language,
    )


def level_of(properties: Element | None, style_name: str) -> int:
    """The level of a heading, 1 to 6; 0 for what is not a heading."""
    for outline in named(properties, "outlinelvl"):
        value = attribute(outline, "val")
        if value.isdecimal() and int(value) < _BODY_TEXT:
            return min(int(value) + 1, HIGHEST_LEVEL)
        return 0
    # Programs other than Word name the style and leave the outline level out.
    word, _, number = style_name.lower().partition(" ")
    if word == "heading" and number.isdecimal():
        return min(int(number), HIGHEST_LEVEL)
    return 0


def run_style(properties: Element | None, base: Style) -> Style:
    """What the properties of a run say, over what its style says."""
    if properties is None:
        return base
    own: dict[str, str] = {}
    for child in properties:
        own[name(child)] = attribute(child, "val").lower()
    position = own.get("vertalign", "")
    return Style(
        base.name,
        base.level,
        bold=_is_on(own.get("b"), base.bold),
        italic=_is_on(own.get("i"), base.italic),
        raised=_RAISED.get(position, base.raised),
        hidden=_is_on(own.get("vanish"), base.hidden),
        language=_language(properties) or base.language,
    )


def _is_on(value: str | None, before: bool) -> bool:  # noqa: FBT001
    """Whether a switch is on: an element without a value turns it on."""
    if value is None:
        return before
    return value not in _OFF


def _language(properties: Element) -> str:
    for node in named(properties, "lang"):
        language = attribute(node, "val")
        if language:
            return language
    return ""
