"""``python -m benchmarks.studio``: a walk through a book, response times, pictures."""

import argparse
import shutil
import statistics
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.studio import clicks, novel, pictures, times
from benchmarks.studio.walk import STORY_004, Walk, walk

_SEEDS = Path(__file__).parents[2] / "seeds"
_NOVELS = Path(__file__).parents[3] / "shared" / "attribution" / "novels"
_STORIES = Path(__file__).parents[3] / "shared" / "stories"


def main() -> None:
    """Print what was asked for."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.studio", description=__doc__
    )
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("walk", help="every doubtful line of story 004, by keyboard")
    verbs.add_parser("clicks", help="from a click on a line to its sound")
    verbs.add_parser("times", help="20 pages in use while 4 books are made")
    verbs.add_parser("novel", help="a novel of 200,000 words, opened and scrolled")
    shots = verbs.add_parser("pictures", help="every view, both themes, desk and phone")
    shots.add_argument("folder", type=Path, help="where they are written")
    shots.add_argument(
        "view",
        nargs="*",
        help=f"of {', '.join(pictures.VIEWS)} (default: as documented)",
    )
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        # A copy: the story's own folder stays as it is.
        story = Path(shutil.copy(_story(asked.verb), Path(folder) / "story.txt"))
        if asked.verb == "walk":
            _print_walk(walk(story, STORY_004))
        elif asked.verb == "clicks":
            clicks.measure(story)
        elif asked.verb == "times":
            times.measure(_copies(story, times.RENDERS))
        elif asked.verb == "pictures":
            own = Path(
                shutil.copy(
                    _SEEDS / "fan_fiction.txt", Path(folder) / "Second Watch.txt"
                )
            )
            pictures.take(own, asked.folder, asked.view)
        else:
            words = novel.made_of(_novels(), story)
            print(f"words                                    {words:7,}")
            novel.measure(story)


def _story(verb: str) -> Path:
    """The story 004 where it is; it does not come along, and one that does takes its place."""
    found = sorted(_STORIES.glob("004*.txt"))
    if found:
        return found[0]
    if verb == "walk":
        raise SystemExit(
            f"The walk knows the answers of the story 004 alone, which is not in {_STORIES}."
        )
    return _SEEDS / "fan_fiction.txt"


def _copies(story: Path, number: int) -> list[Path]:
    """The story, and further copies of it beside it."""
    copies = [story]
    for another in range(1, number):
        copy = story.with_stem(f"{story.stem}{another}")
        copies.append(Path(shutil.copy(story, copy)))
    return copies


def _novels() -> list[Path]:
    found = sorted(_NOVELS.glob("*/text.txt.gz"), key=lambda path: -path.stat().st_size)
    if not found:
        raise SystemExit(f"There are no novels in {_NOVELS}.")
    return found


def _print_walk(done: Walk) -> None:
    waits = sorted(done.waits_s)
    print(f"first opening to the book on the screen   {done.opening_s:6.1f} s")
    print(f"doubtful lines looked at                  {done.looked_at:6}")
    print(f"  of them given to somebody else          {done.given:6}")
    print(f"  that asked before changing more         {done.asked:6}")
    print(f"keys pressed                              {done.keys:6}")
    print(
        f"from a key to the next line, median       {statistics.median(waits):6.2f} s"
    )
    print(f"from a key to the next line, slowest      {waits[-1]:6.2f} s")
    print(f"all of it, without a reader's thinking    {done.seconds:6.1f} s")
    print(f"lines said by the wrong speaker before    {done.wrong_before:6}")
    print(f"lines said by the wrong speaker after     {done.wrong_after:6}")


if __name__ == "__main__":
    main()
