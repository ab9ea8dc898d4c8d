"""``epub:switch``: several forms of one passage, of which a reader takes the first it can show."""

from audiobook.readers.tree.element_names import LEFT_OUT
from audiobook.readers.tree.xml import Element, attribute, name, named

_REASON = "another form of what is read"
# Formulas and drawings are pictures here; their cases are passed over.
_SHOWN = frozenset({"http://www.w3.org/1999/xhtml", "http://www.idpf.org/2007/ops"})


def mark_other_cases(root: Element) -> None:
    """Mark every case of a switch but the one that is read.

    That is the first of XHTML, else the default, else the first.
    """
    for switch in named(root, "switch", "epub:switch"):
        forms = [child for child in switch if _local(child) in {"case", "default"}]
        for form in forms:
            if form is not _read(forms):
                form.set(LEFT_OUT, _REASON)


def _read(forms: list[Element]) -> Element:
    for form in forms:
        if attribute(form, "required-namespace") in _SHOWN:
            return form
    for form in forms:
        if _local(form) == "default":
            return form
    return forms[0]


def _local(node: Element) -> str:
    """The name without its prefix, which broken XHTML keeps."""
    return name(node).rpartition(":")[2]
