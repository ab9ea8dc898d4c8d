"""Small EPUBs to put sound to, and a book's tracks by the tone engine, every speaker on one pitch."""

import zipfile

from hearing import PITCHES, made, voice

from audiobook.model import NARRATOR, Cast, Role
from audiobook.publish import Edition, Press, publish
from audiobook.readers import read_book
from audiobook.segment.segmenter import segment

CONTAINER = (
    '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
    "<rootfiles>"
    '<rootfile full-path="OPS/deep/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
NAV = """<?xml version="1.0" encoding="utf-8"?>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title>Contents</title></head>
<body><nav epub:type="toc"><ol><li><a href="../text-files/one.xhtml">The First of the Chapters</a></li>
<li><a href="../text-files/two.xhtml">The Second of the Chapters</a></li></ol></nav></body></html>"""
OPF = """<?xml version="1.0" encoding="utf-8"?>
<!-- kept --><package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="id">urn:x:said-1</dc:identifier>
<dc:title>A Test</dc:title><dc:language>en</dc:language>
<meta property="dcterms:modified">2020-01-01T00:00:00Z</meta></metadata>
<manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="said" href="../text-files/one.xhtml" media-type="application/xhtml+xml"/>
<item id="two" href="../text-files/two.xhtml" media-type="application/xhtml+xml"/></manifest>
<spine><itemref idref="nav"/><itemref idref="said"/><itemref idref="two"/></spine></package>"""
PAGE = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title>Page</title></head>
<body>{body}</body></html>"""
ONE = """<h1 id="said-0">The First of the Chapters</h1>
<!-- kept -->
<p>“Go <em>on</em>,” she said.<span epub:type="pagebreak" id="p12" title="12" role="doc-pagebreak"/>
“<i>No. Never</i> again.”</p>
<p>There was a wind<a epub:type="noteref" href="#n1" id="r1">1</a> that night, and it was cold&#160;— so very cold.
He wrote <ruby>漢<rt>kan</rt>字<rt>ji</rt></ruby> on the wall. Yes.</p>
<hr/>
<p><b>T</b>hen it ended. No.</p>
<aside epub:type="footnote" id="n1"><p>Yes. No. A note about the wind that nobody reads aloud.</p></aside>"""
TWO = """<h1>The Second of the Chapters</h1><p>No.</p>
<blockquote><p>Yes.</p><p>She wrote<br/>a &lt;letter&gt;.</p></blockquote>
<table><tr><td>One cell</td><td>and another.</td></tr></table><p>The <span class="x">end.</span></p>"""


def epub3(path, one=ONE, two=TWO, opf=OPF, more=()):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", CONTAINER)
        archive.writestr("OPS/deep/book.opf", opf)
        archive.writestr("OPS/deep/nav.xhtml", NAV)
        archive.writestr("OPS/text-files/one.xhtml", PAGE.format(body=one))
        archive.writestr("OPS/text-files/two.xhtml", PAGE.format(body=two))
        for name, data in more:
            archive.writestr(name, data)
    return path


def played(source):
    return segment(read_book(source))


def players(script):
    everybody = {one.speaker for chapter in script.utterances for one in chapter} | {NARRATOR}
    return Cast(tuple(Role(name, voice(name if name in PITCHES else "Emma")) for name in sorted(everybody)))


def with_sound(folder, source, told=lambda _: None, script=None):
    """The finished EPUB, the script and the tracks."""
    script = script or played(source)
    cast = players(script)
    tracks = made(folder / "tracks", script, cast, encodings=("mp3",)).tracks
    press = Press(folder / "out", folder / "manifest.json", folder / "parts")
    (path,) = publish(("epub",), Edition(script, cast, tracks, source=source), press, told)
    return path, script, tracks
