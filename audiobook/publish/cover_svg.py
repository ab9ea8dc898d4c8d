"""Drawings (SVG) as pictures, where the optional package for it is installed."""

from importlib import import_module
from importlib.util import find_spec

_PACKAGE = "resvg_py"
_LONGEST = 32 * 2**20  # bytes; a drawing with a photograph inside has a few


def rendered(data: bytes, side: int) -> bytes:
    """A PNG of at most ``side`` pixels each way; empty where the package is missing or cannot draw it."""
    if find_spec(_PACKAGE) is None or len(data) > _LONGEST:
        return b""
    draw = import_module(_PACKAGE).svg_to_bytes
    try:
        return bytes(draw(svg_string=data.decode("utf-8", "replace"), height=side // 2, skip_system_fonts=False))
    except (ValueError, RuntimeError, TypeError):
        return b""
