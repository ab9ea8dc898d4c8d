"""The pages are a site: it builds without a warning, no page is wider than a screen, and what stands in its blocks of
code is understood by the program."""

import json
import os
import re
import shlex
import subprocess
import sys
import tomllib

import jsonschema
import places
import pytest
from audiobook.cli.parsing.parser import main_parser, make_parser
from audiobook.files.shipped import schema_text

PAGES = [*sorted(places.DOCS.glob("*.md")), places.ROOT / "README.md"]
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# Which file a block shows, by the tables in it.
FILES = {
    "speakers": "cast-file",
    "lines": "cast-file",
    "voices": "voice-pack",
}


def blocks(*kinds):
    for page in PAGES:
        for number, (kind, text) in enumerate(_BLOCK.findall(page.read_text(encoding="utf-8"))):
            if kind in kinds:
                yield pytest.param(text, id=f"{page.stem}-{number}")


def schema_of(data):
    settings = json.loads(schema_text("settings"))["properties"]
    names = [
        FILES[name] for name in data if name in FILES and not isinstance(data[name], str | list)
    ]
    if "lines" in data:
        names.append("cast-file")
    if names:
        return names[0]
    return "settings" if data and set(data) <= set(settings) else ""


@pytest.mark.parametrize("text", [*blocks("toml")])
def test_toml_is_toml_and_what_it_sets_is_known(text):
    data = tomllib.loads(text)
    if name := schema_of(data):
        jsonschema.validate(
            data, json.loads(schema_text(name)), cls=jsonschema.Draft202012Validator
        )


@pytest.mark.parametrize("text", [*blocks("json")])
def test_json_is_json(text):
    json.loads(text)


@pytest.mark.parametrize("text", [*blocks("python")])
def test_python_is_python(text):
    compile(text, "page", "exec")


_OURS = re.compile(r"(?:\$ |[A-Z_]+=\S* )*((?:make-)?audiobook .*)")


def commands(text):
    """The commands of ours in a block, without what stands before and behind them."""
    for line in text.splitlines():
        for part in re.split(r" && |\s[|>]\s", line.partition(" #")[0]):
            if found := _OURS.fullmatch(part.strip()):
                yield shlex.split(found[1])


@pytest.mark.parametrize("text", [*blocks("sh", "", "console")])
def test_commands_are_understood(text):
    if "usage:" in text or "──" in text:
        return  # what a command says, or a drawing
    for command, *words in commands(text):
        parser = make_parser() if command == "make-audiobook" else main_parser()
        assert parser.parse_args(words)


def test_every_page_is_in_the_navigation_once():
    listed = re.findall(r"^ +- (\S+\.md)$", (places.ROOT / "mkdocs.yml").read_text(), re.MULTILINE)
    assert sorted(listed) == sorted(path.name for path in places.DOCS.glob("*.md"))


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    pytest.importorskip("material", reason="needs the extra docs")
    out = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", out],
        cwd=places.ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    return out


@pytest.mark.slow
def test_the_site_builds_and_can_be_searched(site):
    index = json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))
    assert any("cast.toml" in entry["text"] for entry in index["docs"])


@pytest.mark.slow
@pytest.mark.parametrize("width", [1280, 390])
def test_no_page_scrolls_sideways(site, browser, width):
    page = browser.new_page(viewport={"width": width, "height": 800})
    for path in sorted(site.glob("*.html")):
        page.goto(path.as_uri())
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, path.name
    page.close()
