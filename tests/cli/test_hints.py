"""Whoever has natural voices and uses others is told of them once."""

import pytest
from audiobook.cli import sentences
from audiobook.model import Cast, Role, Voice


def cast(engine):
    return Cast((Role("narrator", Voice("ann", engine)),))


@pytest.fixture(autouse=True)
def installed(monkeypatch):
    monkeypatch.setattr(sentences, "find_spec", lambda _name: True)


def test_it_is_told_once(tmp_path):
    assert "--voices natural" in sentences.natural_voices(cast("pyttsx3"), tmp_path / "new")
    assert not sentences.natural_voices(cast("pyttsx3"), tmp_path / "new")


def test_whoever_uses_them_knows(tmp_path):
    assert not sentences.natural_voices(cast("kokoro"), tmp_path)
    assert sentences.natural_voices(cast("pyttsx3"), tmp_path)


def test_nothing_is_told_where_they_are_not_installed(tmp_path, monkeypatch):
    monkeypatch.setattr(sentences, "find_spec", lambda _name: None)
    assert not sentences.natural_voices(cast("pyttsx3"), tmp_path)


def test_nothing_is_told_where_it_cannot_be_noted(tmp_path):
    file = tmp_path / "file"
    file.write_bytes(b"")
    assert not sentences.natural_voices(cast("pyttsx3"), file)
