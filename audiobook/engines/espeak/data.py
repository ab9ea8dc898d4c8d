"""What an installed eSpeak NG has: voices, variants and a fingerprint, read from its data folder.

eSpeak takes an unknown variant silently for none, and matches names in more ways than one. The
files say exactly what there is, and reading them loads no library.
"""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path


@dataclass(frozen=True, slots=True)
class EspeakVoice:
    """A voice:

    ``identifier`` as eSpeak takes it ("gmw/en-US"), its name, and languages as (priority, tag).
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
        return tuple(
            sorted(path.name for path in (self._folder / "voices" / "!v").iterdir())
        )

    @cached_property
    def voices(self) -> tuple[EspeakVoice, ...]:
        """Every voice that needs nothing besides eSpeak."""
        root = self._folder / "lang"
        files = sorted(path for path in root.rglob("*") if path.is_file())
        return tuple(_read(path, path.relative_to(root).as_posix()) for path in files)

    @cached_property
    def names(self) -> dict[str, str]:
        """What a voice may be called, in any case -> identifier: the identifier, or a language
        tag.
        """
        tags = sorted(
            (rank, tag.lower(), v.identifier)
            for v in self.voices
            for rank, tag in v.languages
        )
        by_tag = {tag: identifier for _, tag, identifier in reversed(tags)}
        return by_tag | {v.identifier.lower(): v.identifier for v in self.voices}

    @cached_property
    def digest(self) -> str:
        """A name for the content of every file: any other data may sound different."""
        total = hashlib.sha256()
        for path in sorted(path for path in self._folder.rglob("*") if path.is_file()):
            total.update(path.relative_to(self._folder).as_posix().encode() + b"\0")
            total.update(hashlib.sha256(path.read_bytes()).digest())
        return total.hexdigest()[:16]


def _read(path: Path, identifier: str) -> EspeakVoice:
    """A voice file has lines such as ``name English (America)`` and ``language en-us 2`` (default
    rank 5).
    """
    name, languages = identifier, []
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        key, _, rest = line.partition(" ")
        words = rest.split()
        if key == "name" and words:
            name = rest.strip()
        if key == "language" and words:
            rank = int(words[1]) if len(words) > 1 and words[1].isdigit() else 5
            languages.append((rank, words[0]))
    return EspeakVoice(identifier, name, tuple(languages))
