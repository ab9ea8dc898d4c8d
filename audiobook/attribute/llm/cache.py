"""Answers on disk, each under a key of what made it: address, model, version of the prompt, words shown.

The characters listed beside the words are no part of the key: a corrected line or a merged name must not make
the whole book be asked again. Stored names are looked up anew among the present characters instead, and an
answer that no longer fits is asked for again. What is stored are names and numbers, no key and nothing else of
the book. A damaged file counts as absent.
"""

import hashlib
import json
from pathlib import Path

from platformdirs import user_cache_dir

from audiobook.attribute.llm.answer import Answer, RefusedAnswer, read_answer
from audiobook.attribute.llm.prompt import VERSION
from audiobook.attribute.llm.roster import UNKNOWN, Roster
from audiobook.attribute.llm.settings import ModelSettings
from audiobook.attribute.llm.windows import Window
from audiobook.files import write_text


def default_folder() -> Path:
    """Where answers are kept unless told otherwise."""
    return Path(user_cache_dir("audiobook-producer")) / "language-model"


class AnswerCache:
    """The answers of one model."""

    def __init__(self, folder: Path, settings: ModelSettings) -> None:
        self._folder = folder
        self._model = (settings.place, settings.model, VERSION)

    def get(self, window: Window, roster: Roster) -> Answer | None:
        """The answer that was given about a passage, if it still can be used."""
        try:
            answer = read_answer(self._path(window).read_text(encoding="utf-8"), window, roster)
        except (OSError, UnicodeError, RefusedAnswer):
            return None
        return None if answer.faults else answer

    def put(self, window: Window, answer: Answer) -> None:
        """Keep an answer; numbers without a label are kept as unknown. Raises :class:`OutputError`."""
        said = {str(n): answer.said.get(n, UNKNOWN) for n in range(1, len(window.spans) + 1)}
        write_text(self._path(window), json.dumps(said, ensure_ascii=False) + "\n")

    def _path(self, window: Window) -> Path:
        shown = (window.before, window.passage, window.after)
        key = hashlib.sha256(json.dumps((*self._model, *shown)).encode()).hexdigest()
        return self._folder / key[:2] / f"{key}.json"
