"""Which legacy encoding a text is in: the one in which its small words come out right.

Western and Central European encodings differ in a handful of letters, so letter statistics
mislead. But every language has frequent words with such a letter ("très", "für", "że", "egyéb"),
and only in the right encoding are they spelt so. Apostrophes and quotation marks count too, for
English has little else. Chinese, Japanese and Korean are told by their most frequent characters.
"""

import re
from typing import Final

# In order of how common they are: the first of several that fit equally well is taken.
CANDIDATES: Final = (
    "cp1252",
    "cp1250",
    "iso8859-2",
    "cp1254",
    "cp1257",
    "mac-roman",
    "cp850",
    "cp852",
    "mac-latin2",
    "iso8859-16",
)
_WORDS: Final = frozenset(
    """
    à été était étaient même où très après déjà là ça être père mère voilà peut-être près
    jusqu'à élèves
    für über wäre hätte würde können möchte müssen während zurück schön tür daß größe
    hörte mädchen saß ließ
    él qué más también así sí está había señor después aquí día mí cómo todavía quién años mañana
    não é então você já até são está só mãe senhora coração também três
    più perché così però può città già è
    är på för då när så också över efter må får år även två sade når også gå
    hän että mitä tämä myös vähän jälkeen ääni sitä tässä ääntä yhä vielä
    það hún þá sér við þú
    že být když já ještě už při také který něco řekl která byl tím své není až kde něj muž
    keď už ešte tiež ktorý môj čo pán môže
    się że był była już też jeszcze mój może ją są więc który gdyż przez powiedział
    nią ją tę być coś ktoś
    és már még azért őt után között ő én így ezért volt egyéb több hogy hát férfi kérdezte
    što već još će više nešto ću če će šta kuća
    şi în să că fără după până spre şi-a ţară eşti
    için çok değil şey olduğu böyle şöyle kadın adam içeri dışarı gözleri doğru ağır başını
    į dėl yra buvo už žmogus ką
    viņš kā tā bija lai arī šo
    ära üks või nüüd
    """.split()  # noqa: SIM905 - a list of words reads best as one text
)
_TOKEN = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_TYPOGRAPHY = re.compile(
    r"(?<=\w)’(?:s|t|ll|re|ve|d|m)\b"
    r"|(?<![^\s(—])[“„«]\s?\w"
    r"|[\w.,!?…]\s?[”“»](?!\w)"
    r"|\b[cdjlmnstCDJLMNST]’\w"
)
_ODD = re.compile(
    r"[\x80-\x9f¤¦¨¬¯¸‡‰√∂∆≈◊\u2500-\u259f]|[a-z][^\W\d_a-z]*[A-ZÀ-ÖØ-Þ][a-z]"
)

_EAST_ASIAN: Final = (
    ("gb18030", frozenset("的一是了我不人在他有这上们来到说子里你去着")),
    ("big5", frozenset("的一是了我不人在他有這上們來到說子裡你去著")),
    ("cp932", frozenset("のにはをたがでてとしれさいるもなか、。")),
    ("euc_jp", frozenset("のにはをたがでてとしれさいるもなか、。")),
    ("cp949", frozenset("이다는을에그고의가지하로은를한도었")),
)
# Of the characters: in five texts the right encoding had 0.26 and more, in 30 others
# none had any.
_EAST_ASIAN_SHARE = 0.08
_WORD_WEIGHT = 3
_ODD_WEIGHT = 2
_UNDECODED_WEIGHT = 3


def east_asian(data: bytes) -> str:
    """The encoding of a Chinese, Japanese or Korean text; empty for any other."""
    winner = ""
    highest = 0.0
    for encoding, frequent in _EAST_ASIAN:
        share = _share(data.decode(encoding, "replace"), frequent)
        if share > highest:
            winner = encoding
            highest = share
    if highest < _EAST_ASIAN_SHARE:
        return ""
    return winner


def _share(text: str, frequent: frozenset[str]) -> float:
    wide = 0
    right = 0
    for char in text:
        if char > "\x7f":
            wide += 1
            right += char in frequent
    wrong = text.count("\ufffd")
    return (right - wrong) / max(wide, 1)


def latin(data: bytes) -> tuple[str, int]:
    """The encoding in which ``data`` reads best, and how much speaks for it.

    The second is 0 or less where nothing does.
    """
    scores: dict[str, int] = {}
    for encoding in CANDIDATES:
        scores[encoding] = _score(data.decode(encoding, "replace"))
    winner = max(CANDIDATES, key=scores.__getitem__)
    return winner, scores[winner]


def _score(text: str) -> int:
    words = 0
    for word in _TOKEN.findall(text.lower()):
        words += not word.isascii() and word in _WORDS
    typography = len(_TYPOGRAPHY.findall(text))
    odd = len(_ODD.findall(text))
    undecoded = text.count("\ufffd")
    evidence = _WORD_WEIGHT * words + typography
    return evidence - _ODD_WEIGHT * odd - _UNDECODED_WEIGHT * undecoded
