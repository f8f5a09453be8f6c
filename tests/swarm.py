"""Many sockets in one process, held cheaply: frames are read by hand, so that the client is not
what is measured."""

import asyncio
import base64
import json
import os
import re
import struct
from collections.abc import Callable, Iterable
from typing import Self, cast
from urllib.parse import urlsplit

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
_seq = re.compile(rb'"seq":(\d+),"prev":(\d+)')

Heard = Callable[["Member", bytes], None]


class Member(asyncio.Protocol):
    """One open socket. It sends marks back, answers pings, and keeps where it stands.

    Args:
        hello: the bytes of the handshake's request.
        heard: called with each frame's text that is no mark.
    """

    def __init__(self, hello: bytes, heard: Heard) -> None:
        self.hello = hello
        self.heard = heard
        self.opened = asyncio.get_running_loop().create_future()
        self.closed: int | None = None
        self.last = 0
        self.faults: list[str] = []
        self._rest = b""
        self._is_open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.transport.write(self.hello)

    def connection_lost(self, error: Exception | None) -> None:
        if self.closed is None:
            self.closed = 1006
        if not self.opened.done():
            self.opened.set_result("lost")

    def data_received(self, data: bytes) -> None:
        if self._rest:
            data = self._rest + data
        at = 0
        if not self._is_open:
            end = data.find(b"\r\n\r\n")
            if end < 0:
                self._rest = data
                return
            at = end + 4
            self._is_open = True
            self.opened.set_result(data[:end].split(b" ", 2)[1].decode())
        length = len(data)
        while length - at >= 2:
            size, body = data[at + 1], at + 2
            if size == 126:
                if length - at < 4:
                    break
                size, body = int.from_bytes(data[at + 2 : at + 4]), at + 4
            elif size == 127:
                if length - at < 10:
                    break
                size, body = int.from_bytes(data[at + 2 : at + 10]), at + 10
            if length - body < size:
                break
            self._take(data[at] & 0x0F, data[body : body + size])
            at = body + size
        self._rest = data[at:]

    def _take(self, kind: int, payload: bytes) -> None:
        if kind == TEXT:
            if payload.startswith(b'{"type":"mark"'):
                self.send(payload)
            else:
                self.heard(self, payload)
        elif kind == PING:
            self.send(payload, PONG)
        elif kind == CLOSE:
            self.closed = int.from_bytes(payload[:2]) if payload else 1005
            self.transport.close()

    def send(self, payload: bytes, kind: int = TEXT) -> None:
        """A masked frame; a mask of zeros leaves the payload as it is."""
        size = len(payload)
        head = bytes((0x80 | kind, 0x80 | size)) if size < 126 else b""
        head = head or bytes((0x80 | kind, 0xFE)) + struct.pack(">H", size)
        self.transport.write(head + b"\0\0\0\0" + payload)

    def watch(self, stream: str, after: int, **more: str | None) -> None:
        self.last = after
        frame = {"type": "watch", "stream": stream, "after": after} | more
        self.send(json.dumps(frame).encode())

    def follows(self, payload: bytes) -> bool:
        """Take an event as a page does: each once and in order; whatever else is a fault.

        Returns whether the frame was an event.
        """
        found = _seq.search(payload, 0, 200)
        if not found or not payload.startswith(b'{"type":"event"'):
            return False
        seq, prev = int(found[1]), int(found[2])
        if not prev <= self.last < seq:
            self.faults.append(f"{seq} after {self.last}, and it says {prev}")
        self.last = seq
        return True


async def join(
    address: str, heard: Heard, *, path: str = "/live", cookie: str = "", seconds: float = 30
) -> Member:
    """One socket, opened.

    Args:
        address: the server's, such as "http://localhost:8000".
        heard: called with each frame.
        cookie: of a session, as the header has it.

    Raises:
        ConnectionRefusedError: the server answered something else than 101.
    """
    at = urlsplit(address)
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: {at.netloc}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
        "Sec-WebSocket-Version: 13",
        f"Origin: {address}",
        *([f"Cookie: {cookie}"] if cookie else []),
    ]
    hello = "\r\n".join([*lines, "", ""]).encode()
    loop = asyncio.get_running_loop()
    host = "127.0.0.1" if at.hostname == "localhost" else at.hostname
    _, member = await loop.create_connection(lambda: Member(hello, heard), host, at.port)
    async with asyncio.timeout(seconds):
        status = await member.opened
    if status != "101":
        member.transport.close()
        raise ConnectionRefusedError(f"the handshake was answered by {status}")
    return member


class Swarm:
    """Sockets that watch one stream, each counting its events.

    ``arrived`` is called with a member and each event's text.
    """

    def __init__(self, arrived: Heard | None = None) -> None:
        self.members: list[Member] = []
        self.others: list[bytes] = []
        self.watching = 0
        self._arrived = arrived

    @classmethod
    async def gathered(
        cls,
        address: str,
        cookies: Iterable[str],
        stream: str,
        after: int,
        *,
        focus: str | None = None,
        at_once: int = 50,
        arrived: Heard | None = None,
    ) -> Self:
        """One member for each cookie, all watching."""
        swarm = cls(arrived)
        gate = asyncio.Semaphore(at_once)

        async def come(cookie: str) -> None:
            async with gate:
                member = await join(address, swarm.heard, cookie=cookie)
            swarm.members.append(member)
            member.watch(stream, after, focus=focus)

        await asyncio.gather(*map(come, cookies))
        await swarm.until(lambda: swarm.watching >= len(swarm.members))
        return swarm

    def heard(self, member: Member, payload: bytes) -> None:
        if member.follows(payload):
            if self._arrived:
                self._arrived(member, payload)
        elif payload.startswith(b'{"type":"watching"'):
            self.watching += 1
        else:
            self.others.append(payload)

    def level(self, seq: int) -> int:
        """How many have got everything up to a number."""
        return sum(member.last >= seq for member in self.members)

    @property
    def faults(self) -> list[str]:
        return [fault for member in self.members for fault in member.faults]

    async def all_reach(self, seq: int, seconds: float = 30) -> None:
        await self.until(lambda: self.level(seq) == len(self.members), seconds)

    async def until(self, true: Callable[[], bool], seconds: float = 60) -> None:
        async with asyncio.timeout(seconds):
            while not true():
                await asyncio.sleep(0.005)

    async def leave(self) -> None:
        for member in self.members:
            member.transport.close()
        await asyncio.sleep(0)
        self.members.clear()
