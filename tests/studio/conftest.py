import pytest
from studio_driving import studio_of

STORY = """\
The Bridge

Chapter 1: Evening

Anna came down to the river with Peter. "Is the boat gone?" said Anna.

"It left an hour ago," Peter said. He looked at the water.

"Then we walk."

"In the dark?"

"There is a moon."

"Not tonight."

"We have a lamp."

"It has no oil," said somebody. They took the lamp all the same.

* * *

They walked until the moon rose. "Are you tired?" Peter asked.

"Not yet," said Anna. The road to Kessarine was long.

Chapter 2: Morning

The town of Kessarine lay below them. "There it is," Peter said.

"At last," said Anna. "Kessarine!"
"""


@pytest.fixture
def story(tmp_path):
    path = tmp_path / "bridge.txt"
    path.write_text(STORY, encoding="utf-8")
    return path


@pytest.fixture
def studio(story):
    with studio_of(story) as opened:
        yield opened
