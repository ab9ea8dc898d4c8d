"""Changes of who says a line, as edits of the cast file."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from audiobook.casting import Folded, naming_words
from audiobook.model import NARRATOR
from audiobook.studio.book.book_state import BookState
from audiobook.studio.book.line_place import LinePlace, place_of
from audiobook.studio.book.toml_edit import TomlEditor
from audiobook.studio.book.troubles import BadRequestError, StudioError
from audiobook.studio.book.user_files import CAST
from audiobook.studio.edits.requests import Edit, a_list, a_text
from audiobook.studio.views.doubting import conversation
from audiobook.studio.views.lines import quotation_of

Asked = Mapping[str, Any]

_SHOWN = 40  # characters of a line in a sentence


def correct(state: BookState, asked: Asked) -> Edit:
    """Some lines are said by somebody else."""
    speaker = a_text(asked, "speaker")
    wanted = [place_of(value) for value in a_list(asked, "lines")]
    edit = _given(state, dict.fromkeys(wanted, speaker))
    return edit.called(f"{_lines(state, wanted)} given to {speaker}")


def confirm(state: BookState, asked: Asked) -> Edit:
    """Some lines are said by whoever says them now, whatever else changes."""
    wanted = [place_of(value) for value in a_list(asked, "lines")]
    speakers = {}
    for place in wanted:
        speakers[place] = state.utterance(place).speaker
    names = " and ".join(dict.fromkeys(speakers.values()))
    return _given(state, speakers).called(f"{_lines(state, wanted)} kept with {names}")


def release(state: BookState, asked: Asked) -> Edit:
    """What the user said of some lines is taken back."""
    wanted = [place_of(value) for value in a_list(asked, "lines")]
    editor = _editor(state)
    numbers: set[int] = set()
    for place in wanted:
        numbers.update(_alone(state, place))
    if not numbers:
        raise StudioError(
            "There is no correction of this line alone.",
            remedy="It may be part of a longer one: see [[lines]] in cast.toml.",
        )
    # From the last on, so that the numbers of the others stay.
    for number in sorted(numbers, reverse=True):
        editor.remove_from_list("lines", number)
    sentence = f"Correction of {_lines(state, wanted)} taken back"
    return Edit({CAST: editor.text}, sentence, _together(state, wanted))


def whole_conversation(state: BookState, asked: Asked) -> Edit:
    """The lines of the conversation around a line, in one of three ways."""
    place = place_of(asked.get("line"))
    turns = conversation(state, place)
    how = a_text(asked, "how")
    if how == "alternate":
        first, second = a_text(asked, "first"), a_text(asked, "second")
        speakers = _alternating(turns, place, state, (first, second))
        sentence = f"Conversation of {first} and {second} taken in turns"
    elif how in ("give", "swap"):
        one, other = a_text(asked, "from"), a_text(asked, "to")
        speakers = _handed_on(turns, state, one, other, both=how == "swap")
        sentence = f"Lines of {one} in a conversation given to {other}"
        if how == "swap":
            sentence = f"{one} and {other} exchanged in a conversation"
    else:
        raise BadRequestError('"how" is "give", "swap" or "alternate".')
    if not speakers:
        raise StudioError("No line of this conversation would change.")
    return _given(state, speakers).called(sentence)


def _alternating(
    turns: Sequence[Sequence[LinePlace]],
    place: LinePlace,
    state: BookState,
    pair: tuple[str, str],
) -> dict[LinePlace, str]:
    """Every turn is said by the one who did not say the turn before; the line by the first."""
    here = quotation_of(state, place)[0]
    own = next((n for n, turn in enumerate(turns) if here in turn), 0)
    speakers = {}
    for number, turn in enumerate(turns):
        for each in turn:
            speakers[each] = pair[(number - own) % 2]
    return speakers


def _handed_on(
    turns: Iterable[Iterable[LinePlace]],
    state: BookState,
    one: str,
    other: str,
    *,
    both: bool,
) -> dict[LinePlace, str]:
    """One's lines become the other's; ``both``: and the other's the one's."""
    new = {one: other}
    if both:
        new[other] = one
    speakers = {}
    for turn in turns:
        for place in turn:
            speaker = state.utterance(place).speaker
            if speaker in new:
                speakers[place] = new[speaker]
    return speakers


def _given(state: BookState, speakers: Mapping[LinePlace, str]) -> Edit:
    """The cast file with a correction for the quotation of each of these lines."""
    if not speakers:
        raise BadRequestError("No line is given.")
    editor = _editor(state)
    add_unknown(editor, state, speakers.values())
    firsts: dict[LinePlace, str] = {}
    for place, speaker in speakers.items():
        firsts.setdefault(quotation_of(state, place)[0], speaker)
    new = []
    for first, speaker in firsts.items():
        alone = _alone(state, first)
        # An earlier correction of this quotation alone is changed where it stands.
        if alone:
            editor.set_in_list("lines", alone[-1], "speaker", speaker)
        else:
            new.append(_correction(state, first, speaker))
    if new:
        editor.append("lines", *new)
    return Edit({CAST: editor.text}, "", _together(state, speakers))


def _together(state: BookState, places: Iterable[LinePlace]) -> tuple[LinePlace, ...]:
    """The utterances of all quotations that some lines are in."""
    together: dict[LinePlace, None] = {}
    for place in places:
        together.update(dict.fromkeys(quotation_of(state, place)))
    return tuple(together)


def _correction(state: BookState, place: LinePlace, speaker: str) -> dict[str, object]:
    """A quotation as the cast file names it, and who says it."""
    chapter = state.chapter(place.chapter)
    start, end = _stretch(state, place)
    words, nth = naming_words(Folded(chapter.text), chapter.text, start, end)
    values: dict[str, object] = {"chapter": place.chapter, "text": words}
    if nth:
        values["nth"] = nth
    return {**values, "speaker": speaker}


def _stretch(state: BookState, place: LinePlace) -> tuple[int, int]:
    """The first paragraph of a quotation; any of its words correct the whole of it."""
    first = state.utterance(place)
    end = first.end
    for each in quotation_of(state, place):
        utterance = state.utterance(each)
        if utterance.paragraph == first.paragraph:
            end = utterance.end
    return first.start, end


def _alone(state: BookState, place: LinePlace) -> list[int]:
    """The numbers of the corrections that mean this quotation and no other."""
    together = set(quotation_of(state, place))
    found = []
    for number, (line, stretch) in enumerate(
        zip(state.choices.lines, state.placed, strict=True)
    ):
        if stretch is None or line.chapter != place.chapter:
            continue
        touched = set(_touched(state, line.chapter, stretch))
        if touched and touched <= together:
            found.append(number)
    return found


def _touched(
    state: BookState, number: int, stretch: tuple[int, int]
) -> Iterable[LinePlace]:
    """The utterances that a correction means: quotations where it touches any."""
    utterances = state.utterances(number)
    touched = []
    for index, utterance in enumerate(utterances):
        if utterance.start < stretch[1] and stretch[0] < utterance.end:
            touched.append((LinePlace(number, index), utterance.quotation is not None))
    quoted = [place for place, is_quoted in touched if is_quoted]
    return quoted or [place for place, _ in touched]


def add_unknown(editor: TomlEditor, state: BookState, speakers: Iterable[str]) -> None:
    """A table for everybody who is new: a name that the book does not print is one then."""
    # Else the name would have to be made of words that the book prints.
    known = {NARRATOR, *state.roles}
    known.update(choice.speaker for choice in state.choices.speakers)
    for character in state.script.characters:
        known.update(character.aliases)
    for speaker in dict.fromkeys(speakers):
        if speaker not in known:
            editor.add_table("speakers", speaker)


def _editor(state: BookState) -> TomlEditor:
    return TomlEditor(state.snapshot.text(CAST), state.run.project.cast_file)


def _lines(state: BookState, wanted: Sequence[LinePlace]) -> str:
    """Some lines in a sentence."""
    if not wanted:
        raise BadRequestError("No line is given.")
    if len(wanted) > 1:
        return f"{len(wanted)} lines"
    words = state.text(wanted[0])
    if len(words) > _SHOWN:
        words = f"{words[:_SHOWN].rstrip()}…"
    bare = words.strip('“”"')
    return f"“{bare}”"
