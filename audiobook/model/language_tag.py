"""What the tags of languages say that books, voices and marks state (BCP 47)."""


def primary_subtag(tag: str) -> str:
    """Return the primary subtag of a language tag in lower case: "de" of "de-AT", "pt" of "pt_BR".

    An empty tag has an empty one; what an unstated language means is for the caller to say.
    """
    primary, _, _ = tag.replace("_", "-").partition("-")
    return primary.strip().lower()
