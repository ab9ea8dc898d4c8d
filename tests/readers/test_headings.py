"""What one line says of itself, in many languages."""

import pytest
from audiobook.readers.headings import Rank, as_title, label_of
from audiobook.readers.plain.text import read_text

LABELS = {
    "CHAPTER XII. The Storm": ("CHAPTER", 12, "The Storm"),
    "CHAPTER THE FIRST": ("CHAPTER", 1, ""),
    "Part Two": ("PART", 2, ""),
    "Prologue": ("CHAPTER", 0, ""),
    "Erstes Kapitel": ("CHAPTER", 1, ""),
    "3. Kapitel: Die Reise": ("CHAPTER", 3, "Die Reise"),
    "KAPITEL ZWÖLF": ("CHAPTER", 12, ""),
    "Zweiter Teil": ("PART", 2, ""),
    "Vorwort": ("CHAPTER", 0, ""),
    "Chapitre premier": ("CHAPTER", 1, ""),
    "CHAPITRE XIV — Où l’on rit": ("CHAPTER", 14, "Où l’on rit"),
    "Deuxième partie": ("PART", 2, ""),
    "Tome 3": ("VOLUME", 3, ""),
    "Épilogue": ("CHAPTER", 0, ""),
    "Capítulo primero": ("CHAPTER", 1, ""),
    "CAPÍTULO XX. De lo que sucedió": ("CHAPTER", 20, "De lo que sucedió"),
    "Segunda parte": ("PART", 2, ""),
    "Capitolo terzo": ("CHAPTER", 3, ""),
    "Parte prima": ("PART", 1, ""),
    "Capítulo Dezoito": ("CHAPTER", 18, ""),
    "Hoofdstuk vijf": ("CHAPTER", 5, ""),
    "Första kapitlet": ("CHAPTER", 1, ""),
    "Ensimmäinen luku": ("CHAPTER", 1, ""),
    "Rozdział trzeci": ("CHAPTER", 3, ""),
    "Kapitola druhá": ("CHAPTER", 2, ""),
    "Harmadik fejezet": ("CHAPTER", 3, ""),
    "XX. fejezet": ("CHAPTER", 20, ""),
    "Capitolul V": ("CHAPTER", 5, ""),
    "Birinci Bölüm": ("CHAPTER", 1, ""),
    "Глава первая": ("CHAPTER", 1, ""),
    "ГЛАВА XII. Буря": ("CHAPTER", 12, "Буря"),
    "Часть вторая": ("PART", 2, ""),
    "Том 2": ("VOLUME", 2, ""),
    "Эпилог": ("CHAPTER", 0, ""),
    "Κεφάλαιο 4": ("CHAPTER", 4, ""),
    "第一章": ("CHAPTER", 1, ""),
    "第一百零三回 却说曹操": ("CHAPTER", 103, "却说曹操"),
    "第3話　旅立ち": ("CHAPTER", 3, "旅立ち"),
    "第二部": ("PART", 2, ""),
    "卷十二": ("VOLUME", 12, ""),
    "プロローグ": ("CHAPTER", 0, ""),
    "제1장 시작": ("CHAPTER", 1, "시작"),
    "十二": ("BARE", 12, ""),
    "IV": ("BARE", 4, ""),
}


@pytest.mark.parametrize("line", LABELS)
def test_headings(line: str) -> None:
    label = label_of(line)
    assert label is not None
    assert (label.rank.name, label.number, label.title) == LABELS[line]


PROSE = [
    "Chapter two was found, and she glanced at it.",
    "Kapitel drei war verloren, und er suchte es.",
    "Ein Buch lag auf dem Tisch.",
    "Band",
    "Livre un bon conseil à ton ami.",
    "Partie sans un mot, elle revint.",
    "Del uno al otro confín.",
    "Глава семьи вышел из комнаты.",
    "Часть из них ушла.",
    "Один том лежал на столе.",
    "Prologues are dull.",
    "Vorwortlich sagte er nichts.",
    "第一次见面的时候，他没有说话。",
    "第一章的内容很有意思，她说。",
    "一",  # a numeral alone is a candidate: the sequence decides
]


@pytest.mark.parametrize("line", PROSE)
def test_prose(line: str) -> None:
    label = label_of(line)
    assert label is None or label.rank is Rank.BARE


BODIES = {
    "de": (
        "Es regnete den ganzen Tag, und niemand ging hinaus. ",
        ["Erstes Kapitel", "Zweites Kapitel: Der Sturm"],
    ),
    "fr": (
        "Il plut tout le jour, et personne ne sortit. ",
        ["Chapitre premier", "Chapitre II: La Tempête"],
    ),
    "ru": ("Весь день шёл дождь, и никто не выходил. ", ["Глава первая", "Глава вторая: Буря"]),
    "zh": ("那天一直下雨，没有人出门。", ["第一章", "第二章: 风暴"]),
}


@pytest.mark.parametrize("language", BODIES)
def test_chapters_of_a_language(language: str) -> None:
    prose, headings = BODIES[language]
    source = "\n\n".join(
        f"{heading.replace(': ', '. ' if language != 'zh' else ' ')}\n\n{prose * 12}"
        for heading in headings
    )
    assert [chapter.title for chapter in read_text(source, "x").chapters] == headings


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("THE FALL OF THE HOUSE", "The Fall of the House"),
        ("CHAPTER XII", "Chapter XII"),
        ("DER STURM UND DAS MEER", "Der Sturm und Das Meer"),
        ("ВОЙНА И МИР", "Война и Мир"),
        ("_The Sea._", "The Sea"),
        ("第一章", "第一章"),
    ],
)
def test_titles(printed: str, title: str) -> None:
    assert as_title(printed) == title


@pytest.mark.parametrize(
    "first",
    ["`It is not yours, Piet.'", "´Go home, Piet.´", "<<No, not yet>>"],
)
def test_speech_between_marks_of_old_keyboards_is_no_heading(first: str) -> None:
    (chapter,) = read_text(f"{first}\n\n" + "The rain went on all day. " * 12, "x").chapters
    assert chapter.text.startswith(first)
    assert first not in chapter.title
