"""Every golden case of attribution, and that the cases mean something."""

import pytest
from attribute_cases import CASES, RULE, report

PATHS = sorted(CASES.glob("*.txt"))


@pytest.mark.parametrize("path", PATHS, ids=lambda p: p.stem)
def test_case(path, request):
    text, _, expected = path.read_text(encoding="utf-8").partition(f"\n{RULE}\n")
    text = f"{text.rstrip()}\n"
    found = report(text)
    if request.config.getoption("--renew-cases", default=False):
        path.write_text(f"{text}{RULE}\n{found}", encoding="utf-8")
        return
    assert found == expected


def test_there_is_a_case_for_every_phenomenon():
    assert len(PATHS) >= 30
