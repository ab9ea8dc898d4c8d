"""What the grammar of a language says of a person: the gender of a verb, the article of an epithet."""

from audiobook.attribute.lexicon import FEMALE, MALE, UNKNOWN
from audiobook.language import rows, text

VOWELS = "aeiouhyàâäéèêëîïôöûü"
_ENDINGS = ((FEMALE, "female_endings"), (MALE, "male_endings"))


def gender_of_verb(verb: str, language: str) -> str:
    """The gender that the ending of a verb in the past shows ("сказала"); empty where it shows none."""
    return _gender_by_ending(verb, language, "verbs")


def gender_of_name_ending(name: str, language: str) -> str:
    """The gender that the ending of a first name in lower case nearly proves ("fernanda"), or empty."""
    return _gender_by_ending(name, language, "names")


def _gender_by_ending(word: str, language: str, section: str) -> str:
    for gender, key in _ENDINGS:
        if word.endswith(rows(language, section, key)):
            return gender
    return UNKNOWN


def epithet(noun: str, gender: str, language: str) -> str:
    """A noun with its definite article, as an epithet is printed: "the beadle", "l’inconnu"."""
    elided = text(language, "phrases", "the_elided")
    if elided and noun[:1].lower() in VOWELS:
        return f"{elided}{noun}"
    if gender == FEMALE:
        article = text(language, "phrases", "the_female")
    else:
        article = text(language, "phrases", "the_male")
    return f"{article} {noun}".strip()
