"""A language model as second reader: it is asked who says each numbered quotation, never for text.

Off unless chosen, and nothing is contacted but the address that the user named. The default attributor reads
first; the model's labels are then weighed against its own (``llm_weighing``). A passage that gets no usable
answer keeps the first reader's labels, with one notice; only if there is no usable answer at all does the run
fail. Answers are kept on disk as they come: an interrupted run carries on, and a second one asks nothing.
"""

import logging
import os
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

from audiobook.attribute.base import Attributor
from audiobook.attribute.corrected_passages import lent
from audiobook.attribute.llm.answer import Answer
from audiobook.attribute.llm.asking import Asker, Outcome
from audiobook.attribute.llm.cache import AnswerCache, default_folder
from audiobook.attribute.llm.roster import Roster, roster_of
from audiobook.attribute.llm.settings import ModelSettings, from_environment
from audiobook.attribute.llm.weighing import relabelled
from audiobook.attribute.llm.windows import Place, Window, places, windows
from audiobook.attribute.table import ATTRIBUTORS
from audiobook.errors import AudiobookError, OutputError
from audiobook.events import Event, Listener, Notice, StageAdvanced, StageFinished, StageStarted
from audiobook.model import Guidance, Script

STAGE = "ask the language model"
_LOG = logging.getLogger("audiobook.attribute")
_REMEDY = "Check that the server runs there and serves that model, or choose another attributor."


def _log(event: Event) -> None:
    if isinstance(event, Notice):
        _LOG.warning("%s", event.message)


class LanguageModelAttributor(Attributor):
    """Asks a language model behind an OpenAI-compatible address for labels.

    Without ``settings`` the environment states them. ``base`` is the first reader (default: the default
    attributor); ``cache`` the folder of answers; ``tell`` hears of progress and notices (default: notices
    are logged); ``pause`` waits between attempts. Raises :class:`UsageError` where no address is stated.
    """

    repeatable = False  # the next run may reach a model that this one did not

    def __init__(
        self,
        settings: ModelSettings | None = None,
        *,
        base: Attributor | None = None,
        cache: Path | None = None,
        tell: Listener = _log,
        pause: Callable[[float], object] | None = None,
    ) -> None:
        self._settings = settings or from_environment(os.environ)
        self._base = base or ATTRIBUTORS.load(ATTRIBUTORS.default())()
        self._cache = AnswerCache(cache or default_folder(), self._settings)
        self._tell = tell
        self._pause = pause
        self._unkept = threading.Event()

    def attribute(self, script: Script, guidance: Guidance) -> Script:
        """``script`` with its characters and speakers. Raises :class:`AudiobookError` where nothing
        came of any request.
        """
        first = self._base.attribute(script, guidance)
        roster = roster_of(first, guidance)
        labels = self._labels(tuple(windows(first, _corrected(first, guidance))), roster)
        return lent(relabelled(first, labels, self._settings.trust, guidance), guidance)

    def _labels(self, asked: tuple[Window, ...], roster: Roster) -> dict[Place, str | None]:
        found = {window: self._cache.get(window, roster) for window in asked}
        missing = [window for window, answer in found.items() if answer is None]
        labels = _placed((window, answer) for window, answer in found.items() if answer)
        if not missing:
            return labels
        answers, silent = self._ask(missing, roster)
        if not answers and len(missing) == len(found):
            self._give_up(silent)
        self._report(silent)
        return labels | _placed(answers.items())

    def _ask(
        self, missing: list[Window], roster: Roster
    ) -> tuple[dict[Window, Answer], dict[Window, str]]:
        """The answers, and why there is none about the other passages."""
        asker = Asker(self._settings, roster, self._keep, self._pause)
        outcomes: dict[Window, Outcome] = {}
        self._tell(StageStarted(STAGE, len(missing), "passages"))
        for window, outcome in asker.all(missing):
            outcomes[window] = outcome
            self._tell(StageAdvanced(STAGE, 1))
        self._tell(StageFinished(STAGE))
        answers = {w: o for w, o in outcomes.items() if isinstance(o, Answer)}
        silent = {w: o or asker.ended for w, o in outcomes.items() if not isinstance(o, Answer)}
        return answers, silent

    def _keep(self, window: Window, answer: Answer) -> None:
        try:
            self._cache.put(window, answer)
        except OutputError as error:
            if not self._unkept.is_set():
                self._unkept.set()
                self._tell(
                    Notice(
                        f"Answers of the language model are not kept for the next run: {error.message}"
                    )
                )

    def _give_up(self, silent: dict[Window, str]) -> None:
        reason = next(filter(None, silent.values()))
        model, place = self._settings.model, self._settings.place
        raise AudiobookError(
            f'The language model "{model}" at {place} gave no usable answer: {reason.rstrip(".")}.',
            remedy=_REMEDY,
        )

    def _report(self, silent: dict[Window, str]) -> None:
        if not silent:
            return
        count = sum(len(window.spans) for window in silent)
        reason = next(filter(None, silent.values()), "").rstrip(".")
        self._tell(
            Notice(
                f"The language model gave no usable answer about {len(silent):,} passages ({reason}): "
                f"{count:,} quotations keep the labels of the first reader. Run again to ask for them."
            )
        )


def _corrected(script: Script, guidance: Guidance) -> dict[Place, str]:
    """The quotations that the user corrected, with their speakers."""
    ranges: dict[int, list[tuple[int, int]]] = {}
    for correction in guidance.corrections:
        ranges.setdefault(correction.chapter, []).append((correction.start, correction.end))
    found: dict[Place, str] = {}
    for place, indexes in places(script) if ranges else ():
        row = script.utterances[place[0]]
        start, end = row[indexes[0]].start, row[indexes[-1]].end
        stated = ranges.get(script.book.chapters[place[0]].number, ())
        if any(low < end and start < high for low, high in stated):
            found[place] = row[indexes[0]].speaker
    return found


def _placed(answers: Iterable[tuple[Window, Answer]]) -> dict[Place, str | None]:
    """The labels of many passages by quotation."""
    return {
        window.spans[number - 1]: speaker
        for window, answer in answers
        for number, speaker in answer.labels.items()
    }
