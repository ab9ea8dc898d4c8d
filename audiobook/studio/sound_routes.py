"""The routes that sound: lines of the book, voices that are tried, words that are taught."""

from collections.abc import Mapping
from dataclasses import replace

from starlette.responses import Response
from starlette.routing import Route

from audiobook.model import NARRATOR, Delivery, Line
from audiobook.speech import Lexicon, Pronunciation, spoken
from audiobook.studio.answering import BOOK, float_in, number_in, reading
from audiobook.studio.book.troubles import BadRequestError, MissingError
from audiobook.studio.book_routes import place_in
from audiobook.studio.desk.desk import Desk
from audiobook.studio.speaking import PlayedLine

Query = Mapping[str, str]

# Lines spoken while one plays: enough for a slow engine, and soon done when the listener jumps.
_MOST_AHEAD = 30
_LONGEST = 300  # characters of words that are tried


def _sound(desk: Desk, query: Query) -> Response:
    place = place_in(query)
    take = query.get("take")
    if take is not None:
        return _answer(desk.lines.take(place, number_in(query, "take", 0)))
    heard = desk.lines.heard(place)
    ahead = min(number_in(query, "ahead", 0), _MOST_AHEAD)
    if ahead:
        desk.lines.speak_ahead(place, ahead)
    return _answer(heard)


def _audition(desk: Desk, query: Query) -> Response:
    """A line in another voice, or said otherwise."""
    place = place_in(query)
    state = desk.state
    speaker = state.utterance(place).speaker
    role = state.roles[speaker]
    own = state.choices.of(speaker)
    # As it is without the speaker's own volume, which is laid over it again.
    voice = replace(role.voice, gain_db=role.voice.gain_db - own.volume)
    name = query.get("voice", "")
    if name:
        found = [each for each in state.pack if each.name == name]
        if not found:
            raise MissingError(f'There is no voice "{name}".')
        voice = found[0]
    delivery = Delivery(
        float_in(query, "rate", role.delivery.rate),
        float_in(query, "pitch", role.delivery.pitch),
        float_in(query, "volume", own.volume),
    )
    if not 0.25 <= delivery.rate <= 4:
        raise BadRequestError('"rate" must lie between 0.25 and 4.')
    return _answer(desk.lines.in_voice(place, voice, delivery))


def _say(desk: Desk, query: Query) -> Response:
    """Words as a speaker says them; with ``word`` and ``says``, as they would after teaching."""
    text = query.get("text", "").strip()
    if not text or len(text) > _LONGEST:
        raise BadRequestError('"text" must be a few words.')
    state = desk.state
    role = state.roles.get(query.get("speaker") or NARRATOR)
    if role is None:
        raise MissingError("Nobody in this book is called that.")
    lexicon = state.guide.lexicon
    if query.get("word") and query.get("says"):
        taught = Pronunciation(query["says"], word=query["word"])
        lexicon = Lexicon((taught, *lexicon.entries))
    language = state.guide.language
    sayings = lexicon.for_line(role.speaker, language)
    words = spoken(text, language, sayings=sayings)
    line = Line(words, role.voice, replace(role.delivery))
    return _answer(desk.lines.words(line, role.voice.gain_db))


def _answer(heard: PlayedLine | None) -> Response:
    """A WAV file; nothing where nothing is said."""
    if heard is None:
        return Response(status_code=204)
    headers = {
        "ETag": f'"{heard.key}"',
        "X-Clip": "kept" if heard.kept else "new",
        "X-Pause-Ms": str(heard.pause_ms),
        "Cache-Control": "private, no-cache",
    }
    return Response(heard.data, media_type="audio/wav", headers=headers)


ROUTES = [
    Route(f"{BOOK}/sound/{{chapter}}/{{utterance}}", reading(_sound)),
    Route(f"{BOOK}/audition", reading(_audition)),
    Route(f"{BOOK}/say", reading(_say)),
]
