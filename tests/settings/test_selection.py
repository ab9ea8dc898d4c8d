"""Which chapters to make."""

import pytest
from audiobook.errors import UsageError
from audiobook.settings.selection import selected

NUMBERS = (1, 2, 3, 4, 5, 6, 7)


@pytest.mark.parametrize(
    ("wanted", "chosen"),
    [
        ("", NUMBERS),
        ("3", (3,)),
        ("2-4, 7", (2, 3, 4, 7)),
        ("6-", (6, 7)),
        ("-2", (1, 2)),
        ("5,1", (1, 5)),
        ("6-99", (6, 7)),
    ],
)
def test_numbers_and_ranges(wanted, chosen):
    assert selected(wanted, NUMBERS) == chosen


@pytest.mark.parametrize(
    ("wanted", "says"), [("8", 'no chapter "8"'), ("a-b", '"a-b" names'), ("1,,2", '"" names')]
)
def test_what_names_no_chapter_is_an_error_that_says_which_there_are(wanted, says):
    with pytest.raises(UsageError, match=says) as caught:
        selected(wanted, NUMBERS)
    assert caught.value.remedy
