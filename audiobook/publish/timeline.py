"""Script + tracks -> where every utterance is heard, for subtitles, labels and pages.

The text is that of the book on one line, without what is not read aloud and without the signs
that stand for emphasis in plain text. Times are those of the cues: exact to the sample.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter

from audiobook.model import NARRATOR, Chapter, Kind, MarkKind, Script, Track, Utterance
from audiobook.publish.base import Edition, Output, Words
from audiobook.publish.tags import printable
from audiobook.publish.word_alignment import Word, followed

Stretch = tuple[int, int]  # of a chapter's text: from, to
# The first and last character of emphasis in plain text.
_SIGNS = frozenset({"__", "**"})


@dataclass(frozen=True, slots=True)
class Said:
    """One utterance: its text on one line, who says it, and where it is heard, in milliseconds.

    ``utterance`` indexes those of its chapter. One that is not heard (a scene break) has no
    length.
    """

    utterance: int
    text: str
    speaker: str
    kind: Kind
    paragraph: int
    start_ms: float
    end_ms: float
    words: tuple[Word, ...] = ()  # of the text, where it is known when they are heard

    @property
    def heard(self) -> bool:
        """Whether there is sound for it, and something to show."""
        return self.end_ms >= self.start_ms + 1 and bool(self.text)

    @property
    def name(self) -> str:
        """Who says it; empty for the narrator."""
        if self.speaker == NARRATOR:
            return ""
        return one_line(self.speaker)

    def later(self, milliseconds: float) -> "Said":
        """The same, so much later."""
        words = []
        for word in self.words:
            start_ms = word.start_ms + milliseconds
            end_ms = word.end_ms + milliseconds
            words.append(replace(word, start_ms=start_ms, end_ms=end_ms))
        return replace(
            self,
            start_ms=self.start_ms + milliseconds,
            end_ms=self.end_ms + milliseconds,
            words=tuple(words),
        )

    def after(self, text: str) -> "Said":
        """The same, with something shown before it."""
        added = len(text)
        words = []
        for word in self.words:
            moved = replace(word, start=word.start + added, end=word.end + added)
            words.append(moved)
        return replace(self, text=text + self.text, words=tuple(words))


def one_line(text: str) -> str:
    """Text with its white space collapsed, without what text files cannot hold."""
    return " ".join(printable(text).split())


def timelines(
    script: Script,
    tracks: Sequence[Track],
    words: Callable[[Track], Words] = lambda _: {},
) -> tuple[tuple[Said, ...], ...]:
    """For every track, its utterances in order, also those that are not heard."""
    index_of = indices(script)
    lines = []
    for track in tracks:
        timeline = _timeline(script, index_of[track.chapter], track, words(track))
        lines.append(tuple(timeline))
    return tuple(lines)


def indices(script: Script) -> dict[int, int]:
    """Where in the script each chapter is, by its number."""
    return {chapter.number: index for index, chapter in enumerate(script.book.chapters)}


def _timeline(script: Script, index: int, track: Track, words: Words) -> Iterator[Said]:
    """The utterances of a track; ``index`` is that of its chapter in the script."""
    chapter = script.book.chapters[index]
    utterances = script.utterances[index]
    shown = shower(chapter, [*silent(chapter), *signs(chapter)])
    for cue in track.cues:
        utterance = utterances[cue.utterance]
        text = shown(utterance)
        spoken = words.get(cue.utterance, ())
        yield Said(
            utterance=cue.utterance,
            text=text,
            speaker=utterance.speaker,
            kind=utterance.kind,
            paragraph=utterance.paragraph,
            start_ms=cue.start_ms,
            end_ms=cue.end_ms,
            words=followed(text, spoken, cue.start_ms, cue.end_ms),
        )


def shower(chapter: Chapter, cuts: Iterable[Stretch]) -> Callable[[Utterance], str]:
    """A function that returns the text of an utterance on one line, without the cuts."""
    ordered = _merged(cuts)

    def shown(utterance: Utterance) -> str:
        kept = []
        start = utterance.start
        # A chapter may have thousands of cuts: begin with the first that ends in this utterance.
        first = bisect_right(ordered, start, key=itemgetter(1))
        for cut_start, cut_end in ordered[first:]:
            if cut_start >= utterance.end:
                break
            kept.append(chapter.text[start : max(start, cut_start)])
            start = cut_end
        kept.append(chapter.text[start : utterance.end])
        return one_line("".join(kept))

    return shown


def silent(chapter: Chapter) -> Iterator[Stretch]:
    """The stretches of a chapter that are not read aloud."""
    for mark in chapter.marks:
        if mark.kind is MarkKind.SILENT:
            yield mark.start, mark.end


def signs(chapter: Chapter) -> Iterator[Stretch]:
    """The signs of emphasis in plain text: "_so_" or "*so*"."""
    for mark in chapter.marks:
        if mark.kind is not MarkKind.EMPHASIS or mark.end - mark.start <= 2:
            continue
        first = chapter.text[mark.start : mark.start + 1]
        last = chapter.text[mark.end - 1 : mark.end]
        if first + last in _SIGNS:
            yield mark.start, mark.start + 1
            yield mark.end - 1, mark.end


def _merged(cuts: Iterable[Stretch]) -> list[Stretch]:
    """Cuts in order, those that touch joined."""
    merged: list[Stretch] = []
    for start, end in sorted(cuts):
        if merged and start <= merged[-1][1]:
            last_start, last_end = merged[-1]
            merged[-1] = (last_start, max(end, last_end))
        else:
            merged.append((start, end))
    return merged


def starts_of(output: Output) -> tuple[float, ...]:
    """Where in a sound file each of its tracks begins, in milliseconds.

    A format that adds silence or padding between tracks says so itself.
    """
    if output.starts is not None:
        return output.starts()
    starts = []
    start = 0.0
    for track in output.tracks:
        starts.append(start)
        start += track.duration_ms
    return tuple(starts)


def length_of(output: Output) -> float:
    """How long a sound file is, in milliseconds: its tracks, and what joining them adds."""
    # A duration is only that of the tracks: what joins them is known by where they start.
    if output.starts is None or not output.tracks:
        return output.duration_ms
    return starts_of(output)[-1] + output.tracks[-1].duration_ms


def heard_in(output: Output, edition: Edition) -> list[Said]:
    """Everything that is heard in a sound file, with its times in that file."""
    heard = []
    lines = timelines(edition.script, output.tracks, edition.words)
    for timeline, start in zip(lines, starts_of(output), strict=True):
        for said in timeline:
            if said.heard:
                heard.append(said.later(start))
    return heard
