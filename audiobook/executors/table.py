"""The executors that ship with the program; the first is the default."""

from audiobook.executors.base import ExecutorFactory
from audiobook.registry import Seam

EXECUTORS: Seam[ExecutorFactory] = Seam(
    what="executor",
    group="audiobook.executors",
    table={
        "processes": "audiobook.executors.processes:Processes",
        "inline": "audiobook.executors.inline:Inline",
    },
)
