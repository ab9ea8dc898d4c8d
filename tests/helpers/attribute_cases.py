"""Golden cases of attribution: a text, a line of dashes, and who is expected to say what.

A case is ``tests/cases/attribute/<name>.txt``. Below the dashes stand the cast, then one line per quotation:
``Emma | "Go on."``. ``pytest --renew-cases`` writes what the program says now, for review in the diff.
"""

import places
from audiobook.attribute.rules import RulesAttributor
from audiobook.model import Book, Chapter, Guidance, Kind, Metadata, Script
from audiobook.segment.segmenter import segment

CASES = places.CASES / "attribute"
RULE = "----"


def script(text: str, guidance: Guidance | None = None, *more: str) -> Script:
    """Attributed chapters of plain text."""
    chapters = tuple(Chapter(n, "", chapter, 0) for n, chapter in enumerate((text, *more), 1))
    return RulesAttributor().attribute(
        segment(Book(Metadata("A Story"), chapters)), guidance or Guidance()
    )


def spoken(attributed: Script) -> list[tuple[str, str]]:
    """Speaker and words of every quotation, in order."""
    out: list[tuple[str, str]] = []
    last = None
    for chapter, utterances in enumerate(attributed.utterances):
        for u in utterances:
            if u.kind not in (Kind.DIALOGUE, Kind.THOUGHT):
                continue
            words = " ".join(attributed.text(chapter, u).split())
            if last == (chapter, u.quotation):
                out[-1] = (u.speaker, f"{out[-1][1]} {words}")
            else:
                out.append((u.speaker, words))
            last = (chapter, u.quotation)
    return out


def cast(attributed: Script) -> str:
    """The speakers by name, with gender and age where they are known."""
    described = sorted(
        f"{c.name} ({', '.join(filter(None, (c.gender, c.age))) or 'unknown'})"
        for c in attributed.characters
    )
    return "; ".join(described)


def report(text: str) -> str:
    """What stands below the dashes of a case."""
    attributed = script(text)
    return (
        "\n".join(
            (
                f"cast: {cast(attributed)}",
                *(f"{who} | {words}" for who, words in spoken(attributed)),
            )
        )
        + "\n"
    )
