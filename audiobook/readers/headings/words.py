"""The words that headings are made of, in the languages that novels are mostly read in.

Per language: what is counted (chapter, part, book, volume), what is named (prologue ...), and
numbers as words: cardinals, then ordinals as stems with the endings they take. Everything is
lower case.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Words:
    """One language. Words of a kind are separated by spaces.

    ``counts`` are cardinals from one on, ``firsts`` the stems of ordinals, which ``ending``
    completes. Several words for one number are separated by ``|``.
    """

    chapter: str
    part: str
    book: str
    volume: str
    named: str
    counts: str = ""
    firsts: str = ""
    ending: str = ""


LANGUAGES: Final = {
    "de": Words(
        "kapitel gesang brief szene abenteuer",
        "teil abschnitt akt aufzug",
        "buch",
        "band",
        "prolog epilog vorwort nachwort vorrede nachrede einleitung vorspiel nachspiel "
        "zwischenspiel schluss",
        "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn "
        "fünfzehn sechzehn "
        "siebzehn achtzehn neunzehn zwanzig",
        "erst zweit dritt viert fünft sechst siebent|siebt acht neunt zehnt elft zwölft "
        "dreizehnt vierzehnt "
        "fünfzehnt sechzehnt siebzehnt achtzehnt neunzehnt zwanzigst",
        "e[srn]?",
    ),
    "fr": Words(
        "chapitre chant lettre scène épisode",
        "partie acte",
        "livre",
        "tome volume",
        "prologue épilogue préface postface avant-propos introduction interlude conclusion",
        "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze "
        "quinze seize dix-sept "
        "dix-huit dix-neuf vingt",
        "premier|première|premi deuxième|second|seconde troisième quatrième cinquième "
        "sixième septième huitième "
        "neuvième dixième onzième douzième treizième quatorzième quinzième seizième "
        "dix-septième dix-huitième "
        "dix-neuvième vingtième",
    ),
    "es": Words(
        "capítulo capitulo canto carta escena",
        "parte acto",
        "libro",
        "tomo volumen",
        "prólogo epílogo prefacio introducción interludio conclusión",
        "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce "
        "quince dieciséis diecisiete "
        "dieciocho diecinueve veinte",
        "primer segund tercer cuart quint sext séptim octav noven décim undécim duodécim",
        "[oa]?",
    ),
    "it": Words(
        "capitolo canto lettera scena",
        "parte atto",
        "libro",
        "tomo volume",
        "prologo epilogo prefazione introduzione interludio conclusione",
        "uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici "
        "quattordici quindici sedici "
        "diciassette diciotto diciannove venti",
        "prim second terz quart quint sest settim ottav non decim undicesim dodicesim "
        "tredicesim "
        "quattordicesim quindicesim sedicesim diciassettesim diciottesim diciannovesim "
        "ventesim",
        "[oa]",
    ),
    "pt": Words(
        "capítulo capitulo canto carta cena",
        "parte ato acto",
        "livro",
        "tomo volume",
        "prólogo epílogo prefácio introdução interlúdio conclusão",
        "um dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze "
        "dezasseis|dezesseis "
        "dezassete|dezessete dezoito dezanove|dezenove vinte",
        "primeir segund terceir quart quint sext sétim oitav non décim",
        "[oa]",
    ),
    "nl": Words(
        "hoofdstuk brief scène",
        "deel bedrijf akte",
        "boek",
        "band",
        "proloog epiloog voorwoord nawoord inleiding tussenspel",
        "een|één twee drie vier vijf zes zeven acht negen tien elf twaalf dertien "
        "veertien vijftien zestien "
        "zeventien achttien negentien twintig",
        "eerste tweede derde vierde vijfde zesde zevende achtste negende tiende elfde "
        "twaalfde dertiende",
    ),
    "sv": Words(
        "kapitel kapitlet kapittel",
        "del delen",
        "bok boken bog",
        "band bind",
        "prolog epilog förord efterord forord etterord efterskrift inledning innledning",
        "ett|et|en två|to tre fyra|fire fem sex|seks sju|syv åtta|åtte|otte nio|ni tio|ti "
        "elva|elleve tolv",
        "första|første andra|annet|andet tredje fjärde|fjerde femte sjätte|sjette "
        "sjunde|syvende åttonde|ottende "
        "nionde|niende tionde|tiende elfte|ellevte tolfte|tolvte",
    ),
    "fi": Words(
        "luku",
        "osa",
        "kirja",
        "nide",
        "prologi epilogi esipuhe johdanto jälkisanat",
        "yksi kaksi kolme neljä viisi kuusi seitsemän kahdeksan yhdeksän kymmenen",
        "ensimmäinen toinen kolmas neljäs viides kuudes seitsemäs kahdeksas yhdeksäs kymmenes",
    ),
    "pl": Words(
        "rozdział",
        "część akt",
        "księga",
        "tom",
        "prolog epilog przedmowa posłowie wstęp zakończenie",
        "jeden dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć",
        "pierwsz drug trzec czwart piąt szóst siódm ósm dziewiąt dziesiąt jedenast dwunast",
        "(?:y|a|i|ia)",
    ),
    "cs": Words(
        "kapitola",
        "část dějství diel časť",
        "kniha",
        "svazek díl zväzok",
        "prolog epilog předmluva doslov úvod závěr prológ epilóg predhovor",
        "jedna dvě|dva tři čtyři pět šest sedm osm devět deset",
        "prv druh třet čtvrt pát šest sedm osm devát desát",
        "(?:ní|á|í|ý)",
    ),
    "hu": Words(
        "fejezet",
        "rész felvonás",
        "könyv",
        "kötet",
        "prológus epilógus előszó utószó bevezetés",
        "egy kettő három négy öt hat hét nyolc kilenc tíz",
        "első második harmadik negyedik ötödik hatodik hetedik nyolcadik kilencedik tizedik",
    ),
    "ro": Words(
        "capitolul",
        "partea actul",
        "cartea",
        "volumul",
        "prolog epilog prefață introducere",
        "unu doi|două trei patru cinci șase șapte opt nouă zece",
        "întâi|întâia|prima doilea|doua treilea|treia patrulea|patra cincilea|cincea",
    ),
    "tr": Words(
        "bölüm",
        "kısım perde",
        "kitap",
        "cilt",
        "önsöz sonsöz giriş",
        "bir iki üç dört beş altı yedi sekiz dokuz on",
        "birinci ikinci üçüncü dördüncü beşinci altıncı yedinci sekizinci dokuzuncu onuncu",
    ),
    "ru": Words(
        "глава розділ",
        "часть частина действие",
        "книга",
        "том",
        "пролог эпилог епілог предисловие послесловие введение заключение передмова "
        "післямова вступ",
        "один|одна два|две|дві три четыре|чотири пять|п'ять шесть|шість семь|сім "
        "восемь|вісім девять десять "
        "одиннадцать двенадцать тринадцать четырнадцать пятнадцать шестнадцать семнадцать "
        "восемнадцать "
        "девятнадцать двадцать",
        "перв|перш втор|друг трет четверт|четвёрт пят|п'ят шест|шост седьм|сьом восьм "
        "девят десят одиннадцат "
        "двенадцат тринадцат четырнадцат пятнадцат шестнадцат семнадцат восемнадцат "
        "девятнадцат двадцат",
        "(?:ый|ая|ой|ий|ья|а|я|ое|ье)",
    ),
    "el": Words(
        "κεφάλαιο κεφαλαιο",
        "μέρος μεροσ",
        "βιβλίο βιβλιο",
        "τόμος τομοσ",
        "πρόλογος επίλογος εισαγωγή προλογοσ επιλογοσ",
        "ένα δύο τρία τέσσερα πέντε έξι επτά οκτώ εννέα δέκα",
        "πρώτο δεύτερο τρίτο τέταρτο πέμπτο έκτο έβδομο όγδοο ένατο δέκατο",
    ),
}
