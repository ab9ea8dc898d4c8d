"""Trees as arrays score exactly what following each row down its tree would."""

import numpy as np
import pytest
from audiobook.attribute.ranker.trees import Trees, softmax

lightgbm = pytest.importorskip("lightgbm", reason="needs the extra train")


def test_arrays_agree_with_the_library_that_grew_them():
    from benchmarks.attribution.train_trees import arrays

    random = np.random.default_rng(5)
    rows = random.normal(size=(600, 6)).astype(np.float32)
    wanted = rows[:, 0] * 2 + (rows[:, 1] > 0) - rows[:, 2] * rows[:, 3]
    settings = {"num_leaves": 31, "min_data_in_leaf": 5, "verbosity": -1, "num_threads": 1}
    booster = lightgbm.train(settings, lightgbm.Dataset(rows, label=wanted), 20)

    scores = arrays(booster.dump_model()["tree_info"]).score(rows.T)

    assert np.abs(scores - booster.predict(rows)).max() < 1e-4


def test_a_tree_that_never_split_has_one_value():
    from benchmarks.attribution.train_trees import arrays

    trees = arrays([{"tree_structure": {"leaf_value": 0.25}}])

    assert trees.score(np.zeros((2, 3), np.float32)).tolist() == [0.25, 0.25, 0.25]


def test_the_fitted_trees_find_which_candidate_is_right():
    from benchmarks.attribution.train_trees import Lesson, fit

    random = np.random.default_rng(2)
    rows = random.normal(size=(400, 4, 3)).astype(np.float32)
    right = rows[:, :, 1] == rows[:, :, 1].max(axis=1, keepdims=True)
    known = np.ones(right.shape, bool)

    turns = np.repeat(np.arange(400), 4)
    trees = fit(Lesson(rows.reshape(-1, 3), turns, right.reshape(-1)))

    odds = softmax(trees.score(rows.reshape(-1, 3).T).reshape(400, 4), known)
    assert (odds.argmax(axis=1) == right.argmax(axis=1)).mean() > 0.95


def test_several_draws_score_what_they_score_on_average():
    from benchmarks.attribution.train_trees import Lesson, fit, mean

    random = np.random.default_rng(4)
    rows = random.normal(size=(400, 4, 3)).astype(np.float32)
    right = rows[:, :, 1] + rows[:, :, 0] == (rows[:, :, 1] + rows[:, :, 0]).max(
        axis=1, keepdims=True
    )
    lesson = Lesson(rows.reshape(-1, 3), np.repeat(np.arange(400), 4), right.reshape(-1))
    columns = rows.reshape(-1, 3).T

    one, two = fit(lesson), fit(lesson, draws=2)

    assert len(two.feature) == 2 * len(one.feature)
    other = 2 * two.score(columns) - one.score(columns)
    assert np.abs(other - one.score(columns)).max() > 0.01  # another draw is another model
    assert np.allclose(mean([one, one]).score(columns), one.score(columns), atol=1e-4)


def test_the_last_leaf_of_a_full_tree_can_be_reached():
    one = Trees(
        np.zeros((1, 31), np.int16),
        np.arange(31, dtype=np.float32)[None],
        np.array([[0xFFFFFFFF ^ (2 ** (split + 1) - 1) for split in range(31)]], np.uint32),
        np.arange(32, dtype=np.float32)[None],
    )

    assert one.score(np.array([[-1.0, 0.5, 7.5, 99.0]], np.float32)).tolist() == [0, 1, 8, 31]


def test_unknown_candidates_have_no_odds():
    odds = softmax(np.array([[1.0, 1.0, 9.0]], np.float32), np.array([[True, True, False]]))

    assert odds.tolist() == [[0.5, 0.5, 0.0]]
