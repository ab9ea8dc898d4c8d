"""What an installed eSpeak NG has: voices, variants and a fingerprint, read from its data folder.

eSpeak takes an unknown variant silently for none, and matches names in more ways than one. The
files say exactly what there is, and reading them loads no library.
"""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

_DEFAULT_RANK = 5  # eSpeak's, of a language that names none


@dataclass(frozen=True, slots=True)
class EspeakVoice:
    """A voice of eSpeak.

    ``identifier`` is as eSpeak takes it ("gmw/en-US"), ``languages`` are (rank, tag).
    """

    identifier: str
    name: str
    languages: tuple[tuple[int, str], ...]


class EspeakData:
    """The data folder of an eSpeak NG."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def variants(self) -> tuple[str, ...]:
        """The timbres that any voice can be given. Capitals matter."""
        folder = self._folder / "voices" / "!v"
        return tuple(sorted(path.name for path in folder.iterdir()))

    @cached_property
    def voices(self) -> tuple[EspeakVoice, ...]:
        """Every voice that needs nothing besides eSpeak."""
        root = self._folder / "lang"
        voices = []
        for path in _files_below(root):
            identifier = path.relative_to(root).as_posix()
            voices.append(_read(path, identifier))
        return tuple(voices)

    @cached_property
    def names(self) -> dict[str, str]:
        """What a voice may be called, in small letters -> its identifier.

        It may be called by the identifier itself, or by a tag of its languages.
        """
        ranked = []
        for voice in self.voices:
            for rank, tag in voice.languages:
                ranked.append((rank, tag.lower(), voice.identifier))
        names = {}
        # The best rank comes last, so that of voices with the same tag it is the one.
        for _, tag, identifier in sorted(ranked, reverse=True):
            names[tag] = identifier
        for voice in self.voices:
            names[voice.identifier.lower()] = voice.identifier
        return names

    @cached_property
    def digest(self) -> str:
        """A name for the content of every file: any other data may sound different."""
        total = hashlib.sha256()
        for path in _files_below(self._folder):
            name = path.relative_to(self._folder).as_posix()
            total.update(name.encode() + b"\0")
            total.update(hashlib.sha256(path.read_bytes()).digest())
        return total.hexdigest()[:16]


def _files_below(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _read(path: Path, identifier: str) -> EspeakVoice:
    """A voice file has lines such as ``name English (America)`` and ``language en-us 2``."""
    name = identifier
    languages = []
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        key, _, rest = line.partition(" ")
        words = rest.split()
        if key == "name" and words:
            name = rest.strip()
        if key == "language" and words:
            rank = _DEFAULT_RANK
            if len(words) > 1 and words[1].isdigit():
                rank = int(words[1])
            languages.append((rank, words[0]))
    return EspeakVoice(identifier, name, tuple(languages))
