"""Everything that a check may find, by code, in one table.

The table says how bad a finding is, what it means, and what to do. The letter says what is at
fault: ``S`` the script (is everything said?), ``C`` the cast, ``A`` the sound as it is heard,
``M`` metadata, chapter marks, names and covers. A code keeps its meaning for good.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from pathlib import Path


class Severity(StrEnum):
    """How bad a finding is.

    An error is a book that is not whole or does not play; a warning one that some listeners or
    players will have trouble with; an info is worth knowing.
    """

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class FindingRule:
    """One row of the table, ``data/findings.txt``."""

    severity: Severity
    meaning: str
    remedy: str


def _rules() -> Iterator[tuple[str, FindingRule]]:
    table = files(__package__).joinpath("data", "findings.txt")
    for row in table.read_text(encoding="utf-8").splitlines():
        if row.startswith("#"):
            continue
        code, severity, meaning, remedy = row.split(" | ")
        yield code, FindingRule(Severity(severity), meaning, remedy)


RULES = dict(_rules())


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: a code of :data:`RULES`, what was seen, in a sentence, and where.

    ``file`` is the file's name in the folder that was checked; ``chapter`` the number of a
    chapter, ``None`` where it is none's; ``at_ms`` a place in the file's sound; ``line`` the
    beginning of the words concerned.
    """

    code: str
    what: str
    file: str = ""
    chapter: int | None = None
    at_ms: float | None = None
    line: str = ""

    @property
    def rule(self) -> FindingRule:
        """The row of the table."""
        return RULES[self.code]


def worst(findings: Iterable[Finding]) -> Severity | None:
    """The worst severity among them; ``None`` where nothing was found."""
    severities = {finding.rule.severity for finding in findings}
    for severity in Severity:  # they stand in order, the worst first
        if severity in severities:
            return severity
    return None


@dataclass(frozen=True, slots=True)
class Report:
    """What was found, and in how much.

    ``files`` counts sound files, ``lines`` those that were compared with their clips.
    """

    path: Path
    findings: tuple[Finding, ...]
    files: int
    sound_ms: float
    lines: int


@dataclass(frozen=True, slots=True)
class Listened:
    """What came of listening, in lines.

    Of those that were ``judged``, ``heard`` were found in their own sound, and ``confused`` in
    that of another line. ``unjudged`` lines of fitting length have words that the recogniser
    does not know.
    """

    path: Path
    recogniser: str
    judged: int
    heard: int
    confused: int
    unjudged: int
    findings: tuple[Finding, ...]
