"""The formats that ship with the program, in the order in which they are made."""

from audiobook.publish.base import Publisher
from audiobook.registry import Seam

PUBLISHERS: Seam[Publisher] = Seam(
    what="format",
    group="audiobook.publishers",
    table={
        "mp3": "audiobook.publish.mp3:Mp3Publisher",
        "m4b": "audiobook.publish.m4b:M4bPublisher",
        "m4a": "audiobook.publish.m4a:M4aPublisher",
        "mp3-book": "audiobook.publish.mp3_book:Mp3BookPublisher",
        "opus-book": "audiobook.publish.opus_book:OpusBook",
        "flac-book": "audiobook.publish.lossless_book:FlacBook",
        "wav-book": "audiobook.publish.lossless_book:WavBook",
        "opus": "audiobook.publish.opus:OpusPublisher",
        "flac": "audiobook.publish.flac:FlacPublisher",
        "wav": "audiobook.publish.wav:WavPublisher",
        "sample": "audiobook.publish.sample:SamplePublisher",
        "m3u8": "audiobook.publish.playlist:PlaylistPublisher",
        "vtt": "audiobook.publish.vtt:VttPublisher",
        "srt": "audiobook.publish.srt:SrtPublisher",
        "ass": "audiobook.publish.ass:AssPublisher",
        "lrc": "audiobook.publish.lrc:LrcPublisher",
        "cue": "audiobook.publish.cue:CuePublisher",
        "labels": "audiobook.publish.labels:LabelsPublisher",
        "stems": "audiobook.publish.stems:StemsPublisher",
        "epub": "audiobook.publish.epub:EpubPublisher",
        "html": "audiobook.publish.html:HtmlPublisher",
        "cover": "audiobook.publish.cover_file:CoverPublisher",
        "audiobookshelf": "audiobook.publish.audiobookshelf:AudiobookshelfPublisher",
        "w3c": "audiobook.publish.w3c:W3cPublisher",
        "lpf": "audiobook.publish.lpf:LpfPublisher",
        "rss": "audiobook.publish.rss:RssPublisher",
    },
)
