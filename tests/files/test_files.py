"""A file is whole or absent, and a failed write says why."""

import errno
import os
import stat
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from audiobook.errors import OutputError
from audiobook.files import output_errors, replacing, write_bytes, write_text


def test_a_file_appears_whole_with_ordinary_permissions(tmp_path):
    write_text(tmp_path / "a" / "b.txt", "one\ntwo\n")
    assert (tmp_path / "a" / "b.txt").read_bytes() == b"one\ntwo\n"
    assert stat.S_IMODE((tmp_path / "a" / "b.txt").stat().st_mode) & 0o400
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["b.txt"]


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_threads_that_write_leave_the_umask_alone_and_files_heed_it(tmp_path, monkeypatch):
    """It is one for the whole process: set by one thread for a moment, it is what another one reads."""
    set_umask = os.umask

    def slowly(mask):
        found = set_umask(mask)
        time.sleep(0.002)  # as when another thread has its turn right now
        return found

    def write(number):
        for _ in range(20):
            write_text(tmp_path / f"{number}.txt", "x")

    before = set_umask(0o027)
    try:
        with monkeypatch.context() as patch, ThreadPoolExecutor(8) as threads:
            patch.setattr(os, "umask", slowly)
            list(threads.map(write, range(8)))
    finally:
        after = set_umask(before)
    assert oct(after) == oct(0o027)
    assert {oct(stat.S_IMODE(path.stat().st_mode)) for path in tmp_path.iterdir()} == {"0o640"}


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path):
    target = tmp_path / "cast.toml"
    write_bytes(target, b"precious")

    def die_half_way():
        with replacing(target) as part:
            part.write_bytes(b"half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        die_half_way()
    assert target.read_bytes() == b"precious"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize(
    ("number", "remedy"),
    [
        (errno.ENOSPC, "free some space"),
        (errno.EROFS, "read-only"),
        (errno.EACCES, "permissions"),
        (999, "--out"),
    ],
)
def test_errors_of_the_system_become_one_sentence_with_a_remedy(tmp_path, number, remedy):
    with pytest.raises(OutputError) as caught, output_errors(tmp_path / "x"):
        raise OSError(number, os.strerror(number))
    assert str(tmp_path / "x") in caught.value.message
    assert remedy in caught.value.remedy
    assert caught.value.exit_status == 4


def test_a_file_where_a_folder_is_needed(tmp_path):
    (tmp_path / "book").write_text("mine")
    with pytest.raises(OutputError, match="A file stands where a folder is needed"):
        write_text(tmp_path / "book" / "cast.toml", "")
    assert (tmp_path / "book").read_text() == "mine"


def test_a_name_that_the_system_cannot_write_is_an_error_with_a_remedy(tmp_path):
    with (
        pytest.raises(OutputError, match="file names are encoded as ascii here") as caught,
        output_errors(tmp_path / "x"),
    ):
        "é".encode("ascii")
    assert "UTF-8 locale" in caught.value.remedy
