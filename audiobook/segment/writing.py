"""Which quotations are written rather than spoken: letters, notes, notices, verse.

They stand between the same marks as speech, paragraph after paragraph. They are known by how they
are led in ("the letter ran as follows:"), how they begin ("MY DEAR SIR,") and end ("Yours ever"),
by a tag that says so ("she wrote"), and verse by lines that all begin with a capital. How they
are led in also tells a sign or a song from a letter.
"""

import re
from collections.abc import Container, Sequence
from enum import Enum, auto
from functools import cache
from typing import NamedTuple

from audiobook.language import ENGLISH
from audiobook.language.patterns import alternatives
from audiobook.language.saying import verbs_of_saying
from audiobook.model import Kind
from audiobook.segment.aloud import is_verse
from audiobook.segment.marks import ALL, has_words
from audiobook.segment.paragraphs import Span
from audiobook.segment.quotations import Quoted

_MARKS = f"[{ALL}_*\\s\\[(]"  # what may stand around a quotation and its first words
_PAPER = (
    r"(?:letters?|notes?|wrote|writes?|writing|written|handwriting|telegrams?|telegraphed|cable"
    r"|advertisement|inscription|inscribed|engraved|placard|poster|headlines?|postscript|document"
    r"|pencil|postmark|postcard|paragraph|verses?|poem|song|sang|sing|singing|hymn|epitaph|ballad"
    r"|entry|diary|email|e-mail|scribbled|scrawled|envelope|recited?|contents|message)"
)
_ON_PAPER = re.compile(rf"\b{_PAPER}\b", re.IGNORECASE)
_LEADS_IN = re.compile(
    rf"\b(?:{_PAPER}|read|reads)\b[^.!?]*[:—–-]+{_MARKS}*$", re.IGNORECASE
)
_SIGN = re.compile(
    r"\b(?:sign(?:board|post)?s?|notices?|placards?|posters?|headlines?|inscriptions?|inscribed"
    r"|engraved|epitaph|advertisements?|labels?|banners?|plates?|plaques?|tombstones?|boards?)\b",
    re.IGNORECASE,
)
_SONG = re.compile(
    r"\b(?:verses?|poems?|songs?|sang|sung|sing|sings|singing|hymns?|ballads?|recit(?:ed|es|ing)"
    r"|chorus|chant(?:ed|ing)?|stanzas?|rhymes?)\b",
    re.IGNORECASE,
)
_FOLLOWS = re.compile(
    r"\b(?:as\s+follows|(?:in|were)\s+these\s+words|(?:were|was)\s+the\s+(?:contents|following)"
    r"|following\s+\w+|ran|runs|this\s+effect)\b[^.!?]*\W*$",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"\b(?:sa(?:id|ys?|ying)|cr(?:ied|ying)|ask(?:ed|ing)|repl(?:ied|ying)|add(?:ed|ing)"
    r"|exclaim(?:ed|ing)|answer(?:ed|ing)|spoke|speech|speaking"
    r"|began(?!\s+(?:to\s+)?(?:sing|recit|writ|chant))|went\s+on|remark(?:ed|ing)|observ(?:ed|ing)"
    r"|told)[^\w.!?]+(?:\w+[^\w.!?]+){0,6}$"
)
_TAG = re.compile(
    rf"{_MARKS}*,?\s*\[?(?:(?:[\w.’']+\s+){{0,3}}(?:wrote|writes|scribbled)\b"
    r"|(?:it|(?:the|her|his)\s+\w+)\s+(?:ran|read)\b)"
)
_DEAR = (
    r"(?:my\s+)?(?:own\s+)?(?:very\s+)?(?:dear|dearest|darling|beloved|honou?red)\s+"
    r"(?:[\w.’'-]+\s+){0,4}[\w.’'-]+"
)
_GREETING = re.compile(
    rf"{_MARKS}*(?:{_DEAR}|sir|madam|gentlemen)[,:](?:--|[—–])?{_MARKS}*$",
    re.IGNORECASE,
)
_GREETING_AND_MORE = re.compile(
    rf"{_MARKS}*(?:(?:MY )?DEAR(?:EST)? [A-Z]{{2,}}"
    rf"|(?:{_DEAR}|[Ss]ir|[Mm]adam)[,:.]?(?:\s*(?:--|[—–])|\s*[\n\r]| {{3}}))"
    r"|\W*(?:My )?(?:D|d)ear(?:est)? (?:[\w.’'-]+ ){0,4}[\w.’'-]+[,:.](?:--|[—–])"
)
_DATE = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|\w+day)\b[^a-z]{0,14}$",
    re.IGNORECASE,
)
_SMALL = re.compile(r"\b(?<![’'])[a-z]")
_FAREWELL = re.compile(
    r"(?:(?:^|[.!?,—–-]|\s{2})\W*(?:ever\s+)?\bYour(?:s|['’]s)\b[^.!?]{0,40}"
    r"|\b[Yy]our\b[^.!?]{0,50}\b(?:servant|friend|sister|brother|cousin|son|daughter|mother|father"
    r"|uncle|aunt|nephew|niece|wife|husband|affectionate)\b[^.!?]{0,10}(?!\s*[?!])"
    r"|&c\.?,?|\bYours, etc\.)\W*(?:[A-Z][\w.]*\W+){0,4}$"
)
_LAST_WORDS = 80  # characters before a piece of writing that say what it is
_LEAD = 300  # characters of narration before a quotation that lead it in
_TAG_ENDS = 60  # characters after a quotation in which its tag is looked for
_TAG_BEFORE = 40  # characters before one that goes on in the same paragraph
_HEAD = 60  # characters of a greeting, a date, an address or a signature
_LONG = 300  # characters from which on a quotation without a tag is not a remark
_WINDOW = 120  # characters in which a greeting or a farewell is looked for
_LEADS_FROM = 3  # paragraphs back, to which what leads in may reach
_GREETS_WITHIN = 3  # paragraphs after an address
_PAGES = 40  # paragraphs of a letter that are searched for its end


class _State(Enum):
    """What the quotations of a run are so far."""

    SPEECH = auto()
    HEAD = auto()  # greeting, date or address: the letter itself follows
    LETTER = auto()


class _Run(NamedTuple):
    """A run of paragraphs with their quotations; ``aside`` as in :func:`written`."""

    text: str
    spans: Sequence[Span]
    quotes_of: Sequence[Sequence[Quoted]]
    aside: Container[int]

    def whole(self, number: int) -> bool:
        """Whether a paragraph is one quotation and nothing else, but for punctuation."""
        start, end = self.spans[number]
        quotes = self.quotes_of[number]
        if len(quotes) != 1 or quotes[0].start != start:
            return False
        return not has_words(self.text[quotes[0].end : end])

    def short(self, number: int) -> bool:
        """Whether it has the length of a greeting or a signature."""
        start, end = self.spans[number]
        return end - start < _HEAD

    def takes_leave(self, number: int) -> bool:
        """Whether a paragraph ends as a letter does."""
        start, end = self.spans[number]
        return _FAREWELL.search(self.text[max(start, end - _WINDOW) : end]) is not None

    def reach(self, number: int) -> int:
        """The last paragraph to which the last quotation of this one is carried on."""
        for later in range(number + 1, len(self.spans)):
            quotes = self.quotes_of[later]
            if not quotes or not quotes[0].carries_on:
                return later - 1
            if len(quotes) > 1:
                return later
        return len(self.spans) - 1

    def lead(self, number: int, place: int) -> str:
        """The narration right before a quotation, up to 300 characters."""
        quotes = self.quotes_of[number]
        start = quotes[place].start
        floor = max(0, start - _LEAD)
        if place:
            floor = quotes[place - 1].end
        for before in self.quotes_of[max(0, number - _LEADS_FROM) : number]:
            if before:
                floor = max(floor, before[-1].end)
        return self.text[floor:start]

    def head(self, number: int) -> str:
        """How a paragraph begins."""
        start, end = self.spans[number]
        return self.text[start : min(end, start + _WINDOW)]


def written(
    text: str,
    spans: Sequence[Span],
    quotes_of: Sequence[Sequence[Quoted]],
    aside: Container[int] = (),
) -> dict[int, Kind]:
    """The quotations of a run of paragraphs that are written: start -> what each of them is.

    ``aside`` holds the starts of paragraphs that are set off by their indentation. The run is
    read in order, with one state: what a quotation is depends on what the one before it was.
    """
    run = _Run(text, spans, quotes_of, aside)
    kinds: dict[int, Kind] = {}
    state = _State.SPEECH
    kind = Kind.LETTER
    for number, quotes in enumerate(quotes_of):
        # Narration ends a letter; verse may stand inside one.
        if not quotes:
            state = _State.SPEECH
        verse = bool(quotes) and is_verse(text, *spans[number])
        for place, quote in enumerate(quotes):
            if verse:
                kinds[quote.start] = Kind.VERSE
                continue
            before = state
            state = _next(run, number, place, before)
            if state is _State.SPEECH:
                continue
            # What it is, its first paragraph says for all of them.
            if before is _State.SPEECH:
                kind = _kind(run, number, place)
            kinds[quote.start] = kind
    return kinds


def _kind(
    run: _Run,
    number: int,
    place: int,
) -> Kind:
    """A letter, unless the words right before say that it is something else."""
    if _GREETING.match(run.head(number)):
        return Kind.LETTER
    lead = run.lead(number, place)[-_LAST_WORDS:]
    if _SIGN.search(lead):
        return Kind.SIGN
    if _SONG.search(lead):
        return Kind.VERSE
    return Kind.LETTER


def _next(
    run: _Run,
    number: int,
    place: int,
    state: _State,
) -> _State:
    """What a quotation is, given what the one before it was: ``state``."""
    if state is _State.SPEECH:
        if run.quotes_of[number][place].carries_on:
            return _State.SPEECH
        return _begins(run, number, place)
    return _after_writing(run, number, place, state)


def _after_writing(
    run: _Run,
    number: int,
    place: int,
    state: _State,
) -> _State:
    """What follows a greeting, or a part of a letter."""
    quote = run.quotes_of[number][place]
    if quote.carries_on:
        return _State.LETTER
    # Further quotations of a paragraph go on, unless somebody is said to speak.
    if place:
        before = run.text[max(0, quote.start - _TAG_BEFORE) : quote.start]
        if _SAYS.search(before):
            return _State.SPEECH
        return state
    if not run.whole(number) or not _goes_on(run, number, state):
        return _begins(run, number, place)
    # A date, an address and a greeting may be three short paragraphs.
    if state is _State.HEAD and run.short(number):
        return _State.HEAD
    return _State.LETTER


def _goes_on(
    run: _Run,
    number: int,
    state: _State,
) -> bool:
    """Whether a paragraph that is one quotation goes on with what was written before it.

    After a head the letter itself has to follow; after a part of it another, or speech again.
    Then a farewell has to be in sight.
    """
    if state is _State.HEAD or run.spans[number][0] in run.aside:
        return True
    # "Yours ever," and then the name.
    if run.short(number):
        return run.takes_leave(number) or run.takes_leave(number - 1)
    return _ends_as_letter(run, number)


def _ends_as_letter(run: _Run, number: int) -> bool:
    """Whether nothing but whole paragraphs lies between here and a farewell."""
    for later in range(number, min(number + _PAGES, len(run.spans))):
        if not run.whole(later):
            return False
        if run.takes_leave(later):
            return True
        if run.short(later):
            return False
    return False


def _begins(
    run: _Run,
    number: int,
    place: int,
) -> _State:
    """Whether a quotation after speech is written.

    Its tag may say so, how it is led in, or its own words.
    """
    quote = run.quotes_of[number][place]
    tag_ends = min(run.spans[number][1], quote.end + _TAG_ENDS)
    if _TAG.match(run.text, quote.end, tag_ends):
        return _begun(run, number)
    lead = run.lead(number, place)
    if _SAYS.search(lead) or _said().match(run.text, quote.end, tag_ends):
        return _State.SPEECH
    if _led_in(lead) or _is_greeted(run, number, lead):
        return _begun(run, number)
    # Of its own words a long quotation shows what it is, a short one by what follows.
    if run.short(number):
        if _heads_letter(run, number, lead):
            return _begun(run, number)
    elif _looks_written(run, number):
        return _begun(run, number)
    return _State.SPEECH


def _begun(run: _Run, number: int) -> _State:
    """The state after the first quotation of a piece of writing."""
    if run.whole(number) and run.short(number):
        return _State.HEAD
    return _State.LETTER


def _is_greeted(
    run: _Run,
    number: int,
    lead: str,
) -> bool:
    """Whether a paragraph that is one quotation is a greeting, or follows the head of a letter."""
    if not run.whole(number):
        return False
    return _GREETING.match(run.head(number)) is not None or _greets(lead)


def _heads_letter(
    run: _Run,
    number: int,
    lead: str,
) -> bool:
    """Whether a short paragraph is an address or a date: the greeting follows soon.

    What leads it in has to speak of something written: a short quotation is a remark more often
    than not.
    """
    if not run.whole(number) or not _ON_PAPER.search(lead):
        return False
    ahead = range(number + 1, min(number + 1 + _GREETS_WITHIN, len(run.spans)))
    return any(_GREETING.match(run.head(later)) for later in ahead)


def _looks_written(run: _Run, number: int) -> bool:
    """Whether a long quotation is set off, or greets or takes leave as a letter does.

    It may run over several paragraphs: the farewell is at the end of the last.
    """
    start, _ = run.spans[number]
    if start in run.aside:
        return True
    if not run.whole(number):
        return False
    last = run.reach(number)
    _, end = run.spans[last]
    if end - start <= _LONG:
        return False
    return _GREETING_AND_MORE.match(run.head(number)) is not None or run.takes_leave(
        last
    )


def _led_in(lead: str) -> bool:
    """Whether the words before a quotation announce something written."""
    if _LEADS_IN.search(lead):
        return True
    return _FOLLOWS.search(lead) is not None and _ON_PAPER.search(lead) is not None


def _greets(lead: str) -> bool:
    """Whether what precedes a quotation is the unquoted head of a letter: a greeting or a date.

    Only the last line counts, and only where it is short.
    """
    lines = lead.strip().splitlines()
    if not lines:
        return False
    last = lines[-1].strip()
    if not last or len(last) >= _HEAD:
        return False
    if _GREETING.match(last):
        return True
    return _DATE.search(last) is not None and not _SMALL.search(last)


@cache
def _said() -> re.Pattern[str]:
    """The tag of whoever says something while they hand over a letter."""
    verb = alternatives(verbs_of_saying(ENGLISH).finite)
    return re.compile(rf"\s*(?:he|she|I|they)\s+(?:\w+ly\s+)?(?:{verb})\b")
