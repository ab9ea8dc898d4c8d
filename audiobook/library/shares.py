"""A share of many books, for one of several machines or jobs.

Books of one chain stay together. Whoever is given the same books finds the same shares.
"""

from collections.abc import Sequence

from audiobook.library.chains import chains_of, size_of
from audiobook.library.job import BookJob
from audiobook.settings.selection import Share


def share_of_books(jobs: Sequence[BookJob], share: Share) -> tuple[BookJob, ...]:
    """The books of one share, in their order; every share is about as many bytes of text."""
    chains = chains_of(dict(enumerate(jobs)))

    def size(chain: Sequence[int]) -> float:
        return sum(size_of(jobs[index].source) for index in chain)

    mine: list[int] = []
    for chain in share.of(chains, size):
        mine += chain
    return tuple(jobs[index] for index in sorted(mine))
