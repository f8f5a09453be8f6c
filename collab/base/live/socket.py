"""One open socket: who holds it, and how much is on its way to it."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any

from . import frames
from .parcel import Parcel
from .sessions import Session
from .wire import Wire

MARK_EVERY = 128 * 1024
WINDOW = 512 * 1024
TOO_SLOW_SECONDS = 7


class Socket:
    """Writes to one socket without ever waiting for it.

    A server buffers without bound for a client that does not read. So after every 128 KiB the
    client is sent a mark, which it sends back once it has read that far; while more than 512 KiB
    are unread, ``full`` is true and the hub stops writing events and replays them later. Who sends
    no mark back for seven seconds while it is full does not read any more.

    ``until`` is when the session expires, as far as the last look found.

    Args:
        wire: what carries what is written.
        session: the signed-in session that opened the socket.
        too_slow: called once the client reads no more.
    """

    __slots__ = (
        "_is_closed",
        "_mark",
        "_marked",
        "_marks",
        "_read",
        "_too_slow",
        "_waiting",
        "_wire",
        "_written",
        "full",
        "session",
        "time_is_up",
        "until",
        "watches",
    )

    def __init__(self, wire: Wire, session: Session, too_slow: Callable[["Socket"], None]) -> None:
        self.session = session
        self.until = session.until
        self.time_is_up: asyncio.TimerHandle | None = None
        self.watches: dict[str, Any] = {}
        self.full = False
        self._wire = wire
        self._is_closed = False
        self._too_slow = too_slow
        self._waiting: asyncio.TimerHandle | None = None
        self._written = self._marked = self._read = self._mark = 0
        self._marks: deque[tuple[int, int]] = deque()

    @property
    def is_closed(self) -> bool:
        return self._is_closed or self._wire.is_broken

    def write(self, parcel: Parcel) -> None:
        if self._is_closed:
            return
        self._wire.write(parcel)
        self._written += parcel.size
        if self._written - self._marked >= MARK_EVERY:
            self._marked = self._written
            self._mark += 1
            self._marks.append((self._mark, self._written))
            self._wire.write(frames.mark(self._mark))
            if self._written - self._read > WINDOW and not self.full:
                self._wait()

    def has_read(self, n: int) -> bool:
        """The client sent mark ``n`` back. One never sent, or back already, changes nothing.

        Returns whether it was waited for.
        """
        if n > self._mark or not self._marks or n < self._marks[0][0]:
            return False
        while self._marks and self._marks[0][0] <= n:
            self._read = self._marks.popleft()[1]
        if self.full:
            self._stop_waiting()
            if self._written - self._read > WINDOW:
                self._wait()
        return True

    def close(self, code: int) -> None:
        """Send what is waiting, then close."""
        if not self.is_closed:
            self._wire.close(code)
        self._is_closed = True
        self._stop_waiting()

    def drop(self) -> None:
        """The transport is gone."""
        self._is_closed = True
        self._stop_waiting()
        self._wire.drop()

    def _wait(self) -> None:
        self.full = True
        later = asyncio.get_running_loop().call_later
        self._waiting = later(TOO_SLOW_SECONDS, self._too_slow, self)

    def _stop_waiting(self) -> None:
        self.full = False
        if self._waiting:
            self._waiting.cancel()
            self._waiting = None
