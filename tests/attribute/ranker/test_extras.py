"""People whom only a tag names, epithets, and the two readers of tags side by side."""

import numpy as np
from audiobook.attribute.people import discover_in
from audiobook.attribute.ranker.evidence import (
    NOBODY,
    Reading,
    book_evidence,
    mention_table,
    reading_of,
)
from audiobook.attribute.ranker.features import first_stage_features
from audiobook.attribute.ranker.features.epithets import epithet_fits
from audiobook.attribute.ranker.people_in_tags import with_people_in_tags
from audiobook.attribute.roster import ANYBODY, EXTRA
from audiobook.attribute.tags import SAID
from audiobook.attribute.turns import layout
from audiobook.model import Book, Chapter, Guidance, Metadata
from audiobook.segment.segmenter import segment

QUAY = """Clara Finch stood on the quay. Edmund Grey came up with the lantern, and Clara waved to Edmund.

"Is it far?" put in Clara.

"A mile," said a ferryman. "Mind the rope."

"The girl is cold," said the notary.

"I am not," the girl said.

"No more?" the sailors cried.

"None," was Edmund's only reply.
"""
PAINTER = """Basil Hale set down the brush. Clara came in.

"You are late," said the painter.

"A little," said Clara.

Basil Hale looked at the wall.

"Sit down," said the painter.

Clara sat down, and Basil Hale went on.
"""
WIZARD = """Dorothy and Hank looked up. A little man stood in the hall, and Dorothy waved to Hank.

"I am Oz, the great," said the little man.

"I thought Oz was a head," said Hank. They knew that Oz ruled the city, and Oz lived alone.

"You are wrong," the little man said.

"My name is Dorothy."

"I'm Oz today," said Hank.

"I'm Dorothy's friend."
"""
NOTHING = Guidance()


def read(text: str, guidance: Guidance = NOTHING) -> Reading:
    book = layout(segment(Book(Metadata("A Story", language="en"), (Chapter(1, "One", text),))))
    return reading_of(book, with_people_in_tags(book, discover_in(book, guidance), guidance))


def number(reading: Reading, name: str) -> int:
    return next(i for i, person in enumerate(reading.people) if name in person.name)


def extras(reading: Reading) -> list[str]:
    return [person.name for person in reading.people if person.kind == EXTRA]


def test_a_tag_alone_makes_somebody_but_no_group():
    assert extras(read(QUAY)) == ["ferryman", "the notary"]


def test_a_stranger_who_speaks_again_is_the_same():
    again = '"A long mile," said a ferryman.\n'
    assert extras(read(f"{QUAY}\n{again}")) == ["ferryman", "the notary"]


def test_a_generic_noun_is_somebody_and_tells_a_gender_too():
    reading = read(QUAY)
    about = book_evidence(reading, {})
    girl = number(reading, "the girl")
    assert reading.people[girl].kind == ANYBODY
    assert (about.who[3], about.gender[3], about.tags[3].role) == (girl, 2, "girl")
    assert epithet_fits(about, mention_table(reading))[0][3].any()


def test_whoever_is_somebodys_may_have_a_name_unless_the_noun_tells_too_little():
    lines = '"Wait," said Clara\'s brother.\n\n"Why?" said Clara\'s companion.\n\n'
    reading = read(f'{QUAY}\n{lines}"Come," said an old woman.\n')
    kinds = {person.name: person.kind for person in reading.people}
    clara = reading.people[number(reading, "Clara")].name
    assert kinds[f"{clara}'s brother"] == ANYBODY
    assert kinds[f"{clara}'s companion"] == EXTRA
    assert kinds["old woman"] == EXTRA


def test_a_tag_tells_the_age_that_its_noun_has_and_is_an_epithet_where_it_stands():
    boy = '"Wait," cried a boy.\n\n"Why?" said a zoologist.\n'
    script = segment(
        Book(Metadata("A Story", language="en"), (Chapter(1, "One", f"{QUAY}\n{boy}"),))
    )
    book = layout(script)
    roster = with_people_in_tags(book, discover_in(book))
    ages = {person.name: person.age for person in roster.people}
    assert (ages["boy"], ages["zoologist"], ages["ferryman"]) == ("child", "", "")
    named = {roster.people[mention.person].name for mention in roster.mentions if mention.role}
    assert {"boy", "zoologist", "ferryman"} <= named


def test_looks_are_of_somebody_seen_before():
    assert extras(read(QUAY.replace("a ferryman", "the silver-haired ferryman"))) == ["the notary"]


def test_the_tag_names_them_like_anybody():
    reading = read(QUAY)
    about = book_evidence(reading, {})
    assert about.who[1] == number(reading, "ferryman")
    assert about.strength[1] == 3


def test_the_user_names_them():
    assert "Tom" in [
        person.name for person in read(QUAY, Guidance(merges=(("ferryman", "Tom"),))).people
    ]


def test_a_sentence_is_read_where_the_windows_see_nothing():
    reading = read(QUAY)
    about = book_evidence(reading, {})
    assert about.sentence_tags[0][SAID].who == about.who[0] == number(reading, "Clara")
    assert about.who[5] == number(reading, "Edmund")


def test_who_is_about_where_an_epithet_is_used():
    reading = read(PAINTER)
    about = book_evidence(reading, {})
    near, _, last = epithet_fits(about, mention_table(reading))
    basil, painter = number(reading, "Basil"), number(reading, "painter")
    assert about.who[0] == painter
    assert near[0, basil] == 1
    assert last[0, basil] == 0.5
    assert not near[1].any()


def test_all_of_them_may_be_chosen():
    reading = read(QUAY)
    about, rows = first_stage_features(reading)
    assert NOBODY not in about.who[[1, 2]]
    assert all(np.any(rows.candidates[turn] == about.who[turn]) for turn in (1, 2))


def test_who_gives_a_name_of_their_own_has_it_all_through_the_chapter():
    reading = read(WIZARD)
    about = book_evidence(reading, {})
    oz, dorothy, hank = (number(reading, name) for name in ("Oz", "Dorothy", "Hank"))
    assert [int(who) for who in about.who] == [oz, hank, oz, dorothy, hank, NOBODY]


def test_a_noun_is_brought_in_by_an_indefinite_article_before():
    reading = read(
        QUAY.replace("put in Clara", "the notary put in") + '\n"Row on," said the ferryman.\n'
    )
    brought_in = {tag_text(reading, turn): turn.brought_in for turn in reading.turns}

    assert brought_in["a ferryman"] is None
    assert brought_in["the notary"] is False
    assert brought_in["the ferryman"] is True


def test_the_ranker_knows_whether_a_noun_was_brought_in():
    reading = read(WIZARD)
    _, table = first_stage_features(reading)

    assert table.columns["brought in"].tolist() == [2, 0, 2, 0, 0, 0]


def tag_text(reading: Reading, turn) -> str:
    subject = turn.tags[0].subject if turn.tags else None
    if subject is None:
        return ""
    start = turn.chapter_start
    return reading.text[start + subject.start : start + subject.end]
