"""What every class below a seam promises, as tests that any such class can be put to.

A class of yours, in this project or another, is tested in three lines::

    from contracts import EngineContract

    class TestAcmeEngine(EngineContract):
        @pytest.fixture
        def engine(self):
            return AcmeEngine()

The other fixtures of a contract have values that suit most classes; give those anew that do not
suit yours.
"""

from contracts.attributors import AttributorContract
from contracts.engines import EngineContract
from contracts.executors import ExecutorContract
from contracts.publishers import PublisherContract
from contracts.readers import ReaderContract

__all__ = [
    "AttributorContract",
    "EngineContract",
    "ExecutorContract",
    "PublisherContract",
    "ReaderContract",
]
