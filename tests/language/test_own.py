"""A language file in the user's own folder: a language of its own, or words added to one that is known."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SWEDISH = """
[language]
name = "Swedish"
stop_words = "och att det som en på är av för med den till inte om ett han men var jag sig från vi så kan när hon"

[verbs]
speech = "sa sade frågade svarade ropade viskade"
speech_first = "sa_jag"
thought = "tänkte undrade"

[pronouns]
he = "han"
she = "hon"
they = "de vi"
it = "det"
i = "jag"
i_forms = "jag mig min"
his = "hans"
her = "hennes"

[phrases]
noun = "known"
object_of = "med till av på från för och"

[names]
male = "lars nils erik"
female = "astrid karin"

[roles]
male = "fiskaren"
"""
STORY = """Astrid kom ner till bryggan och det var kallt, men hon sa inte något om det till honom.

– Är båten klar? frågade Astrid.

– Den är inte klar än, svarade Lars.

– När är den klar?

– Ikväll, sa Lars.

– Inte en dag för tidigt, sa fiskaren.
"""


def said(folder: Path, text: str, *more: str) -> subprocess.CompletedProcess[str]:
    book = folder / "book.txt"
    book.write_text(text, encoding="utf-8")
    home = {"HOME": str(folder), "XDG_CONFIG_HOME": str(folder / "config"), "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, "-m", "audiobook", "script", str(book), *more],
        env={**os.environ, **home},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture
def own(tmp_path):
    if sys.platform != "linux":
        pytest.skip("the folder of settings is told by the environment on Linux alone")
    folder = tmp_path / "config" / "audiobook-producer" / "languages"
    folder.mkdir(parents=True)
    return folder


@pytest.mark.slow
def test_a_new_language_is_read(own, tmp_path):
    (own / "sv.toml").write_text(SWEDISH, encoding="utf-8")
    made = said(tmp_path, STORY)
    assert made.returncode == 0, made.stderr
    assert "Astrid | – Är båten klar?" in made.stdout
    assert "Lars | – Den är inte klar än," in made.stdout
    assert "Lars | – Ikväll," in made.stdout
    assert "fiskaren | – Inte en dag för tidigt," in made.stdout
    assert "Astrid | – När är den klar?" in made.stdout


def test_the_folder_of_own_files_is_not_looked_at_before_it_is_needed():
    code = (
        "import pathlib, audiobook.files.writing\n"
        "looked = []\n"
        "glob = pathlib.Path.glob\n"
        "pathlib.Path.glob = lambda path, *more: looked.append(path) or glob(path, *more)\n"
        "from audiobook import language\n"
        "assert not looked, looked\n"
        "assert 'fr' in language.known_languages()\n"
        "assert any('languages' in path.name for path in looked)\n"
    )
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr


@pytest.mark.slow
@pytest.mark.parametrize("sections", [1, 2, 3, 4, 5])
def test_a_few_lists_are_a_beginning(own, tmp_path, sections):
    """Whatever is left out is empty, and breaks nothing."""
    parts = SWEDISH.strip().split("\n\n")
    (own / "sv.toml").write_text("\n\n".join(parts[:sections]), encoding="utf-8")
    made = said(tmp_path, STORY)
    assert made.returncode == 0, made.stderr
    assert "| – Är båten klar?" in made.stdout


@pytest.mark.slow
def test_words_are_added_to_a_known_language(own, tmp_path):
    text = "« Entrez », blortit Lucas.\n\n« Merci », dit la femme. Lucas ferma la porte et il ne dit rien de plus.\n"
    before = said(tmp_path, text)
    (own / "fr.toml").write_text(
        '[verbs]\nspeech = "blortit"\n[names]\nmale = "lucas"\n', encoding="utf-8"
    )
    after = said(tmp_path, text, "--why")
    assert before.returncode == after.returncode == 0, after.stderr
    assert "Lucas | « Entrez », " in after.stdout
    assert '"blortit Lucas"' in after.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('[verbs]\nspeach = "sa"\n', 'no "speach"'),
        ('[verb]\nspeech = "sa"\n', 'no section "verb"'),
        ("[verbs]\nspeech = 3\n", "words between quotes"),
        ("[verbs\n", "sv.toml"),
    ],
)
def test_a_mistake_is_named_with_its_line(own, tmp_path, text, complaint):
    (own / "sv.toml").write_text(text, encoding="utf-8")
    made = said(tmp_path, STORY + STORY)
    assert made.returncode != 0
    assert complaint in made.stderr
    assert "sv.toml" in made.stderr
    assert "Traceback" not in made.stderr


WHO_KNOWS_IT = """
from audiobook.attribute.ranker.evidence.words import vocabulary
from audiobook.attribute.tags.tag_reader import tag_patterns
from audiobook.segment.tagging import tagging
from audiobook.speech.direction import is_bare_tag

print(
    bool(tagging("en").said.match(" glorped Emma.")),
    "glorped" in tag_patterns("en").speech,
    "glorped" in vocabulary().speech,
    is_bare_tag("glorped Emma."),
)
"""


@pytest.mark.parametrize(
    ("line", "known"),
    [
        ("", "False False False False"),
        ('[verbs]\nspeech = "glorped"\n', "True True True True"),
        # What may also be done in silence is more than a tag.
        ('[verbs]\nacts = "glorped"\n', "False True True False"),
    ],
)
def test_one_line_adds_a_verb_for_cutting_attribution_and_direction(own, tmp_path, line, known):
    (own / "en.toml").write_text(line, encoding="utf-8")
    found = subprocess.run(
        [sys.executable, "-c", WHO_KNOWS_IT],
        env={**os.environ, "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "config")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.strip() == known
