"""One run of the program: a book's source and folder, and how the user wants the book.

Everything that produces, rehearses or checks a book starts from a :class:`BookRun`. A wrong name
in the settings is found when it is opened, before anything is made.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from audiobook.attribute import ATTRIBUTORS, Attributor
from audiobook.engines import ENGINES, SAMPLE_RATE, highest_rate
from audiobook.executors import EXECUTORS, ExecutorFactory
from audiobook.language import language_of
from audiobook.model import Book, Cast, Script
from audiobook.project.folder import Project, project_for
from audiobook.project.titlepage import cover_in
from audiobook.publish.publish import check_formats, encodings_of
from audiobook.render.assemble import TrackBuilder
from audiobook.render.plan import ChapterPlan
from audiobook.render.staging import Staged, check, guide, staged
from audiobook.render.store import ClipStore, Fingerprints
from audiobook.render.tracks import TrackStore
from audiobook.settings import Names, Settings
from audiobook.settings.load import load_settings, user_folder
from audiobook.settings.selection import selected
from audiobook.sound.base import nearest_rate
from audiobook.speech import SpeechGuide

Flags = Mapping[str, object]
PREVIEW_FORMATS = ("m4b",)


@dataclass(frozen=True, slots=True)
class BookRun:
    """The folder of a book, and the settings that count for it."""

    project: Project
    settings: Settings
    rate: int = SAMPLE_RATE  # of the book, in Hz

    def played_by(self, cast: Cast) -> "BookRun":
        """The run of a book that is played by these, at the highest rate of their engines.

        Where the settings name no rate, it is encoded at it too. Raises
        :class:`~audiobook.errors.UsageError` where a format cannot be made so.
        """
        rate = highest_rate(role.voice.engine for role in cast.roles)
        encoding = self.settings.encoding
        if not encoding.sample_rate:
            encoding = replace(encoding, sample_rate=nearest_rate(rate))
        settings = replace(self.settings, encoding=encoding)
        check_formats(settings)
        return replace(self, settings=settings, rate=rate)

    @property
    def attributor_name(self) -> str:
        """Who decides who speaks: the user's choice, else the default."""
        return self.settings.attributor or ATTRIBUTORS.default()

    @property
    def attributor(self) -> type[Attributor]:
        """The class of that name."""
        return ATTRIBUTORS.load(self.attributor_name)

    @property
    def executor(self) -> ExecutorFactory:
        """What opens the workers."""
        return EXECUTORS.load(self.settings.executor or EXECUTORS.default())()

    @property
    def clips(self) -> ClipStore:
        """The spoken lines: the book's own, or those that several books share."""
        if self.settings.cache == Path():
            return ClipStore(self.project.clips)
        return ClipStore(self.settings.cache)

    @property
    def tracks(self) -> TrackStore:
        """The finished chapters."""
        return TrackStore(self.project.tracks)

    def for_preview(self) -> "BookRun":
        """The run of the same book's preview: one file, named by the title and nothing else."""
        settings = replace(
            self.settings, formats=PREVIEW_FORMATS, names=Names(), split_min=0
        )
        return replace(self, project=self.project.preview, settings=settings)

    def builder(self, prints: Fingerprints) -> TrackBuilder:
        """What makes tracks of clips, by engines with these fingerprints."""
        settings = self.settings
        encodings = encodings_of(settings.formats)
        return TrackBuilder(
            self.clips,
            self.tracks,
            settings.encoding,
            encodings,
            prints,
            settings.mastering,
            self.rate,
        )

    def guide(self, book: Book) -> SpeechGuide:
        """Pronunciations and manners: of the book's folder before the user's.

        Raises :class:`~audiobook.errors.SettingsError`.
        """
        return guide(language_of(book), self.project.folder, user_folder())

    def staged(self, script: Script, cast: Cast, known: SpeechGuide) -> Staged:
        """Everything that is said. Raises :class:`~audiobook.errors.UsageError`."""
        return staged(script, cast, self.settings, known)

    def chosen(self, book: Book) -> frozenset[int]:
        """The numbers of the chapters to make; empty for all, with what is announced.

        Raises :class:`~audiobook.errors.UsageError` for a chapter that there is not.
        """
        if not self.settings.chapters:
            return frozenset()
        numbers = tuple(chapter.number for chapter in book.chapters)
        return frozenset(selected(self.settings.chapters, numbers))


def open_run(source: Path, out: Path | None, flags: Flags) -> BookRun:
    """The run for a source: its folder is ``out``, else one beside it.

    Raises :class:`~audiobook.errors.AudiobookError` for a wrong name or value in the settings.
    """
    project = project_for(source, out)
    settings = load_settings(flags, book=project.settings_file)
    run = BookRun(project, settings)
    if settings.engine:
        ENGINES.load(settings.engine)
    encodings_of(settings.formats)
    check(settings)
    check_formats(settings)
    cover_in(settings.metadata.cover)
    EXECUTORS.load(settings.executor or EXECUTORS.default())
    ATTRIBUTORS.load(run.attributor_name)
    return run


def only(
    plans: Sequence[ChapterPlan], chosen: frozenset[int]
) -> tuple[ChapterPlan, ...]:
    """The plans of the chapters that are to be made, see :meth:`BookRun.chosen`."""
    if not chosen:
        return tuple(plans)
    return tuple(plan for plan in plans if plan.number in chosen)
