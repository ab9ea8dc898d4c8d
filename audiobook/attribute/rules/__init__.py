"""Attribution by rules alone: script + guidance -> script."""

from audiobook.attribute.rules.rules import CORRECTED, RulesAttributor, overruled, pins_of

__all__ = ["CORRECTED", "RulesAttributor", "overruled", "pins_of"]
