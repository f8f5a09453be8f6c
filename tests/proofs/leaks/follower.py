"""A socket that goes on listening, whatever it is told, and remembers when it was closed."""

import asyncio
import json
import time

from websockets.exceptions import ConnectionClosed

from networks.models import Space
from tests.live.servers import Visitor


class Follower:
    """Somebody's socket at one process, in one space.

    ``closed_at`` is when its stream, or itself, was closed, on the monotonic clock.
    """

    def __init__(self, visitor: Visitor, address: str, space: Space) -> None:
        self.seqs: list[int] = []
        self.closed_at: float | None = None
        self._opened_by = visitor
        self._address = address
        self._space = space

    async def follow(self, after: int) -> "Follower":
        opened = await self._opened_by.listen(self._address, self._space.stream, after)
        self._socket = opened.socket
        self._task = asyncio.create_task(self._listen())
        return self

    async def _listen(self) -> None:
        try:
            while True:
                text = await self._socket.recv()
                frame = json.loads(text)
                match frame["type"]:
                    case "event":
                        self.seqs.append(frame["seq"])
                    case "mark":
                        await self._socket.send(text)
                    case "closed":
                        self.closed_at = self.closed_at or time.monotonic()
        except ConnectionClosed:
            self.closed_at = self.closed_at or time.monotonic()

    async def leave(self) -> None:
        self._task.cancel()
        await self._socket.close()


async def until(true: object, seconds: float) -> None:
    """When a condition holds; raises TimeoutError if it does not in time."""
    assert callable(true)
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.01)
