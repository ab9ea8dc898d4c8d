"""The primary part of a language tag. It imports nothing: every room may ask for it."""


def primary_subtag(tag: str) -> str:
    """Return the primary subtag of a BCP 47 tag in lower case: "de" of "de-AT", "pt" of "pt_BR".

    An empty tag has an empty one; what an unstated language means is for the caller to say.
    """
    primary, _, _ = tag.replace("_", "-").partition("-")
    return primary.strip().lower()
