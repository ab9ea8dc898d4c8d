"""How much everybody says, as a comment in the cast file."""

from collections import Counter

from audiobook.model import NARRATOR, Kind, Script

ABSENT = "# says nothing in the book as it is now"
FIGURES = rf"(?:{ABSENT}|# [\d,]+ lines?, [\d,]+ words?, (?:less than 1|\d+) % of the book)"


def figures(script: Script) -> dict[str, str]:
    """Speaker -> a comment with their lines, words and share of all words that are spoken.

    A character's lines are quotations; the narrator's are utterances.
    """
    words: Counter[str] = Counter()
    lines: dict[str, set[tuple[int, int]]] = {}
    for number, chapter in enumerate(script.utterances):
        for place, utterance in enumerate(chapter):
            if utterance.kind is not Kind.BREAK:
                words[utterance.speaker] += len(script.text(number, utterance).split())
                line = place if utterance.quotation is None else -1 - utterance.quotation
                lines.setdefault(utterance.speaker, set()).add((number, line))
    total = words.total()
    speakers = (NARRATOR, *(character.name for character in script.characters))
    return {who: _comment(len(lines.get(who, ())), words[who], total) for who in speakers}


def _comment(lines: int, words: int, total: int) -> str:
    if not lines:
        return ABSENT
    share = 100 * words / max(1, total)
    percent = f"{share:.0f}" if share >= 1 else "less than 1"
    return f"# {_count(lines, 'line')}, {_count(words, 'word')}, {percent} % of the book"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"
