"""Conversations of two or three people in a kitchen, of which it is known who says each line."""

from random import Random

PEOPLE = {
    "Tom": ("Tom Reed", "he"),
    "Emma": ("Emma Hale", "she"),
    "Ned": ("Ned Pell", "he"),
    "Ruth": ("Ruth Ashe", "she"),
}
WORDS = (
    "It is late.",
    "I am.",
    "Then go.",
    "Not yet.",
    "There is no bread.",
    "The door is shut.",
    "I saw it on Friday.",
    "Nobody came.",
)
# How a line may stand in its paragraph, and how often: bare lines are the hard ones.
SHAPES = {
    '"{words}"': 12,
    '"{words}," said {who}.': 6,
    '"{words}," {pronoun} said.': 4,
    '"{words}," the {noun} said.': 1,
    '{who} looked at the fire. "{words}."': 2,
    '"{words}." {who} looked at the fire.': 2,
    '{who} rose. "{words}," {pronoun} said.': 2,
    '{who} turned to {other}:\n\n"{words}."': 2,
    '{who} said, "{words}."': 1,
}
BETWEEN = ("The rain fell.", "A dog barked in the yard.", "It rained. It rained. It rained.")
NOUNS = {"he": "man", "she": "woman"}


def scenes(number: int) -> list[tuple[str, list[str]]]:
    """So many conversations, the same every time: the text, and who speaks."""
    chance = Random(21)
    return [_scene(chance) for _ in range(number)]


def _scene(chance: Random) -> tuple[str, list[str]]:
    here = chance.sample(list(PEOPLE), chance.choice((2, 2, 3)))
    named = [PEOPLE[name][0] for name in here]
    paragraphs = [f"{', '.join(named[:-1])} and {named[-1]} were in the kitchen."]
    speakers = _speakers(here, chance)
    for place, who in enumerate(speakers):
        if chance.random() < 0.12:
            paragraphs.append(chance.choice(BETWEEN))
        neighbours = [*speakers[max(0, place - 1) : place], *speakers[place + 1 : place + 2]]
        paragraphs.append(_line(who, neighbours, here, chance))
    return "\n\n".join(paragraphs) + "\n", speakers


def _speakers(here: list[str], chance: Random) -> list[str]:
    """Nobody answers himself, and two mostly take turns."""
    speakers: list[str] = []
    for _ in range(chance.randint(2, 6)):
        others = [name for name in here if name not in speakers[-1:]]
        if len(speakers) > 1 and chance.random() < 0.7:
            others = speakers[-2:-1]
        speakers.append(chance.choice(others))
    return speakers


def _line(who: str, neighbours: list[str], here: list[str], chance: Random) -> str:
    other = chance.choice(neighbours)
    absent = [name for name in here if name not in (who, other)]
    words = chance.choice(WORDS).rstrip(".")
    if chance.random() < 0.25:
        words = f"{words}, {other}"
    elif absent and chance.random() < 0.2:
        words = f"{absent[0]} knows it"
    shape = chance.choices(list(SHAPES), list(SHAPES.values()))[0]
    if shape == '"{words}"':
        words += "."
    pronoun = PEOPLE[who][1]
    return shape.format(words=words, who=who, other=other, pronoun=pronoun, noun=NOUNS[pronoun])
