"""Which spellings are people at all.

A person speaks, acts or has a title, more often than a place would. Not a person is a word that
only looks like a name: a family ("the Bennets"), a people ("an Englishman"), an exclamation
("Hark!"), two names that met once by chance ("in June Kitty came").
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

from audiobook.attribute.lexicon import is_first_name, title, words
from audiobook.attribute.people.spellings import Spelling
from audiobook.language import words as language_words

_FEW = 2
_OFFICE_COUNT = 3  # mentions of a title by itself that make it somebody: "the General"
_DOES = 0.02  # of the mentions of such a title, beside a verb: "Monsieur" is said to everybody
_COMMON = 5  # mentions of a name that is known without its neighbour
# Of the places of the rarer of two names, next to the other by chance.
_CHANCE = 0.01
_COMMON_NOUN_SHARE = 0.08  # of the places of a word, after "an" or "some": not a name
_SPEAKS = 3  # tags that make a denied word somebody


def people_among(spellings: Sequence[Spelling]) -> Iterator[Spelling]:
    """The spellings that are somebody's, in the same order."""
    for spelling in spellings:
        if _is_in_full(spelling, spellings):
            yield spelling
            continue
        is_person = _is_person(spelling, spellings)
        if is_person and not _is_chance_meeting(spelling, spellings):
            yield spelling


def _is_person(
    spelling: Spelling,
    spellings: Sequence[Spelling],
) -> bool:
    """Whether a spelling is somebody's name or title, by what the text says around it.

    ``spellings`` are all of the book: some are people, or nobody, only beside others.
    """
    if not spelling.words:
        return _is_office(spelling)
    if _is_never_a_name(spelling) or not _is_told_of(spelling):
        return False
    # Evidence for a place outweighs the rest, except for parts of a name that is known otherwise.
    if spelling.person <= 0 and not (
        _is_surname(spelling, spellings) or _has_surname(spelling, spellings)
    ):
        return False
    if _is_plural(spelling, spellings):
        return False
    return not _is_common_noun(spelling, spellings)


def _is_office(spelling: Spelling) -> bool:
    """Whether a title without a name is somebody: "the General" who speaks and acts.

    A title that is bound to the name after it is nobody by itself: "Mr.".
    """
    own = spelling.titles[0]
    language = spelling.language
    if own in language_words(language, "titles", "bound"):
        return False
    if spelling.count < _OFFICE_COUNT:
        return False
    return spelling.tags + spelling.acts >= max(_FEW, _DOES * spelling.count)


def _is_never_a_name(spelling: Spelling) -> bool:
    """Whether the whole spelling is a word that the lists deny: "Monday".

    Whoever speaks again and again under such a word is called so: "French said".
    """
    if not spelling.is_bare or spelling.tags >= _SPEAKS:
        return False
    not_names = words("not_names", spelling.language)
    return spelling.words[0].lower() in not_names


def _is_told_of(spelling: Spelling) -> bool:
    """Whether more than a form of address speaks for a person.

    "Hark!" is called to everybody: it opens sentences, and it neither speaks nor acts.
    """
    if spelling.titles or spelling.tags + spelling.acts:
        return True
    language = spelling.language
    if any(is_first_name(word, language) for word in spelling.words):
        return True
    return spelling.inside >= max(_FEW, spelling.count / 2)


def _is_surname(
    spelling: Spelling,
    spellings: Sequence[Spelling],
) -> bool:
    """Whether words that speak are the surname of somebody with a title.

    "Davis" by itself may look like a place ("went to Davis"), but is Mr. Davis.
    """
    if not spelling.tags:
        return False
    for other in spellings:
        if not other.titles:
            continue
        if other.words[-1:] != spelling.words:
            continue
        if other.person > 0:
            return True
    return False


def _has_surname(
    spelling: Spelling,
    spellings: Sequence[Spelling],
) -> bool:
    """Whether a name has a listed first name, and somebody speaks under its last word.

    Gordon speaks, and "in James Gordon" is no place.
    """
    if spelling.titles or not spelling.is_full:
        return False
    if not is_first_name(spelling.words[0], spelling.language):
        return False
    surname = spelling.words[-1:]
    return any(other.tags >= _FEW for other in spellings if other.words == surname)


def _is_plural(
    spelling: Spelling,
    spellings: Sequence[Spelling],
) -> bool:
    """Whether one word is a family or a people: the plural of a name that is more frequent.

    "Bennets" are nobody beside "Bennet", and neither are "Miss Halls" beside "Mr. Hall". Where
    it mostly has the article, it may be the more frequent one: "the Fuzzies" beside "Fuzzy",
    and it is enough that the singular is no name: "the Christians".
    """
    word = spelling.words[0]
    if not spelling.is_single:
        return False
    if not word.endswith("s"):
        return False
    singulars = {word[:-1], word.removesuffix("es"), re.sub("ies$", "y", word)}
    singulars.discard(word)
    others: Iterable[Spelling] = spellings
    if spelling.has_article:
        if any(_is_denied(singular, spelling.language) for singular in singulars):
            return True
    else:
        # The spellings come by their frequency: those that are more frequent stand first.
        others = takewhile(lambda other: other.count > spelling.count, spellings)
    return any(singulars.intersection(other.words[-1:]) for other in others)


def _is_denied(word: str, language: str) -> bool:
    """Whether a word is no name, or a title: "Christian", "Emperor"."""
    return word.lower() in words("not_names", language) or bool(title(word, language))


def _is_common_noun(
    spelling: Spelling,
    spellings: Sequence[Spelling],
) -> bool:
    """Whether a word is a common noun with a capital: "an Englishman", "some Hindus".

    A word that is part of a longer name is not, however often it stands after an article.
    """
    if not spelling.is_bare:
        return False
    after_article = spelling.indefinite
    if after_article <= max(1, _COMMON_NOUN_SHARE * spelling.count):
        return False
    if after_article <= 2 * spelling.tags:
        return False
    word = spelling.words[0]
    for other in spellings:
        if other is spelling:
            continue
        if word in other.words:
            return False
    return True


def _is_chance_meeting(
    spelling: Spelling,
    spellings: Sequence[Spelling],
) -> bool:
    """Whether two names met by chance: once ("in June Kitty came"), or hardly ever.

    Each of them is common by itself, and the second is a first name, or both speak by themselves.
    The second of two people who meet does something, so that no mark stands behind it.
    """
    if spelling.titles or len(spelling.words) != 2:
        return False
    # The spellings come by their frequency: those that are common stand first.
    common = takewhile(lambda other: other.count >= _COMMON, spellings)
    parts = [other for other in common if _is_part(other, spelling)]
    if not _words_of(parts).issuperset(spelling.words):
        return False
    bare = [part.count for part in parts if part.is_bare]
    rarer = min(bare) if len(bare) == len(spelling.words) else 0
    if spelling.count > max(1, _CHANCE * rarer):
        return False
    if is_first_name(spelling.words[1], spelling.language):
        return True
    return _both_speak(spelling, parts)


def _is_in_full(spelling: Spelling, spellings: Sequence[Spelling]) -> bool:
    """Whether two words are the full name of somebody who speaks under each of them.

    "With Ronald Dakers, who was late": a mark stands behind the name, if it is only once. Neither
    word is somebody's who has another full name.
    """
    if spelling.titles or len(spelling.words) != 2 or not spelling.closed:
        return False
    if not _both_speak(spelling, spellings):
        return False
    own = set(spelling.words)
    return not any(
        other.is_full and len(own & {*other.words}) == 1 for other in spellings
    )


def _both_speak(spelling: Spelling, spellings: Iterable[Spelling]) -> bool:
    """Whether each word of a name speaks by itself: "Miss Kitty" may be another Kitty."""
    speaking = [part for part in spellings if part.is_bare and part.tags >= _FEW]
    return _words_of(speaking).issuperset(spelling.words)


def _is_part(
    other: Spelling,
    spelling: Spelling,
) -> bool:
    """Whether a name is one of two words by itself, with or without a title."""
    return other.is_single and other.words[0] in spelling.words


def _words_of(spellings: Iterable[Spelling]) -> set[str]:
    """All words of some spellings."""
    words_of_all: set[str] = set()
    for spelling in spellings:
        words_of_all.update(spelling.words)
    return words_of_all
