"""A folder of small books."""

import pytest

TALE = """\
The Tale of {name}

Chapter 1

"Is this {name}?" said Anna. "It is," said Ben.

Chapter 2

"And this?" said Ben.
"""


@pytest.fixture
def books(tmp_path):
    """Writes a small book under a name."""

    def write(name, text=None):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text or TALE.format(name=path.stem), encoding="utf-8")
        return path

    return write
