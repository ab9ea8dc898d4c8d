"""Changes of how a book is made and what its title page says, as edits of its settings file."""

import re
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from audiobook.files.toml import TomlFile, overlay
from audiobook.readers import read_book
from audiobook.readers.shape import shape_of, shaped
from audiobook.settings import Settings
from audiobook.settings.values import About
from audiobook.studio.book.book_state import BookState
from audiobook.studio.book.toml_edit import TomlEditor
from audiobook.studio.book.troubles import BadRequestError, StudioError
from audiobook.studio.book.user_files import CAST, SETTINGS
from audiobook.studio.edits.requests import Edit, a_text

Asked = Mapping[str, Any]

# What a page may set. Programs, servers and places on the disk are for the user's own file.
_SETTINGS = (
    "formats",
    "profile",
    "rate",
    "include",
    "skip",
    "notes",
    "pace",
    "parts",
    "unsure",
    "allow_missing",
)
COVER = re.compile(r"cover-[0-9a-f]{8}\.(jpg|png|webp|gif)")
# They decide which chapters there are.
_TITLES = "titles"
_SHAPING = ("include", "skip", "notes")
_ABOUT = tuple(field.name for field in fields(About) if field.name != "cover")


def settings(state: BookState, asked: Asked) -> Edit:
    """Some settings are others; ``None`` takes one back."""
    wanted = _table(asked, "settings", _SETTINGS)
    editor = _editor(state)
    for key, value in wanted.items():
        editor.set((), key, value)
    new = _checked(state, editor)
    files: dict[str, str | None] = {}
    # Chapters are numbered as they are heard: leaving one out moves those after it.
    if any(name in wanted for name in _SHAPING):
        moved = _moved(state, new)
        files[CAST] = _renumbered(state, moved)
        _renumber_titles(editor, moved)
    files[SETTINGS] = editor.text
    return Edit(files, f"Settings changed: {', '.join(wanted)}")


def details(state: BookState, asked: Asked) -> Edit:
    """The title page says something else; ``None``: what the book says itself."""
    wanted = _table(asked, "metadata", _ABOUT)
    editor = _editor(state)
    for key, value in wanted.items():
        editor.set(("metadata",), key, value)
    _checked(state, editor)
    return Edit({SETTINGS: editor.text}, f"Title page changed: {', '.join(wanted)}")


def rename(state: BookState, asked: Asked) -> Edit:
    """A chapter has another title; ``None`` or an empty one: that of the book again."""
    number = asked.get("chapter")
    if not isinstance(number, int):
        raise BadRequestError('"chapter" must be the number of a chapter.')
    chapter = state.chapter(number)
    own = chapter.own_title or chapter.title
    title = ""
    if asked.get("title") is not None:
        title = a_text(asked, "title", "")
    editor = _editor(state)
    # However an earlier title was given, by number or by the book's own: it gives way.
    for key in editor.data.get(_TITLES, {}):
        if key == str(number) or key.casefold() == own.casefold():
            editor.set((_TITLES,), key, None)
    if title and title != own:
        editor.set((_TITLES,), _title_key(state, number, own), title)
    if editor.text == state.snapshot.text(SETTINGS):
        raise StudioError("The chapter has that title already.")
    _checked(state, editor)
    return Edit(
        {SETTINGS: editor.text}, f"“{chapter.title}” is called “{title or own}”"
    )


def _title_key(state: BookState, number: int, own: str) -> str:
    """How the settings name a chapter: by its own title, which stays when others are left out."""
    alike = 0
    for chapter in state.reading.original.chapters:
        alike += chapter.title.casefold() == own.casefold()
    if own.isdecimal() or alike > 1:
        return str(number)
    return own


def with_cover(state: BookState, asked: Asked) -> Edit:
    """The cover is a file that was put into the book's folder; ``None``: the book's own."""
    name = asked.get("name")
    if name is not None and not COVER.fullmatch(str(name)):
        raise BadRequestError("A cover is put here as a picture.")
    editor = _editor(state)
    editor.set(("metadata",), "cover", name)
    sentence = "Cover changed" if name else "The book's own cover"
    return Edit({SETTINGS: editor.text}, sentence)


def _table(asked: Asked, name: str, known: tuple[str, ...]) -> Asked:
    wanted = asked.get(name)
    if not isinstance(wanted, Mapping) or not wanted:
        raise BadRequestError(f'"{name}" must be a table with something in it.')
    for key in wanted:
        if key not in known:
            raise BadRequestError(f'"{str(key)[:40]}" is not set here.')
    return wanted


def _editor(state: BookState) -> TomlEditor:
    return TomlEditor(state.snapshot.text(SETTINGS), state.run.project.settings_file)


def _checked(state: BookState, editor: TomlEditor) -> Settings:
    """What the file says now. Raises :class:`SettingsError` for a wrong type or number."""
    path = state.run.project.settings_file
    return overlay(Settings(), editor.data, TomlFile(editor.data, path, editor.text))


def _moved(state: BookState, new: Settings) -> dict[int, int]:
    """The numbers of chapters until now -> from now on; those left out are not in it."""
    shape = shape_of(new.include, new.skip, new.notes)
    numbers = {}
    for chapter in shaped(read_book(state.source), shape).chapters:
        numbers[chapter.text] = chapter.number
    moved = {}
    for chapter in state.script.book.chapters:
        if chapter.text in numbers:
            moved[chapter.number] = numbers[chapter.text]
    return moved


def _renumbered(state: BookState, moved: Mapping[int, int]) -> str:
    """The cast file with the corrected lines of every chapter under its number from now on.

    Those of a chapter that is left out are taken out; undoing brings them back.
    """
    editor = TomlEditor(state.snapshot.text(CAST), state.run.project.cast_file)
    for index in reversed(range(len(state.choices.lines))):
        line = state.choices.lines[index]
        number = moved.get(line.chapter)
        if number is None:
            editor.remove_from_list("lines", index)
        elif number != line.chapter:
            editor.set_in_list("lines", index, "chapter", number)
    return editor.text


def _renumber_titles(editor: TomlEditor, moved: Mapping[int, int]) -> None:
    """Have titles that were given by a chapter's number follow it."""
    old = {}
    for key, title in editor.data.get(_TITLES, {}).items():
        if key.isdecimal():
            old[key] = title
    new = {}
    for key, title in old.items():
        if int(key) in moved:
            new[str(moved[int(key)])] = title
    if new == old:
        return
    for key in old:
        editor.set((_TITLES,), key, None)
    for key, title in new.items():
        editor.set((_TITLES,), key, title)
