"""The formats that can be read; each reader says which files are its own."""

from audiobook.readers.base import Reader
from audiobook.registry import Seam

READERS: Seam[Reader] = Seam(
    what="input format",
    group="audiobook.readers",
    table={
        "epub": "audiobook.readers.epub.reader:EpubReader",
        "docx": "audiobook.readers.office.docx:DocxReader",
        "odt": "audiobook.readers.office.odt:OdtReader",
        "fb2": "audiobook.readers.fb2.reader:Fb2Reader",
        "pdf": "audiobook.readers.pdf:PdfReader",
        "html": "audiobook.readers.markup.html:HtmlReader",
        "markdown": "audiobook.readers.markup.markdown:MarkdownReader",
        "calibre": "audiobook.readers.calibre:CalibreReader",
        "text": "audiobook.readers.plain.text:TextReader",
    },
)
