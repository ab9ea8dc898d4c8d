import pytest
from audiobook.publish.naming import LONGEST, LONGEST_BYTES, safe_name
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("The Red-Headed League", "The Red-Headed League"),
        ("Either/Or: A Choice?", "Either Or A Choice"),
        ('a<b>c"d\\e|f*g', "a b c d e f g"),
        ("  Wait . . . ", "Wait"),
        ("...", "fallback"),
        ("", "fallback"),
        ("../../etc/passwd", "etc passwd"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("LPT1", "_LPT1"),
        ("Contents", "Contents"),
        ("Line\nbreak\tand\0NUL", "Line break andNUL"),
        ("Stars 🌟 and ✨", "Stars and"),
        ("🌟", "fallback"),
        ("\u202eright to left\u202c", "right to left"),
        ("שלום עולם", "שלום עולם"),
        ("ナルトの物語", "ナルトの物語"),
        ("Cafe\u0301", "Café"),
        ("\ud800x", "x"),
        ("word " * 60, ("word " * 20).strip()),
        ("x" * 300, "x" * LONGEST),
        ("語" * 300, "語" * (LONGEST_BYTES // 3)),
    ],
)
def test_title(title, name):
    assert safe_name(title, "fallback") == name


@given(st.text(min_size=1, max_size=400))
def test_whatever_the_title_the_name_is_fit_for_every_file_system(title):
    name = safe_name(title, "fallback")
    assert 0 < len(name) <= LONGEST + 1
    assert len(name.encode()) <= LONGEST_BYTES + 1
    assert not set(name) & set('<>:"/\\|?*')
    assert all(ord(character) >= 32 for character in name)
    assert name == name.strip(" ")
    assert not name.endswith(".")


def test_a_name_that_is_made_safe_stays_as_it_is():
    once = safe_name("Either/Or: " + "a long way " * 30, "fallback")
    assert safe_name(once, "fallback") == once
