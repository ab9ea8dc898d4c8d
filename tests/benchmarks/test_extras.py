"""Whatever a benchmark imports is installed by an extra, and the docs say which."""

import ast
import json
import re
import sys
import tomllib

import places
import pytest

from benchmarks import packages

PROJECT = tomllib.loads((places.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
# Imported by another name than it is installed by.
INSTALLED_BY = {
    "faster_whisper": "faster-whisper",
    "imageio_ffmpeg": "imageio-ffmpeg",
    "espeakng_loader": "espeakng-loader",
    "markdown_it": "markdown-it-py",
    "mdit_py_plugins": "mdit-py-plugins",
    "_pytest": "pytest",
}
OURS = {"audiobook", "benchmarks"}
# Asked for only where it is installed: it brings PyTorch.
OPTIONAL = {("quality", "distillmos"), ("quality", "torch")}


def brought_by(*extras):
    """The packages that an extra installs, those of the program included."""
    found = set()
    lines = list(PROJECT["dependencies"])
    for extra in extras:
        lines += PROJECT["optional-dependencies"][extra]
    for line in lines:
        name, inner = re.match(r"([\w-]+)(?:\[([\w,-]+)\])?", line).groups()
        if name == PROJECT["name"]:
            found |= brought_by(*inner.split(","))
        found.add(name)
    return found


def imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module.partition(".")[0]


def extra_of(path):
    parts = path.relative_to(places.ROOT / "benchmarks").parts
    if "reader" in parts:
        return "train-reader"
    if parts[0] == "attribution":
        return "train"
    if parts[0] == "mutants":
        return "mutants"
    return {"fuzz_readers": "fuzz", "cluster_machines": "cluster"}.get(path.stem, "bench")


COMMANDS = sorted((places.ROOT / "benchmarks").rglob("*.py"))


@pytest.mark.parametrize("path", COMMANDS, ids=lambda path: path.stem)
def test_what_a_benchmark_imports_is_brought_by_its_extra(path):
    there = brought_by(extra_of(path))
    names = set(imported(path)) - sys.stdlib_module_names - OURS
    names -= {name for command, name in OPTIONAL if command == path.stem}
    assert {INSTALLED_BY.get(name, name) for name in names} <= there


def test_every_command_that_a_page_names_is_there():
    pages = [*(places.ROOT / "docs").glob("*.md"), places.ROOT / "README.md"]
    named = set()
    for page in pages:
        named |= set(re.findall(r"python -m (benchmarks[\w.]*)", page.read_text(encoding="utf-8")))
    assert "benchmarks.speed" in named
    for name in named:
        place = places.ROOT.joinpath(*name.rstrip(".").split("."))
        assert place.with_suffix(".py").exists() or (place / "__main__.py").exists(), name


def test_every_file_of_the_program_that_a_page_names_is_there():
    pages = [*(places.ROOT / "docs").glob("*.md"), places.ROOT / "README.md"]
    named = set()
    for page in pages:
        text = page.read_text(encoding="utf-8")
        named |= set(re.findall(r"(?<![\w./-])(?:audiobook|benchmarks|tests)/[\w./]+\.\w+", text))
    assert "audiobook/attribute/ranker/model.npz" in named
    assert not {name for name in named if not (places.ROOT / name).exists()}


def test_sizes_and_licences_of_what_is_installed(capsys, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["packages", "size"])
    packages.main()
    assert re.search(r"^av .* MB$", capsys.readouterr().out, re.MULTILINE)
    names = {package.name for package in packages.installed()}
    assert {"audiobook-producer", "av", "numpy", "Pygments"} <= names
    assert "pytest" not in names


def test_the_bill_of_materials(capsys, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["packages", "sbom"])
    packages.main()
    bill = json.loads(capsys.readouterr().out)
    assert bill["metadata"]["component"]["name"] == "audiobook-producer"
    by_name = {each["name"]: each for each in bill["components"]}
    assert by_name["av"]["purl"].startswith("pkg:pypi/av@")
    assert by_name["pydub"]["licenses"] == [{"license": {"name": "MIT License"}}]
    assert "GPL-3.0" in json.dumps(by_name["espeakng-loader"])
