"""Who there is in a text: names, junk, aliases, gender."""

import pytest
from attribute_cases import script
from audiobook.attribute import lexicon
from audiobook.attribute.people import discover
from audiobook.attribute.people.aliases import Cluster, cluster
from audiobook.attribute.people.gender import gender_of, pronoun_z
from audiobook.attribute.people.names import sightings
from audiobook.attribute.people.sides import Sides, pair_of
from audiobook.attribute.people.spellings import Spelling
from audiobook.attribute.roster import SELF
from audiobook.attribute.turns import layout
from audiobook.model import Guidance


def people(text):
    return {p.name: p for p in discover(script(text)).people}


def forms_in(text):
    return [s.form for s in sightings(layout(script(text)))]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("We saw Emma there.", "Emma"),
        ("We saw Mr. Darcy there.", "mr Darcy"),
        ("We saw Mr Darcy there.", "mr Darcy"),
        ("We saw Lady Catherine de Bourgh there.", "lady Catherine de Bourgh"),
        ("We saw Miss De Bourgh there.", "miss de Bourgh"),
        ("We saw d'Argent there. D’Argent left.", "d’Argent"),
        ("There came von Stock. Von Stock left.", "von Stock"),
        ("We saw M. de Brissac there. Then Brissac left.", "de Brissac"),
        ("We saw al-Hamid there. Al-Hamid left.", "al-Hamid"),
        ("There were ten Romans. The Romans left the Romans. No Romans came.", "Romans"),
        ("We saw Vincent de Paul. Then Paul came.", "Paul"),
        ("We met Al Capone there. Then Capone left.", "Al Capone"),
        ("We met J. B. Harper there. He saw Harper.", "J. B. Harper"),
        ("We met Mary-Ann there. Mary-Ann left with Mary-Ann.", "Mary-Ann"),
        ("We met O’Brien there. Then O’Brien left.", "O’Brien"),
        ("We met Mrs. Hall in the hall of the hall.", "mrs Hall"),
        (
            "In that war we met Dr.\nWatson there.\n\nThat was\nthe last of\nit all.\n\nNo\nmore.",
            "dr Watson",
        ),
    ],
)
def test_a_name_is_seen_whole(text, form):
    assert form in forms_in(text)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ('"TOM!" she said. Then Tom came, and she saw Tom.', 3),
        ('"I WILL go," said Will. They will wait. She saw Will.', 2),
        ('THE LAST OF TOM. "No," she said. Then Tom came, and she saw Tom.', 2),
    ],
    ids=["called", "a word that is stressed", "told"],
)
def test_a_name_in_capitals_is_seen_where_it_is_called(text, seen):
    name = "Will" if "Will" in text else "Tom"
    assert forms_in(text).count(name) == seen


@pytest.mark.parametrize(
    "text",
    [
        "Hed said so. Youve heard it. Dont tell.",
        "Everyone left. Nobody stayed. Chapter and verse.",
        "In December we were in London. Oh, God. It was Monday.",
        "I said I would. I. That is all.",
        "Don't go. Don't go. Don't go. Don't go.",
        "Hark! Hark! Hark! Hark! Hark!",
    ],
)
def test_junk_is_nobody(text):
    assert people(f'"Well," she said. {text}\n\n"{text}" he said.\n') == {}


@pytest.mark.parametrize(
    ("text", "somebody"),
    [
        ("The General came in. The General sat down.", False),
        ("The General came in. The General sat down. The General laughed.", True),
        ("We met an Orc. We saw an Orc. Then an Orc laughed.", False),
        ("We met an Orc. We saw an Orc. Then an Orc laughed. Emma Orc sang.", True),
        ('We saw an Orc. We saw an Orc.\n\n"Go," said Orc.\n\n"No," said Orc.', True),
    ],
)
def test_a_common_noun_with_a_capital_is_somebody_who_is_told_of_as_one(text, somebody):
    assert bool(people(f'{text}\n\n"Well," she said.\n')) == somebody


def test_a_title_that_needs_a_name_is_nobody_and_neither_is_a_day():
    assert clusters(form("Mr.", 20, tags=9)) == []
    assert clusters(form("Monday", 20, tags=2)) == []
    assert clusters(form("Monday", 20, tags=3)) == [["Monday"]]


def test_a_possessive_is_not_part_of_the_name():
    assert forms_in("It was Emma's. It was Emma’s too. We saw Emma.") == ["Emma"] * 3


def test_a_sentence_ends_a_name():
    assert "Asuma However" not in forms_in("He saw Asuma. However he left. He saw Asuma again.")


def test_a_name_in_the_text_is_found_where_it_stands():
    text = 'Emma left. "Go," said Emma. We saw Emma.\n'
    roster = discover(script(text))
    assert [text[m.start : m.end] for m in roster.mentions] == ["Emma", "Emma", "Emma"]
    assert [m.quoted for m in roster.mentions] == [False, False, False]


def form(text, count=10, **more):
    words = text.split()
    heads = [w for w in words if lexicon.title(w) is not None]
    titles = tuple(w.lower().rstrip(".") for w in heads)
    return Spelling(titles, tuple(words[len(heads) :]), count, acts=count, inside=count, **more)


def clusters(*forms, seen=None):
    numbered = sorted(forms, key=lambda f: -f.count)
    for number, one in enumerate(numbered):
        one.number = number
    return [sorted(f.name for f in c.spellings) for c in cluster(numbered, seen or Sides())]


def test_mr_mrs_and_miss_are_three_people():
    assert len(clusters(form("Mr. Hall"), form("Mrs. Hall"), form("Miss Hall"))) == 3


def test_full_name_titles_and_single_names_join():
    found = clusters(
        form("Edward Pell", 9), form("Mr. Pell", 8), form("Edward", 7), form("Pell", 6)
    )
    assert found == [["Edward", "Edward Pell", "Mr Pell", "Pell"]]


def test_turned_names_join():
    assert clusters(form("Hatake Kakashi"), form("Kakashi Hatake", 5)) == [
        ["Hatake Kakashi", "Kakashi Hatake"]
    ]


def test_a_rank_goes_with_a_surname_only():
    assert len(clusters(form("Fitzwilliam Darcy", 5), form("Colonel Fitzwilliam", 30))) == 2


def test_a_bare_word_is_the_surname_of_a_rank_where_it_is_no_first_name():
    found = clusters(
        form("Fitzwilliam Darcy", 2), form("Colonel Fitzwilliam", 30), form("Fitzwilliam", 5)
    )
    assert ["Colonel Fitzwilliam", "Fitzwilliam"] in found


def test_a_bare_first_name_is_not_his_who_always_has_a_title():
    found = clusters(
        form("Sir John Hall", 6), form("Sir John", 90), form("John", 12), form("John Pell", 9)
    )
    assert found == [["Sir John", "Sir John Hall"], ["John", "John Pell"]]


def test_a_surname_by_itself_is_whose_it_is_with_a_title():
    bare = form("Davis", 3, tags=1, place=60.0)  # "to Davis": by itself rather a place
    assert bare.person <= 0
    assert clusters(form("Mr. Davis", 4), bare, form("Emma", 9)) == [
        ["Emma"],
        ["Davis", "Mr Davis"],
    ]
    nowhere = form("Mr. Davis", 4, place=60.0)
    assert clusters(nowhere, bare, form("Emma", 9)) == [["Emma"]]


def test_a_name_met_once_is_no_full_name_of_two_who_both_speak():
    found = clusters(
        form("Martha", 14, tags=4), form("Potapitch", 41, tags=5), form("Martha Potapitch", 1)
    )
    assert found == [["Potapitch"], ["Martha"]]


def test_a_name_met_once_before_a_mark_is_the_full_name_of_one_who_speaks_under_both():
    ronald, dakers = form("Ronald", 30, tags=6), form("Dakers", 16, tags=5)
    once = form("Ronald Dakers", 1, closed=1)
    assert clusters(ronald, dakers, once) == [["Dakers", "Ronald", "Ronald Dakers"]]
    other = form("Lucian Dakers", 3)
    assert len(clusters(ronald, dakers, once, other)) == 2


def test_a_mark_ends_a_full_name_and_a_verb_goes_on():
    told = "He saw Ronald. " * 5 + "He saw Dakers. " * 5
    said = '"Go," said Ronald.\n\nThe rain fell.\n\n"Go," said Dakers.\n\nThe rain fell.\n\n' * 3
    one = people(f"{told}\n\n{said}She works with Ronald Dakers, who is late.\n")
    assert len(one) == 1
    two = people(f"{told}\n\n{said}Nobody told Ronald Dakers had come.\n")
    assert len(two) == 2


def test_a_married_name_is_not_the_daughter():
    assert len(clusters(form("Jane Bennet", 20), form("Mrs. Bennet", 15))) == 2


def speaking(*numbers):
    """Sides in which these spellings speak, and none with another."""
    seen = Sides()
    seen.turns.update(dict.fromkeys(numbers, 4))
    return seen


def test_a_married_name_is_hers_where_both_speak_and_nothing_tells_them_apart():
    names = (form("Mary Hale", 20), form("Mrs. Hale", 15))
    assert clusters(*names, seen=speaking(0, 1)) == [["Mary Hale", "Mrs Hale"]]
    answered = speaking(0, 1)
    answered.opposite[pair_of(0, 1)] = 2
    assert len(clusters(*names, seen=answered)) == 2
    single = form("Miss Mary", 10)
    assert len(clusters(*names, single, seen=speaking(0, 1, 2))) == 2
    assert len(clusters(*names, seen=speaking(1))) == 2  # nobody has heard the other one
    rare = form("Mary Hale", 7)
    assert len(clusters(rare, names[1], seen=speaking(0, 1))) == 2


def test_of_two_married_women_of_one_name_neither_is_the_one_without_a_first_name():
    names = (form("Mrs. Mary Hale", 20), form("Mrs. Ann Hale", 18), form("Mrs. Hale", 15))
    assert len(clusters(*names, seen=speaking(0, 1, 2))) == 3


def test_a_woman_is_not_the_man_whose_name_she_goes_by():
    assert len(clusters(form("John Hale", 20), form("Mrs. John Hale", 15))) == 2


def test_a_surname_is_his_whom_the_book_calls_by_both_names():
    names = (
        form("Maurice Hale", 10),
        form("Frank Hale", 3),
        form("Frank", 40),
        form("Mr. Hale", 20),
    )
    assert clusters(*names) == [["Frank", "Frank Hale"], ["Maurice Hale", "Mr Hale"]]
    father = (
        form("Maurice Hale", 15),
        form("Frank Hale", 3),
        form("Frank", 40),
        form("Mr. Hale", 60),
    )
    assert len(clusters(*father)) == 3


def test_a_pronoun_is_no_epithet():
    lines = '"I did it out of spite," that she had seen.\n\n"No," said Emma.\n\n'
    assert set(people(lines * 3)) == {"Emma"}


def test_two_letters_are_no_epithet():
    assert set(people('"Go," said the ox.\n\n"No," said Emma.\n\n' * 3)) == {"Emma"}


def test_an_epithet_needs_no_article_where_a_language_has_none():
    lines = "— Да, — сказал мельник.\n\n— Нет, — сказала Анна.\n\n"
    told = "Анна вошла в комнату, и мельник встал. Анна села у окна.\n\n"
    roster = discover(script(told + lines * 3))
    (miller,) = (number for number, who in enumerate(roster.people) if "мельник" in who.name)
    assert len([mention for mention in roster.mentions if mention.person == miller]) == 4


def test_the_other_one_is_not_the_one():
    text = 'The notary rose.\n\n"Yes," said the notary.\n\n"No," said the other notary. "No."\n\n"Yes," he said.\n'
    roster = discover(script(f'{text}\n"Go," said the notary.\n'))
    assert len(roster.mentions) == 3


def test_who_answers_him_is_not_he():
    one, other = form("George Emerson", 20), form("Mr. Emerson", 15)
    assert len(clusters(one, other)) == 1
    seen = Sides()
    seen.opposite[pair_of(0, 1)] = 3
    assert len(clusters(one, other, seen=seen)) == 2


def test_a_nickname_joins_only_as_a_form_of_address():
    assert len(clusters(form("Elizabeth", 50), form("Lizzy", 12, quoted=12))) == 1
    assert len(clusters(form("Catherine", 50), form("Kitty", 40))) == 2


def test_a_rare_nickname_with_the_surname_is_the_same_person_unless_the_two_meet():
    names = (form("Frederick Moss", 12), form("Frederick", 60), form("Freddy Moss", 8))
    assert len(clusters(*names)) == 1
    met = Sides()
    met.opposite[pair_of(1, 2)] = 3
    assert len(clusters(*names, seen=met)) == 2
    often = form("Freddy Moss", 30)
    assert len(clusters(*names[:2], often)) == 2


def test_phil_may_be_a_woman():
    assert len(clusters(form("Phyllis", 50), form("Phil", 12, quoted=12))) == 1


def test_a_nickname_of_the_other_gender_is_somebody_else():
    full, short = form("Alexander", 50, he=30), form("Alex", 12, quoted=12, she=30)
    assert len(clusters(full, short)) == 2


def test_a_diminutive_is_the_same_person_unless_the_two_speak_with_each_other():
    names = (form("Skaggs", 50), form("Skaggsy", 12))
    assert len(clusters(*names)) == 1
    assert len(clusters(*names, seen=together(0, 1))) == 2


def together(one, other):
    """Sides in which two spellings speak with each other."""
    seen = speaking(one, other)
    seen.opposite[pair_of(one, other)] = 4
    return seen


def test_father_and_son_are_two():
    assert len(clusters(form("Thomas Gradgrind", 30), form("Tom Gradgrind", 25))) == 2


def test_sisters_are_nobody():
    assert clusters(form("Mr. Hall", 9), form("Miss Halls", 4)) == [["Mr Hall"]]


def test_families_are_nobody():
    assert clusters(form("Bennet", 9), form("Bennets", 4)) == [["Bennet"]]


@pytest.mark.parametrize("group", ["Wobblies", "Romans", "Emperors"])
def test_a_group_is_nobody_however_often_it_is_named(group):
    names = (form(group, 60, articles=40, tags=3), form("Wobbly", 20))
    assert clusters(*names) == [["Wobbly"]]


@pytest.mark.parametrize(
    ("one", "gender"),
    [
        (form("Mrs. X"), "female"),
        (form("Alice"), "female"),
        (form("Alice", he=40, she=1), "male"),
        (form("Quazz"), ""),
        (form("Quazz", he=9), "male"),
        (form("Quazz", he=1), ""),
        (form("Mrs. Alice", he=90), "female"),
        (form("Quazz", she=5, its=4), ""),
        (form("Quazz", she=50, its=2), "female"),
        # In a book about a woman "she" follows every name.
        (form("Quazz", he=3, she=8, even=0.2), ""),
        (form("Quazz", he=6, she=8, even=0.2), "male"),
        (form("Quazz", she=9, even=0.8), "female"),
        (form("Quazz", she=1, even=0.8), ""),
        (form("Doctor"), ""),
        (form("Quazzka", language="pl"), "female"),
    ],
)
def test_gender_is_by_the_surest_evidence(one, gender):
    assert gender_of([one]) == gender


def test_who_is_called_its_has_no_gender_by_the_pronouns_of_others():
    told = "The Slug looked at Ann. The Slug stretched its neck. She laughed. The Slug shook its head, and she ran. "
    slug = people(
        f'{told * 3}\n\n"Well," said the Slug.\n\n"Well," said Ann.\n\n"Go," said the Slug.\n'
    )["the Slug"]
    assert slug.gender == ""


def test_a_book_about_a_woman_makes_no_women_of_men():
    told = "Anne looked at Mr. Pell. She laughed. Mr. Pell went, and she sang. Anne saw Ohls. She ran. "
    found = people(
        f'{told * 9}\n\n"Well," said Ohls.\n\n"Well," said Anne.\n\nOhls shook his head.\n'
    )
    assert found["Anne"].gender == "female"
    assert found["Ohls"].gender == ""


def test_a_woman_by_her_husbands_name_is_not_her_husband():
    jones = [form("Orville Jones", 18, he=4), form("Jones", 5)]
    women = [form("Mrs. Orville Jones", 3), form("Mrs. Jones", 4)]
    assert clusters(*jones, *women) == [
        ["Jones", "Orville Jones"],
        ["Mrs Jones", "Mrs Orville Jones"],
    ]


def test_a_woman_keeps_a_name_of_her_own():
    assert clusters(form("Tanis Judique", 7, she=9), form("Mrs. Tanis Judique", 2)) == [
        ["Mrs Tanis Judique", "Tanis Judique"]
    ]


def test_pronouns_on_both_sides_say_nothing():
    assert pronoun_z(0, 0) == pronoun_z(7, 7) == 0
    assert pronoun_z(9, 0) == 3.0


def test_an_empty_group_has_no_name_and_no_gender():
    assert Cluster().count == 0
    assert gender_of([]) == ""


def test_the_i_of_a_book_is_found_and_not_in_quotations():
    told = "".join(
        f'I walked on, and my feet hurt me.\n\n"Stop," I said.\n\n"No," said Leo {n}.\n\n'
        for n in range(4)
    )
    roster = discover(script(told))
    assert roster.narrator is not None
    assert roster.people[roster.narrator].kind == SELF
    quoted = '"I am tired, and my feet hurt me," said Leo. "I said so."\n\n' * 9
    assert discover(script(quoted)).narrator is None


def test_guidance_merges_names_and_states_genders():
    text = '"Go," said Quazz.\n\n"No," said Fimble.\n\n"Go," said Quazz.\n\n"Why?" said Old Bat.\n'
    guidance = Guidance(merges=(("Fimble", "Quazz"),), genders=(("Quazz", "female"),))
    roster = discover(script(text), guidance)
    found = [p for p in roster.people if p.name == "Quazz"]
    assert [(p.gender, "Fimble" in p.aliases) for p in found] == [("female", True)]


def test_a_title_that_everybody_is_called_by_is_nobody():
    called = '"Yes, Monsieur," said Emma.\n\n"No, Monsieur," said Wolfe.\n\n' * 60
    told = "Monsieur laughed. Monsieur sat down.\n"
    assert "Monsieur" not in people(f"{called}{told}")
    assert "Monsieur" in people(f"{called[: len(called) // 6]}{told}")


def test_a_first_name_with_a_surname_that_speaks_is_no_place():
    talk = '"It is so," said Gordon.\n\n"It is," said Wolfe.\n\n' * 3
    found = people(f"{talk}They believed in James Gordon, and lived with James Gordon.\n")
    assert "James Gordon" in found
