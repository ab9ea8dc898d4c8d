"""``S``: everything is said. The ledger, from the source to a place in a finished file.

source -> chapters (every character read, or listed as left out) -> utterances (they tile the
text) -> lines (every utterance with a letter or digit has one, unless the user wanted it silent)
-> cues (each with the clip of its words, in order) -> tracks -> files.
"""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

from audiobook.checks.book_record import Ours
from audiobook.checks.findings import Finding
from audiobook.checks.ledger import loss_findings
from audiobook.files.stamp import sha256
from audiobook.model import Chapter, Cue, Kind, MarkKind, Script, Track, Utterance
from audiobook.render.plan import ChapterPlan
from audiobook.render.store import clip_key
from audiobook.settings import Settings

_SHOWN = 60  # characters of a line
_ROUNDING_MS = 1e-6


def script_findings(book: Ours) -> Iterator[Finding]:
    """What is wrong between the source and the finished files."""
    yield from _source(book.inputs)
    yield from loss_findings(book.script.book.losses)
    if book.settings.chapters:
        every = len(book.script.book.chapters)
        yield Finding(
            "S011", f"Chapters {book.settings.chapters} of {every} were asked for."
        )
    made = {
        plan.number: (plan, tracks)
        for plan, tracks in zip(book.plans, book.tracks, strict=True)
    }
    for chapter, utterances in zip(
        book.played.book.chapters, book.played.utterances, strict=True
    ):
        yield from tiling(chapter, utterances)
        if chapter.number in made:
            yield from _chapter(book, chapter, utterances, *made[chapter.number])
    yield from _published(book)


def _source(inputs: Mapping[str, str]) -> Iterator[Finding]:
    for path, digest in inputs.items():
        try:
            if sha256(Path(path)) != digest:
                yield Finding("S002", f"{path} is not what it was.")
        except OSError:
            yield Finding("S003", f"{path} cannot be read.")


def tiling(chapter: Chapter, utterances: tuple[Utterance, ...]) -> Iterator[Finding]:
    """Every character of the text lies in exactly one utterance."""
    end = 0
    for utterance in utterances:
        if utterance.start != end or utterance.end < utterance.start:
            yield Finding(
                "S004",
                f"An utterance begins at character {utterance.start:,}, the one "
                f"before ends at {end:,}.",
                chapter=chapter.number,
                line=_shown(chapter, utterance),
            )
        end = utterance.end
    if end != len(chapter.text):
        yield Finding(
            "S004",
            f"The utterances end at character {end:,} of {len(chapter.text):,}.",
            chapter=chapter.number,
        )


def _chapter(
    book: Ours,
    chapter: Chapter,
    utterances: tuple[Utterance, ...],
    plan: ChapterPlan,
    tracks: tuple[Track, ...],
) -> Iterator[Finding]:
    if not tracks:
        yield Finding(
            "S008", f'"{plan.title}" has no sound that is whole.', chapter=plan.number
        )
        return
    for track in tracks:
        yield from _order(track)
    cues = {cue.utterance: cue for track in tracks for cue in track.cues}
    for item in plan.items:
        utterance, cue = utterances[item.utterance], cues.get(item.utterance)
        if item.line is None:
            reason = _never_said(chapter, utterance, book.settings)
        else:
            reason = _unheard(cue, clip_key(item.line, book.shop.prints))
        if reason:
            at_ms = cue.start_ms if cue else None
            yield Finding(
                *reason,
                chapter=plan.number,
                at_ms=at_ms,
                line=_shown(chapter, utterance),
            )


def _unheard(cue: Cue | None, key: str) -> tuple[str, str] | None:
    """Why words are not heard as they should be: a code and a sentence."""
    if cue is None or cue.end_ms <= cue.start_ms:
        return "S005", "These words have no place in the sound."
    if not cue.clip:
        return "S006", "A beep is heard in the place of these words."
    return (
        None
        if cue.clip == key
        else ("S005", "In the place of these words, others are heard.")
    )


def _never_said(
    chapter: Chapter, utterance: Utterance, settings: Settings
) -> tuple[str, str] | None:
    """Whether words have to be said that no voice was handed, whatever the user's settings leave
    out.

    With bare tags left out, or directions in the text, words may be silent on purpose: the plan
    decides then.
    """
    if (
        utterance.kind is Kind.BREAK
        or settings.speech.markup
        or not settings.speech.tags
    ):
        return None
    if utterance.kind is Kind.HEADING and not settings.speech.headings:
        return None
    silent = [
        mark
        for mark in chapter.marks
        if mark.kind is MarkKind.SILENT and mark.end > utterance.start
    ]
    due = any(
        chapter.text[at].isalnum()
        and not any(mark.start <= at < mark.end for mark in silent)
        for at in range(utterance.start, utterance.end)
    )
    return ("S005", "These words were never handed to a voice.") if due else None


def _order(track: Track) -> Iterator[Finding]:
    """Cues run forwards, and lie within the sound."""
    for before, after in pairwise(track.cues):
        if (
            after.start_ms < before.end_ms - _ROUNDING_MS
            or after.utterance <= before.utterance
        ):
            what = "An utterance begins before the one before it ends."
            yield Finding("S007", what, chapter=track.chapter, at_ms=after.start_ms)
    for cue in track.cues:
        if not 0 <= cue.start_ms <= cue.end_ms <= track.duration_ms + _ROUNDING_MS:
            yield Finding(
                "S007",
                "An utterance lies outside the sound.",
                chapter=track.chapter,
                at_ms=cue.start_ms,
            )


def _published(book: Ours) -> Iterator[Finding]:
    """Every track is in a finished file that is there."""
    there = [
        output
        for output in book.outputs
        if (book.project.folder / output.name).is_file()
    ]
    held = {track.key for output in there for track in output.tracks}
    if any(output.tracks for output in book.outputs):
        for track in (track for tracks in book.tracks for track in tracks):
            if track.key not in held:
                yield Finding(
                    "S009",
                    f'"{track.title}" is in none of the files.',
                    chapter=track.chapter,
                )


def _shown(chapter: Chapter, utterance: Utterance) -> str:
    words = " ".join(chapter.text[utterance.start : utterance.end].split())
    return words if len(words) <= _SHOWN else f"{words[:_SHOWN].rstrip()}…"


def shown(script: Script, chapter: int, utterance: int) -> str:
    """The beginning of an utterance's words, of the chapter with that number."""
    for each, utterances in zip(script.book.chapters, script.utterances, strict=True):
        if each.number == chapter:
            return _shown(each, utterances[utterance])
    return ""
