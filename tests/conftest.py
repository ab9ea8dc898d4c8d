"""Fixtures that every test may use."""

import logging
import os
import signal
from pathlib import Path

import places
import pytest
from audiobook.settings import variables
from hypothesis import HealthCheck, Phase, settings

pytest.register_assert_rewrite("contracts", "accounts")  # they assert on behalf of tests
pytest_plugins = ["skips"]

# The same examples in every run: what fails here fails everywhere, on any machine. A fifth of them by
# default, all in .ci/run (``--hypothesis-profile=all``); ``--hypothesis-profile=default`` looks for new ones.
settings.register_profile(
    "all",
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=100,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("few", settings.get_profile("all"), max_examples=20)
# For benchmarks.mutants: that a test fails is enough there, and the smallest example costs more.
settings.register_profile(
    "unshrunk", settings.get_profile("few"), phases=[Phase.explicit, Phase.generate]
)
settings.load_profile("few")

# Started in the background, a shell has us ignore Ctrl-C, and the programs under test would inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The optional data folder beside the checkout; a user's checkout has none."""
    folder = places.ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("needs the optional data folder ../shared beside the checkout")
    return folder


@pytest.fixture(scope="session")
def browser():
    """A browser without a window: one for all tests, because Playwright cannot be started twice."""
    # Not at the top: most tests need no browser.
    from benchmarks.studio import driving

    if not driving.chromium():
        pytest.skip("needs a browser, a test-only tool (apt: chromium)")
    with driving.browser() as started:
        yield started


@pytest.fixture(autouse=True)
def _the_next_test_finds_things_as_this_one_did():
    """What a test or the program under it leaves behind makes others fail in some orders only."""
    before = _of_the_whole_process()
    yield
    assert _of_the_whole_process() == before


# pytest's own, another one in each phase; and what the program sets once, for good.
_CHANGES = ("PYTEST_CURRENT_TEST", "OPENBLAS_NUM_THREADS")


def _of_the_whole_process() -> dict[str, object]:
    environment = {k: v for k, v in os.environ.items() if k not in _CHANGES}
    return {
        "environment": environment,
        "folder": Path.cwd(),
        "Dask's log": logging.getLogger("distributed").level,
    }


@pytest.fixture(autouse=True)
def _no_settings_of_the_person_who_runs_the_tests(
    _the_next_test_finds_things_as_this_one_did, monkeypatch, tmp_path_factory
):
    """Settings and voice packs come from an empty folder, whoever runs the tests."""
    empty = tmp_path_factory.mktemp("config")
    for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(empty))
    for name in variables.names():
        monkeypatch.delenv(name, raising=False)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """``quick_cases(n)``: the first n cases of a test are quick, the others slow."""
    for item in items:
        mark = item.get_closest_marker("quick_cases")
        if mark is None:
            continue
        (quick,) = mark.args
        if sum(item.callspec.indices.values()) >= quick:
            item.add_marker("slow")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--renew-cases",
        action="store_true",
        help="write the expectations of the cases in tests/cases anew",
    )
