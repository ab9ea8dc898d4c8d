"""``S``: everything is said. The ledger, from the source to a place in a finished file.

source -> chapters (every character read, or listed as left out) -> utterances (they tile the
text) -> lines (every utterance with a letter or digit has one, unless the user wanted it silent)
-> cues (each with the clip of its words, in order) -> tracks -> files.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, pairwise
from pathlib import Path

from audiobook.checks.book_record import Ours
from audiobook.checks.findings import Finding
from audiobook.checks.ledger import loss_findings
from audiobook.files.stamp import sha256
from audiobook.model import Chapter, Cue, Kind, Mark, MarkKind, Script, Track, Utterance
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
        count = len(book.script.book.chapters)
        what = f"Chapters {book.settings.chapters} of {count} were asked for."
        yield Finding("S011", what)
    made = {}
    for plan, tracks in zip(book.plans, book.tracks, strict=True):
        made[plan.number] = (plan, tracks)
    played = book.played
    for chapter, utterances in played.by_chapter():
        yield from tiling(chapter, utterances)
        if chapter.number in made:
            plan, tracks = made[chapter.number]
            yield from _chapter(book, chapter, utterances, plan, tracks)
    yield from _published(book)


def _source(inputs: Mapping[str, str]) -> Iterator[Finding]:
    for path, digest in inputs.items():
        try:
            if sha256(Path(path)) != digest:
                yield Finding("S002", f"{path} was changed after the book was made.")
        except OSError:
            yield Finding("S003", f"{path} cannot be read.")


def tiling(chapter: Chapter, utterances: tuple[Utterance, ...]) -> Iterator[Finding]:
    """Every character of the text lies in exactly one utterance."""
    end = 0
    number = chapter.number
    for utterance in utterances:
        if utterance.start != end or utterance.end < utterance.start:
            what = (
                f"An utterance begins at character {utterance.start:,}, "
                f"the one before ends at {end:,}."
            )
            words = _shown(chapter, utterance)
            yield Finding("S004", what, chapter=number, line=words)
        end = utterance.end
    if end != len(chapter.text):
        what = f"The utterances end at character {end:,} of {len(chapter.text):,}."
        yield Finding("S004", what, chapter=number)


def _chapter(
    book: Ours,
    chapter: Chapter,
    utterances: tuple[Utterance, ...],
    plan: ChapterPlan,
    tracks: tuple[Track, ...],
) -> Iterator[Finding]:
    """Every line of a chapter has its clip in the chapter's tracks, in order."""
    if not tracks:
        what = f'"{plan.title}" has no complete sound.'
        yield Finding("S008", what, chapter=plan.number)
        return
    cues = {}
    for track in tracks:
        yield from _order(track)
        for cue in track.cues:
            cues[cue.utterance] = cue
    for item in plan.items:
        utterance = utterances[item.utterance]
        heard = cues.get(item.utterance)
        if item.line is None:
            fault = _never_said(chapter, utterance, book.settings)
        else:
            fault = _unheard(heard, clip_key(item.line, book.shop.prints))
        if fault is None:
            continue
        code, what = fault
        at_ms = heard.start_ms if heard else None
        words = _shown(chapter, utterance)
        yield Finding(code, what, chapter=plan.number, at_ms=at_ms, line=words)


def _unheard(cue: Cue | None, key: str) -> tuple[str, str] | None:
    """Why words are not heard as they should be: a code and a sentence."""
    if cue is None or cue.end_ms <= cue.start_ms:
        return "S005", "These words have no place in the sound."
    if not cue.clip:
        return "S006", "A beep is heard in the place of these words."
    if cue.clip != key:
        return "S005", "In the place of these words, others are heard."
    return None


def _never_said(
    chapter: Chapter, utterance: Utterance, settings: Settings
) -> tuple[str, str] | None:
    """Why words should have been handed to a voice: a code and a sentence.

    With bare tags left out, or directions in the text, words may be silent on purpose: the plan
    decides then.
    """
    speech = settings.speech
    if utterance.kind is Kind.BREAK or speech.markup or not speech.tags:
        return None
    if utterance.kind is Kind.HEADING and not speech.headings:
        return None
    silent = []
    for mark in chapter.marks:
        if mark.kind is MarkKind.SILENT and mark.end > utterance.start:
            silent.append(mark)
    for at in range(utterance.start, utterance.end):
        if chapter.text[at].isalnum() and not _is_silent(at, silent):
            return "S005", "These words were never handed to a voice."
    return None


def _is_silent(at: int, silent: Sequence[Mark]) -> bool:
    return any(mark.start <= at < mark.end for mark in silent)


def _order(track: Track) -> Iterator[Finding]:
    """Cues run forwards, and lie within the sound."""
    for before, after in pairwise(track.cues):
        early = after.start_ms < before.end_ms - _ROUNDING_MS
        if early or after.utterance <= before.utterance:
            what = "An utterance begins before the one before it ends."
            yield Finding("S007", what, chapter=track.chapter, at_ms=after.start_ms)
    for cue in track.cues:
        if not 0 <= cue.start_ms <= cue.end_ms <= track.duration_ms + _ROUNDING_MS:
            what = "An utterance lies outside the sound."
            yield Finding("S007", what, chapter=track.chapter, at_ms=cue.start_ms)


def _published(book: Ours) -> Iterator[Finding]:
    """Every track is in a finished file that is there."""
    # Subtitles or lists alone are a choice of formats, and hold no sound.
    if not any(output.tracks for output in book.outputs):
        return
    published: set[str] = set()
    for output in book.outputs:
        if (book.project.folder / output.name).is_file():
            published.update(track.key for track in output.tracks)
    for track in chain.from_iterable(book.tracks):
        if track.key not in published:
            what = f'"{track.title}" is in none of the files.'
            yield Finding("S009", what, chapter=track.chapter)


def _shown(chapter: Chapter, utterance: Utterance) -> str:
    words = " ".join(chapter.text[utterance.start : utterance.end].split())
    if len(words) <= _SHOWN:
        return words
    return f"{words[:_SHOWN].rstrip()}…"


def shown(script: Script, chapter: int, utterance: int) -> str:
    """The beginning of an utterance's words, of the chapter with that number."""
    for each, utterances in script.by_chapter():
        if each.number == chapter:
            return _shown(each, utterances[utterance])
    return ""
