"""A stream that somebody here watches, and those who watch it."""

import asyncio
from datetime import datetime

from .frames import EventFrame
from .socket import Socket
from .source import Seat


class Watch:
    """One socket following one stream.

    Args:
        socket: the socket.
        after: the last number its page knows.
        focus: the subject ("kind:uid") whose events the page wants with their HTML.
    """

    def __init__(self, socket: Socket, after: int, focus: str | None) -> None:
        self.socket = socket
        self.position = after
        self.focus = focus
        self.person = socket.session.person
        self.seat: Seat | None = None
        self.access_epoch = -1
        self.live = False
        self.catching_up: asyncio.Task[None] | None = None

    def hand(self, event_frames: list[EventFrame], end: int, now: datetime) -> None:
        """Give what the watch has not been given yet and its seat may see, up to a number.

        A socket that is full stops being live where it stands, to be replayed from there.
        """
        if not self.seat or self.has_expired(now):
            return
        for frame in event_frames:
            if self.socket.full:
                self.live = False
                return
            if frame.seq > self.position:
                if self.seat.role >= frame.min_role:
                    self.socket.write(frame.text(self.seat.role, self.focus))
                self.position = frame.seq
        self.position = max(self.position, end)

    def has_expired(self, now: datetime) -> bool:
        return bool(self.seat and self.seat.until and self.seat.until <= now)


class Room:
    """The watches of one stream in this process, and how far they have been told of it.

    Args:
        stream: the stream's name.
    """

    def __init__(self, stream: str) -> None:
        self.stream = stream
        self.epoch: str | None = None
        self.cursor = 0
        self.wanted = 0
        self.given: dict[int, int] = {}
        self.watches: set[Watch] = set()
        self.pump: asyncio.Task[None] | None = None

    def add(self, watch: Watch) -> None:
        self.watches.add(watch)
        watch.socket.watches[self.stream] = watch

    def remove(self, watch: Watch) -> None:
        self.watches.discard(watch)
        watch.seat = None
        if watch.socket.watches.get(self.stream) is watch:
            del watch.socket.watches[self.stream]
        if watch.catching_up:
            watch.catching_up.cancel()
