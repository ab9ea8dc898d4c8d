"""The formats that ship with the program, in the order in which help lists them.

Each is a module and a class in it, imported only when the format is chosen.
"""

from audiobook.publish.base import Publisher
from audiobook.registry import Seam

PUBLISHERS: Seam[Publisher] = Seam(
    what="format",
    group="audiobook.publishers",
    table={
        "mp3": "audiobook.publish.sound.mp3:Mp3Publisher",
        "m4b": "audiobook.publish.sound.m4b:M4bPublisher",
        "m4a": "audiobook.publish.sound.m4a:M4aPublisher",
        "mp3-book": "audiobook.publish.sound.mp3_book:Mp3BookPublisher",
        "opus-book": "audiobook.publish.sound.opus_book:OpusBook",
        "flac-book": "audiobook.publish.sound.lossless_book:FlacBook",
        "wav-book": "audiobook.publish.sound.lossless_book:WavBook",
        "opus": "audiobook.publish.sound.opus:OpusPublisher",
        "flac": "audiobook.publish.sound.flac:FlacPublisher",
        "wav": "audiobook.publish.sound.wav:WavPublisher",
        "sample": "audiobook.publish.sound.sample:SamplePublisher",
        "m3u8": "audiobook.publish.catalogues.playlist:PlaylistPublisher",
        "vtt": "audiobook.publish.text.vtt:VttPublisher",
        "srt": "audiobook.publish.text.srt:SrtPublisher",
        "ass": "audiobook.publish.text.ass:AssPublisher",
        "lrc": "audiobook.publish.text.lrc:LrcPublisher",
        "cue": "audiobook.publish.catalogues.cue:CuePublisher",
        "labels": "audiobook.publish.text.labels:LabelsPublisher",
        "stems": "audiobook.publish.sound.stems:StemsPublisher",
        "epub": "audiobook.publish.epub.publisher:EpubPublisher",
        "html": "audiobook.publish.text.html:HtmlPublisher",
        "cover": "audiobook.publish.cover.file:CoverPublisher",
        "audiobookshelf": "audiobook.publish.catalogues.audiobookshelf:AudiobookshelfPublisher",
        "w3c": "audiobook.publish.catalogues.w3c:W3cPublisher",
        "lpf": "audiobook.publish.catalogues.lpf:LpfPublisher",
        "rss": "audiobook.publish.catalogues.rss:RssPublisher",
    },
)
