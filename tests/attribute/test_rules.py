"""What holds for every attribution, whatever the text."""

from dataclasses import replace
from itertools import pairwise, product

import numpy as np
import pytest
from attribute_cases import CASES, RULE, script, spoken
from audiobook.attribute import ATTRIBUTORS
from audiobook.attribute.export import quotes_json
from audiobook.attribute.people import discover_in
from audiobook.attribute.ranker.smoothing import COUPLING
from audiobook.attribute.rules import RulesAttributor, rules
from audiobook.attribute.rules.decode import BY_RULES, ScoredTurn, certain, decode, likeliest
from audiobook.attribute.rules.scene import survey
from audiobook.attribute.turns import layout
from audiobook.model import NARRATOR, Correction, Guidance, Kind
from hypothesis import given, settings
from hypothesis import strategies as st

TALK = (
    '"Did you bring the key?" asked Ruth.\n\n"I brought it," said Oscar.\n\n"Then open it."\n\n"You open it."\n\n'
    '"I am afraid to."\n\n"So am I."\n'
)
BITS = st.sampled_from(
    [
        '"Go on," said Emma.',
        '"No!"',
        "Mr. Hall sat down.",
        "He said:",
        "\n\n",
        "\n\n* * *\n\n",
        "’Ruka",
        "I",
        '"',
        "“",
        "”",
        "— yes",
        " said ",
        "she",
        "the old man",
        "\x00",
        "\u200b",
        "é",
        "Emma's",
        "they all cried",
        "...",
        "A",
        "\n",
    ]
)


def test_it_is_in_the_table():
    assert ATTRIBUTORS.load("rules") is RulesAttributor


@given(st.lists(BITS, max_size=40).map(" ".join))
@settings(max_examples=3 * settings().max_examples // 2)
def test_offsets_and_kinds_stay_and_everyone_who_speaks_is_listed(text):
    done = script(text)
    names = {c.name for c in done.characters}
    for utterance in done.utterances[0]:
        spoken_word = utterance.kind in (Kind.DIALOGUE, Kind.THOUGHT)
        assert utterance.speaker == NARRATOR or (spoken_word and utterance.speaker in names)
        assert 0 <= utterance.confidence <= 1
        assert bool(utterance.reason) or not spoken_word
    assert "".join(done.text(0, u) for u in done.utterances[0]) == text
    again = RulesAttributor().attribute(replace(done, characters=()), Guidance())
    assert again == done


def test_characters_are_counted_most_talkative_first():
    done = script(TALK)
    assert [(c.name, c.quotations) for c in done.characters] == [("Ruth", 3), ("Oscar", 3)]
    assert [c.words for c in done.characters] == sorted(
        (c.words for c in done.characters), reverse=True
    )


def test_a_tag_is_surer_than_alternation():
    lines = [u for u in script(TALK).utterances[0] if u.kind == Kind.DIALOGUE]
    sure, unsure = lines[0], lines[-1]
    assert sure.confidence > unsure.confidence
    assert sure.reason == 'tag: "asked Ruth"'
    assert unsure.reason.startswith("alternates with Ruth")


def test_a_name_in_the_tag_is_nearly_certain_and_one_of_many_a_guess():
    names = "Ann Ben Cy Dan Eve Fay Guy Hal Ida Jon Kay Lou"
    people = " ".join(f"{name} laughed." for name in names.split())
    lines = '"Well?"\n\n"Go on," said Ann.\n'
    spoken = [u for u in script(f"{people}\n\n{lines}").utterances[0] if u.quotation is not None]
    guess, sure = (u.confidence for u in spoken)
    assert 0.25 < guess < 0.4
    assert 0.95 < sure < 0.97


def test_nobody_is_surer_than_the_rules_were_right_in_novels():
    for path in sorted(CASES.glob("[a-h]*.txt")):
        text, _, _ = path.read_text(encoding="utf-8").partition(f"\n{RULE}\n")
        spoken = [u for u in script(text).utterances[0] if u.quotation is not None]
        assert all(0.25 <= u.confidence <= 0.965 for u in spoken), path.stem


def test_a_noun_that_means_another_than_the_last_named_says_so():
    told = "Ruth Hale and Oscar Pell sat down, and old Simon came in with the lamp.\n\n"
    lines = '"It is late," said Ruth.\n\n"It is," he said.\n\nShe smiled. "Then go."\n\n'
    after = '"Oscar, you will."\n\n"I will?"\n\n"Who is there?" asked Simon.\n'
    done = script(f'{told}{lines}"I will not," the man answered.\n\n{after}')
    spoken = [u for u in done.utterances[0] if u.quotation is not None]
    assert spoken[3].reason == 'noun "the man answered": a man who is present'


def test_thoughts_are_decided_apart_and_the_lines_around_them_keep_their_speakers():
    told, _, _ = (CASES / "thought_of_the_focal_person.txt").read_text("utf-8").partition(RULE)
    opening, thought, *lines = told.strip().split("\n\n")
    talk = [lines[0], lines[1], thought, '"On Friday," said Marcus.', thought, lines[1]]
    found = spoken(script("\n\n".join([opening, *talk]) + "\n"))
    assert [who for who, _ in found] == ["Marcus", "Judith", "Marcus", "Marcus", "Marcus", "Judith"]


def test_where_nothing_else_is_known_whoever_is_there_is_the_reason():
    told = 'Quazz saw Fimble. Fimble saw Quazz.\n\n"Go," said Quazz.\n\n"No," said Fimble.\n\n'
    after = 'Fimble looked at Quazz.\n\n* * *\n\nIt rained.\n\n"Well?"\n'
    *_, last = script(told + after).utterances[0]
    assert (last.speaker, last.reason) == ("Quazz", "Quazz was named last")
    first = script('Emma, Ned and Tom were in the kitchen.\n\n"Tom has the key."\n')
    *_, line = first.utterances[0]
    assert line.speaker != "Tom"
    assert line.reason == f"{line.speaker} is present"


def test_every_line_says_what_speaks_for_its_speaker():
    told = (
        'Ruth Hale and Oscar Pell sat down.\n\n"It is late," said Ruth.\n\n"It is," he said.\n\n'
        'She smiled. "Then go."\n\n"I will not," the man answered.\n\n"Oscar, you will."\n\n'
        '"I will?"\n\nRuth laughed.\n\n"Nobody at all," she said.\n'
    )
    spoken = [u for u in script(told).utterances[0] if u.kind == Kind.DIALOGUE]
    assert [u.reason for u in spoken] == [
        'tag: "said Ruth"',
        'pronoun "he said": the last man named',
        "alternates with Oscar Pell (2 turns back)",
        'noun "the man answered": the last man named',
        "alternates with Oscar Pell (2 turns back)",
        "Oscar Pell was addressed just before",
        'pronoun "she said": the last woman named',
    ]


def reasons(text):
    return [u.reason for u in script(text).utterances[0] if u.quotation is not None]


def test_a_reason_tells_where_its_words_stand():
    told = (
        'Emma and Ned sat by the fire.\n\nNed turned to Emma:\n\n"Go on."\n\n'
        'Emma nodded and said:\n\n"I will."\n\nEmma rose. "Then go."\n\n"Good night," said\nNed.\n'
    )
    assert reasons(told) == [
        'introduced: "Ned turned to Emma:"',
        'tag before: "Emma nodded and said:"',
        'acts: "Emma rose."',
        'tag: "said Ned"',
    ]


def test_whoever_is_named_soon_may_have_spoken_and_nobody_of_a_later_page_or_chapter():
    line, rain = '"Who is there?"', "It rained. "
    for paragraphs, speaker in ((20, "Emma"), (200, NARRATOR)):
        done = script(f"{line}\n\n{rain * paragraphs}\n\nEmma laughed. Emma went in.\n")
        assert spoken(done) == [(speaker, line)]
    told = 'Emma laughed.\n\n"I am," said Emma.\n'
    apart = script(f"{line}\n", None, told)
    assert spoken(apart)[0] == (NARRATOR, line)


@pytest.mark.parametrize("first", [True, False], ids=["asked", "answered"])
def test_whoever_is_spoken_to_is_the_surer_the_less_is_told_in_between(first):
    lines = ['"Come, Ned," said Emma.', '"No."']
    found = []
    for told in range(3):
        one, other = lines if first else reversed(lines)
        paragraphs = ["Emma, Ruth and Ned sat by the fire.", one, *["It rained."] * told, other]
        done = script("\n\n".join(paragraphs) + "\n")
        found += [u for u in done.utterances[0] if done.text(0, u).strip() == '"No."']
    near, further, far = found
    assert near.speaker == further.speaker == "Ned"
    assert near.confidence > further.confidence > far.confidence
    # After so much rain it may as well be Emma who goes on.
    assert far.speaker == ("Emma" if first else "Ned")


def test_where_nobody_is_named_the_reason_says_so():
    done = script('It rained.\n\n"Who is there?"\n\n"Nobody."\n')
    assert [who for who, _ in spoken(done)] == [NARRATOR, NARRATOR]
    assert reasons(done.book.chapters[0].text) == ["nobody is named"] * 2


def test_a_reason_is_shortened_only_where_something_is_left_out():
    beats = [f"Emma looked at the lamp and sang la{'a' * more}." for more in range(20)]
    done = script("\n\n".join(f'{beat} "Go on."' for beat in beats))
    reasons = [u.reason for u in done.utterances[0] if u.kind == Kind.DIALOGUE]
    shown = [reason.removeprefix('acts: "').removesuffix('"') for reason in reasons]
    whole = [words == beat for words, beat in zip(shown, beats, strict=True)]
    assert whole[0]
    assert not whole[-1]
    for words, beat in zip(shown, beats, strict=True):
        left = words.removesuffix("…")
        assert words == beat or (beat.startswith(left) and len(left) < len(beat))


def test_a_correction_wins_and_turns_its_neighbours_round():
    start = TALK.index('"You open it."')
    done = script(TALK, Guidance(corrections=(Correction(1, start, start + 5, "Ruth"),)))
    assert [who for who, _ in spoken(done)][2:] == ["Oscar", "Ruth", "Oscar", "Ruth"]
    assert [u.reason for u in done.utterances[0] if u.quotation == 3] == ["corrected"]


def test_a_correction_may_bring_a_new_speaker_or_the_narrator():
    start = TALK.index('"Then open it."')
    for name in ("Zed", NARRATOR):
        done = script(TALK, Guidance(corrections=(Correction(1, start, start + 1, name),)))
        assert spoken(done)[2] == (name, '"Then open it."')
    assert all(c.name != NARRATOR for c in done.characters)


def test_one_quotation_of_a_turn_may_be_corrected_alone():
    text = '"Left," said Thomas. "Right." He looked at Ellen. Ellen looked away.\n'
    start = text.index('"Right."')
    done = script(text, Guidance(corrections=(Correction(1, start, start + 7, "Ellen"),)))
    assert [who for who, _ in spoken(done)][1] == "Ellen"
    # What the user says of one half of a paragraph counts for the other, and says so.
    said = [u for u in done.utterances[0] if u.quotation is not None]
    assert {(u.reason, u.confidence) for u in said} == {("corrected", 1)}


def test_a_merge_is_one_speaker():
    done = script(TALK, Guidance(merges=(("Oscar", "Ruth"),)))
    assert {who for who, _ in spoken(done)} == {"Ruth"}


def test_a_correction_of_another_chapter_is_not_this_ones():
    done = script(TALK, Guidance(corrections=(Correction(2, 0, 9, "Zed"),)))
    assert spoken(done) == spoken(script(TALK))


def test_export_has_the_offsets_of_the_source_and_joins_sentences():
    done = script('"One. Two. Three," said Emma. "Four."\n')
    quotes = quotes_json(done)["quotes"]
    assert [(q["start"], q["speaker"]) for q in quotes] == [(0, "Emma"), (30, "Emma")]
    moved = replace(done.book.chapters[0], offset=100)
    shifted = quotes_json(replace(done, book=replace(done.book, chapters=(moved,))))["quotes"]
    assert [q["start"] for q in shifted] == [100, 130]
    assert quotes_json(done)["speakers"]["Emma"] == {"gender": "F"}


def test_whoever_tells_the_book_is_the_narrator_in_an_export():
    told, _, _ = (CASES / "narrator_has_a_name.txt").read_text(encoding="utf-8").partition(RULE)
    exported = quotes_json(script(told))
    speakers = [quote["speaker"] for quote in exported["quotes"]]
    assert speakers == ["Ruth", "NARRATOR"] * 3
    genders = {name: of["gender"] for name, of in exported["speakers"].items()}
    assert genders == {"Ruth": "F", "Edmund": "M", "NARRATOR": "M"}


def test_a_turn_of_several_paragraphs_is_one_turn():
    done = script('"One.\n\n"Two.\n\n"Three," said Emma.\n\n"Four," said Hugh.\n')
    book = layout(done)
    assert [(t.first, t.last) for t in book.turns] == [(0, 2), (3, 3)]
    assert [t.gap for t in book.turns] == [-1, 0]


def test_nobody_answers_himself_where_nothing_else_speaks():
    flat = ScoredTurn((1, 2), np.zeros(2), 0)
    first = ScoredTurn((1, 2), np.array([5.0, 0.0]), -1)
    shares = decode([first, flat, flat])
    assert shares[1][1] > 0.9
    assert shares[2][0] > 0.8
    assert all(abs(s.sum() - 1) < 1e-9 for s in shares)


@pytest.mark.parametrize("coupling", [BY_RULES, COUPLING], ids=["rules", "ranker"])
def test_narration_in_between_counts_for_less_the_more_of_it_there_is(coupling):
    """Nobody answers himself, and whoever spoke before last speaks again: not after much else."""
    someone = ScoredTurn((1, 2), np.array([9.0, 0.0]), -1)
    anybody = ScoredTurn((1, 2, 3), np.array([0.0, -99.0, 0.0]), 0)
    other = ScoredTurn((2,), np.zeros(1), 0)
    last: list[float] = []
    before_last: list[float] = []
    for turn in (replace(anybody, gap=gap) for gap in range(4)):
        last.append(decode([someone, turn], coupling)[1][0])
        before_last.append(decode([someone, other, turn], coupling)[2][0])
    # Of the two who may say it, neither is likelier for nothing.
    assert last[0] < last[1] < last[2] == last[3] < 0.5001
    assert before_last[0] > before_last[1] > before_last[2] == before_last[3] > 0.4999


@given(st.data())
@settings(deadline=None, max_examples=40)
def test_the_likeliest_whole_is_that_of_all_wholes(data):
    score = st.floats(-4, 4, allow_nan=False)
    turns = []
    for number in range(data.draw(st.integers(1, 5))):
        people = tuple(data.draw(st.permutations([1, 2, 3])))[: data.draw(st.integers(1, 3))]
        scores = np.array([data.draw(score) for _ in people])
        turns.append(ScoredTurn(people, scores, data.draw(st.integers(0, 3)) if number else -1))

    def worth(whole):
        total, who = 0.0, [turn.people[place] for turn, place in zip(turns, whole, strict=True)]
        for at, (turn, place) in enumerate(zip(turns, whole, strict=True)):
            total += turn.scores[place]
            if at >= 1 and who[at] == who[at - 1]:
                total += BY_RULES.same_as_last[min(turn.gap, 2)]
            if at >= 2 and who[at] == who[at - 2]:
                total += BY_RULES.same_as_before_last[min(turn.gap + turns[at - 1].gap, 2)]
        return total

    wholes = product(*(range(len(turn.people)) for turn in turns))
    assert worth(likeliest(turns, BY_RULES)) == pytest.approx(max(map(worth, wholes)))


def test_of_three_who_may_say_anything_nobody_says_everything():
    """The first is the likeliest of every turn by itself, as whoever answers may be either other."""
    opening = ScoredTurn((1, 2, 3), np.array([0.6, 0.5, 0.5]), -1)
    turns = [opening, *[replace(opening, gap=0)] * 3]
    assert {int(shares.argmax()) for shares in decode(turns, COUPLING)} == {0}
    best = likeliest(turns, COUPLING)
    assert all(one != other for one, other in pairwise(best))


def test_each_scene_is_likeliest_by_itself():
    opening = ScoredTurn((1, 2), np.array([1.0, 0.0]), -1)
    assert likeliest([opening] * 3, COUPLING) == [0, 0, 0]


def test_no_score_is_too_large_or_too_small_for_the_sums():
    for score in (-1e4, 1e4):
        turn = ScoredTurn((1, 2), np.array([score, score + 1]), -1)
        for turns in ([turn], [turn, replace(turn, gap=0)] * 2):
            assert [shares.sum() for shares in decode(turns)] == pytest.approx([1] * len(turns))


def test_of_a_crowd_the_likeliest_are_weighed_and_those_who_are_tagged_are_among_them():
    """The time of the chain grows with the third power of the candidates."""
    women, men = (
        "Ann Eve Fay Ida Kay Pam Sue Una Joan Ruth",
        "Ben Dan Guy Hal Jon Max Ned Roy Tom Cy",
    )
    names = [*women.split(), *men.split()]
    people = " ".join(f"{name} laughed." for name in names)
    lines = "\n\n".join(f'"Well," said {name}.' for name in names)
    book = layout(script(f"{people}\n\n{lines}\n"))
    roster = discover_in(book, Guidance())
    contexts = survey(book, roster).contexts
    assert len(roster.people) == len(contexts) == len(names)
    assert {len(context.candidates) for context in contexts} == {12}
    for context, name in zip(contexts, names, strict=True):
        assert roster.people[context.candidates[0]].name == name


def test_whoever_alone_may_say_a_line_says_it():
    alone, free = certain(1, -1), ScoredTurn((1, 2), np.zeros(2), 0)
    assert decode([alone]) == [[1.0]]
    said, answered = decode([alone, free])
    assert said == [1.0]
    assert answered[1] > 0.9


def test_the_surer_the_chain_is_the_surer_is_the_line():
    """It is a guess that nothing speaks for, and is never as sure as the chain that nothing is."""
    novels = np.linspace(0, 1, 201)
    sure = [rules._confidence(np.array([share])) for share in novels]
    assert all(one < other < one + 0.04 for one, other in pairwise(sure))
    assert all(one < share for one, share in zip(sure, novels, strict=True) if share > 0.5)


def test_scenes_are_decided_apart():
    tagged = ScoredTurn((1, 2), np.array([9.0, 0.0]), -1)
    opening = ScoredTurn((1, 2), np.zeros(2), -1)
    assert decode([tagged, opening])[1] == pytest.approx([0.5, 0.5])
    assert decode([]) == []


@pytest.mark.parametrize("text", ["", "\n\n", '"', '""', "word", '"Who?"', "* * *", '"a" ' * 3000])
def test_odd_texts_pass(text):
    assert script(text).book.chapters[0].text == text


@pytest.mark.slow
def test_one_endless_paragraph_is_no_trouble():
    text = '"Go on," said Emma. ' * 4000 + "Emma left. " * 4000
    assert {c.name for c in script(text).characters} == {"Emma"}


def test_where_nobody_speaks_there_are_no_turns():
    assert layout(script("Nothing is said here.\n")).turns == ()
