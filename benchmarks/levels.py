"""How loud finished files are, by ffmpeg, a program that is not ours.

``python -m benchmarks.levels FOLDER``.

RMS and highest sample by ``volumedetect``, noise floor as the RMS of the first 0.6 s (room tone)
by the same, integrated loudness and true peak by ``ebur128``, gain to 89 dB by ``replaygain``.
Needs ffmpeg.
"""

import re
import subprocess
import sys
from dataclasses import astuple, dataclass
from pathlib import Path

SUFFIXES = (".mp3", ".m4a", ".m4b", ".opus", ".flac", ".wav")
LEAD_S = 0.6


@dataclass(frozen=True, slots=True)
class Figures:
    """What ffmpeg measures of a file: seconds, dB of full scale, LUFS, and dB for the gain."""

    seconds: float
    rms_db: float
    peak_db: float
    lead_db: float
    lufs: float
    true_peak_db: float
    gain_db: float


def figures(path: Path) -> Figures:
    """Measure one file. Raises ``CalledProcessError`` where ffmpeg cannot read it."""
    levels = _said(path, "volumedetect,ebur128=peak=true:framelog=verbose")
    stereo = "aresample=44100,aformat=channel_layouts=stereo:sample_fmts=flt,replaygain"
    return Figures(
        seconds=_seconds(levels),
        rms_db=_number(r"mean_volume: (\S+) dB", levels),
        peak_db=_number(r"max_volume: (\S+) dB", levels),
        lead_db=_number(
            r"mean_volume: (\S+) dB", _said(path, f"atrim=end={LEAD_S},volumedetect")
        ),
        lufs=_number(r"I: +(\S+) LUFS", levels),
        true_peak_db=_number(r"Peak: +(\S+) dBFS", levels),
        gain_db=_number(r"track_gain = (\S+) dB", _said(path, stereo)),
    )


def _said(path: Path, filters: str) -> str:
    command = [
        "ffmpeg",
        "-hide_banner",
        "-i",
        str(path),
        "-map",
        "0:a",
        "-af",
        filters,
        "-f",
        "null",
        "-",
    ]
    return subprocess.run(command, capture_output=True, text=True, check=True).stderr


def _number(pattern: str, text: str) -> float:
    found = re.findall(pattern, text)
    return float(found[-1]) if found else float("nan")


def _seconds(text: str) -> float:
    hours, minutes, seconds = re.findall(r"time=(\d+):(\d+):([\d.]+)", text)[-1]
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def main(folder: Path) -> None:
    """Print a line for every sound file in a folder."""
    heads = ("seconds", "RMS", "peak", "lead", "LUFS", "true peak", "to 89 dB")
    print(f"{'file':48}" + "".join(f"{head:>10}" for head in heads))
    for path in sorted(folder.iterdir()):
        if path.suffix in SUFFIXES:
            print(
                f"{path.name[:47]:48}"
                + "".join(f"{each:>10.1f}" for each in astuple(figures(path)))
            )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
