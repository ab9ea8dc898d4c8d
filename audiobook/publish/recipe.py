"""A name for everything that goes into a file."""

import hashlib
import json
from dataclasses import asdict

from audiobook.publish.cover import Picture
from audiobook.publish.tags import Tags


def recipe(version: int, tags: Tags, picture: Picture | None, **more: object) -> str:
    """Return a SHA-256 that changes with everything that shapes a file.

    ``version`` is that of the code that makes it; ``more``, by name, whatever else shapes the
    file: keys of tracks, names of other files, settings. All of it has to be plain JSON.
    """
    picture_key = None
    if picture:
        picture_key = picture.key
    ingredients = [version, asdict(tags), picture_key, more]
    return hashlib.sha256(json.dumps(ingredients).encode()).hexdigest()
