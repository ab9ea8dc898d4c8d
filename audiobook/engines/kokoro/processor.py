"""Which kernels onnxruntime takes: on another kind of processor the last bits differ."""

import platform
from functools import cache

_LEVELS = ("amx_int8", "avx512_vnni", "avx_vnni", "avx512f", "avx2", "asimddp")


@cache
def processor() -> str:
    """The machine with the highest level of vector instructions."""
    machine = platform.machine().lower()
    known = _flags()
    level = next((level for level in _LEVELS if level in known), "")
    return f"{machine} {level}".strip()


def _flags() -> frozenset[str]:
    """What Linux says of the first processor; nothing elsewhere."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as file:  # noqa: PTH123
            for line in file:
                name, _, flags = line.partition(":")
                if name.strip().lower() in ("flags", "features"):
                    return frozenset(flags.split())
    except OSError:
        pass
    return frozenset()
