"""A book's folder: its names, and one run at a time."""

import subprocess
import sys
from pathlib import Path

import pytest
from audiobook.errors import OutputError
from audiobook.project import Project, project_for


@pytest.mark.parametrize(
    ("source", "folder"),
    [
        ("/books/story.txt", "/books/story.audiobook"),
        ("/books/Vol. 1.epub", "/books/Vol. 1.audiobook"),
        ("/books/noname", "/books/noname.audiobook"),
        ("/books/.hidden", "/books/.hidden.audiobook"),
    ],
)
def test_the_folder_stands_beside_the_input(source, folder):
    assert project_for(Path(source), None).folder == Path(folder)


def test_standard_input_has_a_folder_with_a_name():
    assert project_for(Path("-"), None).folder == Path("standard input.audiobook").absolute()


def test_out_names_the_folder(tmp_path):
    assert project_for(Path("/books/story.txt"), tmp_path / "here").folder == tmp_path / "here"


def test_a_second_run_is_told_that_the_folder_is_in_use(tmp_path):
    program = (
        "import sys, pathlib; from audiobook.project.folder import Project\n"
        "with Project(pathlib.Path(sys.argv[1])).locked():\n"
        "    print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout.readline() == "held\n"
        with (
            pytest.raises(OutputError, match="Another run is working in"),
            Project(tmp_path).locked(),
        ):
            pass
        other.kill()
    with Project(tmp_path).locked():
        assert Project(tmp_path).clips.is_dir()


def test_half_encoded_chapters_of_a_run_that_was_ended_are_swept_away(tmp_path):
    tracks = Project(tmp_path).tracks
    tracks.mkdir(parents=True)
    (tracks / ".abc.mp3.xyz.part").write_bytes(b"half")
    (tracks / "abc.mp3").write_bytes(b"whole")
    with Project(tmp_path).locked():
        assert [path.name for path in tracks.iterdir()] == ["abc.mp3"]
