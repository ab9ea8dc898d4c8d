"""Templates that people write: ``{title}[, by {author}]``.

A name in braces is filled in. What stands in square brackets is left out where something that it
names is not known. Doubled braces leave one pair around what is filled in: ``{{narrator}}``
becomes ``{Emma}``.
"""

import re
from collections.abc import Collection, Mapping

from audiobook.errors import UsageError
from audiobook.registry import nearest

_FIELD = re.compile(r"\{(\w*)\}")
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")


def check_template(template: str, fields: Collection[str], what: str) -> None:
    """Raise :class:`UsageError` for an unknown field; ``what`` begins the complaint ("A
    file name").
    """
    for name in _FIELD.findall(template):
        if name not in fields:
            raise UsageError(
                f'{what} names "{{{name}}}".', remedy=nearest(name, fields)
            )


def filled(template: str, known: Mapping[str, str]) -> str:
    """The template with its fields filled in.

    Every field has to be in ``known``, if only as an empty text.
    """

    def section(match: re.Match[str]) -> str:
        fields = _FIELD.findall(match[1])
        if all(known[field] for field in fields):
            return match[1]
        return ""

    return _FIELD.sub(
        lambda field: known[field[1]], _OPTIONAL.sub(section, template)
    ).strip()
