"""Two labels that are one person, and two that are not: by who speaks when, and by who answers."""

import pytest
from attribute_cases import script
from audiobook.attribute.people import discover
from audiobook.attribute.people.joining import misspelt
from audiobook.attribute.roster import Person


def names(text):
    """Everybody's name, with the other names of theirs behind it."""
    return sorted((who.name, *who.aliases) for who in discover(script(text)).people if who.name)


def conversation(*speakers, times=1):
    """Lines of these, in turn: no narration stands between them."""
    lines = [f'"It is so," said {who}.\n\n' for who in speakers]
    return "".join(lines) * times + "The rain fell.\n\n"


def test_an_office_on_the_side_of_a_name_is_its_bearer():
    text = conversation("the General", "Emma", "Ivan Pell", "Emma", times=6)
    assert names(text) == [("Emma",), ("Ivan Pell", "the General")]
    often = f"{text}The General laughed. The General sat down. The General sang.\n"
    assert names(often) == [("Emma",), ("Ivan Pell", "the General")]


def test_one_answer_counts_once():
    told = "Ned Pell sat down. Ned laughed. " * 6
    one = '"So," said Ned.\n\n"No," said Emma.\n\n"So," cried Ned.\n\n"Yes," said Mr. Pell.\n\n'
    found = names(f"{told}\n\n{one}The rain fell.\n")
    assert ("Ned Pell", "Ned", "Mr. Pell") in found


def test_two_names_on_one_side_are_one_person_unless_they_stand_in_one_clause():
    text = conversation("Wolfe", "Emma", "Carver", "Emma", times=8)
    assert names(text) == [("Carver", "Wolfe"), ("Emma",)]
    assert names(f"{text}{'Wolfe looked at Carver. ' * 9}\n") == [
        ("Carver",),
        ("Emma",),
        ("Wolfe",),
    ]


def holders(text, office):
    """Who has an office at each of its places."""
    roster = discover(script(text))
    places = [m for m in roster.mentions if text[m.start : m.end].endswith(office)]
    return [roster.people[place.person].name for place in places]


def test_an_office_is_his_who_was_named_last_of_those_who_have_it():
    ilgun = 'Professor Ilgun came in.\n\n"It is cold," said the professor.\n\n'
    bateman = 'Professor Bateman came in.\n\n"It is not," said the professor.\n\n'
    named = ["Professor Ilgun", "Professor Bateman"]
    assert holders(f"{ilgun}{bateman}" * 3, "the professor") == named * 3


def test_an_office_is_his_who_is_named_where_the_main_holder_is_far_away():
    wray = 'Colonel Wray sat down.\n\n"No," said the colonel.\n\n' + "Colonel Wray laughed. " * 9
    far = "The rain fell. " * 4_000
    adams = '\n\nColonel Adams stood up. Colonel Adams sang.\n\n"Yes," said the colonel.\n'
    assert holders(f"{wray}{far}{adams}", "the colonel")[-1] == "Colonel Adams"
    assert holders(f"{wray}{adams}", "the colonel")[-1] == "the colonel"


def test_an_office_is_not_his_who_has_the_title_hardly_ever():
    wray = "Count Wray sat down. " * 25
    text = f'{wray}Count Bell stood up. {"Bell laughed. " * 24}\n\n"Yes," said the count.\n'
    assert holders(text, "the count") == ["Count Wray"]


def test_a_noun_described_as_no_other_is_somebody():
    text = conversation("the masked man", "Emma", times=6)
    assert ("the masked man",) in names(text)
    other = f"{text}She saw a masked lady. She saw a masked woman.\n"
    assert ("the masked man",) not in names(other)
    griffith = conversation("Griffith", "Emma", times=3)
    assert ("Griffith", "the masked man") in names(
        f"{conversation('the masked man', 'Emma', 'Griffith', 'Emma', times=6)}{griffith}"
    )


def test_the_red_one_is_one_of_several():
    text = conversation("the red one", "Emma", times=6)
    assert ("the red one",) not in names(text)


def told_of(name):
    return f"{name} sat down. She laughed. {name} was glad, and she sang. " * 5 + "\n\n"


def far_apart(full, short, partner="Ned Pell"):
    """Somebody who talks with Ned Pell, and much later somebody who talks with a ``partner``."""
    with_ned = told_of(full) + conversation(full, "Ned Pell", times=6)
    far = "The rain fell. " * 300 + "\n\n"
    later = told_of(short) + conversation(short, partner, times=8)
    return f"{with_ned}{far}{later}"


def test_two_shapes_of_a_first_name_are_one_person_who_talks_with_the_same_people():
    assert ("Josie", "Josephine") in names(far_apart("Josephine", "Josie"))
    assert ("Josie",) in names(far_apart("Josephine", "Josie", partner="Emma"))


def test_any_start_of_a_first_name_is_hers_who_has_the_same_surname():
    one = far_apart("Wilhelmina Bray", "Wilhel Bray")
    assert ("Wilhel Bray", "Wilhelmina Bray") in names(one)
    assert ("Wilhel Gray",) in names(far_apart("Wilhelmina Bray", "Wilhel Gray"))


def test_the_start_of_a_name_is_hers_beside_whose_name_it_stands():
    full, short = told_of("Tamsel Bray"), told_of("Tams")
    assert ("Tamsel Bray", "Tams") in names(f"{full}{short}")
    of_no_known_gender = "Tamsel Bray sat down. Tamsel Bray sang, and it rained. " * 5 + "\n\n"
    assert ("Tamsel Bray", "Tams") in names(f"{of_no_known_gender}{short}")
    meets = "Tams saw Tamsel Bray. Tamsel Bray saw Tams. " * 3
    assert ("Tams",) in names(f"{full}{short}{meets}\n")


def test_an_epithet_that_hardly_speaks_is_not_joined():
    text = conversation("Wolfe", "Emma", "the porter", "Emma")
    assert ("the porter",) in names(f"{text}{conversation('Emma', 'the porter')}")


FAR = "The rain fell. " * 300 + "\n\n"
NED = "Ned Pell sat down. Ned Pell laughed.\n\n"


def with_porter(elsewhere):
    """A book in which the porter speaks three times, always where Ned Pell is named."""
    lines = [
        '"No," said the porter.\n\n"So," said Emma.\n\n"No," said Ned Pell.\n\n',
        '"So," said the porter.\n\nThe porter sang. "So," said the porter.\n\n',
    ]
    scenes = "".join(f"{NED}{line}{FAR}" for line in lines)
    return f"{elsewhere}{scenes}{elsewhere}"


def test_an_epithet_is_his_who_is_always_near_it_and_not_always_elsewhere():
    emma = f"Emma sat down. Emma laughed. Emma sang.\n\n{FAR}" * 6
    assert ("Ned Pell", "the porter") in names(with_porter(emma))
    everywhere = f"{NED}Emma sat down. Emma laughed. Emma sang.\n\n{FAR}" * 6
    assert ("the porter",) in names(with_porter(everywhere))


def test_a_name_that_is_only_called_is_that_of_the_one_who_answers():
    called = '"Johnny, come here," said Emma.\n\n"No," said the porter.\n\nThe rain fell.\n\n' * 5
    assert names(called) == [("Emma",), ("Johnny", "the porter")]
    both = "Johnny looked at the porter. " * 5
    assert len(names(f"{called}{both}\n")) == 3


def test_whoever_is_spoken_to_by_an_epithet_is_not_the_one_who_answers():
    lines = 'Emma turned to the porter: "Come here."\n\n"No," said Ned Pell.\n\n' * 5
    found = names(f'{lines}"Never," said the porter.\n\n"Never," said the porter.\n')
    assert found == [("Emma",), ("Ned Pell",), ("the porter",)]


def test_whoever_meets_his_misspelt_name_is_another():
    told = "Kaijin sat down. Kaijin laughed. " * 6
    lines = conversation("Kaijin", "Emma") + '"Go," said Kajin.\n\n"No," said Kajin.\n\n'
    assert ("Kaijin", "Kajin") in names(f"{told}\n\n{lines}")
    assert ("Kajin",) in names(f"{told}Kajin saw Kaijin. Kaijin saw Kajin.\n\n{lines}")


@pytest.mark.parametrize(
    ("rare", "frequent", "same"),
    [
        ("Kajin", "Kaijin", True),  # one letter is missing
        ("Kaiijin", "Kaijin", True),  # one too many
        ("Kaijan", "Kaijin", True),  # a wrong one
        ("Kiajin", "Kaijin", True),  # two are swapped
        ("Kiajan", "Kaijin", False),
        ("Haijin", "Kaijin", False),
        ("Kaij", "Kaijin", False),
        ("Kain", "Kajn", False),
        ("Molly", "Milly", False),
        ("Kajin Ozu", "Kaijin Ozu", True),
        ("Kajin Osu", "Kaijin Ozu", False),
        ("Kajin", "Kaijin Ozu", False),
    ],
)
def test_a_rare_name_one_letter_from_a_frequent_one_is_misspelt(rare, frequent, same):
    people = [Person(frequent, count=20), Person(rare, count=3), Person("", count=9)]
    assert list(misspelt(people, "en")) == ([(1, 0)] if same else [])


def test_a_name_as_frequent_as_the_other_is_not_misspelt():
    assert not list(misspelt([Person("Kaijin", count=20), Person("Kajin", count=9)], "en"))


@pytest.mark.parametrize(("times", "one"), [(2, False), (30, True)], ids=["by chance", "often"])
def test_two_names_that_meet_by_chance_are_two_people(times, one):
    told = conversation("Wolfe", "Emma", times=220)
    found = names(f"{told}{'Behind Wolfe Emma came in. ' * times}\n")
    assert (("Emma",) in found) is not one


def test_whoever_hardly_has_a_surname_is_not_the_one_who_is_called_by_it():
    talk = conversation("Noirt", "Fortin", times=40)
    seen = "They saw M. Fortin in the hall. " * 4
    in_full = "The old man was M. Noirt Fortin.\n"
    assert names(f"{talk}{seen}{in_full}") == [
        ("Fortin", "M. Fortin"),
        ("Noirt", "M. Noirt Fortin"),
    ]


def test_a_son_with_his_fathers_name_for_a_second_one_is_another():
    talk = conversation("James", "Harry", times=3)
    told = "Harry James Potter sat down. James Potter sat down. "
    assert names(f"{talk}{told * 2}\n") == [
        ("Harry James Potter", "Harry"),
        ("James Potter", "James"),
    ]


def test_a_bare_surname_is_that_of_the_son_who_is_named_far_more_often():
    talk = conversation("Nicholas", "Emma", times=20) + conversation("Rosten", "Emma", times=4)
    named = "Nicholas Rosten sat down. Count Rosten sat down. Count Elias Rosten left. "
    assert names(f"{talk}{named}{named}\n") == [
        ("Count Elias Rosten", "Count Rosten"),
        ("Emma",),
        ("Nicholas Rosten", "Nicholas", "Rosten"),
    ]


FAR = "The rain fell. " * 300 + "\n\n"


def test_an_epithet_that_mostly_stands_far_away_needs_more_to_be_his():
    together = conversation("the spy", "Emma", "Ivan Pell", "Emma", times=2)
    assert ("Ivan Pell", "the spy") in names(together)
    elsewhere = FAR + "The spy sat down. The spy laughed. " * 4
    assert {("Ivan Pell",), ("the spy",)} <= {*names(together + elsewhere)}


def test_a_title_behind_a_word_is_part_of_the_name():
    text = conversation("the Red Queen", "the White Queen", times=4)
    assert {("the Red Queen",), ("the White Queen",)} <= {*names(text)}
    assert holders(f'{text}"So," said the Queen.\n', "the Queen") == []


def test_titles_that_stand_before_a_name_are_an_office_by_themselves():
    heat = "Chief Inspector Heat sat down. " * 5
    text = f"{heat}\n\n{conversation('the Chief Inspector', 'Emma', times=4)}"
    heat_with_titles = ("Heat", "Chief Inspector Heat", "the Chief Inspector")
    assert heat_with_titles in names(f"{text}Heat laughed. Heat sang.\n")


def test_whoever_is_named_less_often_than_an_office_speaks_does_not_hold_it():
    text = conversation("the duke", "Emma", times=6)
    assert ("the duke",) in names(f"{text}They read of Duke Albert. Duke Albert was dead.\n")


def test_who_says_his_own_name_may_be_called_by_it():
    said = '"I am Captain Ned Cope," said Captain Cope.\n\n"So it is," said Emma.\n\n'
    told = "Captain Cope laughed. Captain Cope sat down. " * 4
    assert ("Captain Ned Cope", "Captain Cope") in names(f"{said * 3}{told}\n")


def test_a_word_that_is_called_out_is_not_the_name_of_whoever_tells_the_book():
    told = 'I went on, and I sang as I went.\n\n"So it is," I said.\n\n' * 9
    called = '"Look there, Rover, Rover!" somebody cried behind us.\n\nThe rain fell.\n\n' * 2
    assert ("narrator",) in names(told + called)


@pytest.mark.parametrize("whose", ["my", "his", "their"])
def test_somebodys_guardian_is_a_person_of_the_story(whose):
    i_went = "I went on, and I sang as I went.\n\n" * 9
    talk = f'"So it is," I said.\n\n"It is," said {whose} guardian.\n\n' * 3
    roster = discover(script(f"{i_went}{talk}{whose.capitalize()} guardian laughed.\n"))
    assert ("the guardian", 4) in {(who.name, who.count) for who in roster.people}


def test_a_start_with_an_ending_of_endearment_is_her_name_where_she_is_called_so():
    told = "Gabrielle sat down. She laughed. " * 5
    called = '"I know, Gaby, I know," said Tom. "It rains, Gaby, you see."\n\n' * 2
    assert ("Gabrielle", "Gaby") in names(f"{told}{called}\n")


def test_a_name_of_two_parts_is_hers_who_is_called_by_the_first():
    assert ("Elizabeth", "Elizabeth-Jane") in names(far_apart("Elizabeth-Jane", "Elizabeth"))


def test_his_wife_is_not_he_whose_first_name_is_told_as_a_mans():
    told = '"So," said Disko. He laughed, and he sang.\n\n' * 6
    told += '"No," said Disko Troop.\n\n' * 2
    wife = '"So," said Mrs. Troop. She laughed, and she sang.\n\n' * 3
    assert ("Disko Troop", "Disko") in names(f"{told}{wife}\n")


def test_a_title_with_several_holders_is_the_one_who_is_named_far_more_often():
    king = "The Nome King laughed. " * 8
    others = "They told of King Evardo. They told of King Roquat.\n\n"
    assert ("the Nome King", "the King") in names(f'{king}{others}"So," said the King.\n' * 3)


def test_a_word_that_is_a_surname_more_often_is_no_title():
    told = conversation("Peter Pan", "Emma", times=4) + conversation("Pan", "Emma", times=2)
    assert ("Peter Pan", "Pan") in names(f"{told}Pan laughed, and Pan sang.\n")
