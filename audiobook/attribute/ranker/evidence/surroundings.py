"""The narration around a turn: which of it is looked at."""

from dataclasses import dataclass

from audiobook.attribute.ranker.evidence.reading import Reading, Span

FAR = 400  # tokens from a quotation at which narration stops to matter


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The narration around a turn, as token ranges.

    ``gaps`` are the stretches before, between and after its quotations;
    ``earlier`` and ``later`` those of other paragraphs on either side, up to
    the neighbouring turns.
    """

    gaps: tuple[Span, ...]
    earlier: Span
    later: Span

    @property
    def paragraphs(self) -> Span:
        """The turn's own paragraphs, its quotations included."""
        start, _ = self.gaps[0]
        _, end = self.gaps[-1]
        return start, end


def surroundings(reading: Reading, number: int) -> Surroundings:
    """The narration around turn ``number``."""
    turn = reading.turns[number]
    start = reading.token(turn.start)
    end = reading.token(turn.end)
    gaps: list[Span] = []
    gap_start = start
    for quote_start, quote_end in turn.quotes:
        gaps.append((gap_start, reading.token(quote_start)))
        gap_start = reading.token(quote_end)
    gaps.append((gap_start, end))
    previous_end = 0
    if number > 0:
        previous_end = reading.token(reading.turns[number - 1].end)
    next_start = len(reading.words)
    if number + 1 < len(reading.turns):
        next_start = reading.token(reading.turns[number + 1].start)
    return Surroundings(
        gaps=tuple(gaps),
        earlier=(max(previous_end, start - FAR), start),
        later=(end, min(next_start, end + FAR)),
    )
