"""Changes of how words are said, and of which take of a line is used."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from audiobook.studio.book.book_state import BookState
from audiobook.studio.book.line_place import LinePlace, place_of
from audiobook.studio.book.toml_edit import TomlEditor
from audiobook.studio.book.troubles import BadRequestError
from audiobook.studio.book.user_files import TAKES, WORDS
from audiobook.studio.edits.requests import Edit, a_text
from audiobook.studio.speaking import MOST_TAKES, Lines
from audiobook.studio.views.words import numbers_here, words_around

Asked = Mapping[str, Any]


def teach(state: BookState, asked: Asked) -> Edit:
    """A word is said otherwise; ``says`` of ``None``: as it is printed again."""
    word = a_text(asked, "word")
    says = None
    if asked.get("says") is not None:
        says = a_text(asked, "says")
    if asked.get("place") is not None:
        return _teach_here(state, word, says, place_of(asked["place"]))
    speaker = a_text(asked, "speaker", "")
    path = state.run.project.folder / WORDS
    editor = TomlEditor(state.snapshot.text(WORDS), path)
    known = _number(editor, word, speaker)
    # An entry with a speaker or in a certain case says more than a word, and stands apart.
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


def _teach_here(
    state: BookState, word: str, says: str | None, place: LinePlace
) -> Edit:
    """A word is said otherwise in one line; ``says`` of ``None``: there too as everywhere."""
    editor = TomlEditor(state.snapshot.text(WORDS), state.run.project.folder / WORDS)
    known = numbers_here(editor.data.get("entries", []), word, state, place)
    if says is None:
        if not known:
            raise BadRequestError(f'"{word}" is said there as everywhere.')
        # From the last on, so that the numbers of the others stay.
        for number in reversed(known):
            editor.remove_from_list("entries", number)
        sentence = f"“{word}” said as everywhere in one place"
    elif known:
        editor.set_in_list("entries", known[0], "says", says)
        sentence = f"“{word}” said “{says}” in one place"
    else:
        within = words_around(state, word, place)
        editor.append("entries", {"word": word, "says": says, "within": within})
        sentence = f"“{word}” said “{says}” in one place"
    return Edit({WORDS: editor.text}, sentence, (place,))


def choose_take(state: BookState, asked: Asked, lines: Lines) -> Edit:
    """A line is used in another take; 0 is the first."""
    place = place_of(asked.get("line"))
    take = asked.get("take")
    if not isinstance(take, int) or not 0 <= take <= MOST_TAKES:
        raise BadRequestError(f'"take" must be a number from 0 to {MOST_TAKES}.')
    line = lines.item(place).line
    if line is None:
        raise BadRequestError("Nothing is said there.")
    editor = TomlEditor(state.snapshot.text(TAKES), state.run.project.takes_file)
    # The first take's clip names the line, as long as its words and its voice stay.
    key = lines.key(replace(line, take=0))
    editor.set(("takes",), key, take or None)
    words = state.text(place)
    return Edit(
        {TAKES: editor.text}, f"Take {take + 1} of “{words[:40]}” used", (place,)
    )


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
        same = entry.get("word") == word and not entry.get("within")
        if same and entry.get("speaker", "") == speaker:
            return number
    return None
