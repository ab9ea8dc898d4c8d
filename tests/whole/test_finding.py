"""Speakers are found alike wherever they are found."""

import multiprocessing
import os
import signal

import pytest
from audiobook import offload as finding
from audiobook.errors import UnknownNameError
from audiobook.executors.inline import Inline
from audiobook.executors.processes import Processes
from audiobook.model import Book, Chapter, Guidance, Metadata
from audiobook.offload import find, found_script

TEXT = """“Go on,” said Anna.

“I will not,” said Peter, and looked at the river.

“Then I will.”"""
BOOK = Book(Metadata("The Bridge", language="en"), (Chapter(1, "One", TEXT),))


def killed(*arguments):
    """Find, but not in a worker."""
    if multiprocessing.parent_process():
        os.kill(os.getpid(), signal.SIGKILL)
    return find(*arguments)


def test_a_long_book_is_read_by_another_process_with_the_same_result(monkeypatch):
    monkeypatch.setattr(finding, "LONG", 10)
    here = find(BOOK, Guidance(), "ranker")
    assert found_script(BOOK, Guidance(), "ranker", Processes()) == here
    assert found_script(BOOK, Guidance(), "ranker", Inline()) == here
    assert {character.name for character in here.characters} == {"Anna", "Peter"}


def test_a_short_book_starts_no_process():
    class Closed(Inline):
        def open(self, workers):
            raise AssertionError("opened")

    assert found_script(BOOK, Guidance(), "ranker", Closed()).characters


def test_an_error_comes_through(monkeypatch):
    monkeypatch.setattr(finding, "LONG", 10)
    with pytest.raises(UnknownNameError, match="nobody"):
        found_script(BOOK, Guidance(), "nobody", Processes())


def test_where_the_other_process_is_killed_this_one_does_it(monkeypatch):
    monkeypatch.setattr(finding, "LONG", 10)
    monkeypatch.setattr(finding, "find", killed)
    assert found_script(BOOK, Guidance(), "ranker", Processes()) == find(BOOK, Guidance(), "ranker")
