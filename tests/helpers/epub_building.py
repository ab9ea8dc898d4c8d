"""EPUBs built of their pages, as tidy or as odd as a test asks for."""

import zipfile
from pathlib import Path

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
    '<rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
METADATA = (
    "<dc:title>The Storm</dc:title><dc:creator>Ann Author</dc:creator><dc:language>en</dc:language>"
)
NAV_ITEM = '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
NCX_ITEM = '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'


def page(body: str, attributes: str = "", title: str = "x") -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml" '
        f'xmlns:epub="http://www.idpf.org/2007/ops"><head><title>{title}</title></head>'
        f"<body {attributes}>{body}</body></html>"
    )


def opf(
    pages: list[str],
    metadata: str = METADATA,
    extra: str = "",
    after: str = "",
    spine: str | None = None,
) -> str:
    items = "".join(
        f'<item id="{p}" href="{p}" media-type="application/xhtml+xml"/>' for p in pages
    )
    references = "".join(f'<itemref idref="{p}"/>' for p in pages) if spine is None else spine
    return (
        '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" unique-identifier="id" version="3.0">'
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf">{metadata}'
        f"</metadata><manifest>{items}{extra}</manifest><spine>{references}</spine>{after}</package>"
    )


def nav(entries: str, landmarks: str = "") -> str:
    return page(
        f'<nav epub:type="toc"><ol>{entries}</ol></nav><nav epub:type="landmarks"><ol>{landmarks}</ol></nav>'
    )


def entry(href: str, title: str, inside: str = "") -> str:
    below = f"<ol>{inside}</ol>" if inside else ""
    return f'<li><a href="{href}">{title}</a>{below}</li>'


def make(
    path: Path, files: dict[str, str | bytes], *, package: str | None = None, toc: str | None = None
) -> Path:
    """An EPUB with the pages ``files``; ``toc`` are the entries of its nav."""
    extra = NAV_ITEM if toc is not None else ""
    listed = [name for name in files if name.endswith("html")]
    content: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OPS/book.opf": package if package is not None else opf(listed, extra=extra),
        **({"OPS/nav.xhtml": nav(toc)} if toc is not None else {}),
        **{
            (name if name.startswith("META-INF") else f"OPS/{name}"): data
            for name, data in files.items()
        },
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return path
