"""A WebSocket spoken by hand: whatever bytes a test sends, and exactly what came back."""

import base64
import json
import os
import socket
from dataclasses import dataclass, field
from typing import Any, Self

TEXT, CLOSE, PONG = 1, 8, 10
NOWHERE = "s:NOWHERE"


def masked(text: str) -> bytes:
    """A text frame whose mask is all zeros."""
    payload = text.encode()
    assert len(payload) < 126
    return bytes((0x80 | TEXT, 0x80 | len(payload))) + bytes(4) + payload


WHERE = masked(json.dumps({"type": "watch", "stream": NOWHERE, "after": 0}))
LONGEST_HEAD = 64 * 1024


@dataclass
class Answer:
    """What a server sent until it closed, or until it had answered what it was asked last.

    Args:
        texts: the text frames, as JSON.
        pongs: the payloads of pongs.
        code: that of its close frame; None if there was none.
        ended: whether it closed the connection.
    """

    texts: list[dict[str, Any]] = field(default_factory=list)
    pongs: list[bytes] = field(default_factory=list)
    code: int | None = None
    ended: bool = False

    def of_type(self, kind: str) -> list[dict[str, Any]]:
        return [frame for frame in self.texts if frame["type"] == kind]


class RawSocket:
    """One connection to a port of this machine.

    Args:
        port: where the server listens.
        seconds: how long an answer may take.
    """

    def __init__(self, port: int, seconds: float = 20) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=seconds)
        self._rest = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def handshake(self, path: str, headers: dict[str, str]) -> int:
        """The status that answers a handshake."""
        asked = {
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
            "Sec-WebSocket-Version": "13",
        } | headers
        lines = [f"GET {path} HTTP/1.1", *(f"{name}: {said}" for name, said in asked.items())]
        self._socket.sendall("\r\n".join([*lines, "", ""]).encode("latin1"))
        while b"\r\n\r\n" not in self._rest and len(self._rest) < LONGEST_HEAD:
            self._rest += self._receive()
        head, self._rest = self._rest.split(b"\r\n\r\n", 1)
        return int(head.split(b" ", 2)[1])

    def answer(self, *frames: bytes) -> Answer:
        """All that answers these bytes, until the server closes or has answered all of them.

        The question after them is one whose answer can be told from others. They go out together:
        a connection that the server closes meanwhile would take its last words with it.
        """
        self._socket.sendall(b"".join([*frames, WHERE]))
        answer = Answer()
        while True:
            try:
                kind, payload = self._frame()
            except ConnectionError:
                answer.ended = True
                return answer
            if kind == TEXT:
                frame = json.loads(payload)
                if frame == {"type": "closed", "stream": NOWHERE}:
                    return answer
                answer.texts.append(frame)
            elif kind == PONG:
                answer.pongs.append(payload)
            elif kind == CLOSE:
                answer.code = int.from_bytes(payload[:2]) if payload else 1005

    def _frame(self) -> tuple[int, bytes]:
        first, size = self._take(2)
        if size == 126:
            size = int.from_bytes(self._take(2))
        elif size == 127:
            size = int.from_bytes(self._take(8))
        return first & 0x0F, self._take(size)

    def _take(self, size: int) -> bytes:
        while len(self._rest) < size:
            self._rest += self._receive()
        taken, self._rest = self._rest[:size], self._rest[size:]
        return taken

    def _receive(self) -> bytes:
        data = self._socket.recv(64 * 1024)
        if not data:
            raise ConnectionError("the server closed the connection")
        return data
