"""Where the tests find what is not Python: cases, sample stories, pages of the docs."""

from pathlib import Path

HELPERS = Path(__file__).parent
TESTS = HELPERS.parent
ROOT = TESTS.parent

CASES = TESTS / "cases"
DOCS = ROOT / "docs"
PACKAGE = ROOT / "audiobook"
SEEDS = ROOT / "seeds"
TOYS = TESTS / "toys"  # a package of somebody else's, as pip would have installed it
