"""Every reader that ships keeps what readers promise, on a story as other programs wrote it."""

import shutil

import places
import pytest
from audiobook.readers import READERS
from contracts import ReaderContract

MADE = places.CASES / "readers" / "made"
FILES = {
    "epub": ("pandoc-2.epub", "pandoc-3.epub", "calibre.epub"),
    "docx": ("pandoc.docx", "libreoffice.docx", "calibre.docx"),
    "odt": ("pandoc.odt", "libreoffice.odt"),
    "fb2": ("pandoc.fb2", "calibre.fb2"),
    "pdf": ("libreoffice.pdf",),
    "html": ("pandoc.html", "libreoffice.html"),
    "markdown": ("pandoc.md", "source.md"),
    "calibre": ("calibre.mobi", "calibre.azw3"),
    "text": ("pandoc.txt",),
}


class TestReaders(ReaderContract):
    @pytest.fixture(params=READERS.table)
    def name(self, request):
        if request.param == "calibre" and not shutil.which("ebook-convert"):
            pytest.skip("needs Calibre's ebook-convert")
        return request.param

    @pytest.fixture
    def reader(self, name):
        return READERS.load(name)()

    @pytest.fixture
    def sources(self, name):
        return {file: (MADE / file).read_bytes() for file in FILES[name]}
