"""Every publisher: names and recipes of its files first, then each is written where it is told."""

from dataclasses import replace
from functools import cache
from pathlib import Path, PurePosixPath

import pytest
from audiobook.model import Metadata
from audiobook.publish import Edition, Output, OutputFolder, Publisher, publish
from audiobook.publish.publish import outputs_of
from audiobook.settings import Feed, Settings
from audiobook.sound.table import ENCODERS
from hearing import cast, made, script

from contracts.snapshot import snapshot

PLAYED = ('# One\nEmma | "Go on, then."\nshe said.', '# Two\nTom | "No."\nIt rained.')
SOUND = ("mp3", "m4b")
ABOUT = Metadata("The Clock", ("Ann Author",), "en")


def entitled(edition: Edition, title: str) -> Edition:
    """The same edition of a book with another title."""
    about = replace(edition.book.metadata, title=title)
    return replace(
        edition,
        script=replace(edition.script, book=replace(edition.book, metadata=about)),
    )


@cache
def played(folder: Path, settings: Settings) -> Edition:
    """A small book with its tracks in every encoding; its MP3 and M4B files are in its folder already."""
    spoken = script(*PLAYED)
    tracks = made(folder / "made", spoken, encodings=tuple(ENCODERS.table)).tracks
    book = replace(spoken.book, metadata=ABOUT)
    edition = Edition(
        replace(spoken, book=book), cast(), tracks, settings=settings, folder=folder / "book"
    )
    target = OutputFolder(edition.folder, folder / "manifest.json", folder / "parts")
    publish(SOUND, edition, target)
    return replace(edition, earlier=outputs_of(SOUND, edition))


class PublisherContract:
    """A publisher's files: what they are called, what is in them, where they are."""

    @pytest.fixture
    def publisher(self) -> Publisher:
        raise NotImplementedError("Return a publisher.")

    @pytest.fixture
    def settings(self) -> Settings:
        return Settings(feed=Feed("https://example.org/"))

    @pytest.fixture
    def edition(self, settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Edition:
        return played(tmp_path_factory.getbasetemp() / "contract", settings)

    @pytest.fixture
    def outputs(self, publisher, edition) -> tuple[Output, ...]:
        outputs = publisher.outputs(edition)
        assert outputs, "This edition has something for every format."
        return outputs

    def test_its_encodings_are_known(self, publisher):
        assert set(publisher.encodings) <= set(ENCODERS.names())

    def test_it_takes_the_settings(self, publisher, settings):
        publisher.check(settings)

    def test_names_slots_and_recipes_are_distinct(self, outputs):
        assert len({output.name.casefold() for output in outputs}) == len(outputs)
        assert len({output.slot for output in outputs}) == len(outputs)
        assert len({output.recipe for output in outputs}) == len(outputs)
        assert all(output.slot and output.recipe for output in outputs)

    def test_names_are_paths_within_the_folder(self, outputs):
        for output in outputs:
            path = PurePosixPath(output.name)
            assert path.suffix
            assert not path.is_absolute()
            assert ".." not in path.parts
            assert not set(output.name) & set('<>:"\\|?*')

    def test_deciding_writes_nothing(self, publisher, edition, tmp_path):
        before = snapshot(edition.folder.parent)
        publisher.outputs(edition)
        assert snapshot(edition.folder.parent) == before
        assert not snapshot(tmp_path)

    def test_the_same_edition_gives_the_same_files(self, publisher, edition, outputs, tmp_path):
        again = type(publisher)().outputs(edition)
        for number, (one, other) in enumerate(zip(outputs, again, strict=True)):
            assert (one.name, one.slot, one.recipe) == (
                other.name,
                other.slot,
                other.recipe,
            )
            paths = [
                tmp_path / f"{number} {which}{PurePosixPath(one.name).suffix}" for which in "ab"
            ]
            one.write(paths[0])
            other.write(paths[1])
            assert paths[0].read_bytes() == paths[1].read_bytes()

    def test_it_writes_where_it_is_told_and_nowhere_else(self, edition, outputs, tmp_path):
        book_before = snapshot(edition.folder.parent)
        for number, output in enumerate(outputs):
            before = snapshot(tmp_path)
            path = tmp_path / f"{number}{PurePosixPath(output.name).suffix}"
            output.write(path)
            after = snapshot(tmp_path)
            assert after.pop(path.name)
            assert after == before
        assert snapshot(edition.folder.parent) == book_before

    def test_other_bytes_have_another_recipe(self, publisher, edition, outputs, tmp_path):
        """Or a file would be kept that is not up to date."""
        others = {
            output.slot: output for output in publisher.outputs(entitled(edition, "The Bell"))
        }
        for output in outputs:
            other = others.get(output.slot)
            if other is None or other.recipe != output.recipe:
                continue
            one_path = tmp_path / f"one{PurePosixPath(output.name).suffix}"
            other_path = tmp_path / f"other{PurePosixPath(output.name).suffix}"
            output.write(one_path)
            other.write(other_path)
            assert one_path.read_bytes() == other_path.read_bytes(), output.name

    def test_what_is_heard_is_as_long_as_it_says(self, outputs, edition):
        for output in outputs:
            assert set(output.tracks) <= set(edition.tracks)
            heard = sum(track.duration_ms for track in output.tracks)
            assert output.duration_ms >= heard - 1
            if output.starts is not None:
                starts = output.starts()
                assert len(starts) == len(output.tracks)
                assert list(starts) == sorted(starts)
                assert all(0 <= start <= output.duration_ms for start in starts)
