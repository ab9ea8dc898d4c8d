"""Events reach every page that listens, from any thread, and a page that sleeps is let go."""

import asyncio
import json

from audiobook.studio import shelf
from audiobook.studio.shelf import Hub


async def _heard(hub, told, listeners=1):
    hub.attach()
    streams = [hub.listen({"books": []}) for _ in range(listeners)]
    firsts = [await anext(stream) for stream in streams]
    await asyncio.to_thread(told)
    await asyncio.sleep(0)
    hub.close()
    return firsts, [[event async for event in stream] for stream in streams]


def test_every_listener_hears_every_event_in_order():
    hub = Hub()

    def told():
        for number in range(3):
            hub.tell("changed", {"number": number, "text": "“so”"})

    firsts, heard = asyncio.run(_heard(hub, told, listeners=2))
    assert [first["event"] for first in firsts] == ["hello", "hello"]
    for events in heard:
        assert [json.loads(each["data"])["number"] for each in events] == [0, 1, 2]
        assert {each["event"] for each in events} == {"changed"}


def test_a_listener_that_sleeps_is_let_go(monkeypatch):
    monkeypatch.setattr(shelf, "_MOST_WAITING", 5)
    hub = Hub()

    def told():
        for number in range(50):
            hub.tell("render", {"number": number})

    _, ((*events,),) = asyncio.run(_heard(hub, told))
    assert len(events) == 5, "it connects anew, and compares versions"


def test_nobody_listens():
    Hub().tell("changed", {})
