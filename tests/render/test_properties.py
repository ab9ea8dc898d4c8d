"""What holds for the sound of every script: what is spoken anew, and what kills and pauses change."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import fields, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from audiobook.engines.tone import ToneEngine
from audiobook.errors import EngineError, RenderError
from audiobook.model import Mark, MarkKind
from audiobook.render.plan import plan
from audiobook.render.render import jobs_of
from audiobook.settings import Pauses, Settings
from hearing import PITCHES, cast, made, script, voice
from hypothesis import given, settings
from hypothesis import strategies as st

WORDS = ["Go on.", "No!", "Where,", "and then", "—", "Well?", "# One", "***", "It rained."]
LINES = st.tuples(st.sampled_from([*PITCHES, ""]), st.sampled_from(WORDS))
PARAGRAPHS = st.lists(LINES, min_size=1, max_size=4)
CHAPTERS = st.lists(st.lists(PARAGRAPHS, min_size=1, max_size=4), min_size=1, max_size=3)
SPEAKERS = st.sampled_from(list(PITCHES))
PRINTS = {"tone": "1"}


def printed(paragraphs) -> str:
    """A chapter as :func:`hearing.script` reads it."""
    read = []
    for lines in paragraphs:
        read.append("\n".join(_line(who, words) for who, words in lines))
    return "\n\n".join(read)


def _line(who: str, words: str) -> str:
    return f"{who} | {words}" if who and words[0] not in "#*" else words


def keys(plans) -> list[str]:
    return [job.key for job in jobs_of(plans, PRINTS)]


@given(CHAPTERS, SPEAKERS)
def test_a_new_voice_speaks_its_own_lines_anew_and_no_others(chapters, speaker):
    book = script(*map(printed, chapters))
    before = plan(book, cast(), Settings())
    other = voice(speaker, pitch_hz=PITCHES[speaker] + 10)
    after = plan(book, cast(**{speaker: other}), Settings())
    known = set(keys(before))
    anew = [job.line for job in jobs_of(after, PRINTS) if job.key not in known]
    lines = [line for chapter in after for line in chapter.lines]
    assert set(anew) == {line for line in lines if line.voice == other}
    # Taking the voice back speaks nothing.
    assert keys(plan(book, cast(), Settings())) == keys(before)


@given(CHAPTERS, st.sampled_from([field.name for field in fields(Pauses)]))
def test_a_pause_longer_than_all_others_is_heard_where_it_applies_and_changes_no_other(
    chapters, name
):
    book = script(*map(printed, chapters))
    long = replace(Pauses(), **{name: 5000})
    for one, other in zip(
        plan(book, cast(), Settings()), plan(book, cast(), Settings(pauses=long)), strict=True
    ):
        assert one.lines == other.lines
        before = [*(item.pause_ms for item in one.items), one.end_ms]
        after = [*(item.pause_ms for item in other.items), other.end_ms]
        assert all(now in (was, 5000) for was, now in zip(before, after, strict=True))


@given(PARAGRAPHS, st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), max_size=4))
def test_exactly_what_is_not_marked_as_silent_is_said(lines, stretches):
    book = script(printed([[(who, words) for who, words in lines if words != "***"]]) or "x")
    (chapter,) = book.book.chapters
    marks = tuple(Mark(at, at + size, MarkKind.SILENT, "why") for at, size in stretches)
    chapter = replace(chapter, marks=marks)
    (planned,) = plan(
        replace(book, book=replace(book.book, chapters=(chapter,))), cast(), Settings()
    )
    silent = {place for mark in marks for place in range(mark.start, mark.end)}
    left = [letter for place, letter in enumerate(chapter.text) if place not in silent]
    said = "".join(line.words for line in planned.lines)
    assert [c for c in said.casefold() if c.isalnum()] == [
        c for c in "".join(left).casefold() if c.isalnum()
    ]


def contents(folder: Path, book) -> list[bytes]:
    rendered = made(folder, book, encodings=("wav",))
    return [path.read_bytes() for track in rendered.tracks for _, path in track.files]


@contextmanager
def failing(word: str) -> Iterator[None]:
    """Lines with a word cannot be spoken; their clips have the names that they would have."""
    speak = ToneEngine.speak

    def fail(engine, line):
        if word in line.words:
            raise EngineError("The power failed.")
        return speak(engine, line)

    with patch.object(ToneEngine, "speak", fail):
        yield


@settings(max_examples=settings().max_examples // 4)
@given(
    st.lists(st.sampled_from(["first", "second", "third", "fourth"]), min_size=1, max_size=3),
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 400)), max_size=3),
)
def test_no_order_of_failures_cuts_and_resumes_changes_a_byte(failures, cuts):
    """Runs that fail at some lines, clips and tracks that a kill cut short, then one run more."""
    told = '# One\n\nEmma | "The first."\nshe said.\nThe second.\n\nTom | "The third."'
    book = script(told, 'Emma | "The fourth."\n\nThe first.')
    with TemporaryDirectory() as folder:
        undisturbed = contents(Path(folder) / "one", book)
        disturbed = Path(folder) / "other"
        for word in failures:
            with failing(word), suppress(RenderError):
                made(disturbed, book, encodings=("wav",))
            _cut(disturbed, cuts)
        assert contents(disturbed, book) == undisturbed


def _cut(folder: Path, cuts) -> None:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    for number, size in cuts:
        path = files[number % len(files)]
        path.write_bytes(path.read_bytes()[:size])
