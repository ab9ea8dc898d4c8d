"""The picture of the rooms in the docs is that of the code."""

from pathlib import Path

import pytest
from benchmarks.rooms import picture

pytestmark = pytest.mark.slow  # it reads the whole package

PAGE = Path(__file__).parents[1] / "docs" / "architecture.md"


def test_the_picture_is_drawn_from_the_code():
    drawn = "\n".join(picture()).strip()
    assert drawn in PAGE.read_text(encoding="utf-8"), "draw it anew: python -m benchmarks.rooms"


def test_every_room_says_what_it_is():
    rooms = [line for line in picture() if line.strip() and "/" in line.split()[0]]
    assert len(rooms) > 30
    assert all(len(line.split()) > 3 for line in rooms)
