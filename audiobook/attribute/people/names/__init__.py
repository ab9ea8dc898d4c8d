"""Text -> the names that stand in it.

In goes a book laid out as paragraphs; out comes every place where somebody is named, with titles
and words of the name. The whole book says which capitalised words are names at all.
"""

from audiobook.attribute.people.names.following_pronouns import (
    REACH,
    FollowingPronouns,
    pronouns_of_roles,
)
from audiobook.attribute.people.names.particles import without_particle
from audiobook.attribute.people.names.sightings import (
    LAND,
    Sighting,
    form_of,
    sightings,
)

__all__ = [
    "LAND",
    "REACH",
    "FollowingPronouns",
    "Sighting",
    "form_of",
    "pronouns_of_roles",
    "sightings",
    "without_particle",
]
