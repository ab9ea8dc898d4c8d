"""Changes of who plays whom, as edits of the cast file."""

from collections.abc import Mapping
from typing import Any

from audiobook.model import NARRATOR
from audiobook.registry import nearest
from audiobook.studio.book.book_state import BookState
from audiobook.studio.book.toml_edit import TomlEditor
from audiobook.studio.book.troubles import BadRequestError, StudioError
from audiobook.studio.book.user_files import CAST
from audiobook.studio.edits.requests import Edit, a_number, a_text

Asked = Mapping[str, Any]

# Beyond these, voices are no longer understood.
_NUMBERS = {"rate": (0.5, 2.0), "pitch": (-12.0, 12.0), "volume": (-20.0, 20.0)}
_WORDS = {
    "gender": ("female", "male"),
    "age": ("child", "young", "adult", "old"),
}


def recast(state: BookState, asked: Asked) -> Edit:
    """A speaker has another voice, or speaks otherwise in it."""
    speaker = _speaker(state, asked, "speaker")
    editor = _editor(state)
    said = []
    if "voice" in asked:
        voice = _voice(state, asked)
        editor.set(("speakers", speaker), "voice", voice)
        said.append(f"voice {voice}" if voice else "automatic voice")
    for key, (low, high) in _NUMBERS.items():
        if key in asked:
            number = a_number(asked, key, low, high)
            editor.set(("speakers", speaker), key, number)
            said.append(f"{key} {number:g}" if number is not None else f"own {key}")
    for key, words in _WORDS.items():
        if key in asked:
            word = asked[key]
            if word is not None and word not in words:
                raise BadRequestError(f'"{key}" is one of {", ".join(words)}.')
            editor.set(("speakers", speaker), key, word)
            said.append(f"{key} {word}" if word else f"{key} as found")
    if not said:
        raise BadRequestError("Nothing is asked for.")
    return Edit({CAST: editor.text}, f"{speaker}: {', '.join(said)}")


def merge(state: BookState, asked: Asked) -> Edit:
    """Two names are one person."""
    speaker = _speaker(state, asked, "speaker")
    into = _speaker(state, asked, "into")
    if speaker == into:
        raise BadRequestError("These are the same person already.")
    if speaker == NARRATOR:
        raise StudioError(
            "The narrator cannot become somebody else.",
            remedy=f"Merge {into} into the narrator instead.",
        )
    editor = _editor(state)
    table = ("speakers", into)
    also = list(state.choices.of(into).also)
    # Whoever was merged into the one that is merged now comes along.
    names = [speaker, *state.choices.of(speaker).also]
    # Two tables cannot claim the same name.
    editor.set(("speakers", speaker), "also", None)
    also += [name for name in names if name not in also]
    editor.set(table, "also", also)
    return Edit({CAST: editor.text}, f"{speaker} is {into}")


def split(state: BookState, asked: Asked) -> Edit:
    """A name that the user merged is somebody of their own again."""
    speaker = a_text(asked, "speaker")
    name = a_text(asked, "name")
    also = list(state.choices.of(speaker).also)
    if name not in also:
        raise StudioError(
            f'"{name}" was not merged into {speaker} by hand.',
            remedy="Give the lines concerned to somebody else instead.",
        )
    also.remove(name)
    editor = _editor(state)
    editor.set(("speakers", speaker), "also", also or None)
    return Edit({CAST: editor.text}, f"{name} is not {speaker}")


def _speaker(state: BookState, asked: Asked, key: str) -> str:
    name = a_text(asked, key)
    if name in state.roles:
        return name
    if any(choice.speaker == name for choice in state.choices.speakers):
        return name
    raise StudioError(
        f'Nobody in this book is called "{name}".', remedy=nearest(name, state.roles)
    )


def _voice(state: BookState, asked: Asked) -> str | None:
    if asked["voice"] is None:
        return None
    voice = a_text(asked, "voice")
    names = {each.name for each in state.pack}
    if voice not in names:
        message = f'There is no voice "{voice}".'
        raise StudioError(message, remedy=nearest(voice, names))
    return voice


def _editor(state: BookState) -> TomlEditor:
    return TomlEditor(state.snapshot.text(CAST), state.run.project.cast_file)
