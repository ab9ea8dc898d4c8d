"""Reading a book makes millions of small objects that all live to the end, and no cycles: the
collector of garbage would go through all of them again and again and find nothing (a fifth of the
time of finding out who speaks).
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Nothing is collected inside; afterwards the collector is as it was. As a decorator too."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
