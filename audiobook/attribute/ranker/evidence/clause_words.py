"""The small words and marks by which sentences around a quotation are read."""

# Of a sentence that leads up to a quotation.
LEAD_ENDS = frozenset({",", ":", "--", "—", "–", ";"})
SENTENCE_ENDS = frozenset({".", "!", "?"})
DOTTED = frozenset({"mr", "mrs", "dr", "st"})  # words whose full stop ends no sentence
AFTER_QUOTATION = frozenset({",", "-", "--", "—", "–", ".", "…"})
QUOTATION_MARKS = frozenset({'"', "“", "”", "‘", "’", "'", "«", "»", "_", "„"})
# The words that Emma had heard: she only hears.
RELATIVE = frozenset({"that", "which", "whom", "whose"})
# Conjunctions where somebody acts, else prepositions.
CONJUNCTIONS = frozenset({"before", "after", "until", "till", "since"})
# Listed as prepositions, but no object follows them.
JOINING_NO_OBJECT = frozenset({"and", "but", "as"})
# What may stand before a further main clause of a sentence.
CLAUSE_STARTS = frozenset({",", ";", "—", "and", "but", "then"})
HELPING = frozenset({"had", "was", "could", "would", "did"})
# What may stand between an actor and the verb of saying.
BETWEEN = frozenset(
    (
        ",",
        "who",
        "had",
        "has",
        "was",
        "could",
        "would",
        "did",
        "then",
        "also",
        "only",
        "to",
    )
)
# What may stand before the subject of a clause.
JOINING = frozenset(
    (
        "and",
        "but",
        "as",
        "when",
        "while",
        "that",
        "then",
        "till",
        "until",
        "if",
        "so",
        "for",
        "before",
        "after",
    )
)
# Verbs whose subject is silent: "Tom heard Emma say".
HEARS = frozenset({"heard", "hears", "hear"})
# What stands before whoever speaks next, before a colon: "Tom was greeted by Emma:".
BRINGS_IN = frozenset({"by", "from", "heard"})
# The last word of a clause in which somebody begins to talk, and the verbs before it.
BREAKS_IN = {
    "in": frozenset(
        {"broke", "burst", "butted", "chimed", "cut", "joined", "put", "struck"}
    ),
    "off": frozenset({"cut"}),
    "out": frozenset({"burst", "cried", "sang"}),
    "up": frozenset({"piped", "spoke"}),
}
NO_VERBS: frozenset[str] = frozenset()
