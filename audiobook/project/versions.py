"""What is installed: this package and what it needs, by version. Whatever is made depends on it."""

import re
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version

from audiobook import __version__

PACKAGE = "audiobook-producer"
_NAME = re.compile(r"[A-Za-z0-9._-]+")


@cache
def versions() -> dict[str, str]:
    """Name -> version of this package and of every package that it needs and that is installed,
    sorted by name.
    """
    found = {PACKAGE: __version__}
    for name in _needed():
        try:
            found[name] = version(name)
        except PackageNotFoundError:  # needed by other systems only
            continue
    return dict(sorted(found.items()))


def _needed() -> list[str]:
    try:
        wanted = requires(PACKAGE) or []
    except PackageNotFoundError:  # run from its sources, not installed
        return []
    return [
        match[0]
        for text in wanted
        if "extra ==" not in text and (match := _NAME.match(text))
    ]
