"""The formats that can be read; each reader says which files are its own."""

from audiobook.readers.base import Reader
from audiobook.registry import Seam

READERS: Seam[Reader] = Seam(
    what="input format",
    group="audiobook.readers",
    table={
        "epub": "audiobook.readers.epub:EpubReader",
        "html": "audiobook.readers.html:HtmlReader",
        "markdown": "audiobook.readers.markdown:MarkdownReader",
        "text": "audiobook.readers.text:TextReader",
    },
)
