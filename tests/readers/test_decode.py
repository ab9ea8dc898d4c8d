"""Every encoding that books come in is found, reported, and mojibake is set right."""

import pytest
from audiobook.readers.decoding.decode import decode

TEXTS = {
    "en": "“It’s late,” she said. He didn’t answer — he couldn’t. ",
    "fr": "« C’est déjà l’été, » dit-elle à sa mère. Il était très étonné ; il n’avait jamais vu la mer. ",
    "de": "„Das ist für dich“, sagte er und lächelte. Die Mädchen saßen über ihren Büchern und hörten zu. ",
    "es": "—¿Qué pasó después? —preguntó él—. Todavía no había llegado el señor. Más tarde salió al jardín. ",
    "sv": "Det var på kvällen när han kom hem. Hon satt där och väntade på honom, så han gick fram. ",
    "cs": "Bylo odpoledne, když se Jan vrátil. Žena už na něj čekala a řekla, že přijel strýc. „Dobře,“ řekl. ",
    "pl": "Było już późno, kiedy wróciła. Nie wiedziała, że ktoś na nią czeka. — Dobry wieczór — powiedział. ",
    "hu": "Már késő este volt, amikor Péter hazaért. Egy férfi állt ott, és azt mondta, hogy őt várja. ",
    "ro": "Era târziu când a ajuns acasă. Nu ştia că cineva îl aştepta şi că va trebui să plece după aceea. ",
    "tr": "Akşam geç olmuştu, Ayşe eve döndüğünde kapıda bir adam duruyordu. İçeri girdi ve şöyle dedi. ",
    "ru": "Все счастливые семьи похожи друг на друга, каждая несчастливая семья несчастлива по-своему. ",
    "el": "Ήταν αργά το βράδυ όταν ο Γιάννης γύρισε στο σπίτι. Δεν ήξερε ότι κάποιος τον περίμενε. ",
    "zh": "第一章 却说曹操引军到了黄河边上，见对岸旌旗招展，心中疑惑。“这是何人的军队？”他问左右的人。",
    "ja": "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。泣いていた事だけは記憶している。",
    "ko": "그날 밤 그는 늦게 집에 돌아왔다. 문 앞에는 낯선 사람이 서 있었고, 그를 기다리고 있었다고 말했다. ",
}
ENCODINGS = {
    "en": "cp1252 mac-roman",
    "fr": "cp1252 latin-1 mac-roman cp850",
    "de": "cp1252 latin-1 cp850",
    "es": "cp1252 latin-1 cp850 mac-roman",
    "sv": "cp1252 latin-1 cp850",
    "cs": "cp1250 iso8859-2",
    "pl": "cp1250 iso8859-2",
    "hu": "cp1250 iso8859-2",
    "ro": "cp1250 iso8859-2",
    "tr": "cp1254",
    "ru": "koi8-r cp1251 iso8859-5 cp866",
    "el": "cp1253 iso8859-7",
    "zh": "gbk gb18030",
    "ja": "shift_jis euc_jp iso2022_jp",
    "ko": "euc_kr",
}
PAIRS = [
    (language, encoding) for language, names in ENCODINGS.items() for encoding in names.split()
]


@pytest.mark.parametrize("repeat", [1, 40])
@pytest.mark.parametrize(("language", "encoding"), PAIRS)
def test_encodings_of_many_languages(language: str, encoding: str, repeat: int) -> None:
    data = (TEXTS[language] * repeat).encode(encoding, "ignore")
    found = decode(data)
    assert found.text == data.decode(encoding)
    assert len(found.warnings) == 1


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be"]
)
def test_unicode(language: str, encoding: str) -> None:
    text = TEXTS["en"] * 3 + TEXTS[language] if encoding.endswith(("le", "be")) else TEXTS[language]
    assert decode(text.encode(encoding)).text == text


def test_what_tells_may_stand_far_behind() -> None:
    data = (TEXTS["en"].translate({ord(c): "'" for c in "“”’—"}) * 3000 + TEXTS["pl"]).encode(
        "cp1250"
    )
    assert decode(data).text.endswith(TEXTS["pl"])


@pytest.mark.parametrize("language", ["en", "fr", "cs", "ru", "zh"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_mojibake_is_set_right_and_reported(language: str, ending: str) -> None:
    text = ending.join([TEXTS[language]] * 3)
    found = decode(text.encode().decode("latin-1").encode())
    assert found.text == text
    assert "3 lines" in found.warnings[0]


@pytest.mark.parametrize(
    "text", ["Â propos de â", "Ã is a letter", "naïve “café” — été", "5 € – 6 €", "Ñandú"]
)
def test_sound_text_is_left_alone(text: str) -> None:
    found = decode(text.encode())
    assert (found.text, found.warnings) == (text, ())
