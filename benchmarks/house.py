"""Count how dense the code is: ``python -m benchmarks.house [FOLDER]``.

Prints one table: what is counted, the figure, and the limit that this project sets itself. Given
the folder of another package, it prints the same figures of that one.
``tests/whole/test_house.py`` holds :data:`LIMITS`.

Every figure is per non-blank line, docstrings and comments included. A token is one of Python's
own, without line ends, indentation and comments. A decision is an ``if``, a loop, an ``except``, a
``case``, a conditional expression, an ``and`` or ``or``, and each ``for`` and ``if`` of a
comprehension.
"""

import argparse
import ast
import io
import tokenize
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "audiobook"
COLUMNS = 100
SMALL_FILE = 60  # lines: a file this short with one importer lives with its importer
LIMITS = {
    "tokens per line": 6.5,
    "comprehensions per 1,000 lines": 25,
    "conditional expressions per 1,000 lines": 12,
    "decisions per 100 function lines": 25,
    "lines over 100 columns": 0,
    "most files in one folder": 16,
    "modules at the root": 14,
    "small files with one importer": 8,
    "public class names used twice": 0,
    "lines in the longest file": 400,
    "lines in the longest function": 40,
    "most complex function": 8,
    "nested comprehensions": 0,
    "expressions with two conditionals": 0,
}
FEWEST_COMMENTS = 2.0  # per cent of lines

_NO_TOKEN = {
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.COMMENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
}
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
# Doors, and the tables of seams: each has one importer and a file of its own.
_APART = {"__init__.py", "table.py"}
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_DECISIONS = (
    ast.If,
    ast.IfExp,
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.ExceptHandler,
    ast.match_case,
    ast.comprehension,
)


_BRANCHES = (
    ast.If,
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.ExceptHandler,
    ast.match_case,
    ast.comprehension,
)


@dataclass
class Module:
    """One file: its path, its module name, its text and what Python makes of it."""

    path: Path
    name: str
    lines: list[str]
    tree: ast.Module

    @property
    def length(self) -> int:
        """How many lines are not blank."""
        return sum(1 for line in self.lines if line.strip())


@dataclass
class Counts:
    """What was counted of a package; places are ``file:line``."""

    figures: dict[str, float] = field(default_factory=dict)
    comments: float = 0.0
    places: dict[str, list[str]] = field(default_factory=dict)


def modules(package: Path) -> list[Module]:
    """Every module of a package, in the order of paths."""
    found = []
    for path in sorted(package.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        inside = path.relative_to(package.parent).with_suffix("").parts
        name = ".".join(inside).removesuffix(".__init__")
        found.append(Module(path, name, text.splitlines(), ast.parse(text)))
    return found


def counted(package: Path) -> Counts:
    """All figures of a package."""
    files = modules(package)
    lines = sum(module.length for module in files)
    counts = Counts()
    figures, places = counts.figures, counts.places
    thousands = lines / 1000

    figures["tokens per line"] = sum(_tokens(module) for module in files) / lines
    comprehensions = sum(_count(module.tree, ast.comprehension) for module in files)
    figures["comprehensions per 1,000 lines"] = comprehensions / thousands
    conditionals = sum(_count(module.tree, ast.IfExp) for module in files)
    figures["conditional expressions per 1,000 lines"] = conditionals / thousands
    decisions = sum(
        _decisions(function) for module in files for function in _outer(module.tree)
    )
    function_lines = sum(_function_lines(module) for module in files)
    figures["decisions per 100 function lines"] = 100 * decisions / function_lines

    places["lines over 100 columns"] = list(_long_lines(files))
    places["small files with one importer"] = list(_lonely(files))
    places["public class names used twice"] = list(_shared_names(files))
    places["nested comprehensions"] = list(_nested(files))
    places["expressions with two conditionals"] = list(_double_conditionals(files))
    for name, found in places.items():
        figures[name] = len(found)

    figures["most files in one folder"] = max(
        Counter(module.path.parent for module in files).values()
    )
    figures["modules at the root"] = sum(
        1 for module in files if module.path.parent == package
    )
    figures["lines in the longest file"] = max(len(module.lines) for module in files)
    functions = [function for module in files for function in _functions(module.tree)]
    figures["lines in the longest function"] = max(
        _span(function) for function in functions
    )
    figures["most complex function"] = max(
        _complexity(function) for function in functions
    )
    places["functions more complex than allowed"] = list(_complex(files))
    counts.comments = 100 * sum(_comment_lines(module) for module in files) / lines
    return counts


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description="Count how dense the code of a package is."
    )
    parser.add_argument(
        "folder", type=Path, nargs="?", default=PACKAGE, help="default: this package"
    )
    parser.add_argument(
        "--places", action="store_true", help="list where each limit is passed"
    )
    arguments = parser.parse_args()
    files = modules(arguments.folder)
    counts = counted(arguments.folder)
    print(f"{len(files)} files, {sum(module.length for module in files):,} lines\n")
    print(f"{'':42} {'now':>8} {'limit':>8}")
    for name, limit in LIMITS.items():
        print(f"{name:42} {counts.figures[name]:8.1f} {limit:8.1f}")
    print(
        f"{'comment lines, per cent':42} {counts.comments:8.1f} {FEWEST_COMMENTS:7.1f}+"
    )
    if arguments.places:
        for name, found in counts.places.items():
            print(f"\n{name}:", *found, sep="\n  ")


def _tokens(module: Module) -> int:
    text = "\n".join(module.lines) + "\n"
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return sum(1 for token in tokens if token.type not in _NO_TOKEN)


def _comment_lines(module: Module) -> int:
    return sum(1 for line in module.lines if line.lstrip().startswith("#"))


def _count(tree: ast.AST, kind: type[ast.AST]) -> int:
    return sum(1 for node in ast.walk(tree) if isinstance(node, kind))


def _functions(tree: ast.AST) -> Iterator[ast.AST]:
    return (node for node in ast.walk(tree) if isinstance(node, _FUNCTIONS))


def _outer(node: ast.AST) -> Iterator[ast.AST]:
    """Functions that stand in no other function."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, _FUNCTIONS):
            yield child
        else:
            yield from _outer(child)


def _span(node: ast.AST) -> int:
    first, last = _lines_of(node)
    return last - first + 1


def _lines_of(node: ast.AST) -> tuple[int, int]:
    first, last = getattr(node, "lineno", 0), getattr(node, "end_lineno", 0)
    return first, last


def _decisions(function: ast.AST) -> int:
    decisions = 0
    for node in ast.walk(function):
        if isinstance(node, _DECISIONS):
            decisions += 1
        if isinstance(node, ast.comprehension):
            decisions += len(node.ifs)
        if isinstance(node, ast.BoolOp):
            decisions += len(node.values) - 1
    return decisions


def _complexity(function: ast.AST) -> int:
    """McCabe's figure, with one more for each ``for`` of a comprehension."""
    return 1 + sum(1 for node in ast.walk(function) if isinstance(node, _BRANCHES))


def _complex(files: Sequence[Module]) -> Iterator[str]:
    for module in files:
        for function in _functions(module.tree):
            if _complexity(function) > LIMITS["most complex function"]:
                first, _ = _lines_of(function)
                yield f"{module.path}:{first} ({_complexity(function)})"


def _function_lines(module: Module) -> int:
    """How many lines stand in functions, without blank lines and docstrings."""
    counting: set[int] = set()
    for function in _outer(module.tree):
        first, last = _lines_of(function)
        counting.update(range(first, last + 1))
    for node in ast.walk(module.tree):
        if isinstance(node, _FUNCTIONS) and ast.get_docstring(node) is not None:
            first, last = _lines_of(node.body[0])
            counting.difference_update(range(first, last + 1))
    return sum(1 for number in counting if module.lines[number - 1].strip())


def _long_lines(files: Sequence[Module]) -> Iterator[str]:
    for module in files:
        for number, line in enumerate(module.lines, 1):
            if len(line) > COLUMNS:
                yield f"{module.path}:{number}"


def _lonely(files: Sequence[Module]) -> Iterator[str]:
    """Small files with one importer. Rooms' doors and files that a table names do not count."""
    importers: dict[str, set[str]] = {module.name: set() for module in files}
    for module in files:
        for name in _imported(module):
            if name in importers:
                importers[name].add(module.name)
    for module in files:
        alone = len(importers[module.name]) == 1
        if alone and module.length <= SMALL_FILE and module.path.name not in _APART:
            (importer,) = importers[module.name]
            yield f"{module.path} ({module.length} lines, imported by {importer})"


def _imported(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            for alias in node.names:
                yield f"{node.module}.{alias.name}"


def _shared_names(files: Sequence[Module]) -> Iterator[str]:
    homes: dict[str, list[str]] = {}
    for module in files:
        for node in module.tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes.setdefault(node.name, []).append(str(module.path))
    for name, paths in sorted(homes.items()):
        if len(paths) > 1:
            yield f"{name}: {', '.join(paths)}"


def _nested(files: Sequence[Module]) -> Iterator[str]:
    """Comprehensions that hold another one."""
    for module in files:
        for node in ast.walk(module.tree):
            if isinstance(node, _COMPREHENSIONS):
                inner = sum(_count(node, kind) for kind in _COMPREHENSIONS)
                if inner > 1:
                    yield f"{module.path}:{node.lineno}"


def _double_conditionals(files: Sequence[Module]) -> Iterator[str]:
    for module in files:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.IfExp) and _count(node, ast.IfExp) > 1:
                yield f"{module.path}:{node.lineno}"


if __name__ == "__main__":
    main()
