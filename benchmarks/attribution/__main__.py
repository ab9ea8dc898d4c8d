"""``python -m benchmarks.attribution evaluate --attributor rules --novels Emma,Persuasion``."""

from argparse import ArgumentParser
from pathlib import Path

from audiobook.attribute import ATTRIBUTORS
from benchmarks.attribution.data import DATA, novels
from benchmarks.attribution.evaluate import evaluate


def parser() -> ArgumentParser:
    main = ArgumentParser(prog="python -m benchmarks.attribution", description=__doc__)
    verbs = main.add_subparsers(dest="verb", required=True)
    evaluating = verbs.add_parser("evaluate", help="score an attributor on annotated novels")
    evaluating.add_argument("--attributor", default=ATTRIBUTORS.default(), help="its name in the table")
    evaluating.add_argument("--novels", default="", help="names, separated by commas; all of them by default")
    evaluating.add_argument("--folder", type=Path, default=DATA / "novels", help="where the novels are")
    evaluating.add_argument("--workers", type=int, default=1, choices=(1, 2), help="processes")
    return main


def main() -> None:
    options = parser().parse_args()
    chosen = tuple(options.novels.split(",")) if options.novels else novels(options.folder)
    print(evaluate(options.attributor, options.folder, chosen, options.workers))


if __name__ == "__main__":
    main()
