"""``audiobook cache`` and a cache that two books share."""

import json

import pytest
from audiobook.cli import main as cli
from making import STORY, digests

LONG = STORY + "".join(f"\nThey counted {n} stars over the river.\n" for n in range(20))


@pytest.fixture
def run(capsys):
    def ran(*arguments, status=0):
        with pytest.raises(SystemExit) as ended:
            cli.main([*map(str, arguments), "--json"])
        last = json.loads(capsys.readouterr().out.splitlines()[-1])
        assert ended.value.code == status, last
        return last

    return ran


@pytest.fixture
def make(run, tmp_path):
    def made(name, *arguments):
        path = tmp_path / f"{name}.txt"
        path.write_text(LONG, encoding="utf-8")
        return run(
            "make", path, "--engine", "tone", "--executor", "inline", "--formats", "mp3", *arguments
        )

    return made


@pytest.mark.slow
def test_two_books_share_a_cache(make, run, tmp_path):
    shared = tmp_path / "shared"
    first = make("one", "--cache", shared)
    second = make("two", "--cache", shared)
    assert (first["kept"], second["spoken"]) == (0, 0)
    assert second["kept"] == first["spoken"] == run("cache", "size", "--cache", shared)["clips"]
    assert not list((tmp_path / "one.audiobook" / ".work" / "clips").glob("*/*.wav"))
    books = [digests(tmp_path / f"{name}.audiobook") for name in ("one", "two")]
    assert books[0]["01 - Chapter 1 Evening.mp3"] == books[1]["01 - Chapter 1 Evening.mp3"]


def test_the_cache_of_a_book_is_listed_pruned_and_cleared(make, run, tmp_path):
    book, spoken = tmp_path / "one.txt", make("one")["spoken"]
    listed = run("cache", "list", book)
    assert len(listed["list"]) == listed["clips"] == spoken
    assert listed["bytes"] == sum(clip["bytes"] for clip in listed["list"]) > 1_000_000
    pruned = run("cache", "prune", book, "--limit", "1")
    assert 0 < pruned["bytes"] <= 1_000_000
    assert pruned["removed_bytes"] == listed["bytes"] - pruned["bytes"]
    assert run("cache", "clear", book)["clips"] == 0
    assert make("one")["spoken"] == 0  # finished chapters need no clips


def test_a_run_keeps_no_more_than_the_limit(make, run, tmp_path):
    folder = tmp_path / "one.audiobook"
    folder.mkdir()
    (folder / "settings.toml").write_text("cache_limit_mb = 1\n")
    assert make("one")["spoken"] > 0
    assert 0 < run("cache", "size", tmp_path / "one.txt")["bytes"] <= 1_000_000


def test_what_is_missing_is_said(run, tmp_path):
    assert "Name a book" in run("cache", "size", status=2)["remedy"]
    (tmp_path / "one.txt").write_text(STORY)
    unlimited = run("cache", "prune", tmp_path / "one.txt", "--limit", "0", status=2)
    assert "--limit" in unlimited["remedy"]


@pytest.mark.slow
def test_what_can_go_is_said_of_a_whole_library(make, run, tmp_path):
    make("one")
    (tmp_path / "two.fb2").write_text("not read")
    size = run("cache", "size", tmp_path)
    assert len(size["folders"]) == 2
    assert size["can_go_bytes"] == size["bytes"] > 0
    assert size["can_go_cpu_s"] > 0
    make("two")
    assert run("cache", "prune", tmp_path, "--limit", "2")["bytes"] <= 2_000_000
    size = run("cache", "size", tmp_path)
    assert run("cache", "clear", tmp_path)["removed_bytes"] == size["bytes"]


def test_allowed_gaps_are_named_and_the_run_goes_on(make, tmp_path):
    pack = tmp_path / "pack.toml"
    pack.write_text('[voices.broken]\nengine = "tone"\n[voices.broken.options]\nfail_on = "boat"\n')
    folder = tmp_path / "one.audiobook"
    folder.mkdir()
    (folder / "cast.toml").write_text('[speakers.Anna]\nvoice = "broken"\n')
    (tmp_path / "one.txt").write_text(STORY)
    with pytest.raises(SystemExit) as ended:
        cli.main(["make", str(tmp_path / "one.txt"), "--executor", "inline", "--voices", str(pack), "--json",
                  "--formats", "mp3", "--chapters", "1", "--allow-missing"])  # fmt: skip
    assert ended.value.code == 0
    assert (folder / "01 - Chapter 1 Evening.mp3").exists()
