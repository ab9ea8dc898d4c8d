"""The house holds its own numbers: how dense the code is, how its rooms are laid out."""

import pytest

from benchmarks import house

pytestmark = pytest.mark.slow  # it reads the whole package


@pytest.fixture(scope="module")
def counts():
    return house.counted(house.PACKAGE)


@pytest.mark.parametrize("name", house.LIMITS)
def test_a_figure_keeps_within_its_limit(counts, name):
    places = "\n".join(counts.places.get(name, ())[:20])
    assert counts.figures[name] <= house.LIMITS[name], places


def test_comments_say_why_often_enough(counts):
    assert counts.comments >= house.FEWEST_COMMENTS


def test_dense_code_is_noticed(tmp_path):
    package = tmp_path / "dense"
    package.mkdir()
    (package / "__init__.py").write_text("", encoding="utf-8")
    (package / "one.py").write_text(
        "class Same:\n    pass\n\n\ndef f(a, b):\n"
        "    return [x if x else (1 if b else 2) for x in [y for y in a if y and b]]\n",
        encoding="utf-8",
    )
    (package / "two.py").write_text(
        "from dense.one import Same as S\n\n\nclass Same(S):\n    pass\n", encoding="utf-8"
    )
    counts = house.counted(package)
    assert counts.figures["public class names used twice"] == 1
    assert counts.figures["nested comprehensions"] == 1
    assert counts.figures["expressions with two conditionals"] == 1
    assert counts.figures["small files with one importer"] == 1
    # two comprehensions, the "if" of one, its "and", and two conditional expressions
    assert counts.figures["decisions per 100 function lines"] == 100 * 6 / 2
    assert counts.comments == 0
