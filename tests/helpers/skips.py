"""Skipped tests: listed with their reasons after every run, and an error where they were promised.

``pytest --strict-skips`` fails if a test is skipped for a reason that is not in
``allowed_skips.txt``. Otherwise a run without any player looks as green as one that listened.
"""

from collections import Counter
from pathlib import Path

import pytest

ALLOWED = Path(__file__).parents[1] / "allowed_skips.txt"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--strict-skips",
        action="store_true",
        help="fail if a test is skipped for a reason that is not allowed",
    )
    parser.addoption(
        "--allowed-skips",
        metavar="FILE",
        default=ALLOWED,
        type=Path,
        help="the allowed reasons, one a line",
    )


def pytest_sessionfinish(session: pytest.Session) -> None:
    green = (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
    if session.exitstatus in green and _unexpected(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    config = terminalreporter.config
    skipped, unexpected = _skipped(config), _unexpected(config)
    if skipped:
        terminalreporter.section("not checked")
    for reason, count in sorted(skipped.items()):
        terminalreporter.line(f"{count:5}  {reason}")
    if unexpected:
        terminalreporter.section("skips that are not allowed", red=True)
        terminalreporter.line(f"Install what is missing, or add a reason to {ALLOWED.name}:")
    for reason in sorted(unexpected):
        terminalreporter.line(f"       {reason}")


def _skipped(config: pytest.Config) -> Counter[str]:
    """Reason -> how many tests, or whole files, were skipped for it."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None:  # a worker of xdist: its reports are with the process that started it
        return Counter()
    # Every worker of xdist tells of a file that it could not collect.
    reports = {report.nodeid: report for report in reporter.stats.get("skipped", [])}
    return Counter(report.longrepr[2].removeprefix("Skipped: ") for report in reports.values())


def _unexpected(config: pytest.Config) -> set[str]:
    if not config.getoption("--strict-skips"):
        return set()
    lines = config.getoption("--allowed-skips").read_text(encoding="utf-8").splitlines()
    return set(_skipped(config)) - {line.strip() for line in lines}
