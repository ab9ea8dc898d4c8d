"""Each file of tests stands alone."""

import re
from pathlib import Path

TESTS = Path(__file__).parent


def test_no_test_imports_another():
    """What two of them use is a helper, in a module of its own."""
    imports = re.compile(r"^\s*(?:from|import) (?:tests\.)?(test_\w+)", re.MULTILINE)
    texts = {path.name: path.read_text(encoding="utf-8") for path in TESTS.rglob("*.py")}
    found = [(name, wanted) for name, text in texts.items() for wanted in imports.findall(text)]
    assert found == []
