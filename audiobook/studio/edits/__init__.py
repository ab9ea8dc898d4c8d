"""What a request asks for -> new texts of the user's files, every other byte kept.

Every change has a name, by which the page asks for it.
"""

from collections.abc import Callable, Mapping
from typing import Any

from audiobook.studio.book.book_state import BookState
from audiobook.studio.book.troubles import BadRequestError
from audiobook.studio.edits import (
    cast_edits,
    exchange,
    line_edits,
    setting_edits,
    sound_edits,
)
from audiobook.studio.edits.requests import Edit
from audiobook.studio.speaking import Lines

__all__ = ["Edit", "edit_of"]

Asked = Mapping[str, Any]

_EDITS: Mapping[str, Callable[[BookState, Asked], Edit]] = {
    "correct": line_edits.correct,
    "confirm": line_edits.confirm,
    "release": line_edits.release,
    "conversation": line_edits.whole_conversation,
    "cast": cast_edits.recast,
    "merge": cast_edits.merge,
    "split": cast_edits.split,
    "word": sound_edits.teach,
    "settings": setting_edits.settings,
    "details": setting_edits.details,
    "rename": setting_edits.rename,
    "cover": setting_edits.with_cover,
    "import": exchange.imported,
}


def edit_of(kind: str, state: BookState, asked: Asked, lines: Lines) -> Edit:
    """What a change comes to in the user's files. ``lines`` are those of ``state``.

    Raises :class:`~audiobook.errors.AudiobookError`.
    """
    # Which take is used is said by the name of the line's sound.
    if kind == "take":
        return sound_edits.choose_take(state, asked, lines)
    if kind not in _EDITS:
        raise BadRequestError(f'There is no change called "{kind}".')
    return _EDITS[kind](state, asked)
