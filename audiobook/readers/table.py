"""The formats that can be read; each reader says which files are its own."""

from audiobook.readers.base import Reader
from audiobook.registry import Seam

READERS: Seam[Reader] = Seam(
    what="input format",
    group="audiobook.readers",
    table={
        "epub": "audiobook.readers.epub:EpubReader",
        "docx": "audiobook.readers.docx:DocxReader",
        "odt": "audiobook.readers.odt:OdtReader",
        "fb2": "audiobook.readers.fb2:Fb2Reader",
        "pdf": "audiobook.readers.pdf:PdfReader",
        "html": "audiobook.readers.html:HtmlReader",
        "markdown": "audiobook.readers.markdown:MarkdownReader",
        "calibre": "audiobook.readers.calibre:CalibreReader",
        "text": "audiobook.readers.text:TextReader",
    },
)
