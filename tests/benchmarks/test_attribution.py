"""The evaluation of attribution: no novel in its own training, tables that say what was counted, ablation that
leaves out what it says.
"""

import json
import re
import sys
from pathlib import Path

import numpy as np
import pytest
from audiobook.attribute import ATTRIBUTORS
from audiobook.attribute.ranker.features import FeatureTable, first_stage_features
from audiobook.attribute.ranker.model import shipped
from audiobook.errors import InputError, MissingPackageError
from benchmarks.attribution import data
from benchmarks.attribution.evaluate import attributor, read
from benchmarks.attribution.evaluate_earlier import earlier

STORY = """Anna Brook came into the kitchen. Peter Marsh looked up from his letter.

"Good morning, Peter," said Anna.

"You are early," he replied.

Anna smiled. "Am I?"

"Anna, the boat has gone," said Peter Marsh.

"Gone!" cried Anna.
"""
SAID = {
    "Good morning": "Anna Brook",
    "You are": "Peter Marsh",
    "Am I": "Anna Brook",
    "Anna, the": "Peter Marsh",
}
TYPES = {
    "Good morning": "Explicit",
    "You are": "Anaphoric",
    "Am I": "Implicit",
    "Anna, the": "Explicit",
}

# The scorer is not ours; whenever Python collects it, a file that it left open is told.
leaves_files_open = pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"
)


def write_quotes(folder, text, said, types):
    """Who says the quotations of a text that begin with some words, and of what type each is."""
    quotes = []
    for number, (words, who) in enumerate(said.items()):
        start = text.index(f'"{words}')
        end = text.index('"', start + 1) + 1
        quotes.append(
            {
                "id": number,
                "start": start,
                "end": end,
                "spans": [[start, end]],
                "speaker": who,
                "type": types[words],
            }
        )
    (folder / "quotes.jsonl").write_text("\n".join(map(json.dumps, quotes)), encoding="utf-8")


@pytest.fixture
def novel(tmp_path):
    """A short story annotated in the shared format."""
    folder = tmp_path / "novels" / "Kitchen"
    folder.mkdir(parents=True)
    (folder / "text.txt").write_text(STORY, encoding="utf-8")
    write_quotes(folder, STORY, SAID, TYPES)
    people = [
        {
            "name": "Anna Brook",
            "aliases": ["Anna"],
            "gender": "F",
            "category": "major",
            "n_quotes": 2,
        },
        {
            "name": "Peter Marsh",
            "aliases": ["Peter"],
            "gender": "M",
            "category": "major",
            "n_quotes": 2,
        },
    ]
    (folder / "characters.json").write_text(json.dumps(people), encoding="utf-8")
    (folder / "meta.json").write_text(json.dumps({"year": 2026}), encoding="utf-8")
    return folder


def test_a_novel_is_read_from_its_raw_text_as_the_program_does(novel):
    found = read(attributor("rules", None), novel)
    quotes = found.quotes["quotes"]
    assert {STORY[q["start"] : q["end"]].strip()[1:4] for q in quotes} == {
        w[:3] for w in (*SAID, "Gone")
    }
    assert {q["speaker"] for q in quotes} == {"Anna", "Peter Marsh"}
    assert all(0 < confidence <= 1 for _, _, confidence in found.sure)
    assert found.deciding_s > 0


def test_the_ranker_is_measured_with_the_model_that_it_is_handed(novel):
    from dataclasses import replace

    zero = replace(
        shipped(), claimed=np.array([0, 1], np.float32), true=np.array([0.125, 0.125], np.float32)
    )
    found = read(attributor("ranker", zero), novel)
    assert {confidence for _, _, confidence in found.sure} == {0.125}


# The scorer leaves closing its files to the interpreter.
@leaves_files_open
def test_the_scores_of_two_systems_stand_side_by_side(novel, shared):
    pytest.importorskip("scipy", reason="needs the extra train")
    from benchmarks.attribution.evaluate_tables import by_novel, claims, reliability, scored, totals

    (novel.parents[1] / "score.py").write_bytes((shared / "attribution" / "score.py").read_bytes())
    results = [read(attributor("rules", None), novel)]
    silent = [replace_quotes(results[0])]
    systems = [
        scored(name, found, novel.parent) for name, found in (("none", silent), ("rules", results))
    ]
    voices, first, second = [
        line for line in by_novel(systems).splitlines() if line.startswith("| Kitchen")
    ]
    assert voices == "| Kitchen | 4 | 0.0 | 100.0 |"
    assert re.match(r"\| Kitchen" + 4 * r" \| 0\.0" + r" \| ", first)
    assert re.match(r"\| Kitchen" + 4 * r" \| 100\.0" + r" \| 0\.0 \| ", second)
    assert "59 kB" in totals(systems, {"rules": 59_123}).splitlines()[-1]
    said, right = claims(systems[1], novel.parent)
    assert len(said) == 4
    assert right.all()
    assert "calibration error" in reliability(said, right)


@leaves_files_open
def test_the_wrong_lines_can_be_read(novel, shared, tmp_path):
    pytest.importorskip("scipy", reason="needs the extra train")
    from benchmarks.attribution.evaluate_tables import scored
    from benchmarks.attribution.evaluate_wrong import write_wrong_lines

    (novel.parents[1] / "score.py").write_bytes((shared / "attribution" / "score.py").read_bytes())
    silent = replace_quotes(read(attributor("rules", None), novel))
    write_wrong_lines(scored("none", [silent], novel.parent), novel.parent, tmp_path)
    shown = (tmp_path / "Kitchen.none.txt").read_text(encoding="utf-8")
    assert shown.count("## Explicit") + shown.count("## Implicit") + shown.count("## Ana") == 4
    assert shown.count(">>>") == 4


def test_disguises_move_no_quotation_and_change_what_they_say(novel):
    pytest.importorskip("scipy", reason="needs the extra train")
    from benchmarks.attribution.disguises import DISGUISES

    dressed = {name: dress(novel) for name, dress in DISGUISES.items()}
    assert dressed["as they are"] == STORY
    assert {len(text) for text in dressed.values()} == {len(STORY)}
    assert "‘Anna, the boat has gone,’ said Peter Marsh." in dressed["single marks"]
    assert "“" not in dressed["single marks"]
    assert '"Anna, the boat has gone," says Peter Marsh.' in dressed["present tense"]
    invented = dressed["names on no list"]
    assert not re.search("Anna|Brook|Peter|Marsh", invented)
    assert len(set(re.findall(r'"(\w{4}), the boat|said (\w{4})\.', invented))) == 2
    (anna,) = re.findall(r'"(\w{4}), the boat', invented)
    assert f"cried {anna}." in invented


@leaves_files_open
def test_systems_are_scored_on_every_disguise(novel, shared):
    pytest.importorskip("scipy", reason="needs the extra train")
    from benchmarks.attribution.disguises import DISGUISES, table

    (novel.parents[1] / "score.py").write_bytes((shared / "attribution" / "score.py").read_bytes())
    rows = table([novel], ["rules"]).splitlines()[2:]
    assert [row.split(" | ")[0].strip("| ") for row in rows] == list(DISGUISES)
    assert [row.split(" | ")[1].strip(" |") for row in rows] == ["100.0"] * 4


PAINTER = """Basil Hale had come from Turin. Basil Hale was tired, and Basil Hale sat down by Clara Finch.

"You are late," said the painter.

"A little," said Clara.

"Sit down," said the painter.

Basil Hale and Clara Finch looked at the wall.
"""


@leaves_files_open
@pytest.mark.parametrize(
    ("text", "taught"),
    [
        (PAINTER, {"Basil Hale"}),
        # Whom the text hardly names is known by the epithet as well.
        (
            PAINTER.replace("Basil Hale was tired, and Basil Hale", "He"),
            {"Basil Hale", "the painter"},
        ),
    ],
)
def test_an_epithet_is_wrong_for_somebody_whom_the_text_names_more_often(
    novel, shared, text, taught
):
    pytest.importorskip("lightgbm", reason="needs the extra train")
    from benchmarks.attribution.train_data import example

    (novel.parents[1] / "score.py").write_bytes((shared / "attribution" / "score.py").read_bytes())
    (novel / "text.txt").write_text(text, encoding="utf-8")
    said = {"You are": "Basil Hale", "A little": "Clara Finch", "Sit down": "Basil Hale"}
    annotate(novel, text, said)

    one = example(novel)

    people = [person.name for person in one.scene.reading.people]
    right_of_first = one.table.candidates[0][one.right[0]]
    assert {people[number] for number in right_of_first} == taught


def annotate(novel, text, said):
    """Annotate a text in the shared format: the beginnings of its quotations -> who says them."""
    write_quotes(novel, text, said, dict.fromkeys(said, "Explicit"))
    people = [
        {"name": who, "aliases": [who], "gender": "", "category": "major", "n_quotes": 1}
        for who in dict.fromkeys(said.values())
    ]
    (novel / "characters.json").write_text(json.dumps(people), encoding="utf-8")


def replace_quotes(result):
    from dataclasses import replace

    return replace(result, quotes={"quotes": [], "speakers": {}}, sure=())


@pytest.mark.parametrize(
    ("said", "right", "gap"),
    [([0.95] * 10, [1] * 9 + [0], "5.0"), ([0.5] * 4, [1, 1, 0, 0], "0.0")],
)
def test_reliability_is_the_gap_between_word_and_deed(said, right, gap):
    pytest.importorskip("scipy", reason="needs the extra train")
    from benchmarks.attribution.evaluate_tables import reliability

    shown = reliability(np.array(said, np.float32), np.array(right, np.float32))
    assert f"error: {gap} %" in shown


def test_no_novel_is_behind_anything_in_its_model(monkeypatch, tmp_path):
    """Neither its trees, nor the first odds that its second stage learnt from, nor its calibration."""
    pytest.importorskip("lightgbm", reason="needs the extra train")
    from types import SimpleNamespace

    from benchmarks.attribution import evaluate_folds, train

    names = tuple(f"novel {n}" for n in range(12))
    pages = [SimpleNamespace(name=f"{name} page", scene=None, table=None) for name in names]
    found = [
        SimpleNamespace(name=name, scene=None, table=None, excerpts=(page,))
        for name, page in zip(names, pages, strict=True)
    ]
    place = train.folds(names)

    def fit(seen, tables):
        behind = {e.name.removesuffix(" page") for e in seen}
        return behind.union(*(tables[e.name] or () for e in seen))

    def calibrated(seen, unseen):
        assert set(unseen) == set(names)
        return {e.name for e in seen}, len(seen)

    monkeypatch.setattr(evaluate_folds, "fit_trees", fit)
    monkeypatch.setattr(evaluate_folds, "taught", lambda _example, table: table)
    monkeypatch.setattr(evaluate_folds, "odds", lambda trees, _: trees)
    monkeypatch.setattr(
        evaluate_folds, "second_stage_features", lambda _scene, _table, behind: behind
    )
    monkeypatch.setattr(evaluate_folds, "smoothed", None)
    monkeypatch.setattr(evaluate_folds, "_odds", lambda _, first, second: first | second)
    monkeypatch.setattr(evaluate_folds, "calibration", calibrated)
    models = evaluate_folds.trained(found, place, workers=2)
    assert sorted(models) == [0, 1, 2, 3, 4]
    for name in names:
        model = models[place[name]]
        assert name not in model.first | model.second | model.claimed
        assert (
            len(model.first)
            == model.true
            == 12 - sum(place[other] == place[name] for other in names)
        )
        assert model.first == model.second == model.claimed


def test_models_that_are_kept_are_used_again(monkeypatch, tmp_path):
    pytest.importorskip("lightgbm", reason="needs the extra train")
    from benchmarks.attribution import evaluate_folds, train

    names, calls = tuple(f"novel {n}" for n in range(12)), []

    def trained(found, fold, workers):
        calls.append(fold)
        return dict.fromkeys(range(5), shipped())

    monkeypatch.setattr(evaluate_folds, "folds_of", lambda _: train.folds(names))
    monkeypatch.setattr(evaluate_folds, "examples", lambda _: [])
    monkeypatch.setattr(evaluate_folds, "trained", trained)
    first = evaluate_folds.unseen_models([tmp_path], names, keep=tmp_path / "kept")
    again = evaluate_folds.unseen_models([tmp_path], names[:2], keep=tmp_path / "kept")
    assert len(calls) == 1
    assert set(first) == set(names)
    assert set(again) == set(names[:2])
    assert (again[names[0]].first.value == shipped().first.value).all()


def test_too_few_novels_are_refused():
    pytest.importorskip("lightgbm", reason="needs the extra train")
    from benchmarks.attribution.evaluate_folds import models_of_folds

    with pytest.raises(InputError, match="three novels"):
        models_of_folds([], {"Emma": 0, "Persuasion": 1})


@pytest.mark.slow
def test_an_earlier_version_is_run_from_its_own_checkout(novel, tmp_path):
    """A checkout is this very program, with another attributor of that name."""
    checkout = tmp_path / "v1"
    package = checkout / "audiobook"
    package.mkdir(parents=True)
    source = Path(sys.modules["audiobook"].__file__).parent
    for path in source.iterdir():
        if path.name not in ("attribute", "__pycache__"):
            (package / path.name).symlink_to(path)
    (package / "attribute" / "rules").mkdir(parents=True)
    for path in (source / "attribute").iterdir():
        if path.name not in ("rules", "__pycache__"):
            (package / "attribute" / path.name).symlink_to(path)
    for path in (source / "attribute" / "rules").iterdir():
        if path.name not in ("rules.py", "__pycache__"):
            (package / "attribute" / "rules" / path.name).symlink_to(path)
    old = (source / "attribute" / "rules" / "rules.py").read_text(encoding="utf-8")
    marked = "        return with_corrected_passages(\n            apply("
    assert marked in old
    old = old.replace(marked, "        return script\n" + marked, 1)
    (package / "attribute" / "rules" / "rules.py").write_text(old, encoding="utf-8")
    (found,) = earlier(checkout, [novel])
    assert {quote["speaker"] for quote in found.quotes["quotes"]} == {"NARRATOR"}
    with pytest.raises(InputError, match="no checkout"):
        earlier(tmp_path / "nowhere", [novel])


def test_every_group_of_the_ablation_empties_something_and_nothing_else():
    pytest.importorskip("lightgbm", reason="needs the extra train")
    from benchmarks.attribution.evaluate_ablate import GROUPS, emptied

    names, found = feature_names()
    full = FeatureTable(found, {name: np.ones((2, 3), np.float32) for name in names})
    left = set(names)
    for group, pattern in GROUPS.items():
        without = emptied(full, pattern)
        gone = {name for place, name in enumerate(names) if not without.rows[:, :, place].any()}
        assert gone, group
        assert gone == {name for name in names if re.fullmatch(pattern, name)}
        left -= gone
    assert (full.rows == 1).all()
    assert left <= {"narrates", "has narrator", "odds", "rank", "lead", "company"}


def feature_names():
    from audiobook.attribute.people import discover_in
    from audiobook.attribute.ranker.evidence import reading_of
    from audiobook.attribute.ranker.features import second_stage_features
    from audiobook.attribute.turns import layout
    from audiobook.model import Book, Chapter, Metadata
    from audiobook.segment.segmenter import segment

    book = layout(segment(Book(Metadata("A Story", language="en"), (Chapter(1, "One", STORY),))))
    about, evidence = first_stage_features(reading_of(book, discover_in(book)))
    odds = np.full(evidence.candidates.shape, 1 / evidence.candidates.shape[1], np.float32)
    return second_stage_features(about, evidence, odds).names, np.zeros((2, 3), np.int64)


def test_the_defaults_are_measured():
    from benchmarks.attribution.__main__ import SYSTEMS

    assert set(SYSTEMS.split(",")) == {"rules", ATTRIBUTORS.default()}


def test_a_package_that_the_scorer_needs_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(MissingPackageError, match="train"):
        data.scorer(tmp_path)
