"""Answers on disk, each under a key of what made it: address, model, wording, words shown.

The characters listed beside the words are not part of the key: a corrected line or a merged name
must not make the whole book be asked again. Stored names are looked up anew among the present
characters instead, and an answer that no longer fits is asked for again. What is stored are names
and numbers, no key and nothing else of the book. A damaged file counts as absent.
"""

import hashlib
import json
from pathlib import Path

from platformdirs import user_cache_dir

from audiobook.attribute.llm.answer import Answer, RefusedAnswer, read_answer
from audiobook.attribute.llm.characters import UNKNOWN, CharacterList
from audiobook.attribute.llm.passages import Passage
from audiobook.attribute.llm.prompt import VERSION
from audiobook.attribute.llm.settings import ModelSettings
from audiobook.files import write_text


def default_folder() -> Path:
    """Where answers are kept unless told otherwise."""
    return Path(user_cache_dir("audiobook-producer")) / "language-model"


class AnswerCache:
    """The answers of one model."""

    def __init__(self, folder: Path, settings: ModelSettings) -> None:
        self._folder = folder
        self._model = (settings.place, settings.model, VERSION)

    def get(self, passage: Passage, characters: CharacterList) -> Answer | None:
        """The answer that was given about a passage, if it still can be used."""
        try:
            reply = self._path(passage).read_text(encoding="utf-8")
            answer = read_answer(reply, passage, characters)
        except (OSError, UnicodeError, RefusedAnswer):
            return None
        # A name that is no longer among the characters: it is asked for again.
        if answer.faults:
            return None
        return answer

    def put(self, passage: Passage, answer: Answer) -> None:
        """Keep an answer; numbers without a label are kept as unknown.

        Raises :class:`OutputError`.
        """
        labels: dict[str, str] = {}
        for number in range(1, len(passage.quotations) + 1):
            labels[str(number)] = answer.stated.get(number, UNKNOWN)
        text = json.dumps(labels, ensure_ascii=False)
        write_text(self._path(passage), f"{text}\n")

    def _path(self, passage: Passage) -> Path:
        """The file of a passage, by all that its answer depends on, but for the characters."""
        shown = (passage.before, passage.text, passage.after)
        made_of = json.dumps((*self._model, *shown))
        key = hashlib.sha256(made_of.encode()).hexdigest()
        return self._folder / key[:2] / f"{key}.json"
