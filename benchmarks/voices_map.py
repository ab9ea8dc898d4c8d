"""A picture of where the voices of a pack lie: pitch against the main axis of timbre.

``python -m benchmarks.voices_map [PACK] [PICTURE]`` draws what the pack says was measured.
"""

import sys
from pathlib import Path

from audiobook.casting.packs import read_pack
from audiobook.files.shipped import shipped_voices
from benchmarks.pictures import keep, pyplot

_COLOURS = {"female": "tab:red", "male": "tab:blue"}
_MARKS = {"child": "v", "young": "o", "adult": "s", "old": "^"}
_PICTURE = Path("docs/pictures/natural-voices.png")


def main() -> None:
    """Draw the map."""
    given = [Path(word) for word in sys.argv[1:]]
    pack = given[0] if given else shipped_voices() / "natural.toml"
    draw(pack, given[1] if len(given) > 1 else _PICTURE)


def draw(pack: Path, picture: Path) -> None:
    """Every voice with its name; colour is gender, shape is age."""
    plot = pyplot()
    if plot is None:
        return
    figure, axes = plot.subplots(figsize=(10, 7))
    for voice in read_pack(pack):
        measured = dict(voice.measured)
        if "pitch_hz" not in measured:
            continue
        place = measured["timbre_1_db"], measured["pitch_hz"]
        colour = _COLOURS.get(voice.gender, "tab:gray")
        axes.scatter(*place, c=colour, marker=_MARKS.get(voice.age, "."))
        axes.annotate(
            voice.name, place, xytext=(4, 3), textcoords="offset points", fontsize=8
        )
    axes.set_yscale("log")
    axes.set_yticks([90, 120, 160, 200, 250, 300], [90, 120, 160, 200, 250, 300])
    axes.minorticks_off()
    axes.set_ylabel("pitch, Hz")
    axes.set_xlabel("main axis of timbre, dB")
    axes.set_title("Red: female, blue: male. Down: child, round: young, up: old")
    keep(figure, picture)


if __name__ == "__main__":
    main()
