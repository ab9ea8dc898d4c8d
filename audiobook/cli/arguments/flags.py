"""The settings among what was typed."""

import argparse
import dataclasses
from typing import Any

from audiobook.settings import Settings


def flags_of(options: argparse.Namespace) -> dict[str, object]:
    """The settings that were given as flags; those of a table are named "table.setting"."""
    names = {field.name for field in dataclasses.fields(Settings)}
    flags: dict[str, Any] = {}
    for name, value in vars(options).items():
        table, _, key = name.rpartition(".")
        if table in names:
            flags.setdefault(table, {})[key] = value
        elif name in names:
            flags[name] = value
    return flags
