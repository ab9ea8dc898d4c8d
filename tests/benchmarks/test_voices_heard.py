"""The benchmarks that listen to voices: their arguments are judged before anything is spoken."""

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


@pytest.mark.parametrize("name", ["voices_heard", "pitch_heard"])
@pytest.mark.parametrize("judge", ["false", "no-such-python"])
def test_a_python_that_cannot_judge_is_told_at_once(monkeypatch, capsys, name, judge):
    module = pytest.importorskip(f"benchmarks.{name}")
    monkeypatch.setattr("sys.argv", [name, "--judge", judge])
    with pytest.raises(SystemExit) as ended:
        module.main()
    assert ended.value.code == 2
    assert f'"{judge}" cannot import distillmos.' in capsys.readouterr().err
