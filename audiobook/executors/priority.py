"""Lets everything else on the machine go first."""

import multiprocessing
import os
import sys
from functools import cache

_NICENESS = 10
_BELOW_NORMAL = 0x4000  # BELOW_NORMAL_PRIORITY_CLASS of Windows


@cache
def step_back() -> None:
    """Lower the priority of this worker, once. Never done to the main process."""
    if multiprocessing.parent_process() is None:
        return
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - where it is needed

        kernel = ctypes.windll.kernel32
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), _BELOW_NORMAL)
    else:
        os.nice(_NICENESS)
