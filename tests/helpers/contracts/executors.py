"""Every executor: runs what it is handed, hands on errors, keeps the order, shuts down."""

from collections.abc import Iterator
from concurrent.futures import Executor, Future

import pytest
from audiobook.executors import ExecutorFactory, Pool


def refuse() -> None:
    """A task that fails."""
    raise ValueError("no")


def joined(*words: str, between: str = "") -> str:
    """A task with keywords."""
    return between.join(words)


class ExecutorContract:
    """An executor: runs what it is handed, hands on errors, keeps the order, shuts down."""

    @pytest.fixture
    def factory(self) -> ExecutorFactory:
        raise NotImplementedError("Return a factory of executors.")

    @pytest.fixture
    def pool(self, factory: ExecutorFactory) -> Iterator[Pool]:
        with Pool(factory, 1) as opened:
            yield opened

    def test_it_opens_an_executor_of_the_standard_library(self, factory):
        with factory.open(1) as executor:
            assert isinstance(executor, Executor)
            future = executor.submit(joined, "a", "b", between="-")
            assert isinstance(future, Future)
            assert future.result() == "a-b"

    def test_it_runs_tasks_and_carries_their_errors(self, pool):
        assert pool.submit(max, 3, 4).result() == 4
        assert isinstance(pool.submit(refuse).exception(), ValueError)
        assert pool.submit(max, 5, 4).result() == 5

    def test_results_come_in_the_order_of_what_was_asked(self, factory):
        with factory.open(2) as executor:
            assert list(executor.map(pow, range(20), [2] * 20)) == [n * n for n in range(20)]

    def test_each_keeps_the_order_though_some_fail(self, pool):
        done = list(pool.each(int, [("1",), ("one",), ("3",)]))
        assert [future.exception() is None for future in done] == [True, False, True]
        assert (done[0].result(), done[2].result()) == (1, 3)

    def test_shutting_down_waits_for_what_was_handed_in(self, factory):
        with factory.open(1) as executor:
            futures = [executor.submit(pow, 2, n) for n in range(5)]
        assert all(future.done() for future in futures)
        assert [future.result() for future in futures] == [1, 2, 4, 8, 16]

    def test_after_a_stop_the_next_task_is_done(self, pool):
        assert pool.submit(max, 1, 2).result() == 2
        pool.stop()
        assert pool.submit(max, 1, 2).result() == 2

    def test_two_are_open_at_once(self, factory):
        with factory.open(1) as one, factory.open(1) as other:
            assert one.submit(max, 1, 2).result() == other.submit(max, 2, 1).result()

    def test_no_number_of_workers_means_as_many_as_there_are_cores(self, factory):
        with factory.open(0) as executor:
            assert executor.submit(max, 1, 2).result() == 2
