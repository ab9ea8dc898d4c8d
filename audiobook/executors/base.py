"""SEAM a name -> ``concurrent.futures.Executor``."""

from abc import ABC, abstractmethod
from concurrent.futures import Executor


class ExecutorFactory(ABC):
    """Opens executors. What is submitted to them is picklable and may run in another process."""

    @abstractmethod
    def open(self, workers: int) -> Executor:
        """An executor with that many workers; 0 means as many as there are cores to use."""
