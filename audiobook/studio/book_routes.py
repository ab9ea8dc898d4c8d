"""The routes of one book that read and change it, as JSON."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from audiobook.studio.answering import (
    BOOK,
    body_of,
    desk_of,
    in_thread,
    number_in,
    reading,
    shelf_of,
)
from audiobook.studio.book.line_place import LinePlace
from audiobook.studio.book.troubles import BadRequestError
from audiobook.studio.desk.desk import Desk
from audiobook.studio.views.doubting import candidates, doubts_record
from audiobook.studio.views.lines import attributes, quotation_of
from audiobook.studio.views.words import places_record, words_record

Record = dict[str, Any]
Query = Mapping[str, str]

# A page shows no more of them; after a correction it asks again.
_MOST_DOUBTS = 500
_MOST_LINES = 50


def place_in(query: Query) -> LinePlace:
    """The line that a path or a query names."""
    return LinePlace(number_in(query, "chapter", 0), number_in(query, "utterance", 0))


def line_record(desk: Desk, place: LinePlace) -> Record:
    """Everything that is known of a line."""
    state = desk.state
    utterance = state.utterance(place)
    together = quotation_of(state, place)
    role = state.roles[utterance.speaker]
    item = desk.lines.item(place)
    said = item.line
    return {
        "place": place.record,
        "text": state.text(place),
        "kind": utterance.kind.value,
        **attributes(utterance, desk.people, state.run.settings.unsure),
        "confidence": utterance.confidence,
        "reason": utterance.reason,
        "quotation": [each.utterance for each in together],
        "voice": role.voice.name,
        "engine": role.voice.engine,
        "rate": said.delivery.rate if said else None,
        "pitch": said.delivery.pitch if said else None,
        "volume": said.delivery.volume if said else None,
        "pause_ms": item.pause_ms,
        "spoken": said.words if said else "",
        "kept": desk.lines.kept(said) if said else False,
        "take": said.take if said else 0,
        "takes": desk.lines.takes(said) if said else [],
        "most_takes": desk.lines.most_takes(said) if said else 0,
        "candidates": candidates(state, desk.people, place),
    }


async def _state(request: Request) -> Response:
    desk = desk_of(request)
    job = shelf_of(request).jobs.latest(desk.book_id)
    status = await in_thread(desk.status)
    return JSONResponse({**status, "rendering": job is not None and job.runs})


def _speakers(desk: Desk, _query: Query) -> Record:
    return {"speakers": desk.people.records(desk.state)}


def _line(desk: Desk, query: Query) -> Record:
    return line_record(desk, place_in(query))


def _doubts(desk: Desk, query: Query) -> Record:
    limit = min(number_in(query, "limit", 50), _MOST_DOUBTS)
    return doubts_record(desk.state, desk.people, limit)


def _cast(desk: Desk, _query: Query) -> Record:
    return {"cards": desk.cast_room.cards()}


def _voices(desk: Desk, query: Query) -> Record:
    return desk.cast_room.voices(query.get("speaker", ""))


def _lines_of(desk: Desk, query: Query) -> Record:
    limit = min(number_in(query, "limit", 5), _MOST_LINES)
    return desk.cast_room.lines_of(query.get("speaker", ""), limit)


def _words(desk: Desk, _query: Query) -> Record:
    return words_record(desk.state)


def _word_places(desk: Desk, query: Query) -> Record:
    return places_record(desk.state, query.get("word", ""))


def _plan(desk: Desk, query: Query) -> Record:
    """What "play from here" walks through."""
    number = number_in(query, "chapter", 0)
    lines = []
    for item in desk.lines.plan(number).items:
        said = item.line
        lines.append(
            {
                "utterance": item.utterance,
                "pause_ms": item.pause_ms,
                "said": said is not None,
                "kept": desk.lines.kept(said) if said else True,
            }
        )
    return {"chapter": number, "lines": lines}


async def _change(request: Request) -> Response:
    desk = desk_of(request)
    asked = await body_of(request)
    kind = asked.get("kind")
    if not isinstance(kind, str):
        raise BadRequestError('"kind" must be a text.')
    dry = asked.get("dry") is True
    if kind == "restore":
        return JSONResponse({"state": await in_thread(desk.restore)})
    answer = await in_thread(desk.change, kind, asked, dry=dry)
    return JSONResponse(answer)


async def _look(request: Request) -> Response:
    """Notice at once what has changed on disk."""
    desk = desk_of(request)
    await in_thread(desk.look)
    return JSONResponse(await in_thread(desk.status))


async def _events(request: Request) -> Response:
    from sse_starlette.sse import EventSourceResponse  # noqa: PLC0415 - of the extra

    shelf = shelf_of(request)
    return EventSourceResponse(shelf.hub.listen(shelf.hello()), ping=15)


ROUTES = [
    Route("/api/events", _events),
    Route(f"{BOOK}/state", _state),
    Route(f"{BOOK}/look", _look, methods=["POST"]),
    Route(f"{BOOK}/speakers", reading(_speakers)),
    Route(f"{BOOK}/lines/{{chapter}}/{{utterance}}", reading(_line)),
    Route(f"{BOOK}/lines-of", reading(_lines_of)),
    Route(f"{BOOK}/doubts", reading(_doubts)),
    Route(f"{BOOK}/cast", reading(_cast)),
    Route(f"{BOOK}/voices", reading(_voices)),
    Route(f"{BOOK}/words", reading(_words)),
    Route(f"{BOOK}/words/places", reading(_word_places)),
    Route(f"{BOOK}/plan/{{chapter}}", reading(_plan)),
    Route(f"{BOOK}/changes", _change, methods=["POST"]),
]
