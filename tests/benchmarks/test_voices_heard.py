"""The benchmark of how well voices are understood: its arguments."""

import pytest

voices_heard = pytest.importorskip("benchmarks.voices_heard")


def test_a_voice_that_the_pack_does_not_have_is_named(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["voices_heard", "--only", "nora", "norra"])
    with pytest.raises(SystemExit) as ended:
        voices_heard.main()
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert 'natural.toml has no voice "norra": ' in said
    assert "nora" in said.partition('"norra"')[2]
