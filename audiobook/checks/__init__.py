"""A book, its script and cast, or finished sound -> coded findings on what is wrong with it.

:func:`audiobook.checks.check.check` and :func:`audiobook.checks.recognition.listen` decode sound.
They are not exported here, so that the libraries they need are loaded only by those who call
them.
"""

from audiobook.checks.files import is_finished
from audiobook.checks.findings import (
    RULES,
    Finding,
    Listened,
    Report,
    Severity,
    worst,
)
from audiobook.checks.heard import HeardLine, Recognised, Retaken, VoiceHeard
from audiobook.checks.ledger import (
    LeftOut,
    SourceLedger,
    ledger_findings,
    ledger_of,
    ledger_record,
)

__all__ = [
    "RULES",
    "Finding",
    "HeardLine",
    "LeftOut",
    "Listened",
    "Recognised",
    "Report",
    "Retaken",
    "Severity",
    "SourceLedger",
    "VoiceHeard",
    "is_finished",
    "ledger_findings",
    "ledger_of",
    "ledger_record",
    "worst",
]
