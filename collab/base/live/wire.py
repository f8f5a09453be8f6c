"""How a parcel gets from a socket to the network, without anybody waiting for it."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from .parcel import Parcel

Send = Callable[[dict[str, Any]], Awaitable[None]]

log = logging.getLogger(__name__)


class Wire(Protocol):
    @property
    def is_broken(self) -> bool:
        """Whether nothing can be written any more."""

    def write(self, parcel: Parcel) -> None:
        """Have it sent as soon as the network takes it; nothing, once the wire is broken."""

    def close(self, code: int) -> None:
        """Close once what was written is sent."""

    def drop(self) -> None:
        """The network's end is gone."""


class AsgiWire:
    """Over the server's ASGI send, which may wait: any server has it."""

    def __init__(self, send: Send) -> None:
        self.is_broken = False
        self._send = send
        self._waiting: deque[dict[str, Any]] = deque()
        self._writer: asyncio.Task[None] | None = None

    def write(self, parcel: Parcel) -> None:
        if self.is_broken:
            return
        self._waiting.extend({"type": "websocket.send", "text": text} for text in parcel.texts)
        self._go_on()

    def close(self, code: int) -> None:
        self._waiting.append({"type": "websocket.close", "code": code})
        self._go_on()

    def drop(self) -> None:
        self.is_broken = True
        self._waiting.clear()
        if self._writer:
            self._writer.cancel()

    def _go_on(self) -> None:
        if self._writer is None and not self.is_broken:
            self._writer = asyncio.create_task(self._write_what_waits())

    async def _write_what_waits(self) -> None:
        try:
            while self._waiting:
                await self._send(self._waiting.popleft())
        except Exception as error:
            log.info("A socket broke while it was written to: %r", error)
            self.is_broken = True
            self._waiting.clear()
        finally:
            self._writer = None


Direct = Callable[[Send], Wire | None]
_direct: list[Direct] = []


def prefer(direct: Direct) -> None:
    """Have a server's own way tried first; it returns None for a send that is not its server's."""
    _direct[:] = [direct]


def wire_of(send: Send) -> Wire:
    for direct in _direct:
        if wire := direct(send):
            return wire
    return AsgiWire(send)
