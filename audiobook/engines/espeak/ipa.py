"""Pronunciations and emphasis in the words of a line, as eSpeak NG takes them.

IPA becomes the phoneme names of its English voices (``[[k,ak@S'i:]]``), a stressed word SSML:
higher, louder and slower by a shade (``<emphasis>`` itself lowers and slurs all that follows).

The names are those of eSpeak's English phoneme tables, tried one by one in ``en-us``,
``en-gb-x-rp`` and ``en-gb-scotland`` by its phoneme trace. Sounds that English lacks become the
nearest it has, as an English reader would say them. Other languages have other names: there the
printed word is said.
"""

import re

from audiobook.model.markup import STRESS, has_stress, pronounced

# Kinds of sounds, each with its signs: what IPA writes, and the name of the phoneme.
_TABLE = """
affricates      tʃ=tS  dʒ=dZ
diphthongs      eɪ=eI  aɪ=aI  ɔɪ=OI  oʊ=oU  əʊ=oU  aʊ=aU  eə=e@  ɛə=e@  ɪə=i@  ʊə=U@
long vowels     iː=i:  uː=u:  ɑː=A:  ɔː=O:  ɜː=3:
front vowels    i=i  ɪ=I  e=E  ɛ=E  æ=a  a=a  y=u:  ø=3:  œ=3:
central vowels  ɜ=3:  ɝ=3:  ɚ=3  ə=@  ɐ=@  ɨ=I  ʌ=V
back vowels     ɑ=A:  ɒ=0  ɔ=O:  ʊ=U  u=u:  o=oU  ɯ=u:
stops           p=p  b=b  t=t  d=d  k=k  g=g  ɡ=g  c=k  q=k  ɟ=dZ  ʔ=?
fricatives      f=f  v=v  θ=T  ð=D  s=s  z=z  ʃ=S  ʒ=Z  h=h  x=x  χ=x  ç=C  ɕ=S  ʑ=Z
                ʂ=S  ʐ=Z  ɸ=f  β=b  ɣ=g  ɦ=h
nasals          m=m  n=n  ŋ=N  ɲ=n^  ɴ=N  ɱ=m
liquids         l=l  ɫ=l  ʎ=lj  r=r  ɹ=r  ɾ=r  ʁ=r  ʀ=r
glides          w=w  ʍ=w  j=j  ɥ=w  ʋ=v
stress, length  ˈ='  ˌ=,  '='  ː=:  :=:
"""
_NAMES = {
    " ": "||",
    **dict(re.findall(r"(\S+)=(\S+)", _TABLE)),
}
# The longest first: "tʃ" is one sound, not two.
_BY_LENGTH = sorted(map(re.escape, _NAMES), key=len, reverse=True)
_SOUND = re.compile("|".join(_BY_LENGTH))
_BRACKETS = str.maketrans({"[": "(", "]": ")", "<": " ", ">": " "})
_STRESSED = '<prosody pitch="+15%" volume="+20%" rate="88%">{}</prosody>'
SSML = "<speak>"  # what words begin with that are SSML


def with_phonemes(words: str, voice: str) -> str:
    """``words`` for an eSpeak voice ("gmw/en-US+f3").

    Pronunciations become phonemes where the voice is an English one. Nothing else in ``words``
    can be taken for phonemes.
    """
    words = words.translate(_BRACKETS)
    stressed = has_stress(words)
    if stressed:
        words = words.replace("&", "&amp;")
    if _is_english(voice):
        words = pronounced(words, _phonemes)
    else:
        words = pronounced(words, _printed)
    if stressed:
        return f"{SSML}{words}</speak>"
    return words


def _is_english(voice: str) -> bool:
    _, _, tag = voice.partition("/")
    return re.split("[+-]", tag)[0] == "en"


def _phonemes(word: str, ipa: str) -> str:
    if ipa == STRESS:
        return _printed(word, ipa)
    names = "".join(_NAMES[sound] for sound in _SOUND.findall(ipa))
    if not names:
        return word
    # A long vowel's name ends with ":" already; the IPA may mark it long once more.
    names = names.replace("::", ":")
    return f"[[{names}]]"


def _printed(word: str, ipa: str) -> str:
    if ipa == STRESS:
        return _STRESSED.format(word)
    return word
