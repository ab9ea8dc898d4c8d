"""The collector of garbage rests while a book is read, and is as it was afterwards."""

import gc

import pytest
from audiobook.garbage import uncollected


@pytest.fixture(autouse=True)
def collector():
    was = gc.isenabled()
    yield
    (gc.enable if was else gc.disable)()


@pytest.mark.parametrize("was", [True, False])
def test_it_rests_inside_and_is_as_it_was_afterwards(was):
    (gc.enable if was else gc.disable)()
    with uncollected():
        assert not gc.isenabled()
    assert gc.isenabled() == was


def test_an_error_wakes_it_too():
    gc.enable()
    with pytest.raises(ValueError, match="broken"), uncollected():
        raise ValueError("broken")
    assert gc.isenabled()


def test_a_function_may_be_called_often():
    gc.enable()
    inside = uncollected()(gc.isenabled)
    assert [inside(), inside()] == [False, False]
    assert gc.isenabled()
