"""A name for everything that goes into a file."""

import hashlib
import json
from dataclasses import asdict

from audiobook.publish.cover import Picture
from audiobook.publish.tags import Tags


def recipe(version: int, tags: Tags, picture: Picture | None, **more: object) -> str:
    """SHA-256 over the maker's version, the tags, the cover, and whatever else shapes the file."""
    cover = hashlib.sha256(picture.data).hexdigest() if picture else None
    return hashlib.sha256(json.dumps([version, asdict(tags), cover, more]).encode()).hexdigest()
