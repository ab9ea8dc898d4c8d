"""Turns any story or novel into a full-cast, chaptered audiobook, offline.

The public API: a book is read, its script says who speaks, its cast says who plays whom, and
:func:`make` does all of that and writes the finished files::

    import audiobook

    made = audiobook.make("story.txt", formats=("mp3", "m4b"))
    for utterance in made.script.utterances[0]:
        print(utterance.speaker, made.script.text(0, utterance))

Every function takes a file or folder, ``out`` for the book's folder, ``tell`` for a listener to
events, and settings by their names (those of ``settings.toml``). Expected errors are
:class:`AudiobookError`. New engines, readers, attributors, executors and output formats are
classes below the seams, named by an entry point: see ``docs/python.md``.
"""

# Nothing is imported here, not even for types: what runs before the command line has a
# hand on Ctrl-C is kept short.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from audiobook.api import cast, make, make_many, read, script, voices
    from audiobook.attribute import Attributor
    from audiobook.engines.base import Engine
    from audiobook.errors import AudiobookError
    from audiobook.executors import ExecutorFactory
    from audiobook.publish import Publisher
    from audiobook.readers import Reader

__version__ = "1.0.0"
__all__ = [
    "Attributor",
    "AudiobookError",
    "Engine",
    "ExecutorFactory",
    "Publisher",
    "Reader",
    "cast",
    "make",
    "make_many",
    "read",
    "script",
    "voices",
]

# Imported when they are asked for: the command line wants to say --help at once.
_HOMES = {
    "Attributor": "audiobook.attribute",
    "AudiobookError": "audiobook.errors",
    "Engine": "audiobook.engines.base",
    "ExecutorFactory": "audiobook.executors",
    "Publisher": "audiobook.publish",
    "Reader": "audiobook.readers",
    "cast": "audiobook.api",
    "make": "audiobook.api",
    "make_many": "audiobook.api",
    "read": "audiobook.api",
    "script": "audiobook.api",
    "voices": "audiobook.api",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415 - see above

    return getattr(import_module(_HOMES[name]), name)
