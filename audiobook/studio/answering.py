"""Requests in, answers out: what every route shares."""

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, cast

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from audiobook.errors import AudiobookError
from audiobook.studio.book.troubles import BadRequestError, status_and_code
from audiobook.studio.desk.desk import Desk
from audiobook.studio.shelf import Shelf

BOOK = "/api/books/{book}"  # where the routes of a book begin

Record = dict[str, Any]
DeskAnswer = Callable[[Desk, Mapping[str, str]], Record | Response]


def shelf_of(request: Request) -> Shelf:
    """The books of the server."""
    return cast("Shelf", request.app.state.shelf)


def desk_of(request: Request) -> Desk:
    """The book that a request is about. Raises :class:`MissingError`."""
    return shelf_of(request).desk(request.path_params["book"])


def number_in(query: Mapping[str, str], name: str, default: int) -> int:
    """A whole number of a query. Raises :class:`BadRequestError`."""
    text = query.get(name, "")
    if not text:
        return default
    if not text.isdecimal() or len(text) > 9:
        raise BadRequestError(f'"{name}" must be a number.')
    return int(text)


def float_in(query: Mapping[str, str], name: str, default: float) -> float:
    """A number of a query. Raises :class:`BadRequestError`."""
    text = query.get(name, "")
    if not text:
        return default
    try:
        number = float(text)
    except ValueError as error:
        raise BadRequestError(f'"{name}" must be a number.') from error
    if not -100 < number < 100:
        raise BadRequestError(f'"{name}" must be a number between -100 and 100.')
    return number


async def body_of(request: Request) -> Record:
    """The JSON object that was sent. Raises :class:`BadRequestError`."""
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        raise BadRequestError("The body must be JSON.")
    try:
        value = json.loads(await request.body())
    except (ValueError, RecursionError) as error:
        raise BadRequestError("The body is not JSON.") from error
    if not isinstance(value, dict):
        raise BadRequestError("The body must be an object.")
    return value


def reading(answer: DeskAnswer) -> Callable[[Request], Any]:
    """A route that reads of a book: ``answer`` is called in a thread of its own."""

    async def route(request: Request) -> Response:
        desk = desk_of(request)
        query = {**request.query_params, **request.path_params}
        found = await run_in_threadpool(answer, desk, query)
        if isinstance(found, Response):
            return found
        return JSONResponse({"version": desk.state.version, **found})

    return route


async def in_thread(
    task: Callable[..., Any], *arguments: object, **named: object
) -> Any:  # noqa: ANN401
    """What a task returns that would keep others waiting."""
    return await run_in_threadpool(partial(task, *arguments, **named))


def error_record(error: AudiobookError, version: str = "") -> Record:
    """An error as JSON."""
    _, code = status_and_code(error)
    told = {"message": error.message, "remedy": error.remedy, "code": code}
    return {"error": told, "version": version}
