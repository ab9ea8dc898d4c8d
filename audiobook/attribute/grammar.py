"""What the grammar of a language says of a person.

That is the gender of a verb or of a first name by its ending, and the article of an epithet.
"""

from audiobook.attribute.lexicon import FEMALE, MALE, UNKNOWN
from audiobook.language import rows, text

VOWELS = "aeiouhyàâäéèêëîïôöûü"
_ENDINGS = ((FEMALE, "female_endings"), (MALE, "male_endings"))


def gender_of_verb(verb: str, language: str) -> str:
    """The gender that a verb in the past shows by its ending: "сказала" is a woman's.

    Empty where the ending, or the language, shows none.
    """
    return _gender_by_ending(verb, language, "verbs")


def gender_of_name_ending(name: str, language: str) -> str:
    """The gender that a first name in lower case has by its ending: "fernanda" is a woman.

    Empty unless the language makes it nearly sure.
    """
    return _gender_by_ending(name, language, "names")


def _gender_by_ending(
    word: str,
    language: str,
    section: str,
) -> str:
    """The gender by the endings of a section in the file of the language."""
    for gender, key in _ENDINGS:
        if word.endswith(rows(language, section, key)):
            return gender
    return UNKNOWN


def epithet(
    noun: str,
    gender: str,
    language: str,
) -> str:
    """A noun with its definite article, as an epithet is printed: "the beadle", "l’inconnu"."""
    # The article loses its vowel before another one.
    elided = text(language, "phrases", "the_elided")
    if elided and noun[:1].lower() in VOWELS:
        return f"{elided}{noun}"
    if gender == FEMALE:
        article = text(language, "phrases", "the_female")
    else:
        article = text(language, "phrases", "the_male")
    return f"{article} {noun}".strip()
