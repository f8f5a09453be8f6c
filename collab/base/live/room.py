"""A stream that somebody here watches, and those who watch it."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import NamedTuple

from .batch import Batch
from .sessions import Session
from .socket import Socket
from .source import Heads, Seat
from .together import Together

Look = Callable[[str, list[Session]], list["Seen"]]


class Seen(NamedTuple):
    """What a session meets at the door: the stream's head, its person's seat, and until when it
    holds, if it does."""

    heads: Heads
    seat: Seat | None
    until: datetime | None


class Watch:
    """One socket following one stream.

    Args:
        socket: the socket.
        after: the last number its page knows.
        focus: the subject ("kind:uid") whose events the page wants with their HTML.
    """

    __slots__ = (
        "access_epoch",
        "entering",
        "focus",
        "live",
        "person",
        "position",
        "seat",
        "socket",
        "time_is_up",
    )

    def __init__(self, socket: Socket, after: int, focus: str | None) -> None:
        self.socket = socket
        self.position = after
        self.focus = focus
        self.person = socket.session.person
        self.seat: Seat | None = None
        self.access_epoch = -1
        self.live = False
        self.entering: asyncio.Task[None] | None = None
        self.time_is_up: asyncio.TimerHandle | None = None

    def hand(self, batch: Batch) -> int:
        """Give what the watch has not been given yet and its seat may see.

        A socket that is full stops being live where it stands, to be replayed from there. Returns
        how many frames were written.
        """
        written = 0
        if not self.seat:
            return written
        for parcel in batch.parcels(self.seat.role, self.focus, self.position):
            if self.socket.full:
                self.live = False
                return written
            self.socket.write(parcel)
            self.position = parcel.end
            written += len(parcel.texts)
        self.position = max(self.position, batch.end)
        return written

    def seconds_left(self, now: datetime) -> float | None:
        """Until the seat ends by itself; None where it does not."""
        return (self.seat.until - now).total_seconds() if self.seat and self.seat.until else None

    def has_expired(self, now: datetime) -> bool:
        """Has its seat run out, with none to go on from?"""
        seat = self.seat
        if not (seat and seat.until and seat.until <= now):
            return False
        if seat.then is None:
            return True
        self.seat = Seat(seat.then)
        return False


class Room:
    """The watches of one stream in this process, and how far they have been told of it.

    Args:
        stream: the stream's name.
        look: what some sessions meet at the door, in their order.
    """

    def __init__(self, stream: str, look: Look) -> None:
        self.stream = stream
        self.door: Together[Session, Seen] = Together(partial(look, stream))
        self.epoch: str | None = None
        self.cursor = 0
        self.wanted = 0
        self.given: dict[int, int] = {}
        self.watches: set[Watch] = set()
        self.behind: set[Watch] = set()
        self.replay: asyncio.Task[None] | None = None
        self.pump: asyncio.Task[None] | None = None

    def add(self, watch: Watch) -> None:
        self.watches.add(watch)
        watch.socket.watches[self.stream] = watch

    def remove(self, watch: Watch) -> None:
        self.watches.discard(watch)
        watch.seat = None
        if watch.socket.watches.get(self.stream) is watch:
            del watch.socket.watches[self.stream]
        self.behind.discard(watch)
        for later in (watch.entering, watch.time_is_up):
            if later:
                later.cancel()
