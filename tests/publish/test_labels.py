"""Every kind of file that has a place for it says that the voices are synthetic."""

import json
import zipfile
from pathlib import Path

import mutagen
import places
import pytest
from audiobook import make
from audiobook.casting import load_voices
from audiobook.publish.tags import AI_VOICE, LABEL

FORMATS = ("mp3", "m4b", "opus", "flac", "epub", "html", "audiobookshelf", "w3c", "rss")


def made(folder, **settings):
    return make(
        places.SEEDS / "letters.txt",
        out=folder,
        engine="tone",
        executor="inline",
        formats=FORMATS,
        feed={"url": "https://example.org/feed/"},
        **settings,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return made(tmp_path_factory.mktemp("labelled")).folder


def only(folder, pattern):
    (path,) = folder.glob(pattern)
    return path


def words_of(path):
    return str(mutagen.File(path).tags)


@pytest.mark.parametrize("pattern", ["*.mp3", "*.m4b", "*.opus", "*.flac"])
def test_tags(folder, pattern):
    path = min(folder.glob(pattern))
    words = words_of(path)
    assert "NARRATION" in words
    assert LABEL in words
    assert words.count(AI_VOICE) >= 2


def test_epub(folder):
    with zipfile.ZipFile(only(folder, "*.epub")) as book:
        (package,) = (name for name in book.namelist() if name.endswith(".opf"))
        text = book.read(package).decode()
    assert f'<meta property="schema:accessibilitySummary">{LABEL}</meta>' in text
    assert f"({AI_VOICE})</meta>" in text


def test_catalogues(folder):
    manifest = json.loads((folder / "publication.json").read_text())
    assert manifest["accessibilitySummary"].endswith(LABEL)
    assert manifest["description"].endswith(LABEL)
    shelf = json.loads((folder / "metadata.json").read_text())
    assert shelf["tags"] == [AI_VOICE]
    assert LABEL in (folder / "podcast.xml").read_text()


def test_page(folder):
    pages = [path.read_text() for path in folder.glob("*.html")]
    assert any(f"({AI_VOICE})" in page for page in pages)


@pytest.mark.slow
def test_it_can_be_left_out(tmp_path):
    unlabelled = made(tmp_path / "book", label=False).folder
    for path in (*unlabelled.glob("*.json"), *unlabelled.glob("*.xml"), *unlabelled.glob("*.html")):
        assert AI_VOICE not in path.read_text(), path
    assert "NARRATION" not in words_of(only(unlabelled, "*.m4b"))


def test_an_epub_of_its_own_keeps_what_it_says_of_itself(tmp_path):
    source = only_epub(tmp_path)
    book = make(source, out=tmp_path / "out", engine="tone", executor="inline", formats=("epub",))
    with zipfile.ZipFile(only(book.folder, "*.epub")) as archive:
        (package,) = (name for name in archive.namelist() if name.endswith(".opf"))
        assert LABEL in archive.read(package).decode()


def only_epub(folder):
    """A book in EPUB that somebody else could have made."""
    first = make(
        places.SEEDS / "letters.txt",
        out=folder / "first",
        engine="tone",
        executor="inline",
        formats=("epub",),
    )
    path = folder / "source.epub"
    path.write_bytes(Path(only(first.folder, "*.epub")).read_bytes())
    return path


@pytest.mark.parametrize("pack", ["default", "natural"])
def test_voices_that_ship_state_their_licence_and_source(pack):
    for voice in load_voices([Path(pack)]):
        assert voice.licence
        assert "https://" in voice.source
