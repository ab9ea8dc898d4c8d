"""SEAM a name -> ``concurrent.futures.Executor``: where the work is done."""

from audiobook.executors.base import ExecutorFactory
from audiobook.executors.pool import Check, Pool
from audiobook.executors.table import EXECUTORS

__all__ = ["EXECUTORS", "Check", "ExecutorFactory", "Pool"]
