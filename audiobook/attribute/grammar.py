"""What the grammar of a language tells of a person: the gender of a verb, the article of an epithet."""

from audiobook.attribute import lexicon
from audiobook.language import rows, text

VOWELS = "aeiouhyàâäéèêëîïôöûü"


def gender_of_verb(verb: str, language: str) -> str:
    """The gender that a verb in the past tells by its ending ("сказала"); empty where it tells none."""
    for gender, key in ((lexicon.FEMALE, "female_endings"), (lexicon.MALE, "male_endings")):
        if verb.endswith(rows(language, "verbs", key)):
            return gender
    return lexicon.UNKNOWN


def epithet(noun: str, gender: str, language: str) -> str:
    """A noun with its definite article, as an epithet is printed: "the beadle", "l’inconnu"."""
    elided = text(language, "phrases", "the_elided")
    if elided and noun[:1].lower() in VOWELS:
        return f"{elided}{noun}"
    article = text(language, "phrases", "the_female" if gender == lexicon.FEMALE else "the_male")
    return f"{article} {noun}".strip()
