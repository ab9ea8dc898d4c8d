"""Who speaks, measured as a user meets it: raw text in, the finished script scored.

No novel is read by a model that has seen it: the ranker is trained anew for each fold, on the
novels of the others, calibration included, and then reads the novels of its fold as the program
itself does. Seconds are those of the processor, so that other work on the machine does not count.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from audiobook.attribute import ATTRIBUTORS
from audiobook.attribute.base import Attributor
from audiobook.attribute.export import quotes_json
from audiobook.attribute.ranker import RankerAttributor
from audiobook.attribute.ranker.model import Model
from audiobook.model import Guidance, Script, Utterance
from benchmarks.attribution.data import script_of

RANKER = "ranker"
EARLIER = "earlier"


@dataclass(frozen=True, slots=True)
class Result:
    """What a system made of a novel.

    ``quotes`` as the scorer reads them; ``sure`` the place in the source and the confidence of
    every stretch that somebody speaks, ``reasons`` why, by where it starts; seconds of the processor for reading and cutting, and for
    finding out who speaks.
    """

    novel: str
    quotes: dict[str, object]
    sure: tuple[tuple[int, int, float], ...]
    cutting_s: float
    deciding_s: float
    reasons: Mapping[int, str] = field(default_factory=dict)


def results(
    systems: Sequence[str],
    novels: Sequence[Path],
    taught: Callable[[], Mapping[str, Model]],
) -> Iterator[tuple[str, list[Result]]]:
    """Every system's results.

    ``taught`` gives each novel's model, which has not seen it; a ranker without one is the one
    that ships.
    """
    for system in systems:
        models = taught() if system == RANKER else {}
        yield (
            system,
            [
                read(attributor(system, models.get(novel.name)), novel)
                for novel in novels
            ],
        )


def attributor(system: str, model: Model | None) -> Attributor:
    """The attributor of that name; the ranker with another model than its own."""
    return RankerAttributor(model) if model else ATTRIBUTORS.load(system)()


def read(by: Attributor, novel: Path) -> Result:
    """One novel, from its raw text."""
    begin = time.process_time()
    script = script_of(novel)
    cut = time.process_time()
    done = by.attribute(script, Guidance())
    end = time.process_time()
    return Result(
        novel=novel.name,
        quotes=quotes_json(done),
        sure=tuple((at, at + u.end - u.start, u.confidence) for at, u in _spoken(done)),
        cutting_s=cut - begin,
        deciding_s=end - cut,
        reasons={at: u.reason for at, u in _spoken(done)},
    )


def _spoken(script: Script) -> Iterable[tuple[int, Utterance]]:
    """Where each utterance of a quotation starts in the source, and the utterance."""
    for chapter, utterances in script.by_chapter():
        at = chapter.offset or 0
        yield from ((at + u.start, u) for u in utterances if u.quotation is not None)
