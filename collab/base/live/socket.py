"""One open socket: who holds it, and what is on its way to it."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from collab.base.operations.metrics import FRAMES

from . import frames
from .sessions import Session

MARK_EVERY = 32 * 1024
WINDOW = 128 * 1024

Send = Callable[[dict[str, Any]], Awaitable[None]]

log = logging.getLogger(__name__)


class Socket:
    """Writes to one socket without ever waiting for it.

    A server buffers without bound for a client that does not read. So after every 32 KiB the
    client is sent a mark, which it sends back once it has read that far; while more than 128 KiB
    are unread, ``full`` is true and the hub stops writing events and replays them later.

    Args:
        send: the server's ASGI send.
        session: the signed-in session that opened the socket.
    """

    def __init__(self, send: Send, session: Session) -> None:
        self.session = session
        self.watches: dict[str, Any] = {}
        self.full_since: float | None = None
        self.is_closed = False
        self._send = send
        self._outbox: deque[dict[str, Any]] = deque()
        self._wake = asyncio.Event()
        self._written = self._marked = self._read = self._mark = 0
        self._marks: deque[tuple[int, int]] = deque()
        self._writer = asyncio.create_task(self._drain())

    @property
    def full(self) -> bool:
        return self.full_since is not None

    def write(self, text: str) -> None:
        if self.is_closed:
            return
        FRAMES.inc()
        self._put({"type": "websocket.send", "text": text})
        self._written += len(text)
        if self._written - self._marked >= MARK_EVERY:
            self._marked = self._written
            self._mark += 1
            self._marks.append((self._mark, self._written))
            self._put({"type": "websocket.send", "text": frames.mark(self._mark)})
        if self._written - self._read > WINDOW and not self.full:
            self.full_since = asyncio.get_running_loop().time()

    def has_read(self, n: int) -> bool:
        """The client sent mark ``n`` back. One never sent, or back already, changes nothing.

        Returns whether it was waited for.
        """
        if n > self._mark or not self._marks or n < self._marks[0][0]:
            return False
        while self._marks and self._marks[0][0] <= n:
            self._read = self._marks.popleft()[1]
        if self._written - self._read <= WINDOW:
            self.full_since = None
        return True

    def close(self, code: int) -> None:
        """Send what is waiting, then close."""
        if not self.is_closed:
            self._put({"type": "websocket.close", "code": code})
            self.is_closed = True

    def drop(self) -> None:
        """The transport is gone."""
        self.is_closed = True
        self._writer.cancel()

    def _put(self, message: dict[str, Any]) -> None:
        self._outbox.append(message)
        self._wake.set()

    async def _drain(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._outbox:
                message = self._outbox.popleft()
                try:
                    await self._send(message)
                except Exception as error:
                    log.info("A socket broke while it was written to: %r", error)
                    self.is_closed = True
                    self._outbox.clear()
                    return
                if message["type"] == "websocket.close":
                    return
