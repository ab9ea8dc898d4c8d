"""``python -m benchmarks.attribution train|train-reader|evaluate|ablate|disguise|fresh``: needs annotated novels,
LightGBM to train the ranker, PyTorch as well to train the reader.
"""

import logging
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from audiobook.attribute import ATTRIBUTORS
from audiobook.errors import AudiobookError
from benchmarks.attribution.data import DATA, novels

MODEL = Path(__file__).parents[2] / "audiobook" / "attribute" / "ranker" / "model.npz"
SHELF = DATA / "shelf"
SYSTEMS = "rules,ranker"
HELD_OUT = "Persuasion,TheManWhoWasThursday,WhereAngelsFearToTread"


def parser() -> ArgumentParser:
    main = ArgumentParser(prog="python -m benchmarks.attribution", description=__doc__)
    verbs = main.add_subparsers(dest="verb", required=True)
    _evaluating(
        verbs.add_parser(
            "evaluate", help="score attributors on novels that they have not seen"
        )
    )
    ablating = verbs.add_parser(
        "ablate", help="score the ranker without one kind of evidence at a time"
    )
    ablating.add_argument(
        "--groups", default="", help="names, separated by commas; all by default"
    )
    disguising = verbs.add_parser(
        "disguise", help="score attributors on the shelf in other dress"
    )
    disguising.add_argument("--attributors", default=SYSTEMS, help="as of evaluate")
    training = verbs.add_parser("train", help="train the ranker on annotated novels")
    training.add_argument(
        "--out", type=Path, default=MODEL, help="where the model goes"
    )
    training.add_argument(
        "--by-author",
        action="store_true",
        help="score it too, by folds over authors",
    )
    _folding(training)
    reading = verbs.add_parser(
        "train-reader", help="train an encoder that reads whole passages"
    )
    _reading(reading)
    renewing = verbs.add_parser(
        "fresh", help="make annotated books from checkouts of Standard Ebooks"
    )
    renewing.add_argument(
        "--checkouts", type=Path, required=True, help="the folder of the checkouts"
    )
    renewing.add_argument(
        "--out", type=Path, required=True, help="the folder that gets the books"
    )
    renewing.add_argument(
        "--aside",
        action="store_true",
        help="make those instead that are never trained on",
    )
    for verb in verbs.choices.values():
        if verb is renewing:
            continue
        verb.add_argument(
            "--folder", type=Path, default=DATA / "novels", help="where the novels are"
        )
        if verb is not reading:
            verb.add_argument(
                "--also",
                type=Path,
                help="where further books to train on are",
            )
        if verb not in (training, reading):
            verb.add_argument(
                "--novels",
                default="",
                help="names, separated by commas; all by default",
            )
    return main


def _evaluating(verb: ArgumentParser) -> None:
    known = ", ".join(ATTRIBUTORS.names())
    verb.add_argument(
        "--attributors", default=SYSTEMS, help=f"of {known}; separated by commas"
    )
    verb.add_argument(
        "--shipped",
        action="store_true",
        help="the ranker as it ships: for novels it has not seen",
    )
    verb.add_argument(
        "--shelf",
        action="store_true",
        help="the whole books of many genres, by the ranker as it ships unless --also is given",
    )
    verb.add_argument(
        "--wrong",
        type=Path,
        help="a folder that gets the wrong lines of every book, to read",
    )
    verb.add_argument(
        "--earlier",
        type=Path,
        help="a checkout of an earlier version, whose rules are scored too",
    )
    verb.add_argument("--name", default="v1", help="what the earlier version is called")
    _folding(verb)


def _folding(verb: ArgumentParser) -> None:
    verb.add_argument(
        "--keep",
        type=Path,
        help="a folder that keeps the models of the folds for the next time",
    )
    verb.add_argument("--workers", type=int, default=1, help="trainings at a time")


def _reading(verb: ArgumentParser) -> None:
    verb.add_argument(
        "--encoder",
        type=Path,
        required=True,
        help="the folder of all-MiniLM-L6-v2: model.safetensors and tokenizer.json",
    )
    verb.add_argument(
        "--work",
        type=Path,
        required=True,
        help="a folder for passages and the checkpoint, which a later run takes up",
    )
    verb.add_argument("--epochs", type=int, default=4, help="times through the novels")
    verb.add_argument(
        "--hold-out", default=HELD_OUT, help="novels that are not trained on"
    )
    verb.add_argument(
        "--test", type=Path, help="a folder of other books, to be scored on"
    )
    verb.add_argument("--device", default="cpu", help="cpu or cuda")
    verb.add_argument("--threads", type=int, default=1, help="threads on the cpu")


def main() -> None:
    options = parser().parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    try:
        print(_VERBS[options.verb](options))
    except AudiobookError as error:
        sys.exit(str(error))


def _train(options: Namespace) -> str:
    from benchmarks.attribution.train_command import Plan, command  # noqa: PLC0415 needs LightGBM

    plan = Plan(
        folders=_taught(options),
        out=options.out,
        keep=options.keep,
        workers=options.workers,
        by_author=options.by_author,
    )
    return command(plan)


def _taught(options: Namespace) -> tuple[Path, ...]:
    """The folders of the books that are trained on."""
    return tuple(folder for folder in (options.folder, options.also) if folder)


def _train_reader(options: Namespace) -> str:
    from benchmarks.attribution.reader.command import Plan, command  # noqa: PLC0415 needs PyTorch

    plan = Plan(
        folder=options.folder,
        encoder=options.encoder,
        work=options.work,
        epochs=options.epochs,
        held_out=_names(options.hold_out),
        test=options.test,
        device=options.device,
        threads=options.threads,
    )
    return command(plan)


def _evaluate(options: Namespace) -> str:
    from benchmarks.attribution.evaluate_command import Plan, command  # noqa: PLC0415 needs SciPy

    folder = SHELF if options.shelf else options.folder
    plan = Plan(
        folder,
        _names(options.novels) or novels(folder),
        _names(options.attributors),
        options.earlier,
        options.name,
        options.keep,
        options.wrong,
        _taught(options),
    )
    # The books of the shelf are behind no model but one that learns from them too.
    shipped = options.shipped or (options.shelf and options.also is None)
    return command(plan, MODEL, workers=options.workers, shipped=shipped)


def _ablate(options: Namespace) -> str:
    from benchmarks.attribution.evaluate_ablate import ablation  # noqa: PLC0415 needs LightGBM
    from benchmarks.attribution.evaluate_folds import examples  # noqa: PLC0415

    return ablation(
        examples(options.folder, _names(options.novels)), _names(options.groups)
    )


def _disguise(options: Namespace) -> str:
    from benchmarks.attribution.disguises import table  # noqa: PLC0415 needs SciPy

    names = _names(options.novels) or novels(SHELF)
    return table([SHELF / name for name in names], _names(options.attributors))


def _fresh(options: Namespace) -> str:
    from benchmarks.attribution import fresh  # noqa: PLC0415 as the others

    annotated = fresh.ASIDE if options.aside else fresh.TAUGHT
    return fresh.command(options.checkouts, options.out, annotated)


def _names(stated: str) -> tuple[str, ...]:
    return tuple(filter(None, stated.split(",")))


_VERBS = {
    "train": _train,
    "train-reader": _train_reader,
    "evaluate": _evaluate,
    "ablate": _ablate,
    "disguise": _disguise,
    "fresh": _fresh,
}


if __name__ == "__main__":
    main()
