"""The pages, as HTML: templates filled in with what the JSON routes answer."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from audiobook.publish.text.colours import ON_BLACK, ON_WHITE
from audiobook.studio.answering import desk_of, in_thread, number_in, shelf_of
from audiobook.studio.desk.desk import Desk
from audiobook.studio.desk.overview import book_record
from audiobook.studio.result_routes import render_record
from audiobook.studio.shelf import Shelf, brief
from audiobook.studio.views.details import details_record
from audiobook.studio.views.doubting import doubts_record
from audiobook.studio.views.lines import chapter_html
from audiobook.studio.views.words import words_record

Record = dict[str, Any]
View = Callable[[Request], Awaitable[Response]]

HERE = Path(__file__).parent
STATIC = HERE / "static"
# The page asks for more when these are done.
_FIRST_DOUBTS = 20
# As long as a page may stay empty before it says what is being done.
_PATIENCE_S = 0.7
_PATIENCE_KEPT_S = 5.0  # where the script of an earlier run is kept


@cache
def _static(name: str) -> str:
    """The address of a static file; another one when the file is."""
    path = STATIC / name
    digest = ""
    if path.is_file():
        digest = hashlib.sha256(path.read_bytes()).hexdigest()[:10]
    return f"/static/{name}?v={digest}"


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(default=True),
    )
    templates.globals["static"] = _static
    return templates


def page(name: str, code: int = 200, **known: object) -> Response:
    """A template filled in. Every text is escaped but what was made as HTML."""
    text = _templates().get_template(name).render(**known)
    return HTMLResponse(text, status_code=code)


async def _library(request: Request) -> Response:
    shelf = shelf_of(request)
    desks = list(shelf.desks.values())
    if len(desks) == 1 and not shelf.folders:
        return RedirectResponse(f"/books/{desks[0].book_id}/read", status_code=303)
    books = await in_thread(_briefs, shelf)
    data = {"view": "library", "books": books, "speakers": []}
    return page("library.html", view="library", books=books, book=None, data=data)


def _briefs(shelf: Shelf) -> list[Record]:
    return [brief(desk) for desk in list(shelf.desks.values())]


def _common(shelf: Shelf, desk: Desk, view: str) -> Record:
    """What every page of a book gets."""
    state = {**desk.status(), "rendering": _is_rendering(shelf, desk)}
    book = book_record(desk)
    version = desk.state.version
    data = {
        "book": book,
        "version": version,
        "view": view,
        "state": state,
        "speakers": desk.people.records(desk.state),
    }
    return {
        "book": book,
        "books": _briefs(shelf),
        "version": version,
        "view": view,
        "state": state,
        "data": data,
    }


def _is_rendering(shelf: Shelf, desk: Desk) -> bool:
    job = shelf.jobs.latest(desk.book_id)
    return job is not None and job.runs


async def _read(request: Request) -> Response:
    desk = desk_of(request)
    wanted = number_in(request.query_params, "chapter", -1)
    known = await in_thread(_common, shelf_of(request), desk, "read")
    chapter = await in_thread(_chapter, desk, wanted)
    known["data"]["chapter"] = chapter["number"]
    return page("read.html", chapter=chapter, **known)


def _chapter(desk: Desk, wanted: int) -> Record:
    """A chapter and its neighbours; the first where none is wanted."""
    chapters = desk.state.script.book.chapters
    numbers = [chapter.number for chapter in chapters]
    index = 0
    if wanted >= 0:
        index = desk.state.index(wanted)
    chapter = chapters[index]
    return {
        "number": chapter.number,
        "title": chapter.title,
        "words": len(chapter.text.split()),
        "html": chapter_html(desk.state, desk.people, chapter.number),
        "previous": numbers[index - 1] if index else None,
        "next": numbers[index + 1] if index + 1 < len(numbers) else None,
    }


async def _fragment(request: Request) -> Response:
    desk = desk_of(request)
    number = number_in(request.path_params, "chapter", 0)
    state = await in_thread(lambda: desk.state)
    html = await in_thread(chapter_html, state, desk.people, number)
    return HTMLResponse(html, headers={"X-Version": state.version})


def _view(name: str, record: Callable[[Shelf, Desk], Record]) -> View:
    """The view of a book that shows one record, which its template and its script both get."""

    async def route(request: Request) -> Response:
        shelf = shelf_of(request)
        desk = desk_of(request)
        known = await in_thread(_common, shelf, desk, name)
        shown = await in_thread(record, shelf, desk)
        known["data"][name] = shown
        return page(f"{name}.html", **{name: shown}, **known)

    return route


def _doubts(_shelf: Shelf, desk: Desk) -> Record:
    return doubts_record(desk.state, desk.people, _FIRST_DOUBTS)


def _words(_shelf: Shelf, desk: Desk) -> Record:
    return words_record(desk.state)


def _render(shelf: Shelf, desk: Desk) -> Record:
    job = shelf.jobs.latest(desk.book_id)
    return render_record(desk, job.record if job else None)


def _details(_shelf: Shelf, desk: Desk) -> Record:
    return details_record(desk.state)


async def _cast(request: Request) -> Response:
    desk = desk_of(request)
    known = await in_thread(_common, shelf_of(request), desk, "cast")
    cards = await in_thread(_cards, desk)
    known["data"]["cast"] = {"cards": cards}
    return page("cast.html", cards=cards, **known)


def _cards(desk: Desk) -> list[Record]:
    return desk.cast_room.cards()


async def _share(request: Request) -> Response:
    known = await in_thread(_common, shelf_of(request), desk_of(request), "share")
    return page("share.html", **known)


async def _book(request: Request) -> Response:
    return RedirectResponse(f"/books/{desk_of(request).book_id}/read", status_code=303)


async def _colours(_request: Request) -> Response:
    """The colours of the speakers, on white and on black."""
    light = _rules(ON_WHITE, "")
    dark = _rules(ON_BLACK, ':root[data-theme="dark"] ')
    system = _rules(ON_BLACK, ":root:not([data-theme]) ")
    text = f"{light}{dark}@media (prefers-color-scheme: dark) {{\n{system}}}\n"
    return Response(text, media_type="text/css", headers={"Cache-Control": "no-cache"})


def _rules(colours: tuple[str, ...], before: str) -> str:
    rules = []
    for slot, colour in enumerate(colours):
        rules.append(f"{before}.s{slot} {{ --speaker: {colour}; }}\n")
    return "".join(rules)


def _when_open(view: View) -> View:
    """The view of a book; a browser is told at once that a long one is still being read."""

    async def route(request: Request) -> Response:
        desk = desk_of(request)
        navigates = request.headers.get("sec-fetch-mode") == "navigate"
        if not navigates or desk.is_open or await _opens_soon(desk):
            return await view(request)
        book = {"id": desk.book_id, "title": desk.origin.source.stem}
        data = {"book": book, "view": "opening", "speakers": []}
        return page("opening.html", opening=book, book=None, view="opening", data=data)

    return route


async def _opens_soon(desk: Desk) -> bool:
    opening = asyncio.ensure_future(in_thread(lambda: desk.state))
    patience_s = _PATIENCE_S
    # Then it takes seconds at most, and a page that says so would only come between.
    if desk.is_kept:
        patience_s = _PATIENCE_KEPT_S
    done, _ = await asyncio.wait({opening}, timeout=patience_s)
    # What goes wrong is told to whoever asks next.
    opening.add_done_callback(lambda ended: ended.exception())
    return bool(done)


_BOOK = "/books/{book}"

ROUTES = [
    Route("/", _library),
    Route("/static/colours.css", _colours),
    Route(_BOOK, _book),
    Route(f"{_BOOK}/read", _when_open(_read)),
    Route(f"{_BOOK}/chapters/{{chapter}}", _fragment),
    Route(f"{_BOOK}/doubts", _when_open(_view("doubts", _doubts))),
    Route(f"{_BOOK}/cast", _when_open(_cast)),
    Route(f"{_BOOK}/words", _when_open(_view("words", _words))),
    Route(f"{_BOOK}/render", _when_open(_view("render", _render))),
    Route(f"{_BOOK}/details", _when_open(_view("details", _details))),
    Route(f"{_BOOK}/share", _when_open(_share)),
]
