"""IPA, as eSpeak NG or a pronunciation lexicon writes it -> the symbols of Kokoro.

The model was taught with single letters for diphthongs and affricates, with the mark of stress
right before the vowel, and without marks of length in American English. Symbols that it does not
know are left out.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

TIE = "\u0361"  # eSpeak puts it between the letters of one sound: d͡ʒ
STRESS = "ˈ"
_SYLLABIC = "\u0329"
_ENGLISH = ("en-us", "en-gb")
# Sounds of two letters, which a lexicon writes without the tie.
_PAIRS = ("aɪ", "aʊ", "eɪ", "ɔɪ", "oʊ", "əʊ", "eə", "ɛə", "dʒ", "tʃ")
# What IPA writes, and the symbol; nothing where the model has none.
_SHARED = """
d͡z=ʣ  d͡ʒ=ʤ  t͡s=ʦ  t͡ʃ=ʧ  a͡ɪ=I  a͡ʊ=W  e͡ɪ=A  o͡ʊ=O  ə͡ʊ=Q  ɔ͡ɪ=Y  g=ɡ  '=ˈ  :=ː
"""
_OF_ENGLISH = """
ʔˌn̩=tᵊn  ʔn̩=tᵊn  ʔn=tᵊn  ʔ=t  ə͡l=ᵊl  ʲo=jo  ʲə=jə  ʲ=  ɚ=əɹ  r=ɹ  x=k  ç=k  χ=k  ɐ=ə
ɬ=l  ɫ=l  ɾ=T  e=A  o=ɔ  \u0303=
"""
_AMERICAN = """
ə͡ʊ=O  ɜː͡ɹ=ɜɹ  ɜːɹ=ɜɹ  ɜː=ɜɹ  ɝ=ɜɹ  ɪə=iə  e͡ə=ɛɹ  ː=  :=
"""
_BRITISH = """
o͡ʊ=Q  e͡ə=ɛː  ɛ͡ə=ɛː  iə=ɪə  ɝ=ɜː
"""
_ENTRY = re.compile(r"(\S+)=(\S*)")
_VOWELS = "AIOQWYaeiouyæøœɐɑɒɔəɛɜɝɚɨɪɯɤʊʌᵊᵻ"
_STRESSED_SYLLABLE = re.compile(rf"([ˈˌ])([^{_VOWELS}ˈˌ\s]*)(?=[{_VOWELS}])")
_FLAG = re.compile(r"\([^)]*\)")  # "(en)": eSpeak goes on in another language


@cache
def numbers() -> Mapping[str, int]:
    """Symbol -> the number that the model knows it by."""
    table = files("audiobook.engines.kokoro").joinpath("symbols.json")
    found: dict[str, int] = json.loads(table.read_text(encoding="utf-8"))
    return found


def symbols(ipa: str, language: str) -> str:
    """What eSpeak says, in the symbols of the model. ``language`` is as eSpeak calls it."""
    ipa = _FLAG.sub("", ipa).replace("-", "")
    table, pattern = _table(language)
    written = pattern.sub(lambda match: table[match[0]], ipa)
    if language in _ENGLISH:
        written = re.sub(rf"(\S){_SYLLABIC}", r"ᵊ\1", written)
    return "".join(filter(numbers().__contains__, written))


def taught(ipa: str, language: str) -> str:
    """What a lexicon says, in the symbols of the model."""
    for pair in _PAIRS:
        ipa = ipa.replace(pair, pair[0] + TIE + pair[1])
    return _STRESSED_SYLLABLE.sub(r"\2\1", symbols(ipa, language))


def emphasised(word: str) -> str:
    """A word under full stress, on the syllable that carries most of it already."""
    if STRESS in word:
        return word
    if "ˌ" in word:
        return word.replace("ˌ", STRESS, 1)
    return re.sub(f"(?=[{_VOWELS}])", STRESS, word, count=1)


@cache
def _table(language: str) -> tuple[Mapping[str, str], re.Pattern[str]]:
    entries = _ENTRY.findall(_SHARED)
    if language in _ENGLISH:
        entries += _ENTRY.findall(_OF_ENGLISH)
    if language == "en-us":
        entries += _ENTRY.findall(_AMERICAN)
    if language == "en-gb":
        entries += _ENTRY.findall(_BRITISH)
    table = dict(entries)
    # The longest first: "d͡ʒ" is one sound.
    longest_first = sorted(map(re.escape, table), key=len, reverse=True)
    return table, re.compile("|".join(longest_first))
