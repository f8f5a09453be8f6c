"""Ending so that what is under way is not cut off."""

import asyncio
from typing import Any

from daphne.server import Server
from daphne.ws_protocol import WebSocketProtocol

GOING_AWAY = 1001
LOOK_SECONDS = 0.02


class DrainingServer(Server):
    """Daphne's server, which by itself cuts off what it has not answered."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._ports: list[Any] = []

    def listen_success(self, port: Any) -> None:
        super().listen_success(port)
        self._ports.append(port)

    async def drain(self, seconds: float) -> None:
        """Take no new connections, send sockets away, and let each request be answered, as long as
        that takes no more than so many seconds."""
        for port in self._ports:
            port.stopListening()
        leaving: set[Any] = set()
        try:
            async with asyncio.timeout(seconds):
                while leaving := {each for each in leaving | self._under_way() if _is_open(each)}:
                    await asyncio.sleep(LOOK_SECONDS)
        except TimeoutError:
            pass

    def _under_way(self) -> set[Any]:
        """The transports on which something is under way; each ends with it."""
        found = set()
        for protocol, details in list(self.connections.items()):
            if "disconnected" in details:
                continue
            if isinstance(protocol, WebSocketProtocol):
                if protocol.state == WebSocketProtocol.STATE_OPEN:
                    protocol.sendCloseFrame(code=GOING_AWAY)
                found.add(protocol.transport)
            elif protocol.channel:
                _answer_and_close(protocol)
                found.add(protocol.channel.transport)
        return found


def _answer_and_close(request: Any) -> None:
    request.channel.persistent = False
    if not request.startedWriting:
        request.setHeader(b"connection", b"close")


def _is_open(transport: Any) -> bool:
    return bool(transport.connected)
