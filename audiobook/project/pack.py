"""The voices from which a book is cast."""

from collections.abc import Iterable
from contextlib import ExitStack

from audiobook.casting import (
    in_language,
    load_voices,
    speaks,
    with_chosen,
)
from audiobook.engines import ENGINES
from audiobook.events import Listener, Notice, ignore
from audiobook.language import language_of
from audiobook.model import Book, Voice
from audiobook.settings import Settings


def pack_for(
    book: Book,
    settings: Settings,
    chosen: Iterable[str],
    tell: Listener = ignore,
) -> tuple[Voice, ...]:
    """The voices to cast from, and those that were chosen from other packs that ship.

    Where none speaks the book's language, they are those that their engines offer in it.
    """
    language = language_of(book)
    found = with_chosen(load_voices(settings.voices), list(chosen))
    pack = tuple(voice.on_engine(settings.engine) for voice in found)
    with ExitStack() as stack:
        engines = {}
        for name in {voice.engine for voice in pack}:
            engines[name] = stack.enter_context(ENGINES.load(name)())

        def ask(voice: Voice, tag: str) -> Voice | None:
            return engines[voice.engine].in_language(voice, tag)

        speaking = in_language(pack, language, ask)
    if not speaks(speaking, language):
        tell(
            Notice(
                f'No voice speaks the language "{language}" of this book: '
                "it voices of another language read it."
            )
        )
    return speaking
