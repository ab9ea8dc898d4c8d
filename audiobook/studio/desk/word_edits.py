"""How words are said: what is taught, what should be, and where words stand."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import Any

from audiobook.rehearse.rehearsal import familiar
from audiobook.speech import Pronunciation, primary, suspects, tables
from audiobook.studio.desk.book_state import BookState
from audiobook.studio.desk.lines import Place
from audiobook.studio.desk.requests import Edit, a_text
from audiobook.studio.desk.toml_edit import TomlEditor
from audiobook.studio.desk.troubles import BadRequestError
from audiobook.studio.desk.user_files import WORDS

Asked = Mapping[str, Any]
Record = dict[str, Any]

_MOST_SUSPECTS = 200
_MOST_PLACES = 200
_AROUND = 60  # characters that are shown before and after a word


def teach(state: BookState, asked: Asked) -> Edit:
    """A word is said otherwise; ``says`` of ``None``: as it is printed again."""
    word = a_text(asked, "word")
    says = None
    if asked.get("says") is not None:
        says = a_text(asked, "says")
    speaker = a_text(asked, "speaker", "")
    path = state.run.project.folder / WORDS
    editor = TomlEditor(state.snapshot.text(WORDS), path)
    known = _number(editor, word, speaker)
    if known is not None and says is None:
        editor.remove_from_list("entries", known)
    elif known is not None:
        editor.set_in_list("entries", known, "says", says)
    elif speaker or asked.get("case"):
        if says is None:
            raise BadRequestError(f'"{word}" is not taught for {speaker}.')
        editor.append(
            "entries", _entry(word, says, speaker, case=bool(asked.get("case")))
        )
    else:
        editor.set(("words",), word, says)
    sentence = (
        f"“{word}” said as printed" if says is None else f"“{word}” said “{says}”"
    )
    return Edit({WORDS: editor.text}, sentence)


def _entry(word: str, says: str, speaker: str, *, case: bool) -> dict[str, object]:
    entry: dict[str, object] = {"word": word, "says": says}
    if speaker:
        entry["speaker"] = speaker
    if case:
        entry["case"] = True
    return entry


def _number(editor: TomlEditor, word: str, speaker: str) -> int | None:
    """Which of the entries is the one for a word, if that is where it stands."""
    for number, entry in enumerate(editor.data.get("entries", [])):
        if entry.get("word") == word and entry.get("speaker", "") == speaker:
            return number
    return None


def words_record(state: BookState) -> Record:
    """The words that are probably said wrongly, and those that were taught."""
    lexicon = state.guide.lexicon
    known = familiar() | tables(primary(state.guide.language)).listed("familiar")
    found = suspects(state.script, lexicon, known)
    return {
        "suspects": [
            {"word": each.word, "count": each.count, "sample": each.sample}
            for each in found[:_MOST_SUSPECTS]
        ],
        "taught": [_taught(state, entry) for entry in lexicon.entries],
    }


def _taught(state: BookState, entry: Pronunciation) -> Record:
    return {
        "word": entry.word,
        "pattern": entry.pattern,
        "says": entry.says,
        "speaker": entry.speaker,
        "count": sum(1 for _ in _matches(state, entry.compiled())),
    }


def places_record(state: BookState, word: str) -> Record:
    """Where a word stands."""
    if not word.strip():
        raise BadRequestError("No word is given.")
    found = list(_matches(state, Pronunciation("", word=word).compiled()))
    return {
        "word": word,
        "count": len(found),
        "places": [_place(state, *each) for each in found[:_MOST_PLACES]],
    }


def _matches(
    state: BookState, pattern: re.Pattern[str]
) -> Iterator[tuple[int, re.Match[str]]]:
    for chapter in state.script.book.chapters:
        for match in pattern.finditer(chapter.text):
            yield chapter.number, match


def _place(state: BookState, number: int, match: re.Match[str]) -> Record:
    _, chapter, utterances = state.chapter(number)
    start, end = match.span()
    index = bisect_right([utterance.start for utterance in utterances], start) - 1
    before = chapter.text[max(0, start - _AROUND) : start]
    after = chapter.text[end : end + _AROUND]
    return {
        "place": Place(number, index).record,
        "before": " ".join(before.split()),
        "match": match[0],
        "after": " ".join(after.split()),
    }
