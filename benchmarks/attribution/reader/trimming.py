"""Which pieces of a passage the trained layers see: those near speech, and those near names.

The frozen layers have read the whole passage; what lies deep inside long speech or long narration
tells them something, and the layers above almost nothing. Leaving it out saves a third of the time.
"""

import numpy as np

from audiobook.attribute.ranker.evidence import NOBODY, Bools
from benchmarks.attribution.reader.windows import Arrays

IN_SPEECH = 12  # pieces kept of a speech at its start and at its end
IN_NARRATION = 24  # pieces kept of narration before speech and behind it
BY_A_NAME = 4  # pieces kept on both sides of a mention


def kept_pieces(arrays: Arrays) -> Bools:
    """The pieces of each passage that the trained layers see: (N, L)."""
    quoted = arrays["quoted"]
    spoken = quoted != NOBODY
    changes = quoted[:, 1:] != quoted[:, :-1]
    edges = np.zeros_like(spoken)
    edges[:, 1:] |= changes
    edges[:, :-1] |= changes
    kept = spoken & _near(edges, IN_SPEECH)
    kept |= ~spoken & _near(edges, IN_NARRATION)
    kept |= _near(arrays["names"] > 0, BY_A_NAME)
    kept[:, 0] = True
    return np.asarray(kept & (arrays["ids"] != 0))


def _near(marked: Bools, pieces: int) -> Bools:
    """What is at most so many pieces from a marked one."""
    near = marked.copy()
    for apart in range(1, pieces + 1):
        near[:, :-apart] |= marked[:, apart:]
        near[:, apart:] |= marked[:, :-apart]
    return near
