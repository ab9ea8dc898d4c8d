"""Where a rule stands in its style sheet, and whether that holds on a screen of the usual width."""

import re
from dataclasses import dataclass, replace
from typing import Final

_WIDTH = 1280.0  # pixels
_PIXELS: Final = {"px": 1.0, "em": 16.0, "rem": 16.0}
_SHOWN_ON = frozenset({"", "all", "screen"})
_NUMBER = r"(\d{1,6}(?:\.\d{1,6})?)(px|em|rem)"
_LEAST = re.compile(rf"min-(?:device-)?width:{_NUMBER}|width>=?{_NUMBER}")
_MOST = re.compile(rf"max-(?:device-)?width:{_NUMBER}|width<=?{_NUMBER}")


@dataclass(frozen=True, slots=True)
class RuleScope:
    """Where a rule stands.

    ``parents``: the selectors of the style rule that it is nested in; ``layer`` and ``layers``:
    the places and the names of the layers around it; ``doubtful``: whether it may not hold.
    """

    parents: tuple[str, ...] = ()
    layer: tuple[float, ...] = ()
    layers: tuple[str, ...] = ()
    doubtful: bool = False
    depth: int = 0

    def on(
        self,
        media: str,
    ) -> "RuleScope | None":
        """What is for these media; ``None`` where they are no screen."""
        shown = _shown_on_screen(media)
        if shown is False:
            return None
        return replace(self, doubtful=self.doubtful or shown is None)


def _shown_on_screen(media: str) -> bool | None:
    """Whether a list of media holds one that is a screen.

    ``None`` where that is in doubt: it depends on the width, or on what the screen is like.
    """
    verdicts = [_verdict(medium) for medium in media.lower().split(",")]
    if True in verdicts:
        return True
    return None if None in verdicts else False


def _verdict(medium: str) -> bool | None:
    words = " ".join(medium.split())
    negated = words.startswith("not ")
    parts = words.removeprefix("not ").removeprefix("only ").split(" and ")
    if "(" not in words:
        return negated != (parts[0] in _SHOWN_ON)
    if negated or " or " in words:
        return None
    return None if all(map(_may_hold, parts)) else False


def _may_hold(part: str) -> bool:
    """Whether one condition may hold; no other is judged than that of the width."""
    if not part.startswith("("):
        return part in _SHOWN_ON
    condition = part.strip("()").replace(" ", "")
    least = _LEAST.fullmatch(condition)
    most = _MOST.fullmatch(condition)
    if least:
        return _pixels(least) <= _WIDTH
    if most:
        return _pixels(most) >= _WIDTH
    return True


def _pixels(found: re.Match[str]) -> float:
    number, unit = filter(None, found.groups())
    return float(number) * _PIXELS[unit]
