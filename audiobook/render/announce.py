"""What the user is told before lines are spoken: which of them go to a server, and the cost."""

from collections.abc import Iterator, Sequence

from audiobook.engines import ENGINES
from audiobook.render.plan import ChapterPlan
from audiobook.render.render import jobs_of
from audiobook.render.speak import missing
from audiobook.render.store import ClipStore, Fingerprints


def announcements(
    plans: Sequence[ChapterPlan], prints: Fingerprints, store: ClipStore
) -> Iterator[str]:
    """A sentence for every engine that has to say something of the lines without a clip."""
    for name in prints:
        kind = ENGINES.load(name)
        if not kind.announces:
            continue
        jobs = [job for job in jobs_of(plans, prints) if job.line.voice.engine == name]
        lines = [job.line for job in missing(jobs, store)]
        if lines:
            with kind() as engine:
                yield engine.announcement(lines)
