"""Each file of tests stands alone."""

import re

import places

TESTS = places.TESTS


def test_no_test_imports_another():
    """What two of them use is a helper, in a module of its own."""
    imports = re.compile(r"^\s*(?:from|import) (?:[\w.]+\.)?(test_\w+)", re.MULTILINE)
    texts = {path: path.read_text(encoding="utf-8") for path in TESTS.rglob("*.py")}
    found = [
        (path.name, wanted) for path, text in texts.items() for wanted in imports.findall(text)
    ]
    assert found == []
