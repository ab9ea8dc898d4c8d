"""Where the user's own settings, voices and languages are, unless they came from elsewhere."""

import os
from pathlib import Path

# Set for a process that makes somebody else's book: their settings were sent along with it.
OWN_FOLDER = "AUDIOBOOK_SETTINGS"


def own_folder(usual: str) -> Path:
    """The user's own folder: the one named in the environment, else the usual one."""
    return Path(os.environ.get(OWN_FOLDER) or usual)
