"""Mutants: a program that is loaded turns wrong everywhere, and only where it should."""

import sys
from types import ModuleType

import places
import pytest
from benchmarks.mutants import swap

SOURCE = """
from dataclasses import dataclass
from functools import cache
from contextlib import ContextDecorator
from re import compile as pattern

LIMIT = 3
WORD = pattern("a+")

def within(number, limit=LIMIT):
    return number < limit

class Quietly(ContextDecorator):
    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

@Quietly()
def thrice(number):
    return 3 * number

@cache
def twice(number):
    return 2 * number

@dataclass(frozen=True)
class Pair:
    first: int
    second: int = 0

    @property
    def total(self):
        return self.first + self.second

    @classmethod
    def of(cls, number):
        return cls(number, number)
"""
USER = "from right import LIMIT, WORD, Pair, thrice, twice, within\n"


@pytest.fixture
def turned(monkeypatch):
    """What a user of a module sees after one thing in the module was changed."""

    def turn(before, after):
        right, user = ModuleType("right"), ModuleType("user")
        monkeypatch.setitem(sys.modules, "right", right)
        monkeypatch.setitem(sys.modules, "user", user)
        exec(SOURCE, right.__dict__)
        exec(USER, user.__dict__)
        assert before in SOURCE
        code = compile(SOURCE.replace(before, after), "right", "exec")
        swap.swap(right, swap.run(right, code))
        return user

    return turn


def test_a_program_that_is_right_stays_right(turned):
    user = turned("a+", "a+")
    assert user.within(2)
    assert user.twice(2) == 4
    assert user.Pair(1, 2).total == 3
    assert user.Pair(1) == user.Pair(1, 0)


@pytest.mark.parametrize(
    ("before", "after", "wrong"),
    [
        ("number < limit", "number <= limit", lambda user: user.within(3)),
        ("LIMIT = 3", "LIMIT = 4", lambda user: user.LIMIT == 4 and user.within(3)),
        ('"a+"', '"b+"', lambda user: user.WORD.match("b")),
        ("2 * number", "3 * number", lambda user: user.twice(2) == 6),
        ("3 * number", "4 * number", lambda user: user.thrice(2) == 8),
        ("first + self", "first - self", lambda user: user.Pair(1, 2).total == -1),
        ("second: int = 0", "second: int = 1", lambda user: user.Pair(1).second == 1),
        ("cls(number, number)", "cls(number)", lambda user: user.Pair.of(2).second == 0),
        ("@cache\n", "", lambda user: not hasattr(user.twice, "cache_info")),
    ],
)
def test_whoever_imported_it_meets_the_wrong_one(turned, before, after, wrong):
    assert wrong(turned(before, after))


def test_there_are_modules_and_tests_in_every_room():
    pytest.importorskip("mutmut", reason="needs the extra mutants")
    from benchmarks.mutants import __main__ as mutants

    for room in mutants.ROOMS.values():
        assert mutants.modules(room)
        assert all((places.ROOT / "tests" / folder).is_dir() for folder in room.tests)


def test_a_sample_is_the_same_for_the_same_seed():
    pytest.importorskip("mutmut", reason="needs the extra mutants")
    from benchmarks.mutants import __main__ as mutants

    numbers = range(100)
    chosen = mutants.sample(numbers, 10, 1)
    assert chosen == mutants.sample(numbers, 10, 1)
    assert chosen == sorted(set(chosen))
    assert chosen != mutants.sample(numbers, 10, 2)
    assert mutants.sample(numbers, None, 1) == numbers
