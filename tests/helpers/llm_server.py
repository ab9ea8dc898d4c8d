"""A server on this machine that speaks the chat-completions protocol, well or badly, and a reader that asks it."""

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from audiobook.attribute.base import Attributor
from audiobook.attribute.llm import LanguageModelAttributor
from audiobook.attribute.llm.settings import ModelSettings
from audiobook.events import Notice
from audiobook.model import (
    Book,
    Chapter,
    Character,
    Guidance,
    Metadata,
    Script,
    Utterance,
)
from audiobook.segment.segmenter import segment
from local_server import LocalServer, running

KEY = "sk-ThisIsTheSecretKey-0123456789"
NOBODY = Guidance()
SCENES = (
    (
        '"Is the boat ready?" asked Anna.\n\n"It has been ready since noon, Anna."\n\n'
        'Old Tobias Reed spat into the water. "Noon," he said, "of yesterday."'
    ),
    '"You came back," said Anna.\n\n"I had to," said Ben.',
    'A bell rang twice. "That will be Mrs. Quill," Ben said.',
    '"Nobody move!" Anna whispered. "Nobody."',
)
STORY = "\n\n* * *\n\n".join(SCENES)
TRUTH = {
    "Is the boat": "Anna",
    "It has been": "Ben",
    "Noon": "new: Tobias Reed",
    "of yesterday": "new: Tobias Reed",
    "You came back": "Anna",
    "I had to": "Ben",
    "That will be": "Ben",
    "Nobody": "Anna",
}


def script_of(text: str) -> Script:
    return segment(Book(Metadata("T"), (Chapter(7, "One", text),)))


class FirstReader(Attributor):
    """Says the same of every quotation, unless told otherwise."""

    def __init__(self, confidence: float = 0.6, speaker: str = "Anna", **others: str) -> None:
        self.confidence, self.speaker, self.others = confidence, speaker, others

    def attribute(self, script: Script, guidance: Guidance) -> Script:
        rows = tuple(
            tuple(self._said(script, c, u, guidance) for u in row)
            for c, row in enumerate(script.utterances)
        )
        people = (
            Character("Anna", ("Annie", "the skipper"), "female", "adult", 9, 9),
            Character("Ben", ("Benjamin Holt",), "male", "young", 1, 1),
        )
        return replace(script, utterances=rows, characters=people)

    def _said(self, script: Script, chapter: int, one: Utterance, guidance: Guidance) -> Utterance:
        if one.quotation is None:
            return one
        number = script.book.chapters[chapter].number
        for c in guidance.corrections:
            if c.chapter == number and c.start < one.end and one.start < c.end:
                return replace(one, speaker=c.speaker, confidence=1.0, reason="corrected")
        text = script.text(chapter, one)
        who = next((name for name, words in self.others.items() if words in text), self.speaker)
        return replace(one, speaker=who, confidence=self.confidence, reason="a guess")


@dataclass
class Reply:
    """What the server does with one request: a status, a body, headers; ``cut`` sends only that many bytes, and
    ``drip`` one after the other until nobody listens."""

    body: object = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None
    drip: bool = False


def said(content: object, ended: str = "stop") -> Reply:
    text = content if isinstance(content, str) else json.dumps(content)
    return Reply(
        {"choices": [{"message": {"role": "assistant", "content": text}, "finish_reason": ended}]}
    )


def passage(request: dict) -> str:
    return (
        request["messages"][1]["content"].split("Passage:\n")[1].split("\n\nWhat stands after")[0]
    )


def numbered(request: dict) -> dict[str, str]:
    return dict(re.findall(r"<q(\d+)>(.*?)</q\1>", passage(request), re.DOTALL))


def well(request: dict) -> Reply:
    return said(
        {
            n: next(who for start, who in TRUTH.items() if start in words)
            for n, words in numbered(request).items()
        }
    )


class Server(LocalServer):
    """Answers with ``act(request)``."""

    def __init__(self, act: Callable[[dict], Reply]) -> None:
        super().__init__()
        self.paths: list[str] = []
        self.act = act

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        request = json.loads(body or b"{}")
        with self.lock:
            self.asked.append(request)
            self.headers.append(dict(handler.headers))
            self.paths.append(handler.path)
        reply = self.act(request)
        data = (
            reply.body.encode() if isinstance(reply.body, str) else json.dumps(reply.body).encode()
        )
        handler.send_response(reply.status)
        for name, value in {"Content-Length": str(len(data)), **reply.headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        if reply.drip:
            drip(handler)
        handler.wfile.write(data[: reply.cut])


def drip(handler: BaseHTTPRequestHandler) -> None:
    with suppress(OSError):
        while True:
            handler.wfile.write(b" ")
            threading.Event().wait(0.02)


@contextmanager
def serving(act: Callable[[dict], Reply]) -> Iterator[Server]:
    server = Server(act)
    with running(server):
        yield server


@dataclass
class Run:
    """A reader with its surroundings under the test's control."""

    cache: Path
    url: str
    base: Attributor = field(default_factory=FirstReader)
    events: list = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    def __call__(self, text: str = STORY, guidance: Guidance = NOBODY, **settings) -> Script:
        stated = ModelSettings(self.url, "small", **{"key": KEY, "workers": 1, **settings})
        reader = LanguageModelAttributor(
            stated,
            base=self.base,
            cache=self.cache,
            tell=self.events.append,
            pause=self.waits.append,
        )
        return reader.attribute(script_of(text), guidance)

    @property
    def notices(self) -> list[str]:
        return [event.message for event in self.events if isinstance(event, Notice)]


def speakers(script: Script) -> dict[str, str]:
    return {
        script.text(0, u).strip(): u.speaker
        for u in script.utterances[0]
        if u.quotation is not None
    }


def quoted(script: Script) -> list[Utterance]:
    return [u for u in script.utterances[0] if u.quotation is not None]


RIGHT = {
    '"Is the boat ready?"': "Anna",
    '"It has been ready since noon, Anna."': "Ben",
    '"Noon,"': "Tobias Reed",
    '"of yesterday."': "Tobias Reed",
    '"You came back,"': "Anna",
    '"I had to,"': "Ben",
    '"That will be Mrs. Quill,"': "Ben",
    '"Nobody move!"': "Anna",
    '"Nobody."': "Anna",
}
