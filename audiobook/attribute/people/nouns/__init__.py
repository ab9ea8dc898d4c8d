"""Nouns -> whom they mean.

In go the people with names; out come those known by a noun alone ("the beadle"), and the places
where a noun means somebody who has a name ("his wife").
"""

from audiobook.attribute.people.nouns.epithets import SharedOffices, epithets_of
from audiobook.attribute.people.nouns.latter import with_latter
from audiobook.attribute.people.nouns.relatives import with_relatives

__all__ = ["SharedOffices", "epithets_of", "with_latter", "with_relatives"]
