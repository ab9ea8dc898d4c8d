"""What the reader of passages sees of a book, and that its training can be taken up again."""

import importlib.util

import numpy as np
import pytest
from audiobook.attribute.people import discover_in
from audiobook.attribute.ranker.evidence import NOBODY, reading_of
from audiobook.attribute.turns import layout
from audiobook.model import Book, Chapter, Metadata
from audiobook.segment.segmenter import segment
from benchmarks.attribution.reader.passages import LENGTH, passages, window
from benchmarks.attribution.reader.stream import (
    KEPT_OF_SPEECH,
    OPENS_PARAGRAPH,
    OPENS_SCENE,
    stream_of,
)
from benchmarks.attribution.reader.trimming import kept_pieces
from benchmarks.attribution.reader.wordpiece import WordPieces

STORY = """Anna Brook came into the kitchen. Peter Marsh looked up from his letter.

“Good morning, Peter,” said Anna.

“You are early,” he replied.

Anna smiled. “Am I?”

“Anna, the boat has gone,” said Peter Marsh.

“Gone!” cried Anna Brook.
"""
needs_torch = pytest.mark.skipif(
    importlib.util.find_spec("torch") is None, reason="needs the extra train-reader"
)


@pytest.fixture(scope="module")
def pieces():
    """A vocabulary of letters, marks and some words."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["[PAD]", "[UNK]", "[CLS]", "john", "mary", "alex", "said", "boat", *'".,?!']
    return WordPieces([*words, *letters, *(f"##{letter}" for letter in letters)])


def read(text):
    book = Book(Metadata("A Story", language="en"), (Chapter(1, "One", text, 0),))
    laid_out = layout(segment(book))
    return reading_of(laid_out, discover_in(laid_out))


def number_of(reading, name):
    return next(n for n, person in enumerate(reading.people) if person.name == name)


def test_a_word_is_cut_into_its_longest_pieces(pieces):
    assert pieces.ids("Boats") == (pieces.id("boat"), pieces.id("##s"))
    assert pieces.ids("É") == (pieces.id("e"),)
    assert pieces.ids("ß") == (pieces.id("[UNK]"),)


def test_a_name_is_shown_by_gender_alone(pieces):
    reading = read(STORY)
    stream = stream_of(reading, pieces)
    named = stream.person[stream.names]
    shown = stream.ids[stream.names]
    anna = number_of(reading, "Anna Brook")
    peter = number_of(reading, "Peter Marsh")
    assert set(shown[named == anna]) == {pieces.id("mary")}
    assert set(shown[named == peter]) == {pieces.id("john")}
    # One piece stands for a name of two words.
    assert len(shown) == (stream.person != NOBODY).sum()


def test_every_convention_of_marks_looks_alike(pieces):
    curly = stream_of(read(STORY), pieces)
    single = STORY.replace("“", "‘").replace("”", "’")
    assert np.array_equal(stream_of(read(single), pieces).ids, curly.ids)


def test_paragraphs_and_scenes_open(pieces):
    stream = stream_of(read(STORY), pieces)
    assert (stream.opens == OPENS_SCENE).sum() == 1
    assert (stream.opens == OPENS_PARAGRAPH).sum() == 4


def test_the_middle_of_a_long_speech_is_left_out(pieces):
    long = STORY.replace("Gone!", "boat " * 500 + "gone!")
    stream = stream_of(read(long), pieces)
    assert (stream.quoted == 4).sum() == sum(KEPT_OF_SPEECH)


def test_every_turn_is_scored_once(pieces):
    reading = read(STORY * 40)
    stream = stream_of(reading, pieces)
    cut = list(passages(stream, reading.turns))
    assert len(cut) > 1
    scored = [turn for passage in cut for turn in passage.turns]
    assert scored == list(range(len(reading.turns)))
    for passage in cut:
        assert set(passage.turns) <= set(passage.shown)
        assert passage.end - passage.first < LENGTH


def test_a_window_says_where_speech_opens_and_who_has_which_slot(pieces):
    reading = read(STORY * 40)
    stream = stream_of(reading, pieces)
    candidates = np.tile(np.arange(len(reading.people)), (len(reading.turns), 1))
    odds = np.full(candidates.shape, 0.5, np.float32)
    for passage in passages(stream, reading.turns):
        seen = window(stream, passage, reading, candidates, odds)
        assert set(seen.ids[seen.at]) == {pieces.id('"')}
        assert seen.turns[seen.quoted[seen.at]].tolist() == seen.turns.tolist()
        assert sorted(seen.slots) == list(range(1, len(reading.people) + 1))
        shown = seen.ids[seen.slot == seen.slots[number_of(reading, "Anna Brook")]]
        assert set(shown) == {pieces.id("mary")}


def test_the_trained_layers_see_the_ends_of_speech_and_every_name():
    length = 200
    quoted = np.full((1, length), NOBODY)
    quoted[0, 40:100] = 0
    names = np.zeros((1, length), bool)
    names[0, 170] = True
    ids = np.ones((1, length))
    ids[0, 190:] = 0
    kept = kept_pieces({"quoted": quoted, "names": names, "ids": ids})[0]
    # The first piece of the passage, the speech with narration on both sides, the name.
    seen = [0, *range(15, 53), *range(87, 125), *range(166, 175)]
    assert np.flatnonzero(kept).tolist() == seen


@needs_torch
def test_a_batch_knows_where_each_piece_stood():
    from benchmarks.attribution.reader.batches import batch_of

    book = some_book()
    book.arrays["quoted"][1, 30:200] = 1
    batch = batch_of(book, [0, 1], "cpu")
    assert batch.place.gather(1, batch.at).tolist() == [[10, 30], [10, 30]]
    assert batch.quoted.gather(1, batch.at).tolist() == [[0, 1], [0, 1]]
    assert batch.ids.shape[1] < LENGTH
    assert np.array_equal(batch.lower[1, 40], book.lower[1][batch.place[1, 40]])


@pytest.mark.slow
@needs_torch
def test_a_training_taken_up_again_ends_as_one_in_one_go(tmp_path, monkeypatch):
    import torch
    from benchmarks.attribution.reader import training
    from benchmarks.attribution.reader.network import Upper

    # torch sets it as soon as it has an optimiser.
    monkeypatch.setenv("TORCHINDUCTOR_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(training, "EVERY", 1)
    books = [some_book()]

    def upper():
        torch.manual_seed(1)
        return Upper()

    whole = upper()
    list(training.Training(whole, tmp_path / "whole.pt").run(books, 2))
    interrupted = training.Training(upper(), tmp_path / "parts.pt").run(books, 2)
    next(interrupted)
    rest = upper()
    list(training.Training(rest, tmp_path / "parts.pt").run(books, 2))
    for name, values in whole.state_dict().items():
        assert torch.equal(values, rest.state_dict()[name]), name


def some_book():
    """Two passages of two turns, in each of which one of two people speaks."""
    from benchmarks.attribution.reader.batches import Book
    from benchmarks.attribution.reader.network import WIDTH

    chance = np.random.default_rng(3)
    quoted = np.full((2, LENGTH), NOBODY, np.int16)
    quoted[:, 10:20] = 0
    quoted[:, 30:40] = 1
    slot = np.zeros((2, LENGTH), np.int16)
    slot[:, [5, 25]] = [1, 2]
    right = np.zeros((2, 2, 2), bool)
    right[:, [0, 1], [0, 1]] = True
    arrays = {
        "ids": np.ones((2, LENGTH), np.int16),
        "slot": slot,
        "gender": (slot > 0).astype(np.int16),
        "names": (slot > 0).astype(np.int16),
        "quoted": quoted,
        "told": np.full((2, LENGTH), NOBODY, np.int16),
        "opens": np.ones((2, LENGTH), np.int16),
        "turns": np.array([[0, 1], [2, 3]]),
        "at": np.array([[10, 30], [10, 30]]),
        "scored": np.ones((2, 2), bool),
        "taught": np.ones((2, 2), bool),
        "right": right,
        "known": np.ones((2, 2, 2), bool),
        "odds": np.full((2, 2, 2), 0.5, np.float32),
        "candidate_slot": np.tile([1, 2], (2, 2, 1)),
        "candidate_gender": np.ones((2, 2, 2), np.int64),
        "candidate_kind": np.zeros((2, 2, 2), np.int64),
    }
    lower = chance.normal(size=(2, LENGTH, WIDTH)).astype(np.float16)
    return Book("Some", arrays, lower)
