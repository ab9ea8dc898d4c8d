"""``audiobook voices audition``: a speaker's lines in the voices that suit, in one file."""

import argparse
import base64
import html
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from audiobook.cli import progress
from audiobook.cli.arguments.flags import flags_of
from audiobook.cli.outputs import check_free, write_new
from audiobook.cli.streams import write_json
from audiobook.errors import UsageError
from audiobook.model import Sound
from audiobook.rehearse.audition import Audition, Take, audition
from audiobook.settings import Encoding
from audiobook.sound.resample import at_rate
from audiobook.sound.stitch import silence, wav
from audiobook.sound.table import ENCODERS

_STYLE = (
    "body{font-family:sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}"
    "audio{width:100%;margin:.2rem 0}section{border-top:1px solid #888}"
)
_BEFORE_LINE_MS = 500
_BEFORE_VOICE_MS = 1200


def run(options: argparse.Namespace) -> None:
    """Speak, and write one file. Raises :class:`~audiobook.errors.AudiobookError`."""
    if not options.speaker or not options.file:
        raise UsageError(
            "Whose voice is wanted, in which story?",
            remedy='Write: audiobook voices audition "NAME" FILE',
        )
    out = options.page or Path(f"{options.speaker} - audition.html")
    kind = out.suffix.lower()
    if kind not in _WRITERS:
        raise UsageError(
            f'"{out}" is neither a page nor a sound file.',
            remedy=f"Give --out a name that ends in {', '.join(_WRITERS)}.",
        )
    check_free(out, "--out")
    with progress.progress(sys.stderr) as tell:
        found = audition(
            options.speaker, options.file, flags_of(options), tell, every=options.all
        )
    write_new(out, _WRITERS[kind](found), "--out")
    names = [take.voice.name for take in found.takes]
    if options.json:
        write_json({"file": str(out), "speaker": found.speaker, "voices": names})
    else:
        sys.stdout.write(f"{out}: {found.speaker} as {', '.join(names)}.\n")


def page(found: Audition) -> bytes:
    """One HTML page with the sounds in it."""
    heading = html.escape(f"{found.speaker} - {found.title}")
    takes = "\n".join(_section(found, take) for take in found.takes)
    policy = "default-src 'none'; style-src 'unsafe-inline'; media-src data:"
    written = (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f"<title>{heading}</title><style>{_STYLE}</style></head>\n"
        f"<body><h1>{heading}</h1>\n<p>The best first. Write the name of the voice into "
        f"the cast file.</p>\n{takes}\n</body></html>\n"
    )
    return written.encode()


def _section(found: Audition, take: Take) -> str:
    voice = take.voice
    about = [voice.gender, voice.age, voice.accent, voice.engine, voice.description]
    told = html.escape(", ".join(filter(None, about)))
    players = "\n".join(_players(found, take))
    return (
        f"<section><h2>{html.escape(voice.name)}</h2><p>{told}</p>\n{players}</section>"
    )


def _players(found: Audition, take: Take) -> Iterator[str]:
    for words, said in zip(found.words, take.lines, strict=True):
        data = base64.b64encode(wav(said)).decode()
        yield f"<p>{html.escape(words)}</p>"
        yield f'<audio controls preload="none" src="data:audio/wav;base64,{data}"></audio>'


def sound_file(found: Audition) -> bytes:
    """One WAV file, in which every voice says its name first."""
    return wav(_one_sound(found))


def mp3(found: Audition) -> bytes:
    """The same as an MP3."""
    sound = _one_sound(found)
    file = BytesIO()
    encoder = ENCODERS.load("mp3")(file, Encoding(), sound.rate)
    encoder.feed(sound.pcm)
    encoder.finish()
    return file.getvalue()


def _one_sound(found: Audition) -> Sound:
    rate = max(take.name.rate for take in found.takes)
    pcm = BytesIO()
    for take in found.takes:
        pcm.write(silence(_BEFORE_VOICE_MS, rate))
        for said in (take.name, *take.lines):
            pcm.write(at_rate(said, rate).pcm)
            pcm.write(silence(_BEFORE_LINE_MS, rate))
    return Sound(pcm.getvalue(), rate)


_WRITERS = {".html": page, ".mp3": mp3, ".wav": sound_file}
