"""Which words of a book are names, and which are titles, by how the whole book writes them."""

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields

from audiobook.attribute.lexicon import is_first_name, nouns, title, words
from audiobook.attribute.people.names.bare_names import bare_names
from audiobook.attribute.people.names.runs import CapitalRun, has_article
from audiobook.attribute.turns import Layout
from audiobook.language import ENGLISH, Noun, verbs_of_saying
from audiobook.language import text as text_of
from audiobook.language.patterns import LOWER, UPPER

_INNER = re.compile(rf"['’]([{LOWER}]+)$")
_LOWER_WORD = re.compile(rf"(?<![{UPPER}{LOWER}'’])[{LOWER}]+")
_WORD_BEFORE = re.compile(rf"[\"”’'»]\s+([{LOWER}]+)\s+$")
_REACH = 25  # characters before a name in which a verb and the quotation before it end
_NEXT_WORD = re.compile(rf"\s+([{LOWER}]+)")

_SPEAKS = 3  # tags that make a listed word a name all the same: "French said"
_ARTICLE_SHARE = 0.1  # most places of a title after "the", where it is a name
_OFTEN = 3  # openings of sentences that make a word a name which is never in lower case
_MID_SENTENCE_SHARE = 0.3  # capitals in mid-sentence for every word in lower case
_FIRST_NAME_SHARE = 0.02  # the same for a listed first name ("Mark", "Will")


@dataclass(frozen=True, slots=True)
class Usage:
    """How often a book writes each word with a capital and in lower case.

    ``inside``: capitalised in mid-sentence; ``opening``: capitalised as the first of a sentence;
    ``speaking``: alone before a verb of speech; ``said``: alone behind one that follows a
    quotation; ``bare`` and ``articles``: alone in narration, without an article or after "the".
    """

    inside: Counter[str]
    opening: Counter[str]
    lower: Counter[str]
    speaking: Counter[str]
    said: Counter[str]
    bare: Counter[str]
    articles: Counter[str]


def usage_of(
    runs: Iterable[CapitalRun],
    layout: Layout,
) -> Usage:
    """Counts the words of the runs, and the words in lower case of the whole text."""
    usage = Usage(*(Counter() for _ in fields(Usage)))
    speech = verbs_of_saying(layout.language).finite
    for run in runs:
        if len(run.words) == 1 and not run.quoted:
            _use_alone(run, usage, layout, speech)
        written = [word.text for word in run.words]
        if run.initial:
            usage.opening[written[0]] += 1
            written = written[1:]
        usage.inside.update(written)
    for text in layout.texts:
        usage.lower.update(_LOWER_WORD.findall(text))
    return usage


def _use_alone(
    run: CapitalRun,
    usage: Usage,
    layout: Layout,
    speech: Collection[str],
) -> None:
    """Counts a word that stands alone in narration: with or without an article, and speaking."""
    (word,) = run.words
    text = layout.texts[run.chapter]
    verb = _NEXT_WORD.match(text, word.end)
    if verb is not None and verb.group(1) in speech:
        usage.speaking[word.text] += 1
    before = _WORD_BEFORE.search(text, max(0, word.start - _REACH), word.start)
    if before is not None and before.group(1) in speech:
        usage.said[word.text] += 1
    if has_article(text, word.start, layout.language):
        usage.articles[word.text] += 1
    else:
        usage.bare[word.text] += 1


def titles_of(
    usage: Usage,
    language: str,
) -> Collection[str]:
    """The words that are titles in this book.

    "Duke", who is never "the Duke", has it for a name: "Duke said", "Professor Duke".
    """
    if language != ENGLISH:
        return nouns("titles", language).keys()
    called: set[str] = set()
    for word, bare in usage.bare.items():
        office = title(word, language) or Noun()
        as_name = usage.articles[word] <= _ARTICLE_SHARE * bare
        if office.kind == "rank" and as_name and usage.speaking[word] >= _SPEAKS:
            called.add(word.lower())
    return nouns("titles", language).keys() - called


def name_words(
    usage: Usage,
    layout: Layout,
) -> Collection[str]:
    """The words that are part of names wherever they have a capital.

    Where nouns have capitals too, the capital is not enough.
    """
    language = layout.language
    names: dict[str, None] = {}
    for word in (*usage.inside, *usage.opening):
        if _is_name(word, usage, language):
            names[word] = None
    if text_of(language, "names", "capital_nouns"):
        return bare_names(layout, names)
    return names.keys()


def _is_name(
    word: str,
    usage: Usage,
    language: str,
) -> bool:
    """Whether a capitalised word is part of names, by how the book writes it.

    A listed first name may be a common word too ("will", "mark"); any other word has to be
    capitalised more often, in proportion to its places in lower case.
    """
    low = word.lower()
    if low in words("not_names", language):
        return _speaks(word, usage)
    # An initial is part of a name; "I." is a numeral or a sentence's end. The letter of
    # "Malcolm X" is none by itself.
    if len(word.rstrip(".")) == 1:
        return len(word) > 1 and word != "I."
    inside = usage.inside[word]
    opening = usage.opening[word]
    # "D'you", "Y'know": what stands behind the apostrophe is a word.
    joined = _INNER.search(word)
    if joined is not None and (not inside or usage.lower[joined.group(1)]):
        return False
    lower = usage.lower[low]
    listed = is_first_name(word, language)
    # Seen as the first word of sentences only, it proves nothing by its capital.
    if not inside:
        likely = listed or opening >= _OFTEN
        return likely and not lower
    if listed:
        return inside >= _FIRST_NAME_SHARE * lower
    often = inside > _MID_SENTENCE_SHARE * lower
    return not lower or (often and inside + opening >= 2)


def _speaks(word: str, usage: Usage) -> bool:
    """Whether somebody speaks again and again under a word that is on no list of names.

    "Hall said" may open a sentence; "said Hall" is somebody even where there are halls.
    """
    if usage.said[word] >= _SPEAKS:
        return True
    return usage.speaking[word] >= _SPEAKS and not usage.lower[word.lower()]
