"""Which spellings are people at all.

A person speaks, acts or has a title, more often than a place would. Not a person is a word that only
looks like a name: a family ("the Bennets"), a people ("an Englishman"), an exclamation ("Hark!"), two
names that met once by chance ("in June Kitty came").
"""

from collections.abc import Iterator, Sequence

from audiobook.attribute.lexicon import is_first_name, title, words
from audiobook.attribute.people.spellings import Spelling
from audiobook.language import words as language_words

_FEW = 2
_OFFICE_COUNT = 3  # mentions of a title by itself that make it somebody: "the General"
_COMMON = 5  # mentions of a name that is known without its neighbour
_COMMON_NOUN_SHARE = 0.08  # of the places of a word, after "an" or "some": not a name


def people_among(spellings: Sequence[Spelling]) -> Iterator[Spelling]:
    """The spellings that are somebody's, in the same order."""
    for spelling in spellings:
        if _is_person(spelling, spellings) and not _is_chance_meeting(spelling, spellings):
            yield spelling


def _is_person(spelling: Spelling, spellings: Sequence[Spelling]) -> bool:
    if not spelling.words:
        return _is_office(spelling)
    if _is_never_a_name(spelling) or _is_plural(spelling, spellings):
        return False
    if not _is_told_of(spelling):
        return False
    if spelling.person <= 0 and not _is_surname(spelling, spellings):
        return False
    return not _is_common_noun(spelling, spellings)


def _is_office(spelling: Spelling) -> bool:
    """Whether a title without a name is somebody: "the General" who speaks and acts."""
    own = spelling.titles[0]
    if title(own, spelling.language) is None:
        return False
    # "Mr." is bound to the name that follows it.
    if own in language_words(spelling.language, "titles", "bound"):
        return False
    return spelling.tags + spelling.acts >= _FEW and spelling.count >= _OFFICE_COUNT


def _is_never_a_name(spelling: Spelling) -> bool:
    """Whether the whole spelling is a word that the lists deny: "Monday"."""
    if len(spelling.words) != 1 or spelling.titles:
        return False
    return spelling.words[0].lower() in words("not_names", spelling.language)


def _is_plural(spelling: Spelling, spellings: Sequence[Spelling]) -> bool:
    """Whether one word is a family or a people: the plural of a name that is more frequent."""
    word = spelling.words[0]
    if len(spelling.words) != 1 or not word.endswith("s"):
        return False
    singulars = {word[:-1], word.removesuffix("es")}
    singulars.discard(word)
    for other in spellings:
        if other.count <= spelling.count or not other.words:
            continue
        if other.words[-1] in singulars:
            return True
    return False


def _is_told_of(spelling: Spelling) -> bool:
    """Whether more than a form of address speaks for a person: "Hark!" is called to everybody."""
    if spelling.titles or spelling.tags + spelling.acts:
        return True
    if any(is_first_name(word, spelling.language) for word in spelling.words):
        return True
    return spelling.inside >= _FEW and spelling.inside >= spelling.count / 2


def _is_surname(spelling: Spelling, spellings: Sequence[Spelling]) -> bool:
    """Whether words that speak are the surname of somebody with a title."""
    if not spelling.tags:
        return False
    for other in spellings:
        if other.titles and other.words[-1:] == spelling.words and other.person > 0:
            return True
    return False


def _is_common_noun(spelling: Spelling, spellings: Sequence[Spelling]) -> bool:
    """Whether a word is a common noun with a capital: "an Englishman", "some Hindus"."""
    if len(spelling.words) != 1 or spelling.titles:
        return False
    if spelling.indefinite <= max(1, _COMMON_NOUN_SHARE * spelling.count):
        return False
    if spelling.indefinite <= 2 * spelling.tags:
        return False
    word = spelling.words[0]
    for other in spellings:
        if other is not spelling and word in other.words:
            return False
    return True


def _is_chance_meeting(spelling: Spelling, spellings: Sequence[Spelling]) -> bool:
    """Whether two names met once by chance ("in June Kitty came")."""
    if spelling.count > 1 or spelling.titles or len(spelling.words) != 2:
        return False
    both = set(spelling.words)
    known: set[str] = set()
    speaking: set[str] = set()
    for other in spellings:
        if len(other.words) != 1 or other.count < _COMMON or other.words[0] not in both:
            continue
        known.add(other.words[0])
        if other.tags >= _FEW and not other.titles:
            speaking.add(other.words[0])
    if known != both:
        return False
    return speaking == both or is_first_name(spelling.words[1], spelling.language)
