"""A ledger held in memory, and pages that listen to a hub without a browser or a server."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from threading import RLock
from typing import Any

from django.utils import timezone

from collab.base.live.fragments import Fragment
from collab.base.live.hub import Hub
from collab.base.live.incoming import WatchRequest
from collab.base.live.sessions import Session
from collab.base.live.source import (
    AUDIENCES,
    FACILITATOR,
    MEMBER,
    Event,
    Head,
    Heads,
    Heard,
    Pulled,
    Seat,
)

SPACE = "s:FALLS"
BEGINNING = datetime(2026, 11, 22, 14, 30, tzinfo=UTC)
NEVER = 3600.0
LONG = timedelta(days=1)


class Ledger:
    """A source whose streams, seats and sessions a test changes as the world would."""

    def __init__(self) -> None:
        self.access_epoch = 1
        self.epoch = "FIRST"
        self.rows: dict[str, list[Event]] = {SPACE: []}
        self.seats: dict[str, dict[int, Seat]] = {SPACE: {}}
        self.ended_sessions: set[str] = set()
        self.expires: dict[str, datetime] = {}
        self.pulls = self.heads_read = 0
        self.audiences: list[set[int]] = []
        self.as_pulled: Callable[[], None] = lambda: None
        self.lock = RLock()

    def happens(
        self,
        subject: str = "message:M",
        *,
        stream: str = SPACE,
        within: str = "thread:T",
        version: int = 1,
        min_role: int = MEMBER,
    ) -> int:
        with self.lock:
            rows = self.rows[stream]
            seq = len(rows) + 1
            at = BEGINNING + timedelta(seconds=seq)
            rows.append(
                Event(
                    stream, seq, "message.posted", 1, subject, within, version, min_role, False, at
                )
            )
            return seq

    def admit(
        self,
        *people: int,
        role: int = MEMBER,
        stream: str = SPACE,
        until: datetime | None = None,
        then: int | None = None,
    ) -> None:
        with self.lock:
            for person in people:
                self.seats[stream][person] = Seat(role, until, then)
            self.access_epoch += 1

    def revoke(self, person: int, stream: str = SPACE) -> None:
        with self.lock:
            self.seats[stream].pop(person, None)
            self.access_epoch += 1

    def pull(self, stream: str, after: int, limit: int) -> Pulled:
        with self.lock:
            self.pulls += 1
            rows = self.rows.get(stream, [])
            found = Pulled(self.access_epoch, self.epoch, len(rows), rows[after : after + limit])
        self.as_pulled()
        return found

    def heads(self, streams: Collection[str]) -> Heads:
        with self.lock:
            self.heads_read += 1
            known = {name: self.rows[name] for name in streams if name in self.rows}
            heads = {name: Head(self.epoch, len(rows)) for name, rows in known.items()}
            return Heads(self.access_epoch, heads)

    def audience(self, stream: str, people: Collection[int]) -> dict[int, Seat]:
        with self.lock:
            self.audiences.append(set(people))
            seats = self.seats.get(stream, {})
            return {person: seats[person] for person in people if person in seats}

    def who_hears(self, stream: str, after: int, limit: int) -> Heard:
        with self.lock:
            rows = self.rows.get(stream, [])[after : after + limit]
            return Heard(self.access_epoch, {row.seq: row.min_role for row in rows})

    def last_given(self, stream: str, after: int) -> dict[int, int]:
        with self.lock:
            rows = self.rows[stream][:after]
            return {
                audience: max((row.seq for row in rows if row.min_role <= audience), default=0)
                for audience in AUDIENCES
            }

    def signed_in(self, sessions: Collection[Session]) -> dict[Session, datetime]:
        now = timezone.now()
        with self.lock:
            until = {each: self.expires.get(each.key, now + LONG) for each in sessions}
            return {
                each: end
                for each, end in until.items()
                if end > now and each.key not in self.ended_sessions
            }


class Page:
    """A page's end of a socket: keeps what arrived, and checks each event against the protocol."""

    def __init__(
        self, hub: Hub, person: int, *, reads: bool = True, expires: datetime | None = None
    ) -> None:
        self.hub = hub
        self.reads = reads
        self.sent: list[dict[str, Any]] = []
        self.texts: list[str] = []
        self.frames: list[dict[str, Any]] = []
        self.code: int | None = None
        until = expires or timezone.now() + LONG
        session = Session(f"session of {person}", person, until, "hash")
        self.socket = hub.join(self.receive, session)

    async def receive(self, message: dict[str, Any]) -> None:
        if message["type"] == "websocket.close":
            self.code = message["code"]
            return
        frame = json.loads(message["text"])
        if frame["type"] == "mark":
            if self.reads:
                self.hub.has_read(self.socket, frame["n"])
            return
        self.texts.append(message["text"])
        self.frames.append(frame)

    def watch(
        self,
        after: int = 0,
        *,
        stream: str = SPACE,
        epoch: str | None = None,
        focus: str | None = None,
    ) -> "Page":
        self.hub.watch(self.socket, WatchRequest(stream, epoch, after, focus))
        return self

    def of_type(self, kind: str) -> list[dict[str, Any]]:
        return [frame for frame in self.frames if frame["type"] == kind]

    @property
    def events(self) -> list[dict[str, Any]]:
        return self.of_type("event")

    @property
    def seqs(self) -> list[int]:
        return [event["seq"] for event in self.events]

    def is_told_without_gaps(self, after: int = 0) -> bool:
        """As a client judges it: nothing twice, nothing out of order, no gap before any event."""
        for event in self.events:
            if event["prev"] > after or event["seq"] <= after:
                return False
            after = event["seq"]
        return True


@asynccontextmanager
async def running_hub(ledger: Ledger, heartbeat_seconds: float = NEVER) -> AsyncIterator[Hub]:
    hub = Hub(ledger, heartbeat_seconds, ledger.signed_in)
    try:
        yield hub
    finally:
        hub.stop()


async def settled(hub: Hub) -> None:
    """When the hub has nothing under way and nothing left to write."""
    for _ in range(2000):
        await asyncio.sleep(0.002)
        busy = any(
            room.pump
            or room.replay
            or room.wanted > room.cursor
            or any(watch.entering for watch in room.watches)
            for room in hub.rooms.values()
        )
        if not busy and not hub._look_now.is_set():
            await asyncio.sleep(0.002)
            return
    raise AssertionError("the hub does not come to rest")


async def eventually(true: Callable[[], Any], seconds: float = 5) -> None:
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.005)


def draw_messages(texts: dict[str, tuple[int, str]]) -> Callable[[list[str]], dict[str, Fragment]]:
    """Draws the messages in a dict of uid → (version, text) that a test goes on changing."""

    def draw(uids: list[str]) -> dict[str, Fragment]:
        return {uid: Fragment(*texts[uid]) for uid in uids if uid in texts}

    return draw


__all__ = [
    "FACILITATOR",
    "MEMBER",
    "NEVER",
    "SPACE",
    "Ledger",
    "Page",
    "draw_messages",
    "eventually",
    "running_hub",
    "settled",
]
