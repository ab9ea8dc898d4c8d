"""Books that are told to "you"."""

from audiobook.attribute.told_to_you import as_told_by_i

TOLD = "You nod. Ned looks at you, and you take your hat. “Go,” you say. “No,” you say. “Why?” you ask."
QUOTED = "“You and your hat!”"


def told(text: str, language: str = "en") -> str:
    (read,) = as_told_by_i([text + QUOTED], [[(0, len(text))]], language)
    return read


def test_the_narration_is_told_by_i_and_no_word_moves() -> None:
    read = told(TOLD)
    assert len(read) == len(TOLD + QUOTED)
    assert read.startswith("I   nod. Ned looks at me , and I   take my   hat. “Go,” I   say.")
    assert read.index("hat") == TOLD.index("hat")


def test_what_is_said_stays_as_it_is() -> None:
    assert told(TOLD).endswith(QUOTED)


def test_a_word_to_the_reader_makes_no_book_that_is_told_to_them() -> None:
    aside = "You may think so. “Go,” you say. Emma took her hat. “No,” said Tom."
    assert told(aside) == aside + QUOTED


def test_whoever_says_i_tells_their_own_book() -> None:
    letters = f"{TOLD} I nod. I take my hat, and I go. I look at you. I wait, and I wait for me."
    assert told(letters) == letters + QUOTED


def test_other_languages_are_left_as_they_are() -> None:
    assert told(TOLD, "de") == TOLD + QUOTED
