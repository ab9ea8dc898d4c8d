"""The tag that follows a quotation: "said Emma", "Emma said", "was Emma's
reply".

After a comma any verb may be a verb of speech; after a full stop only a known
one is. Where words stand alone, the next paragraph may open with whose they
were: "It was Emma."
"""

import re
from collections.abc import Iterator

from audiobook.attribute.grammar import gender_of_verb
from audiobook.attribute.lexicon import FEMALE, MALE
from audiobook.attribute.tags.subject import (
    NAME,
    NOUN,
    PRONOUN,
    SELF,
    SEVERAL,
    Subject,
)
from audiobook.attribute.tags.tag import SAID, Span, Tag
from audiobook.attribute.tags.tag_reader import TagPatterns, TagReader
from audiobook.attribute.turns import Layout, Turn, has_words

_WAS_OF = re.compile(r"(?:was|were|came|is)\s+(?=\S)")
_WHOSE = re.compile(r"['’]s?\s+[a-z]")
_ASIDE = re.compile(r",\s+(?:\w+\s+)?\w+ing\b[^,;:.!?\"”“]{0,60}(?=,\s)")
_UNFINISHED_ENDS = (",", "—", "–", "-", ";")
_HEARS = ("heard", "hears")  # their subject is silent
_NOTHING = re.compile(r"\s+nothing\b")  # "Emma said nothing": she is silent too
_HEARD = re.compile(r"(?:him|her)(?=\s)")
_SUBJECTS = {"him": ("he", MALE), "her": ("she", FEMALE)}
_WITH_PLAIN_FORMS = (SELF, SEVERAL)  # "I say", "they ask"
_SHORTEST_VERB = 3  # letters of an unknown verb of speech
_IT_WAS = re.compile(r"\s*It\s+(?:was|is)\s+(?:only\s+|just\s+)?")
# "It was Emma's turn" and "It was Emma and Tom" reveal nobody.
_ENDS = re.compile(r"\s*[.,;:!—–]|\s+(?:who|himself|herself)\b|['’]s\s+voice\b")
# Whoever is asked in is somebody else: "Come in." It was Emma.
_INVITES = re.compile(r"\W*(?:come|walk|step)\s+in\b\W*", re.IGNORECASE)
# Marks behind the last word of a quotation.
CLOSING_MARKS = " \n\"”’'»_"


def following_tag(
    reader: TagReader,
    turn: Turn,
    quotation: int,
    span: Span,
) -> Tag | None:
    """The tag that follows a quotation directly.

    Any verb may be one of speech there if the sentence of the quotation goes
    on: ``"Go on," corroborated Flora``.
    """
    text = reader.text
    start, end = span
    at = start
    lead_in = reader.patterns.lead_in.match(text, start, end)
    if lead_in is not None:
        at = lead_in.end()
    opening = turn.quotations[quotation].start
    quoted = text[opening:start].rstrip(CLOSING_MARKS)
    goes_on = not quoted or quoted.endswith(_UNFINISHED_ENDS)
    # English ends the quoted part of a sentence with a comma; elsewhere a
    # small letter may be all.
    if not reader.patterns.english:
        goes_on = goes_on or text[at : at + 1].islower()
    return (
        _reply_tag(reader, quotation, at)
        or _inverted_tag(reader, quotation, at, any_verb=goes_on)
        or _direct_tag(reader, quotation, at, any_verb=goes_on)
    )


def _reply_tag(
    reader: TagReader,
    quotation: int,
    at: int,
) -> Tag | None:
    """The tag that calls a quotation somebody's.

    "was Edmund's only reply".
    """
    was = _WAS_OF.match(reader.text, at)
    if was is None:
        return None
    mention = reader.places.at(reader.chapter, was.end())
    if mention is None or not _WHOSE.match(reader.text, mention.end):
        return None
    subject = Subject(
        NAME,
        mention.start,
        mention.end,
        mention.person,
    )
    return Tag(
        SAID,
        subject,
        quotation,
        verb="was",
        start=at,
        end=mention.end,
    )


def _inverted_tag(
    reader: TagReader,
    quotation: int,
    at: int,
    *,
    any_verb: bool,
) -> Tag | None:
    """A verb and the subject behind it: "said Emma", "softly asked he".

    ``any_verb`` is true where an unlisted verb may be one of speech too.
    """
    patterns = reader.patterns
    for pattern in patterns.inverted:
        match = pattern.match(reader.text, at)
        if match is None:
            continue
        verb = match.group("verb")
        if not _is_of_speech(verb, patterns, any_verb=any_verb):
            continue
        subject = reader.subject_at(match.end(), inverted=True)
        if subject is None:
            continue
        # Behind an unlisted verb a pronoun is likelier its object.
        listed = verb in patterns.speech
        if listed or subject.kind in (NAME, NOUN):
            return Tag(
                SAID,
                subject,
                quotation,
                verb=verb,
                start=at,
                end=subject.end,
            )
    # English always names the subject.
    if patterns.english:
        return None
    return _verb_alone(reader, quotation, at)


def _verb_alone(
    reader: TagReader,
    quotation: int,
    at: int,
) -> Tag | None:
    """A tag without a subject: the form of its verb tells who speaks.

    Either the person ("dije") or the gender ("сказала").
    """
    patterns = reader.patterns
    match = patterns.alone.match(reader.text, at)
    if match is None:
        return None
    verb = match.group("verb")
    end = match.end()
    if verb not in patterns.speech:
        return None
    if verb in patterns.said_by_me:
        subject = Subject(SELF, at, end)
    else:
        gender = gender_of_verb(verb, patterns.language)
        if not gender:
            return None
        subject = Subject(
            PRONOUN,
            at,
            end,
            gender=gender,
            head=verb,
        )
    return Tag(
        SAID,
        subject,
        quotation,
        verb=verb,
        start=at,
        end=end,
    )


def _is_of_speech(
    verb: str,
    patterns: TagPatterns,
    *,
    any_verb: bool,
) -> bool:
    """Whether a word in the place of a verb is one of speech.

    ``any_verb`` is true where an unlisted one may be, as after a comma.
    """
    if verb in patterns.speech:
        return True
    if not any_verb or len(verb) < _SHORTEST_VERB:
        return False
    if verb.endswith(patterns.no_verb_endings):
        return False
    return verb not in patterns.no_verbs


def _direct_tag(
    reader: TagReader,
    quotation: int,
    at: int,
    *,
    any_verb: bool,
) -> Tag | None:
    """A subject and the verb behind it: "Emma said", "he softly asked".

    ``any_verb`` is true where an unlisted verb may be one of speech too.
    """
    patterns = reader.patterns
    subject = reader.subject_at(at, inverted=False)
    if subject is None:
        return None
    match = _verb_behind(reader, subject.end)
    if match is None:
        return None
    verb = match.group("verb")
    if _NOTHING.match(reader.text, match.end()):
        return None
    if verb in _HEARS:
        return _heard_tag(reader, quotation, at, match.end())
    is_plain_form = subject.kind in _WITH_PLAIN_FORMS
    listed = is_plain_form and verb in patterns.speech_any_form
    if listed or _is_of_speech(verb, patterns, any_verb=any_verb):
        return Tag(
            SAID,
            subject,
            quotation,
            verb=verb,
            start=at,
            end=match.end(),
        )
    return None


def _verb_behind(
    reader: TagReader,
    place: int,
) -> re.Match[str] | None:
    """The verb behind a subject that ends at ``place``.

    In "Ned, nearing Julia, said" it is the verb of saying behind the aside.
    """
    patterns = reader.patterns
    aside = _ASIDE.match(reader.text, place)
    if patterns.english and aside is not None:
        match = patterns.direct.match(reader.text, aside.end())
        if match is not None and match.group("verb") in patterns.speech:
            return match
    return patterns.direct.match(reader.text, place)


def _heard_tag(
    reader: TagReader,
    quotation: int,
    at: int,
    verb_end: int,
) -> Tag | None:
    """The tag of whoever is heard: "Tom heard Emma say", "Tom heard her say"."""
    subject = _heard(reader, verb_end + 1)
    if subject is None:
        return None
    match = reader.patterns.direct.match(reader.text, subject.end)
    if match is None or match.group("verb") not in reader.patterns.speech:
        return None
    return Tag(
        SAID,
        subject,
        quotation,
        verb=match.group("verb"),
        start=at,
        end=match.end(),
    )


def _heard(
    reader: TagReader,
    at: int,
) -> Subject | None:
    """Whoever stands at ``at`` as the object of "heard"."""
    pronoun = _HEARD.match(reader.text, at)
    if pronoun is None:
        return reader.subject_at(at, inverted=False)
    head, gender = _SUBJECTS[pronoun.group()]
    return Subject(PRONOUN, at, pronoun.end(), gender=gender, head=head)


def reveal(
    reader: TagReader,
    turn: Turn,
    layout: Layout,
) -> Iterator[Tag]:
    """The tag at the start of the paragraph after a turn that has no words beside it."""
    for paragraph in layout.paragraphs[turn.last + 1 : turn.last + 2]:
        if paragraph.chapter != turn.chapter or paragraph.apart:
            return
        subject = _who_it_was(reader, paragraph.start, paragraph.end)
        if subject is not None and _is_bare(reader, turn, layout):
            last = len(turn.quotations) - 1
            yield Tag(SAID, subject, last, start=paragraph.start, end=subject.end)


def _who_it_was(
    reader: TagReader,
    start: int,
    end: int,
) -> Subject | None:
    """The name in "It was Emma", where a paragraph opens so."""
    match = _IT_WAS.match(reader.text, start, end)
    if match is None:
        return None
    subject = reader.subject_at(match.end(), inverted=True)
    if subject is None or subject.kind != NAME:
        return None
    return subject if _ENDS.match(reader.text, subject.end) else None


def _is_bare(
    reader: TagReader,
    turn: Turn,
    layout: Layout,
) -> bool:
    """Whether the paragraphs of a turn have nothing but what it says."""
    if _INVITES.fullmatch(reader.text, turn.start, turn.end):
        return False
    paragraphs = layout.paragraphs[turn.first : turn.last + 1]
    narration = [span for paragraph in paragraphs for span in paragraph.narration]
    return not has_words(reader.text, narration)
