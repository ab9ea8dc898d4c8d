"""Who tells a story in the first person: named, in the cast, and heard in the narrator's voice."""

from pathlib import Path

import pytest
from audiobook.attribute import ATTRIBUTORS
from audiobook.casting.castfile import parse_castfile
from audiobook.casting.casting import cast
from audiobook.casting.guidance import guidance
from audiobook.casting.packs import load_voices
from audiobook.model import NARRATOR, Book, Chapter, Correction, Guidance, Kind, Metadata
from audiobook.segment.segmenter import segment

FERRY = """I had worked the ferry for eleven years when Mrs. Lund came down to the landing with a goat.

"Is it allowed, Marcus?" she said.

"I have never been asked," I said.

I held the rope, and the goat stepped aboard before either of us. My father had carried cows, and my grandfather
a piano. I told her so.

"Then a goat is nothing, Marcus," said Mrs. Lund.

"A piano does not eat the seats," I said.

We were in the middle of the river when my boy came out of the cabin. I gave him the pole.

"Marcus, your goat is eating the life-jackets," said Mrs. Lund.

"It is your goat," I said.

"Not until we have landed, Marcus."

I looked at the goat, and the goat looked at me. My hands were cold. I thought of the piano.

"How much for the goat?" I asked.

"For you, Marcus, the price of a life-jacket," said Mrs. Lund.
"""
BOOK = Book(Metadata("The Ferry", language="en"), (Chapter(1, "One", FERRY),))


@pytest.fixture(params=["ranker", "rules"])
def attributed(request):
    return ATTRIBUTORS.load(request.param)().attribute(segment(BOOK), Guidance())


def test_the_teller_is_named_and_said_to_tell(attributed):
    tellers = [character for character in attributed.characters if character.narrates]
    assert [teller.name for teller in tellers] == ["Marcus"]
    assert tellers[0].quotations == 4
    told = {u.speaker for u in attributed.utterances[0] if u.kind is Kind.NARRATION}
    assert told == {NARRATOR}


def test_whatever_i_said_is_the_tellers(attributed):
    said = [
        (attributed.text(0, u).split()[1], u.speaker)
        for u in attributed.utterances[0]
        if u.kind is Kind.DIALOGUE
    ]
    assert [who for _, who in said] == ["Mrs. Lund", "Marcus"] * 3 + [
        "Mrs. Lund",
        "Marcus",
        "Mrs. Lund",
    ]


def test_the_teller_speaks_with_the_narrators_voice(attributed):
    roles = cast(attributed, load_voices(()))
    assert roles.voice_of("Marcus") == roles.voice_of(NARRATOR)
    assert "tells the story" in roles.role_of("Marcus").reason
    assert roles.voice_of("Mrs. Lund") != roles.voice_of(NARRATOR)


def test_the_user_may_give_the_teller_another_voice(attributed):
    roles = cast(attributed, load_voices(()))
    other = next(v for v in load_voices(()) if v not in {role.voice for role in roles.roles})
    choices = parse_castfile(f'[speakers.Marcus]\nvoice = "{other.name}"\n', Path("cast.toml"))
    recast = cast(attributed, load_voices(()), choices)
    assert recast.voice_of("Marcus").name == other.name
    assert recast.voice_of(NARRATOR) == roles.voice_of(NARRATOR)


def test_the_user_may_say_who_tells():
    """Where nobody calls the teller by name."""
    text = (
        FERRY.replace(", Marcus", "").replace("Marcus, your", "Your")
        + "\nMarcus Holm was painted on the boat.\n"
    )
    book = Book(Metadata("The Ferry", language="en"), (Chapter(1, "One", text),))
    known, _ = guidance(
        parse_castfile('[speakers.narrator]\nalso = ["Marcus Holm"]\n', Path("cast.toml")), book
    )
    for name in ("ranker", "rules"):
        script = ATTRIBUTORS.load(name)().attribute(segment(book), known)
        said = [u.speaker for u in script.utterances[0] if "I have never" in script.text(0, u)]
        assert said == [NARRATOR]
        assert "Marcus Holm" not in {c.name for c in script.characters}


@pytest.mark.parametrize(
    ("own", "called", "gender"),
    [
        ("my wife", "my dear fellow", "male"),
        ("my husband", "my dear girl", "female"),
        ("my hat", "my friend", ""),
        ("my wife", "my dear girl", ""),
    ],
)
def test_the_tellers_gender_is_told_by_what_is_theirs_and_what_they_are_called(own, called, gender):
    """Quill may be either: no list of names, no pronoun and no title tells."""
    text = (
        FERRY.replace("Marcus", "Quill")
        .replace("my boy came", f"{own} came")
        .replace("a goat is nothing", called)
    )
    text = text.replace("It is allowed", f"Is it allowed, {called}")
    book = Book(Metadata("The Ferry", language="en"), (Chapter(1, "One", text),))
    script = ATTRIBUTORS.load(ATTRIBUTORS.default())().attribute(segment(book), Guidance())
    (teller,) = [character for character in script.characters if character.narrates]
    assert (teller.name, teller.gender) == ("Quill", gender)
    narrator = cast(script, load_voices(())).voice_of(NARRATOR)
    assert gender in ("", narrator.gender)


def test_the_name_that_most_evidence_is_for_is_the_tellers():
    # Called "Skipper" now and then, Marcus answers to that as well.
    calls = '"Hold fast, Skipper," said Mrs. Lund.\n\n"I hold," I said.\n\n' * 4
    book = BOOK.chapters[0].text + "\n" + calls
    script = segment(Book(Metadata("The Ferry", language="en"), (Chapter(1, "One", book),)))
    attributed = ATTRIBUTORS.load("rules")().attribute(script, Guidance())
    (teller,) = (c for c in attributed.characters if c.narrates)
    assert teller.name == "Marcus"
    assert "Skipper" in teller.aliases


def test_a_name_that_the_teller_calls_is_no_name_of_the_tellers():
    # A passenger who never says a word: both others call him by his name.
    calls = '"Sit down, Grimm," said Mrs. Lund.\n\n"Do sit down, Grimm," I said.\n\n' * 4
    told = FERRY.replace(", Marcus", "").replace("Marcus, your", "Your")
    script = segment(Book(Metadata("The Ferry", language="en"), (Chapter(1, "One", told + calls),)))
    attributed = ATTRIBUTORS.load("rules")().attribute(script, Guidance())
    assert "Grimm" not in [c.name for c in attributed.characters if c.narrates]


def test_whoever_a_preposition_stands_before_is_not_called():
    told = FERRY.replace(", Marcus", "").replace("Marcus, your", "Your")
    talk = '"Are you sorry for poor Ingrid?" said Mrs. Lund.\n\n"I am," I said.\n\n' * 3
    script = segment(Book(Metadata("The Ferry", language="en"), (Chapter(1, "One", told + talk),)))
    attributed = ATTRIBUTORS.load("rules")().attribute(script, Guidance())
    assert "Ingrid" not in [c.name for c in attributed.characters if c.narrates]


def test_what_the_teller_never_answers_to_is_no_name_of_the_tellers():
    deck = ("Olsen", "Pedersen", "Grimm")
    calls = [
        f'"Steady, Alright, steady," said Mrs. Lund.\n\n"Aye," said {name}.\n\n{name} spat.\n'
        for name in deck * 3
    ]
    told = FERRY.replace(", Marcus", "").replace("Marcus, your", "Your")
    book = "\n".join((told, *calls))
    script = segment(Book(Metadata("The Ferry", language="en"), (Chapter(1, "One", book),)))
    attributed = ATTRIBUTORS.load("rules")().attribute(script, Guidance())
    assert "Alright" not in [c.name for c in attributed.characters if c.narrates]


@pytest.mark.parametrize("name", ["rules", "ranker"])
def test_a_line_that_is_given_to_the_narrator_is_said_by_whoever_tells_the_book(name):
    start = FERRY.index("Not until")
    known = Guidance(corrections=(Correction(1, start, start + 9, NARRATOR),))
    script = ATTRIBUTORS.load(name)().attribute(segment(BOOK), known)
    line = next(u for u in script.utterances[0] if u.start <= start < u.end)
    assert (line.speaker, line.confidence) == ("Marcus", 1.0)
