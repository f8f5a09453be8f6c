"""Open pages that come back as ours do, and people who open a page again and again."""

import asyncio
import http.client
import socket
import struct
import time
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from threading import Event, Thread
from urllib.parse import urlsplit

from tests.proofs.common.retries import seconds_until_next_try
from tests.swarm import CLOSE, Member, join

LEAVING = (1001).to_bytes(2)
"""What a browser says as it leaves a page."""


@dataclass
class Page:
    """An open page: it follows one stream, over one socket after the other."""

    address: str
    cookie: str
    stream: str
    last: int
    member: Member | None = None
    is_watching: bool = False
    faults: list[str] = field(default_factory=list)
    others: list[bytes] = field(default_factory=list)

    async def open(self, seconds: float = 30) -> None:
        """Open a socket and go on after the last event.

        Raises:
            OSError: it was refused, or did not open in time.
        """
        self.is_watching = False
        self.member = await join(self.address, self._heard, cookie=self.cookie, seconds=seconds)
        self.member.watch(self.stream, self.last)

    async def come_back(self) -> None:
        for failures in count():
            await asyncio.sleep(seconds_until_next_try(failures))
            with suppress(OSError):
                await self.open()
                return

    def leave(self, *, abruptly: bool = False) -> None:
        """Go with a word of it; abruptly, the server's end is told nothing but that the connection
        is no more."""
        assert self.member
        self.is_watching = False
        transport = self.member.transport
        if not abruptly:
            self.member.send(LEAVING, CLOSE)
            return
        kept: socket.socket = transport.get_extra_info("socket")
        kept.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()

    def _heard(self, member: Member, payload: bytes) -> None:
        if member is not self.member:
            return
        if member.follows(payload):
            self.last = member.last
            self.faults += member.faults
            member.faults.clear()
        elif payload.startswith(b'{"type":"watching"'):
            self.is_watching = True
        else:
            self.others.append(payload)


async def opened(pages: list[Page], at_once: int = 50) -> None:
    """All of them, watching."""
    gate = asyncio.Semaphore(at_once)

    async def one(page: Page) -> None:
        async with gate:
            await page.open()

    await asyncio.gather(*map(one, pages))
    async with asyncio.timeout(60):
        while not all(page.is_watching for page in pages):
            await asyncio.sleep(0.02)


class Reading(Thread):
    """Somebody who opens a page again and again, until told to stop.

    ``took`` has how long each answer took, in seconds.
    """

    def __init__(self, address: str, cookie: str, path: str, pause: float = 0.1) -> None:
        super().__init__(daemon=True)
        self.took: list[float] = []
        self.statuses: set[int] = set()
        self._where = urlsplit(address).netloc, path
        self._head = {"Cookie": cookie}
        self._pause = pause
        self._stopped = Event()
        self.start()

    def run(self) -> None:
        host, path = self._where
        while not self._stopped.wait(self._pause):
            began = time.monotonic()
            server = http.client.HTTPConnection(host, timeout=60)
            server.request("GET", path, headers=self._head)
            answer = server.getresponse()
            answer.read()
            server.close()
            self.took.append(time.monotonic() - began)
            self.statuses.add(answer.status)

    def stop(self) -> None:
        self._stopped.set()
        self.join(60)
