"""A name for everything that goes into a file."""

import hashlib
import json
from dataclasses import asdict

from audiobook.publish.cover import Picture
from audiobook.publish.tags import Tags


def recipe(version: int, tags: Tags, picture: Picture | None, **more: object) -> str:
    """SHA-256 over the maker's version, the tags, the cover, and whatever else shapes the file."""
    known = [version, asdict(tags), picture.key if picture else None, more]
    return hashlib.sha256(json.dumps(known).encode()).hexdigest()
