"""Python processes of our own import what this one imports, and nothing from the folder that the
user is in.

``python -c`` and ``-m`` would look for modules in the current folder first: a ``numpy.py`` that
lies there, or a folder ``audiobook``, would be taken for the real one.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_VARIABLE = "PYTHONSAFEPATH"


def command(module: str, *arguments: str) -> list[str]:
    """What runs a module as a program."""
    return [sys.executable, "-P", "-m", module, *arguments]


def environment() -> dict[str, str]:
    """The environment in which :func:`command` finds what this process finds."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


@contextmanager
def kept_from_current_folder() -> Iterator[None]:
    """Hold the processes to it that the standard library starts for us meanwhile."""
    with environment_as_before():
        os.environ[_VARIABLE] = "1"
        yield


@contextmanager
def environment_as_before() -> Iterator[None]:
    """Take back afterwards what was done to the environment of this process meanwhile."""
    before = dict(os.environ)
    try:
        yield
    finally:
        for name in os.environ.keys() - before.keys():
            del os.environ[name]
        os.environ.update(before)
