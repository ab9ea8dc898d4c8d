"""Where settings come from: defaults < profile < user's file < book's file < variables < flags.

The variables are those of the environment (:mod:`audiobook.settings.variables`). The keys are the
fields of :class:`~audiobook.settings.Settings` and nothing else: a field added there can be set in
a file at once. Paths in a file start from the file's folder.
"""

import logging
from collections.abc import Mapping
from pathlib import Path

from platformdirs import user_config_dir

from audiobook.files.own import own_folder
from audiobook.files.toml import NO_FILE, TomlFile, overlay, read_toml
from audiobook.registry import nearest
from audiobook.settings.profiles import PLAIN, PROFILES
from audiobook.settings.values import NATURAL, PACES, Pauses, Settings
from audiobook.settings.variables import variables

_LOG = logging.getLogger(__name__)
# What a book that comes from elsewhere must not decide.
USERS_OWN = ("allow_commands", "allow_servers", "audiobookshelf")


def user_folder() -> Path:
    """Where the user's own settings and voice packs live."""
    return own_folder(user_config_dir("audiobook-producer"))


def load_settings(
    flags: Mapping[str, object] | None = None,
    *,
    book: Path | None = None,
    user: Path | None = None,
) -> Settings:
    """The settings of a run.

    ``book`` is the book's settings file, ``user`` the user's (default: ``settings.toml`` in
    :func:`user_folder`); neither need exist. ``flags`` has the shape of a file; flags that are
    ``None`` were not given. Raises :class:`~audiobook.errors.SettingsError` naming file, line and
    the nearest right word.
    """
    paths = (user or user_folder() / "settings.toml", book)
    files = [read_toml(path) for path in paths if path is not None and path.exists()]
    if files and files[-1].path == book:
        _check_book(files[-1])
    for file in files:
        _LOG.info("settings: %s", file.path)
    files.extend(variables())
    given = _given(flags or {})
    files.append(TomlFile(given))
    settings = overlay(Settings(pauses=_pace(files)), _profile(files), NO_FILE)
    for file in files:
        settings = overlay(settings, file.data, file)
    return settings


def _check_book(file: TomlFile) -> None:
    """Raise where a book's file states what only the user's own may."""
    for name in USERS_OWN:
        if name in file.data:
            raise file.error(
                f'"{name}" does not count in the settings of a book.',
                name,
                remedy=f"Move it to {user_folder() / 'settings.toml'}.",
            )


def _pace(files: list[TomlFile]) -> Pauses:
    """The pauses of the pace that is asked for, on which numbers in any of the files are laid."""
    pauses = PACES[NATURAL]
    for file in files:
        if "pace" in file.data:
            name = str(file.data["pace"])
            if name not in PACES:
                raise file.error(
                    f'There is no pace "{name}".', "pace", remedy=nearest(name, PACES)
                )
            pauses = PACES[name]
    return pauses


def _profile(files: list[TomlFile]) -> Mapping[str, object]:
    """The settings of the profile that is asked for, laid under everything that the files say."""
    name = PLAIN
    for file in files:
        if "profile" in file.data:
            name = str(file.data["profile"])
            if name not in PROFILES:
                raise file.error(
                    f'There is no profile "{name}".',
                    "profile",
                    remedy=nearest(name, PROFILES),
                )
    return PROFILES[name].settings


def _given(flags: Mapping[str, object]) -> dict[str, object]:
    """``flags`` without those that nobody gave."""
    return {
        name: _given(value) if isinstance(value, Mapping) else value
        for name, value in flags.items()
        if value is not None
    }
