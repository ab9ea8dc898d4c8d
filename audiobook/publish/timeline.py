"""Script + tracks -> where every utterance is heard: what subtitles, labels and pages are made from.

The text is that of the book on one line, without what is not read aloud and without the signs that stand for
emphasis in plain text. Times are those of the cues: exact to the sample.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter

from audiobook.model import NARRATOR, Chapter, Kind, MarkKind, Script, Track, Utterance
from audiobook.publish.base import Edition, Output, Words
from audiobook.publish.tags import printable
from audiobook.publish.text.word_alignment import Word, followed

Stretch = tuple[int, int]
_SIGNS = "_*"


@dataclass(frozen=True, slots=True)
class Said:
    """One utterance: its text on one line, who says it, and where it is heard, in milliseconds.

    ``utterance`` indexes those of its chapter. What is not heard (a scene break) has no length.
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
        return "" if self.speaker == NARRATOR else one_line(self.speaker)

    def later(self, milliseconds: float) -> "Said":
        """The same, so much later."""
        words = (
            replace(w, start_ms=w.start_ms + milliseconds, end_ms=w.end_ms + milliseconds) for w in self.words
        )
        start, end = self.start_ms + milliseconds, self.end_ms + milliseconds
        return replace(self, start_ms=start, end_ms=end, words=tuple(words))

    def after(self, text: str) -> "Said":
        """The same, with something shown before it."""
        words = (replace(word, start=word.start + len(text), end=word.end + len(text)) for word in self.words)
        return replace(self, text=text + self.text, words=tuple(words))


def one_line(text: str) -> str:
    """Text with its white space collapsed, without what files of text cannot hold."""
    return " ".join(printable(text).split())


def timelines(
    script: Script, tracks: Sequence[Track], words: Callable[[Track], Words] = lambda _: {}
) -> tuple[tuple[Said, ...], ...]:
    """For every track, its utterances in order, also those that are not heard."""
    index = indices(script)
    return tuple(tuple(_said(script, index[track.chapter], track, words(track))) for track in tracks)


def indices(script: Script) -> dict[int, int]:
    """Where in the script each chapter is, by its number."""
    return {chapter.number: at for at, chapter in enumerate(script.book.chapters)}


def _said(script: Script, index: int, track: Track, words: Words) -> Iterator[Said]:
    chapter, utterances = script.book.chapters[index], script.utterances[index]
    shown = shower(chapter, [*silent(chapter), *signs(chapter)])
    for cue in track.cues:
        said = utterances[cue.utterance]
        text, times = shown(said), (cue.start_ms, cue.end_ms)
        found = followed(text, words.get(cue.utterance, ()), *times)
        yield Said(cue.utterance, text, said.speaker, said.kind, said.paragraph, *times, found)


def shower(chapter: Chapter, cuts: Iterable[Stretch]) -> Callable[[Utterance], str]:
    """A function that gives the text of an utterance on one line, without the cuts."""
    ordered = _merged(cuts)

    def shown(utterance: Utterance) -> str:
        kept, start = [], utterance.start
        for cut in ordered[bisect_right(ordered, start, key=itemgetter(1)) :]:
            if cut[0] >= utterance.end:
                break
            kept.append(chapter.text[start : max(start, cut[0])])
            start = cut[1]
        return one_line("".join((*kept, chapter.text[start : utterance.end])))

    return shown


def silent(chapter: Chapter) -> Iterator[Stretch]:
    """What of a chapter is not read aloud."""
    return ((mark.start, mark.end) for mark in chapter.marks if mark.kind is MarkKind.SILENT)


def signs(chapter: Chapter) -> Iterator[Stretch]:
    """The signs of emphasis in plain text: "_so_" or "*so*"."""
    for mark in chapter.marks:
        around = chapter.text[mark.start : mark.start + 1] + chapter.text[mark.end - 1 : mark.end]
        if (
            mark.kind is MarkKind.EMPHASIS
            and around in {2 * sign for sign in _SIGNS}
            and mark.end - mark.start > 2
        ):
            yield mark.start, mark.start + 1
            yield mark.end - 1, mark.end


def _merged(cuts: Iterable[Stretch]) -> list[Stretch]:
    found: list[Stretch] = []
    for start, end in sorted(cuts):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def starts_of(output: Output) -> tuple[float, ...]:
    """Where in a sound file each of its tracks begins, in milliseconds."""
    if output.starts is not None:
        return output.starts()
    starts = [0.0]
    for track in output.tracks:
        starts.append(starts[-1] + track.duration_ms)
    return tuple(starts[:-1])


def length_of(output: Output) -> float:
    """How long a sound file is, in milliseconds: its tracks, and what joining them adds."""
    if output.starts is None or not output.tracks:
        return output.duration_ms
    return starts_of(output)[-1] + output.tracks[-1].duration_ms


def heard_in(output: Output, edition: Edition) -> list[Said]:
    """Everything that is heard in a sound file, with its times in that file."""
    lines = zip(timelines(edition.script, output.tracks, edition.words), starts_of(output), strict=True)
    return [each.later(start) for track, start in lines for each in track if each.heard]
