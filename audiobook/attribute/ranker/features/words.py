"""The English words that the features look for; the lists are data files beside this module."""

from audiobook.attribute.lexicon import words

MALE, FEMALE, FIRST, PLURAL = 1, 2, 3, 4
SPEECH = words("ranker_saying")
PAST = words("ranker_past")
PREPOSITIONS = words("ranker_prepositions")
DETERMINERS = words("ranker_small")
ADVERBS = words("ranker_adverbs")
GROUPS = words("ranker_groups")
ENDEARMENTS = words("ranker_before_address")
ROLES = dict.fromkeys(words("ranker_men"), MALE) | dict.fromkeys(words("ranker_women"), FEMALE)
ADDRESS = dict.fromkeys(words("ranker_sirs"), MALE) | dict.fromkeys(words("ranker_madams"), FEMALE)
PRONOUNS = {"he": MALE, "she": FEMALE, "i": FIRST, "they": PLURAL, "we": PLURAL}
OWN = {"his": MALE, "her": FEMALE, "my": FIRST, "their": PLURAL, "our": PLURAL}
