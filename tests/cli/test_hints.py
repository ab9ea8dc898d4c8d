"""Whoever has natural voices and uses others is told of them once."""

from types import SimpleNamespace

import pytest
from audiobook.cli import hints
from audiobook.model import Cast, Role, Voice


def made(engine):
    cast = Cast((Role("narrator", Voice("ann", engine)),))
    return SimpleNamespace(edition=SimpleNamespace(cast=cast))


@pytest.fixture(autouse=True)
def installed(monkeypatch):
    monkeypatch.setattr(hints, "find_spec", lambda _name: True)


def test_it_is_told_once(tmp_path):
    assert "--voices natural" in hints.natural_voices(made("pyttsx3"), tmp_path / "new")
    assert not hints.natural_voices(made("pyttsx3"), tmp_path / "new")


def test_whoever_uses_them_knows(tmp_path):
    assert not hints.natural_voices(made("kokoro"), tmp_path)
    assert hints.natural_voices(made("pyttsx3"), tmp_path)


def test_nothing_is_told_where_they_are_not_installed(tmp_path, monkeypatch):
    monkeypatch.setattr(hints, "find_spec", lambda _name: None)
    assert not hints.natural_voices(made("pyttsx3"), tmp_path)


def test_nothing_is_told_where_it_cannot_be_noted(tmp_path):
    file = tmp_path / "file"
    file.write_bytes(b"")
    assert not hints.natural_voices(made("pyttsx3"), file)
