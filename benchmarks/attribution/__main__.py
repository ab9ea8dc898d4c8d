"""``python -m benchmarks.attribution evaluate --attributor rules --novels Emma,Persuasion``."""

from argparse import ArgumentParser
from pathlib import Path

from audiobook.attribute import ATTRIBUTORS
from benchmarks.attribution.data import DATA, novels
from benchmarks.attribution.evaluate import evaluate

MODEL = Path(__file__).parents[2] / "audiobook" / "attribute" / "model.npz"


def parser() -> ArgumentParser:
    main = ArgumentParser(prog="python -m benchmarks.attribution", description=__doc__)
    verbs = main.add_subparsers(dest="verb", required=True)
    evaluating = verbs.add_parser("evaluate", help="score an attributor on annotated novels")
    evaluating.add_argument("--attributor", default=ATTRIBUTORS.default(), help="its name in the table")
    evaluating.add_argument("--novels", default="", help="names, separated by commas; all of them by default")
    evaluating.add_argument("--folder", type=Path, default=DATA / "novels", help="where the novels are")
    evaluating.add_argument("--workers", type=int, default=1, choices=(1, 2), help="processes")
    training = verbs.add_parser("train", help="train the ranker on annotated novels")
    training.add_argument("--folder", type=Path, default=DATA / "novels", help="where the novels are")
    training.add_argument("--out", type=Path, default=MODEL, help="where the model goes")
    training.add_argument("--strict", action="store_true", help="score it too, by nested folds over novels")
    training.add_argument("--by-author", action="store_true", help="score it too, by nested folds over authors")
    return main


def main() -> None:
    options = parser().parse_args()
    if options.verb == "train":
        from benchmarks.attribution.train_command import command  # noqa: PLC0415 needs LightGBM

        print(command(options.folder, options.out, strict=options.strict, by_author=options.by_author))
        return
    chosen = tuple(options.novels.split(",")) if options.novels else novels(options.folder)
    print(evaluate(options.attributor, options.folder, chosen, options.workers))


if __name__ == "__main__":
    main()
