"""Small EPUBs to put sound to, and a book's tracks by the tone engine, every speaker on one pitch."""

import zipfile

from audiobook.model import NARRATOR, Cast, Role
from audiobook.publish import Edition, OutputFolder, publish
from audiobook.readers import read_book
from audiobook.segment.segmenter import segment
from hearing import PITCHES, made, voice
from publishing import png

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

OPF2 = """<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="2.0" unique-identifier="id">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf">
<dc:identifier id="id" opf:scheme="UUID">urn:x:2</dc:identifier><dc:title>A Test</dc:title>
<dc:creator opf:role="aut" opf:file-as="Doe, Jane">Jane Doe</dc:creator><dc:language>en_GB</dc:language>
<dc:date opf:event="publication">1892</dc:date><dc:date opf:event="creation">2001</dc:date><dc:source></dc:source>
</metadata>
<manifest><item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>
<item id="one" href="../text-files/one.xhtml" media-type="application/xhtml+xml"/>
<item id="two" href="../text-files/two.xhtml" media-type="application/xhtml+xml"/></manifest>
<spine toc="ncx"><itemref idref="one"/><itemref idref="two"/></spine>
<guide><reference type="text" title="Start" href="../text-files/one.xhtml"/></guide></package>"""
NCX = """<?xml version="1.0" encoding="utf-8"?>
<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1"><head>
<meta name="dtb:uid" content="wrong"/></head>
<docTitle><text>A Test</text></docTitle><navMap>
<navPoint id="p" playOrder="1"><navLabel><text>Part &amp; One</text></navLabel>
<content src="../text-files/one.xhtml"/>
<navPoint id="a" playOrder="2"><navLabel><text>The First</text></navLabel>
<content src="../text-files/one.xhtml#top"/>
</navPoint></navPoint>
<navPoint id="b" playOrder="3"><navLabel><text>The Second</text></navLabel>
<content src="../text-files/two.xhtml"/></navPoint></navMap></ncx>"""
OLD = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head><title></title>
<meta http-equiv="Content-Style-Type" content="text/css"/></head><body>{body}</body></html>"""
OLD_ONE = """<h1 align="center"><a name="top"></a>The First</h1>
<p><big>“Go on,”</big> she&nbsp;said. <tt>No.</tt></p>
<center><p><font color="#ff0000" size="4">A red line.</font></p></center><table border="1" summary="x" width="50%">
<tr valign="top"><td nowrap="nowrap" bgcolor="#eeeeee">One cell.</td></tr></table>
<hr width="40%" noshade="noshade"/>"""
OLD_TWO = """<h1>The Second</h1>
<p xml:space="preserve">The <acronym title="x">end</acronym> of <strike>it</strike>.</p>
<div><img src="dot.png" alt="" width="100%" border="0" hspace="3"/></div>"""


def epub2(path, one=OLD_ONE, two=OLD_TWO):
    dot = ("OPS/text-files/dot.png", png())
    opf = OPF2.replace(
        "</manifest>",
        '<item id="dot" href="../text-files/dot.png" media-type="image/png"/></manifest>',
    )
    opf = opf.replace("</metadata>", '<meta name="cover" content="dot"/></metadata>')
    return epub3(path, one, two, opf, (("OPS/deep/toc.ncx", NCX), dot), OLD)


def epub3(path, one=ONE, two=TWO, opf=OPF, more=(), page=PAGE):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", CONTAINER)
        archive.writestr("OPS/deep/book.opf", opf)
        if "nav.xhtml" in opf:
            archive.writestr("OPS/deep/nav.xhtml", NAV)
        archive.writestr("OPS/text-files/one.xhtml", page.format(body=one))
        archive.writestr("OPS/text-files/two.xhtml", page.format(body=two))
        for name, data in more:
            archive.writestr(name, data)
    return path


def played(source):
    return segment(read_book(source))


def players(script):
    everybody = {one.speaker for chapter in script.utterances for one in chapter} | {NARRATOR}
    return Cast(
        tuple(Role(name, voice(name if name in PITCHES else "Emma")) for name in sorted(everybody))
    )


def with_sound(folder, source, told=lambda _: None, script=None):
    """The finished EPUB, the script and the tracks."""
    script = script or played(source)
    cast = players(script)
    tracks = made(folder / "tracks", script, cast, encodings=("mp3",)).tracks
    press = OutputFolder(folder / "out", folder / "manifest.json", folder / "parts")
    (path,) = publish(("epub",), Edition(script, cast, tracks, source=source), press, told)
    return path, script, tracks
