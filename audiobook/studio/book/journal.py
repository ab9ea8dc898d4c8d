"""Every change of a book, so that each can be undone and done again, also after a restart.

A change is the content of the user's files before and after it, and a sentence. Contents lie in
files of their own, named by their hash, so that a long cast file is kept once. The journal is
written before the user's file is: where the program is ended in between, the change waits as one
to do again.

A file that something else has changed is a change of its own: undoing never goes past an edit by
hand without giving it back.
"""

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from audiobook.files import write_bytes, write_text

MOST = 500  # changes that are kept

Contents = Mapping[
    str, bytes | None
]  # name of a file -> its content; None: no such file


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One change: hashes of the files that it touched, before and after ("" is no file)."""

    sentence: str
    at: str
    before: Mapping[str, str]
    after: Mapping[str, str]
    outside: bool = False


class Journal:
    """The changes of one book, in a folder of ours."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._entries: list[JournalEntry] = []
        self._done = 0  # how many of the entries are in force
        self._blobs: dict[str, bytes] = {}
        self._known: dict[str, str] = {}  # name of a file -> hash of what it was last
        self._load()

    @property
    def entries(self) -> tuple[JournalEntry, ...]:
        """All that are kept, oldest first; those that were undone come last."""
        return tuple(self._entries)

    @property
    def done(self) -> int:
        """How many of them are in force."""
        return self._done

    @property
    def to_undo(self) -> JournalEntry | None:
        """The change that would be undone next."""
        return self._entries[self._done - 1] if self._done else None

    @property
    def to_redo(self) -> JournalEntry | None:
        """The change that would be done again next."""
        if self._done < len(self._entries):
            return self._entries[self._done]
        return None

    def reconcile(self, contents: Contents) -> None:
        """Find out what was done while nobody looked.

        The last change was not written to its end, or a file was changed by something else.
        """
        last = self.to_undo
        if (
            last
            and not self._is(contents, last.after)
            and self._is(contents, last.before)
        ):
            self._done -= 1
            return
        changed = {}
        for name, content in contents.items():
            if name in self._known and self._known[name] != _hash(content):
                changed[name] = content
        if changed:
            before = {name: self._content(self._known[name]) for name in changed}
            self.add(outside_sentence(changed), before, changed, outside=True)
        self.follow(contents)

    def follow(self, contents: Contents) -> None:
        """Take note of what files are, where that is no change of the user's."""
        for name, content in contents.items():
            self._known[name] = _hash(content)
            if content is not None:
                self._blobs[_hash(content)] = content

    def add(
        self, sentence: str, before: Contents, after: Contents, *, outside: bool = False
    ) -> None:
        """Note a change that is about to be made. What was undone before is forgotten.

        Raises :class:`~audiobook.errors.OutputError`; nothing is noted then.
        """
        entry = JournalEntry(
            sentence,
            datetime.now(UTC).isoformat(timespec="seconds"),
            {name: self._keep(content) for name, content in before.items()},
            {name: self._keep(content) for name, content in after.items()},
            outside,
        )
        entries = [*self._entries[: self._done], entry][-MOST:]
        self._save(entries, len(entries), {**self._known, **entry.after})

    def take_back(self) -> None:
        """Forget the last change, which could not be written."""
        self._known.update(self._entries[self._done - 1].before)
        self._entries = self._entries[: self._done - 1]
        self._done = len(self._entries)

    def move(self, step: int) -> None:
        """Note that a change was undone (-1) or done again (1)."""
        entry = self._entries[self._done - (step < 0)]
        now = entry.before if step < 0 else entry.after
        self._save(self._entries, self._done + step, {**self._known, **now})

    def rewrite(self) -> None:
        """Write everything again, into a folder that was removed."""
        for key in self._blobs:
            self._write(key)
        self._save(self._entries, self._done, self._known)

    def before(self, entry: JournalEntry) -> dict[str, bytes | None]:
        """The files before a change."""
        return {name: self._content(key) for name, key in entry.before.items()}

    def after(self, entry: JournalEntry) -> dict[str, bytes | None]:
        """The files after a change."""
        return {name: self._content(key) for name, key in entry.after.items()}

    def _is(self, contents: Contents, hashes: Mapping[str, str]) -> bool:
        return all(_hash(contents.get(name)) == key for name, key in hashes.items())

    def _keep(self, content: bytes | None) -> str:
        key = _hash(content)
        if content is not None:
            self._blobs[key] = content
            self._write(key)
        return key

    def _write(self, key: str) -> None:
        path = self._path(key)
        if key and not path.exists():
            write_bytes(path, zlib.compress(self._blobs[key]))

    def _content(self, key: str) -> bytes | None:
        if not key:
            return None
        if key not in self._blobs:
            self._blobs[key] = zlib.decompress(self._path(key).read_bytes())
        return self._blobs[key]

    def _path(self, key: str) -> Path:
        return self._folder / "contents" / key

    def _save(
        self, entries: list[JournalEntry], done: int, known: dict[str, str]
    ) -> None:
        # Contents first: a journal never names what is not there.
        for key in known.values():
            self._write(key)
        record = {
            "done": done,
            "known": known,
            "entries": [asdict(entry) for entry in entries],
        }
        write_text(self._folder / "journal.json", json.dumps(record, indent=1) + "\n")
        self._entries = entries
        self._done = done
        self._known = known
        self._sweep()

    def _sweep(self) -> None:
        """Remove contents that no change refers to any more."""
        wanted = set(self._known.values())
        for entry in self._entries:
            wanted.update(entry.before.values())
            wanted.update(entry.after.values())
        for key in set(self._blobs) - wanted:
            del self._blobs[key]
            self._path(key).unlink(missing_ok=True)

    def _load(self) -> None:
        """A journal that is damaged counts as none: the user's files are whole without it."""
        try:
            record: dict[str, Any] = json.loads(
                (self._folder / "journal.json").read_bytes()
            )
            entries = [JournalEntry(**fields) for fields in record["entries"]]
            done = int(record["done"])
            known = dict(record["known"])
            for key in known.values():
                self._content(key)
            for entry in entries:
                self.before(entry)
                self.after(entry)
        except (OSError, ValueError, TypeError, KeyError, zlib.error):
            return
        self._entries = entries
        self._known = known
        self._done = min(max(done, 0), len(entries))


def outside_sentence(names: Contents | list[str]) -> str:
    """What is said of files that something else has changed."""
    return f"{' and '.join(sorted(names))} changed outside of the studio"


def _hash(content: bytes | None) -> str:
    if content is None:
        return ""
    return hashlib.sha256(content).hexdigest()
