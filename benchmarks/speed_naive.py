"""The naive way: one pyttsx3 ``save_to_file`` per line, pydub ``+=``, export.

``... LINES.json FOLDER``.

Its cost grows with the square of the length (``+=`` copies the book for every line), so a slice
that is scaled up by its length flatters it. Needs ``imageio-ffmpeg`` for the export.
"""

import ctypes
import json
import os
import sys
import warnings
from pathlib import Path

import espeakng_loader
import imageio_ffmpeg

# Pydub warns that there is no ffmpeg on the path; it is told of one below.
warnings.simplefilter("ignore")


def main() -> None:
    # Pyttsx3 finds it by its name then.
    ctypes.CDLL(espeakng_loader.get_library_path(), ctypes.RTLD_GLOBAL)
    os.environ["ESPEAK_DATA_PATH"] = str(Path(espeakng_loader.get_data_path()).parent)
    import pyttsx3  # noqa: PLC0415 - it looks for the library when it is imported
    from pydub import AudioSegment  # noqa: PLC0415

    AudioSegment.converter = imageio_ffmpeg.get_ffmpeg_exe()
    chapters, folder = json.loads(Path(sys.argv[1]).read_text()), Path(sys.argv[2])
    engine, book = pyttsx3.init("espeak"), AudioSegment.empty()
    for line in (line for chapter in chapters for line in chapter):
        clip = folder / "clip.wav"
        engine.save_to_file(line["words"], str(clip))
        engine.runAndWait()
        book += AudioSegment.from_wav(clip)
    book.export(folder / "book.mp3", format="mp3", bitrate="64k")
    book.export(folder / "book.m4b", format="mp4", codec="aac", bitrate="64k")
    (folder / "seconds").write_text(str(book.duration_seconds))


if __name__ == "__main__":
    main()
