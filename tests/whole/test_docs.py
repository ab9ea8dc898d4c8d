"""The docs cannot drift: the page of commands is the programs' own help, and whatever has a name is documented."""

import re
import textwrap

import places
import pytest
from audiobook.attribute import ATTRIBUTORS
from audiobook.checks.findings import RULES
from audiobook.checks.recognition.recognisers import RECOGNISERS
from audiobook.cli import main as cli
from audiobook.cli.arguments.verbs import VERBS
from audiobook.engines import ENGINES
from audiobook.executors import EXECUTORS
from audiobook.publish import PUBLISHERS
from audiobook.readers import READERS

ROOT = places.ROOT
DOCS = {
    path: path.read_text(encoding="utf-8")
    for path in (ROOT / "README.md", *(ROOT / "docs").glob("*.md"))
}


def shown(command, capsys):
    words = command.split()
    run = cli.make_audiobook if words[0] == "make-audiobook" else cli.main
    with pytest.raises(SystemExit):
        run([*words[1:], "--help"])
    return capsys.readouterr().out.rstrip()


def words_of_help(text):
    """From Python 3.13 on, two names of a flag share the name of their value."""
    return re.sub(r"(--?[\w-]+) (\w+)(?=, --?[\w-]+ \2)", r"\1", text).split()


def test_the_page_of_commands_is_their_help(capsys, monkeypatch, request):
    monkeypatch.setenv("COLUMNS", "100")
    commands = ["make-audiobook", "audiobook", *(f"audiobook {verb}" for verb in VERBS)]
    sections = [f"## {command}\n\n```\n{shown(command, capsys)}\n```\n" for command in commands]
    intro = "# Commands\n\nWhat each command says with `--help`.\n\n"
    page = intro + "\n".join(sections)
    path = ROOT / "docs" / "commands.md"
    if request.config.getoption("--renew-cases"):
        path.write_text(page, encoding="utf-8")
    # Word by word: where lines are broken and how columns stand differs between versions of Python.
    assert words_of_help(path.read_text(encoding="utf-8")) == words_of_help(page), (
        "renew it with: pytest tests/whole/test_docs.py --renew-cases"
    )


def finding_in_docs(code):
    """What the page of checks says of a finding, in lines that fit on a screen."""
    rule = RULES[code]
    meaning = textwrap.fill(rule.meaning, 98, break_on_hyphens=False)
    remedy = textwrap.fill(f"What to do: {rule.remedy}", 98, break_on_hyphens=False)
    body = textwrap.indent(f"{meaning}\n{remedy}", "  ")
    return f"- **{code}** ({rule.severity})\n{body}\n"


def test_the_page_of_checks_has_every_finding(request):
    table = "".join(finding_in_docs(code) for code in RULES)
    path = ROOT / "docs" / "checks.md"
    written, mark, kept = path.read_text(encoding="utf-8").partition("--renew-cases -->\n")
    if request.config.getoption("--renew-cases"):
        path.write_text(f"{written}{mark}\n{table}", encoding="utf-8")
        kept = f"\n{table}"
    assert kept == f"\n{table}", "renew it with: pytest tests/whole/test_docs.py --renew-cases"


@pytest.mark.parametrize(
    "seam",
    [ATTRIBUTORS, ENGINES, EXECUTORS, PUBLISHERS, READERS, RECOGNISERS],
    ids=lambda seam: seam.what,
)
def test_whatever_has_a_name_is_documented(seam):
    everything = "\n".join(DOCS.values())
    missing = [
        name
        for name in seam.table
        if not re.search(rf"\b{re.escape(name)}\b", everything, re.IGNORECASE)
    ]
    assert not missing


def test_every_link_between_the_docs_leads_somewhere():
    for path, text in DOCS.items():
        for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", text):
            assert (path.parent / target).exists(), f"{path.name} points at {target}"


def test_the_readme_speaks_of_every_verb():
    for verb in VERBS:
        assert f"audiobook {verb}" in DOCS[ROOT / "README.md"]
