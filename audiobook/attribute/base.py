"""SEAM Script -> Script with characters and speakers."""

from abc import ABC, abstractmethod
from typing import ClassVar

from audiobook.model import Guidance, Script


class Attributor(ABC):
    """Decides which character says each quotation and thought.

    The same script and guidance give the same answer, without input or output, unless the class
    sets ``repeatable`` to false: such a one may ask a server, use threads and keep files.
    """

    # Whether the same script and guidance give the same answer, so that it may be cached.
    repeatable: ClassVar[bool] = True

    @abstractmethod
    def attribute(self, script: Script, guidance: Guidance) -> Script:
        """Return ``script`` with its ``characters`` and with speakers.

        Every dialogue or thought utterance has a speaker, a confidence and a reason. ``guidance``
        always wins. Offsets and kinds of the utterances stay as they are, except that a stretch
        may turn out not to be dialogue after all.
        """
