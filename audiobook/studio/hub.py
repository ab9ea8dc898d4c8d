"""Events on their way to every page that is open."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

Record = dict[str, Any]
_MOST_WAITING = (
    500  # of a page that does not listen; it is told to compare versions then
)


class Hub:
    """Hands every event to every listener; it may be told from any thread."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._queues: set[asyncio.Queue[tuple[str, Record] | None]] = set()

    def tell(self, event: str, data: Record) -> None:
        """Hand on an event."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._put, event, data)

    def attach(self) -> None:
        """Use the loop that runs now."""
        self._loop = asyncio.get_running_loop()

    def close(self) -> None:
        """Let every listener go."""
        for queue in self._queues:
            queue.put_nowait(None)

    async def listen(self, hello: Record) -> AsyncIterator[dict[str, str]]:
        """What happens from now on, as server-sent events."""
        queue: asyncio.Queue[tuple[str, Record] | None] = asyncio.Queue()
        self._queues.add(queue)
        try:
            yield _event("hello", hello)
            while True:
                item = await queue.get()
                if item is None:
                    return
                yield _event(*item)
        finally:
            self._queues.discard(queue)

    def _put(self, event: str, data: Record) -> None:
        for queue in list(self._queues):
            if queue.qsize() < _MOST_WAITING:
                queue.put_nowait((event, data))
            else:
                # It connects anew, and asks for what it missed.
                queue.put_nowait(None)


def _event(name: str, data: Record) -> dict[str, str]:
    return {"event": name, "data": json.dumps(data, ensure_ascii=False)}
