"""A book that is open in the studio: its state, and every change of it.

The user's files are the state. A change is an edit of their texts; what follows from it is found
out before it is written, and it is written only onto the version that it was based on. Readers
take :attr:`Desk.state` as it is and wait for nobody; changes come one at a time.
"""

import hashlib
import json
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

from audiobook.errors import AudiobookError, OutputError
from audiobook.project import project_for, script_cache
from audiobook.studio.book.book_state import BookState, Origin, derived
from audiobook.studio.book.journal import Journal
from audiobook.studio.book.people import People
from audiobook.studio.book.troubles import (
    BadRequestError,
    DamagedError,
    GoneError,
    StudioError,
    conflict,
    gone,
    unwritten,
)
from audiobook.studio.book.user_files import CAST, SETTINGS, Snapshot, UserFiles
from audiobook.studio.desk.answers import answer, cost, status_record
from audiobook.studio.edits import Edit, edit_of
from audiobook.studio.speaking import Lines, Mouth
from audiobook.studio.views.cards import CastRoom

Record = dict[str, Any]
Teller = Callable[[str, Record], None]  # the name of an event and its data
_MOST_TRIED = 8  # changes that were tried and may be kept

_KEPT_IN_MEMORY = (
    "Everything that you did is kept in memory as long as this program runs."
)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A change that was worked out and is not written."""

    edit: Edit
    state: BookState
    files: Mapping[str, bytes | None]


class Desk:
    """One book. ``tell`` is called with every event, from any thread."""

    def __init__(self, origin: Origin, mouth: Mouth, tell: Teller) -> None:
        self.origin = origin
        self.folder = project_for(origin.source, origin.out).folder
        digest = hashlib.sha256(str(self.folder).encode())
        self.book_id = digest.hexdigest()[:8]
        self.people = People()
        self.trouble: Record | None = None
        self._mouth = mouth
        self._tell = tell
        self._files = UserFiles(self.folder, origin.source)
        self._lock = threading.RLock()
        self._tried: dict[str, Prepared] = {}
        self._saver = ThreadPoolExecutor(1, thread_name_prefix="saver")
        self._journal: Journal | None = None
        self._state: BookState | None = None
        self._lines: Lines | None = None
        self._cast_room: CastRoom | None = None
        self._refused = ""  # the version that could not be understood
        self._saved = ""  # the script that is kept, by its keys

    @property
    def is_open(self) -> bool:
        """Whether the book has been read."""
        return self._state is not None

    @property
    def is_kept(self) -> bool:
        """Whether an earlier run has left its script, so that the book opens quickly."""
        return project_for(self.origin.source, self.origin.out).script_file.exists()

    @property
    def state(self) -> BookState:
        """The book as it is now; it is opened by whoever asks first.

        Raises :class:`~audiobook.errors.AudiobookError`.
        """
        self.open()
        assert self._state is not None
        return self._state

    @property
    def lines(self) -> Lines:
        """The sound of the lines of :attr:`state`."""
        state = self.state
        lines = self._lines
        if lines is None:
            lines = self._lines = Lines(state, self._mouth)
        return lines

    @property
    def cast_room(self) -> CastRoom:
        """The cast of :attr:`state`."""
        state = self.state
        room = self._cast_room
        if room is None:
            room = self._cast_room = CastRoom(state, self.people)
        return room

    @property
    def journal(self) -> Journal:
        """What was changed, to undo and to do again."""
        assert self.state
        assert self._journal is not None
        return self._journal

    def change(self, kind: str, asked: Mapping[str, Any], *, dry: bool) -> Record:
        """Change the book; ``dry``: only find out what would change.

        Raises :class:`~audiobook.errors.AudiobookError`.
        """
        with self._lock:
            if kind in ("undo", "redo"):
                # A file that was damaged by hand is mended so.
                self.check_base(asked.get("base"), but="damaged")
                return self._step(self.state, kind)
            # What something else changed meanwhile is in the state from here on.
            self.check_base(asked.get("base"))
            before = self.state
            prepared = self._prepared(before, kind, asked)
            # What was tried is kept as it was shown: the same work is not done twice.
            if dry:
                return self._answer(
                    before, prepared.state, prepared.edit, kind, dry=True
                )
            self._write(before, prepared)
            answer = self._answer(before, self.state, prepared.edit, kind)
            self._announce(before, answer, "studio")
            return answer

    def look(self) -> None:
        """Notice what something else has changed, and what has gone wrong with the files."""
        # A book that nobody has opened is nobody's concern.
        if self._state is None:
            return
        with self._lock:
            try:
                self._notice()
            except AudiobookError as error:
                self._set_trouble(error, "damaged")
            except OSError as error:
                self._set_trouble(gone(self.folder, error), "gone")

    def restore(self) -> Record:
        """Write the files of a folder that was removed as they were last."""
        with self._lock:
            state = self.state
            if self.folder.is_dir():
                raise BadRequestError(
                    "The folder is there: nothing has to be restored."
                )
            known = {}
            for name, content in state.snapshot.contents.items():
                if content is not None:
                    known[name] = content
            self._files.write(known)
            self.journal.rewrite()
            self._clear_trouble()
            return self.status()

    def status(self) -> Record:
        """The state of the desk in a few words and numbers."""
        return {**status_record(self.state, self.journal), "trouble": self.trouble}

    def close(self) -> None:
        """Finish what is being kept."""
        self._saver.shutdown()

    def open(self) -> None:
        """Read the book, if nobody has yet. Raises :class:`~audiobook.errors.AudiobookError`."""
        if self._state is not None:
            return
        with self._lock:
            # Somebody else may have read it meanwhile.
            if self._state is not None:
                return
            snapshot = self._files.read()
            state, cast_text = derived(self.origin, snapshot)
            journal = Journal(self.folder / ".work" / "studio")
            self._journal = journal
            # What was done to the files while the studio was closed comes first.
            journal.reconcile(snapshot.contents)
            data = cast_text.encode()
            if data != snapshot.contents[CAST]:
                self._files.write({CAST: data})
                journal.follow({CAST: data})
                snapshot = self._files.read()
                state = replace(state, snapshot=snapshot)
            self._set_state(state)
        self._tell("opened", {"book": self.book_id, "version": state.version})

    def check_base(self, base: object, but: str = "") -> None:
        """Raise unless a change was based on what is there now; ``but`` is a trouble to pass."""
        self.look()
        if self.trouble is not None and self.trouble["code"] != but:
            kind = GoneError if self.trouble["code"] == "gone" else DamagedError
            raise kind(self.trouble["message"], remedy=self.trouble["remedy"])
        if base != self.state.version:
            last = self.journal.to_undo
            raise conflict(last.sentence if last else "it was opened anew")

    def _prepared(
        self, before: BookState, kind: str, asked: Mapping[str, Any]
    ) -> Prepared:
        """A change worked out; once, where it was tried before it is kept."""
        plain = {key: value for key, value in asked.items() if key != "dry"}
        key = json.dumps([before.version, kind, plain], sort_keys=True)
        if key not in self._tried:
            edit = edit_of(kind, before, asked, self.lines)
            while len(self._tried) >= _MOST_TRIED:
                del self._tried[next(iter(self._tried))]
            self._tried[key] = self._worked_out(before, edit)
        return self._tried[key]

    def _worked_out(self, before: BookState, edit: Edit) -> Prepared:
        files: dict[str, bytes | None] = {}
        for name, text in edit.files.items():
            files[name] = None if text is None else text.encode()
        contents = {**before.snapshot.contents, **files}
        if SETTINGS in files:
            # Settings are read from the disk: what follows is known once they are there.
            return Prepared(edit, before, files)
        state, cast_text = derived(
            self.origin, replace(before.snapshot, contents=contents), before
        )
        new_cast = cast_text.encode()
        if new_cast != contents[CAST]:
            files[CAST] = new_cast
            contents[CAST] = new_cast
            state = replace(state, snapshot=replace(state.snapshot, contents=contents))
        return Prepared(edit, state, files)

    def _write(self, before: BookState, prepared: Prepared) -> None:
        """Write the files of a change, in the journal first."""
        old = {name: before.snapshot.contents[name] for name in prepared.files}
        if old == prepared.files:
            raise StudioError("Nothing would change.")
        # Writing would make the folder anew, with this file alone in it.
        if not self.folder.is_dir():
            self.look()
            self.check_base(before.version)
        try:
            self.journal.add(prepared.edit.sentence, old, prepared.files)
        except OutputError as error:
            raise unwritten(error) from error
        try:
            self._files.write(prepared.files)
            # What is read from disk (words, directions, settings) is checked there.
            snapshot = self._files.read()
            state = self._checked(before, prepared, snapshot)
        except (AudiobookError, OSError) as error:
            self.journal.take_back()
            self._put_back(old)
            raise unwritten(error) from error
        self._set_state(state)

    def _checked(
        self, before: BookState, prepared: Prepared, snapshot: Snapshot
    ) -> BookState:
        if set(prepared.files) == {CAST}:
            return replace(prepared.state, snapshot=snapshot)
        state, _ = derived(self.origin, snapshot, before)
        return state

    def _put_back(self, old: Mapping[str, bytes | None]) -> None:
        try:
            self._files.write(old)
        except (AudiobookError, OSError):
            # Whatever is there now is noticed at the next look.
            return

    def _step(self, before: BookState, kind: str) -> Record:
        """Undo the last change, or do the last undone one again."""
        journal = self.journal
        entry = journal.to_undo if kind == "undo" else journal.to_redo
        if entry is None:
            raise StudioError(f"There is nothing to {kind}.")
        files = journal.before(entry) if kind == "undo" else journal.after(entry)
        self._files.write(files)
        journal.move(-1 if kind == "undo" else 1)
        state, _ = derived(self.origin, self._files.read(), before)
        self._set_state(state)
        self._clear_trouble()
        sentence = f"{'Undone' if kind == 'undo' else 'Done again'}: {entry.sentence}"
        answer = self._answer(before, state, Edit({}, sentence), kind)
        self._announce(before, answer, "studio")
        return answer

    def _notice(self) -> None:
        before = self.state
        if not self.folder.is_dir():
            raise FileNotFoundError(str(self.folder))
        snapshot = self._files.read()
        if snapshot.version == before.version:
            self._clear_trouble()
            return
        # It was looked at, and is still wrong.
        if snapshot.version == self._refused:
            return
        self._refused = snapshot.version
        self.journal.reconcile(snapshot.contents)
        # The cast file is left as its author has it: nothing is brought up to date now.
        state, _ = derived(self.origin, snapshot, before)
        self._set_state(state)
        self._clear_trouble()
        last = self.journal.to_undo
        sentence = last.sentence if last and last.outside else "The book changed"
        answer = self._answer(before, state, Edit({}, sentence), "outside")
        self._announce(before, answer, "outside")

    def _set_state(self, state: BookState) -> None:
        self.people.welcome(state)
        self._state = state
        self._refused = ""
        self._lines = None
        self._cast_room = None
        self._tried.clear()
        self._saver.submit(self._keep_script, state)

    def _keep_script(self, state: BookState) -> None:
        """Keep the script for the next run; a full disk costs that run time, and nothing else."""
        cached = state.reading.cached
        if cached is None or not self.folder.is_dir():
            return
        keys = cached.source_key + cached.guidance_key
        if keys == self._saved:
            return
        try:
            script_cache.save(state.run.project.script_file, cached)
        except OutputError:
            return
        self._saved = keys

    def _answer(
        self,
        before: BookState,
        after: BookState,
        edit: Edit,
        kind: str,
        *,
        dry: bool = False,
    ) -> Record:
        """What changed, for whoever changed it and for everybody else."""
        self.people.welcome(after)
        record = answer(before, after, edit, self.people)
        lines = Lines(after, self._mouth)
        return {
            **record,
            "cost": cost(before, after, record["lines"], lines),
            "version": before.version if dry else after.version,
            "kind": kind,
            "dry": dry,
            "state": None if dry else self.status(),
        }

    def _announce(self, before: BookState, answer: Record, origin: str) -> None:
        if before.version != answer["version"]:
            self._tell("changed", {"book": self.book_id, "origin": origin, **answer})

    def _set_trouble(self, error: AudiobookError, code: str) -> None:
        trouble = {
            "code": code,
            "message": error.message,
            "remedy": error.remedy,
            "kept": _KEPT_IN_MEMORY,
        }
        if trouble != self.trouble:
            self.trouble = trouble
            self._tell("trouble", {"book": self.book_id, "trouble": trouble})

    def _clear_trouble(self) -> None:
        if self.trouble is not None:
            self.trouble = None
            self._tell("trouble", {"book": self.book_id, "trouble": None})
