"""Which quotations are written rather than spoken: letters, notes, notices, verse.

They stand between the same marks as speech, paragraph after paragraph. They are known by how they are led in
("the letter ran as follows:"), how they begin ("MY DEAR SIR,") and end ("Yours ever"), by a tag that says so
("she wrote"), and verse by lines that all begin with a capital. How they are led in also tells a sign or a song
from a letter.
"""

import re
from collections.abc import Container, Sequence
from enum import Enum, auto
from typing import NamedTuple

from audiobook.model import Kind
from audiobook.segment.aloud import is_verse
from audiobook.segment.marks import ALL
from audiobook.segment.quotations import Quoted

_Q = f"[{ALL}_*\\s\\[(]"
_PAPER = (
    r"(?:letters?|notes?|wrote|writes?|writing|written|handwriting|telegrams?|telegraphed|cable|advertisement"
    r"|inscription|inscribed|engraved|placard|poster|headlines?|postscript|document|pencil|postmark|postcard"
    r"|paragraph|verses?|poem|song|sang|sing|singing|hymn|epitaph|ballad|entry|diary|email|e-mail"
    r"|scribbled|scrawled|envelope|recited?|contents|message)"
)
_ON_PAPER = re.compile(rf"\b{_PAPER}\b", re.IGNORECASE)
_LEADS_IN = re.compile(rf"\b(?:{_PAPER}|read|reads)\b[^.!?]*[:—–-]+{_Q}*$", re.IGNORECASE)
_SIGN = re.compile(
    r"\b(?:sign(?:board|post)?s?|notices?|placards?|posters?|headlines?|inscriptions?|inscribed|engraved|epitaph"
    r"|advertisements?|labels?|banners?|plates?|plaques?|tombstones?|boards?)\b",
    re.IGNORECASE,
)
_SONG = re.compile(
    r"\b(?:verses?|poems?|songs?|sang|sung|sing|sings|singing|hymns?|ballads?|recit(?:ed|es|ing)|chorus|chant(?:ed|ing)?"
    r"|stanzas?|rhymes?)\b",
    re.IGNORECASE,
)
_LAST_WORDS = 80  # characters before a piece of writing that say what it is
_FOLLOWS = re.compile(
    r"\b(?:as\s+follows|(?:in|were)\s+these\s+words|(?:were|was)\s+the\s+(?:contents|following)|following\s+\w+|ran|runs"
    r"|this\s+effect)\b[^.!?]*\W*$",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"\b(?:sa(?:id|ys?|ying)|cr(?:ied|ying)|ask(?:ed|ing)|repl(?:ied|ying)|add(?:ed|ing)|exclaim(?:ed|ing)|answer(?:ed|ing)"
    r"|spoke|speech|speaking|began(?!\s+(?:to\s+)?(?:sing|recit|writ|chant))|went\s+on|remark(?:ed|ing)|observ(?:ed|ing)"
    r"|told)[^\w.!?]+(?:\w+[^\w.!?]+){0,6}$"
)
_TAG = re.compile(
    rf"{_Q}*,?\s*\[?(?:(?:[\w.’']+\s+){{0,3}}(?:wrote|writes|scribbled)\b|(?:it|(?:the|her|his)\s+\w+)\s+(?:ran|read)\b)"
)
_DEAR = r"(?:my\s+)?(?:own\s+)?(?:very\s+)?(?:dear|dearest|darling|beloved|honou?red)\s+(?:[\w.’'-]+\s+){0,4}[\w.’'-]+"
_GREETING = re.compile(
    rf"{_Q}*(?:{_DEAR}|sir|madam|gentlemen)[,:](?:--|[—–])?{_Q}*$", re.IGNORECASE
)
_GREETING_AND_MORE = re.compile(
    rf"{_Q}*(?:(?:MY )?DEAR(?:EST)? [A-Z]{{2,}}"
    rf"|(?:{_DEAR}|[Ss]ir|[Mm]adam)[,:.]?(?:\s*(?:--|[—–])|\s*[\n\r]| {{3}}))"
    r"|\W*(?:My )?(?:D|d)ear(?:est)? (?:[\w.’'-]+ ){0,4}[\w.’'-]+[,:.](?:--|[—–])"
)
_DATE = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December|\w+day)\b[^a-z]{0,14}$",
    re.IGNORECASE,
)
_SMALL = re.compile(r"\b(?<![’'])[a-z]")
_FAREWELL = re.compile(
    r"(?:(?:^|[.!?,—–-]|\s{2})\W*(?:ever\s+)?\bYour(?:s|['’]s)\b[^.!?]{0,40}|\b[Yy]our\b[^.!?]{0,50}\b(?:servant|friend|sister"
    r"|brother|cousin|son|daughter|mother|father|uncle|aunt|nephew|niece|wife|husband|affectionate)\b[^.!?]{0,10}"
    r"|&c\.?,?|\bYours, etc\.)\W*(?:[A-Z][\w.]*\W+){0,4}$"
)
_HEAD = 60  # characters of a greeting, a date, an address or a signature
_LONG = 300  # characters from which on a quotation without a tag is no remark
_WINDOW = 120  # characters in which a greeting or a farewell is looked for
_PAGES = 40  # paragraphs of a letter that are searched for its end


class _State(Enum):
    SPEECH = auto()
    HEAD = auto()  # greeting, date or address: the letter itself follows
    LETTER = auto()


class _Run(NamedTuple):
    """A run of paragraphs with their quotations."""

    text: str
    spans: Sequence[tuple[int, int]]
    found: Sequence[Sequence[Quoted]]
    aside: Container[int]

    def whole(self, number: int) -> bool:
        """Whether a paragraph is one quotation and nothing else."""
        start, end = self.spans[number]
        quotes = self.found[number]
        return (
            len(quotes) == 1
            and quotes[0].start == start
            and not any(c.isalnum() for c in self.text[quotes[0].end : end])
        )

    def short(self, number: int) -> bool:
        """Whether it has the length of a greeting or a signature."""
        return self.spans[number][1] - self.spans[number][0] < _HEAD

    def reach(self, number: int) -> int:
        """The last paragraph to which the last quotation of this one is carried on."""
        while (
            number + 1 < len(self.spans)
            and self.found[number + 1]
            and self.found[number + 1][0].carries_on
        ):
            number += 1
            if len(self.found[number]) > 1:
                break
        return number

    def lead(self, number: int, place: int) -> str:
        """The narration right before a quotation, up to 300 characters."""
        start = self.found[number][place].start
        floor = self.found[number][place - 1].end if place else max(0, start - 300)
        for before in range(number - 1, max(-1, number - 4), -1):
            if self.found[before]:
                floor = max(floor, self.found[before][-1].end)
        return self.text[floor:start]

    def head(self, number: int) -> str:
        """How a paragraph begins."""
        start, end = self.spans[number]
        return self.text[start : min(end, start + _WINDOW)]

    def tail(self, number: int) -> str:
        """How a paragraph ends."""
        start, end = self.spans[number]
        return self.text[max(start, end - _WINDOW) : end]


def written(
    text: str,
    spans: Sequence[tuple[int, int]],
    found: Sequence[Sequence[Quoted]],
    aside: Container[int] = (),
) -> dict[int, Kind]:
    """The quotations of a run of paragraphs that are written, not spoken: start -> what each of them is.

    ``aside`` holds the starts of paragraphs that are set off by their indentation.
    """
    run = _Run(text, spans, found, aside)
    kinds: dict[int, Kind] = {}
    state, kind = _State.SPEECH, Kind.LETTER
    for number, quotes in enumerate(found):
        if quotes and is_verse(text, *spans[number]):
            kinds.update({quote.start: Kind.VERSE for quote in quotes})
            continue
        for place, quote in enumerate(quotes):
            before, state = state, _next(run, number, place, state)
            if state is not _State.SPEECH:
                kind = kind if before is not _State.SPEECH else _kind(run, number, place)
                kinds[quote.start] = kind
        if not quotes:
            state = _State.SPEECH
    return kinds


def _kind(run: _Run, number: int, place: int) -> Kind:
    """A letter, unless the words right before say that it is something else."""
    lead = run.lead(number, place)[-_LAST_WORDS:]
    if _GREETING.match(run.head(number)):
        return Kind.LETTER
    return Kind.SIGN if _SIGN.search(lead) else Kind.VERSE if _SONG.search(lead) else Kind.LETTER


def _next(run: _Run, number: int, place: int, state: _State) -> _State:
    quote = run.found[number][place]
    if quote.carries_on:
        return _State.SPEECH if state is _State.SPEECH else _State.LETTER
    if state is not _State.SPEECH:
        if place:
            return (
                _State.SPEECH if _SAYS.search(run.text[quote.start - 40 : quote.start]) else state
            )
        if run.whole(number) and _goes_on(run, number, state):
            return _State.HEAD if state is _State.HEAD and run.short(number) else _State.LETTER
    return _begins(run, number, place)


def _goes_on(run: _Run, number: int, state: _State) -> bool:
    if (
        state is _State.HEAD
        or run.spans[number][0] in run.aside
        or (run.short(number) and _FAREWELL.search(run.tail(number)))
    ):
        return True
    if run.short(number) and _FAREWELL.search(run.tail(number - 1)):
        return True
    return not run.short(number) and _ends_as_letter(run, number)


def _ends_as_letter(run: _Run, number: int) -> bool:
    """Whether nothing but whole paragraphs lies between here and a farewell."""
    for later in range(number, min(number + _PAGES, len(run.spans))):
        if not run.whole(later):
            return False
        if _FAREWELL.search(run.tail(later)):
            return True
        if run.short(later):
            return False
    return False


def _begins(run: _Run, number: int, place: int) -> _State:
    text, quote, whole = run.text, run.found[number][place], run.whole(number)
    if _TAG.match(text, quote.end, min(run.spans[number][1], quote.end + 60)):
        return _begun(run, number)
    lead = run.lead(number, place)
    if _SAYS.search(lead):
        return _State.SPEECH
    known = _led_in(lead) or (whole and (_GREETING.match(run.head(number)) or _greets(lead)))
    if known or (
        _heads_letter(run, number, lead)
        if run.short(number)
        else _looks_written(run, number, place)
    ):
        return _begun(run, number)
    return _State.SPEECH


def _begun(run: _Run, number: int) -> _State:
    return _State.HEAD if run.whole(number) and run.short(number) else _State.LETTER


def _heads_letter(run: _Run, number: int, lead: str) -> bool:
    """Whether a short paragraph is an address or a date: the greeting follows soon."""
    ahead = range(number + 1, min(number + 4, len(run.spans)))
    return (
        run.whole(number)
        and _ON_PAPER.search(lead) is not None
        and any(_GREETING.match(run.head(later)) for later in ahead)
    )


def _looks_written(run: _Run, number: int, place: int) -> bool:
    """Whether a long quotation is set off, or greets or takes leave as a letter does."""
    start = run.spans[number][0]
    if start in run.aside:
        return True
    last = run.reach(number) if place == len(run.found[number]) - 1 else number
    if not run.whole(number) or run.spans[last][1] - start <= _LONG:
        return False
    return bool(_GREETING_AND_MORE.match(run.head(number)) or _FAREWELL.search(run.tail(last)))


def _led_in(lead: str) -> bool:
    return bool(_LEADS_IN.search(lead) or (_FOLLOWS.search(lead) and _ON_PAPER.search(lead)))


def _greets(lead: str) -> bool:
    """Whether what precedes a quotation is the unquoted head of a letter."""
    lines = lead.strip().splitlines()
    last = lines[-1].strip() if lines else ""
    if not last or len(last) >= _HEAD:
        return False
    return bool(_GREETING.match(last) or (_DATE.search(last) and not _SMALL.search(last)))
