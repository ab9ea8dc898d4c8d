"""Two tabs, an editor, a removed folder, a full disk: nothing is lost, and it is said."""

import errno
import shutil

from audiobook.studio.book import user_files
from studio_driving import studio_of


def test_a_change_that_comes_too_late_is_a_conflict(studio):
    old = studio.version()
    place = studio.find('"Then we walk')
    studio.change("correct", lines=[place], speaker="Peter")
    late = studio.ask("correct", base=old, lines=[place], speaker="Anna")
    assert late.status_code == 409
    assert late.json()["error"]["code"] == "conflict"
    assert "given to Peter" in late.json()["error"]["message"]
    assert late.json()["version"] == studio.version()
    assert studio.speaker('"Then we walk') == "Peter"


def test_a_change_from_outside_is_seen_told_and_can_be_undone(studio):
    studio.version()
    path = studio.file("cast.toml")
    before = path.read_bytes()
    path.write_text(
        path.read_text() + '\n[[lines]]\nchapter = 1\ntext = "Then we walk"\nspeaker = "Peter"\n'
    )
    studio.desk.look()
    name, data = studio.told[-1]
    assert name == "changed"
    assert data["origin"] == "outside"
    assert data["sentence"] == "cast.toml changed outside of the studio"
    assert [line["after"] for line in data["lines"]][:1] == ["Peter"]
    assert studio.speaker('"Then we walk') == "Peter"
    studio.change("undo")
    assert path.read_bytes() == before


def test_a_file_damaged_by_hand_is_named_and_undone(studio):
    studio.version()
    path = studio.file("cast.toml")
    whole = path.read_bytes()
    path.write_bytes(whole + b"\n[[lines]\nchapter = \n")
    place = studio.find('"Then we walk')
    answer = studio.ask("correct", lines=[place], speaker="Peter")
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "damaged"
    assert "cast.toml, line" in answer.json()["error"]["message"]
    assert path.read_bytes() == whole + b"\n[[lines]\nchapter = \n"
    state = studio.json("state")
    assert state["trouble"]["code"] == "damaged"
    assert studio.get("doubts").status_code == 200, "the book is still shown"
    studio.change("undo")
    assert path.read_bytes() == whole
    assert studio.json("state")["trouble"] is None


def test_a_file_mended_by_hand_is_read_again(studio):
    studio.version()
    path = studio.file("cast.toml")
    whole = path.read_bytes()
    path.write_bytes(b"[broken")
    studio.desk.look()
    assert studio.json("state")["trouble"]["code"] == "damaged"
    path.write_bytes(whole)
    studio.desk.look()
    assert studio.json("state")["trouble"] is None
    studio.change("correct", lines=[studio.find('"Then we walk')], speaker="Peter")


def test_a_removed_folder_is_written_anew_with_everything_in_it(studio):
    studio.change("correct", lines=[studio.find('"Then we walk')], speaker="Peter")
    studio.change("word", word="Kessarine", says="kess-a-REEN")
    path = studio.file("cast.toml")
    whole = path.read_bytes()
    studio.desk._saver.submit(lambda: None).result()
    shutil.rmtree(studio.desk.folder)
    answer = studio.ask("cast", speaker="Anna", voice="ivy")
    assert answer.status_code == 410
    assert answer.json()["error"]["code"] == "gone"
    assert studio.json("state")["trouble"]["code"] == "gone"
    assert studio.client.post(f"{studio.api}/changes", json={"kind": "restore"}).status_code == 200
    assert path.read_bytes() == whole
    assert studio.file("pronunciation.toml").exists()
    assert studio.json("state")["trouble"] is None
    studio.change("undo")
    assert not studio.file("pronunciation.toml").exists()


def test_a_full_disk_changes_nothing(studio, monkeypatch):
    version = studio.version()
    path = studio.file("cast.toml")
    whole = path.read_bytes()

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(user_files.Path, "replace", full)
        answer = studio.ask("cast", base=version, speaker="Anna", voice="ivy")
    assert answer.status_code == 507
    assert answer.json()["error"]["code"] == "full"
    assert "Nothing was changed" in answer.json()["error"]["remedy"]
    assert path.read_bytes() == whole
    assert studio.version() == version
    studio.change("cast", speaker="Anna", voice="ivy")


def test_a_change_of_which_only_the_journal_was_written_waits_to_be_done_again(story):
    with studio_of(story) as first:
        before = first.version() and first.file("cast.toml").read_bytes()
        first.change("cast", speaker="Anna", voice="ivy")
        after = first.file("cast.toml").read_bytes()
    # As if the program had been killed between the two.
    first.file("cast.toml").write_bytes(before)
    with studio_of(story) as again:
        state = again.json("state")
        assert state["undo"] is None
        assert state["redo"] == "Anna: voice ivy"
        again.change("redo")
        assert again.file("cast.toml").read_bytes() == after


def test_a_book_changed_under_the_page_is_read_again(studio, story):
    studio.version()
    story.write_text(story.read_text() + '\n"Home," said Anna.\n')
    studio.desk.look()
    name, data = studio.told[-1]
    assert name == "changed"
    assert data["reload"]
    assert studio.speaker('"Home') == "Anna"
