"""A language model as second reader: it is asked who says each numbered quotation, never for
text.

Off unless chosen, and nothing is contacted but the address that the user named. The default
attributor reads first; the model's labels are then weighed against its own (see ``weighing``). A
passage that gets no usable answer keeps the first reader's labels, with one notice; only if there
is not a single usable answer does the run fail. Answers are kept on disk as they come: an
interrupted run carries on, and a second one asks nothing.
"""

import logging
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from audiobook.attribute.base import Attributor
from audiobook.attribute.corrected_passages import with_corrected_passages
from audiobook.attribute.llm.answer import Answer
from audiobook.attribute.llm.asking import Asker, Outcome
from audiobook.attribute.llm.cache import AnswerCache, default_folder
from audiobook.attribute.llm.characters import CharacterList, character_list
from audiobook.attribute.llm.passages import (
    Passage,
    Place,
    passages,
    places,
)
from audiobook.attribute.llm.settings import ModelSettings, from_environment
from audiobook.attribute.llm.weighing import relabelled
from audiobook.attribute.table import ATTRIBUTORS
from audiobook.errors import AudiobookError, OutputError
from audiobook.events import (
    Event,
    Listener,
    Notice,
    StageAdvanced,
    StageFinished,
    StageStarted,
)
from audiobook.model import Guidance, Script

STAGE = "ask the language model"
_LOG = logging.getLogger("audiobook.attribute")
_REMEDY = "Check that the server runs there and serves that model, or choose another attributor."


def _log(event: Event) -> None:
    """Put notices into the log, for whoever does not listen."""
    if isinstance(event, Notice):
        _LOG.warning("%s", event.message)


class LanguageModelAttributor(Attributor):
    """Asks a language model behind an OpenAI-compatible address for labels.

    Without ``settings`` the environment states them. ``base`` is the first reader (default: the
    default attributor); ``cache`` the folder of answers; ``tell`` hears of progress and notices
    (default: notices are logged); ``pause`` waits between attempts. Raises :class:`UsageError`
    where no address is stated.
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
        """``script`` with its characters and speakers.

        Raises :class:`AudiobookError` where nothing came of any request.
        """
        # The first reader finds the characters: without a list the model would name them anew.
        first = self._base.attribute(script, guidance)
        characters = character_list(first, guidance)
        known = _corrected(first, guidance)
        labels = self._labels(tuple(passages(first, known)), characters)
        second = relabelled(first, labels, self._settings.trust, guidance)
        return with_corrected_passages(second, guidance)

    def _labels(
        self, asked: Sequence[Passage], characters: CharacterList
    ) -> dict[Place, str | None]:
        """The labels of all passages, from the kept answers and from the model."""
        answers: dict[Passage, Answer] = {}
        missing: dict[Passage, None] = {}
        for passage in asked:
            kept = self._cache.get(passage, characters)
            if kept is None:
                missing[passage] = None
            else:
                answers[passage] = kept
        if missing:
            given, silent = self._ask(tuple(missing), characters)
            answers |= given
            # Kept answers count: a book that was half read is better than none.
            if not answers:
                self._give_up(silent)
            self._report(silent)
        return _by_place(answers)

    def _ask(
        self, missing: Sequence[Passage], characters: CharacterList
    ) -> tuple[dict[Passage, Answer], dict[Passage, str]]:
        """The answers, and why there is none about the other passages."""
        asker = Asker(self._settings, characters, self._keep, self._pause)
        outcomes: dict[Passage, Outcome] = {}
        self._tell(StageStarted(STAGE, len(missing), "passages"))
        for passage, outcome in asker.all(missing):
            outcomes[passage] = outcome
            self._tell(StageAdvanced(STAGE, 1))
        self._tell(StageFinished(STAGE))
        answers: dict[Passage, Answer] = {}
        silent: dict[Passage, str] = {}
        for passage, outcome in outcomes.items():
            if isinstance(outcome, Answer):
                answers[passage] = outcome
            else:
                silent[passage] = outcome or asker.ended
        return answers, silent

    def _keep(self, passage: Passage, answer: Answer) -> None:
        """Put an answer on disk; that it cannot be is said once."""
        try:
            self._cache.put(passage, answer)
        except OutputError as error:
            # A full disk would say so for every passage.
            if self._unkept.is_set():
                return
            self._unkept.set()
            message = "Answers of the language model are not kept for the next run"
            self._tell(Notice(f"{message}: {error.message}"))

    def _give_up(self, silent: Mapping[Passage, str]) -> None:
        """Raise what the user can do something about."""
        reason = _first_reason(silent)
        model = self._settings.model
        place = self._settings.place
        raise AudiobookError(
            f'The language model "{model}" at {place} gave no usable answer: {reason}.',
            remedy=_REMEDY,
        )

    def _report(self, silent: Mapping[Passage, str]) -> None:
        """Tell once of all passages that got no answer, and why the first got none."""
        if not silent:
            return
        count = sum(len(passage.quotations) for passage in silent)
        reason = _first_reason(silent)
        self._tell(
            Notice(
                f"The language model gave no usable answer about {len(silent):,} passages "
                f"({reason}): {count:,} quotations keep the labels of the first reader. "
                "Run again to ask for them."
            )
        )


def _first_reason(silent: Mapping[Passage, str]) -> str:
    """The first reason that is known, without its full stop."""
    return next(filter(None, silent.values()), "").rstrip(".")


def _corrected(script: Script, guidance: Guidance) -> dict[Place, str]:
    """The quotations that the user corrected, with their speakers."""
    ranges: dict[int, list[tuple[int, int]]] = {}
    for correction in guidance.corrections:
        ranges.setdefault(correction.chapter, []).append(
            (correction.start, correction.end)
        )
    speakers: dict[Place, str] = {}
    if not ranges:
        return speakers
    for place, indexes in places(script):
        chapter = script.book.chapters[place[0]]
        row = script.utterances[place[0]]
        first = row[indexes[0]]
        last = row[indexes[-1]]
        for start, end in ranges.get(chapter.number, ()):
            if start < last.end and first.start < end:
                speakers[place] = first.speaker
    return speakers


def _by_place(answers: Mapping[Passage, Answer]) -> dict[Place, str | None]:
    """The labels of many passages by quotation."""
    labels: dict[Place, str | None] = {}
    for passage, answer in answers.items():
        for number, speaker in answer.labels.items():
            labels[passage.quotations[number - 1]] = speaker
    return labels
