"""An open page, which comes back by itself when its socket is lost, as the page's script does."""

import asyncio
import json
import math
from time import monotonic
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin

from tests.live.servers import Visitor
from tests.proofs.common.retries import seconds_until_next_try

PING_EVERY, ANSWER_WITHIN = 25, 10
TRY_AGAIN_AFTER = 3


class Shown(NamedTuple):
    """What the page was given once, and when."""

    at: float
    seq: int
    subject: str
    html: str


class Page:
    """A page of one discussion; see docs/live.md and `collab/base/live/scripts/live.js`.

    Args:
        visitor: whose page it is.
        address: the process that serves it.
        stream: what it follows.
        after: the number that the page was read at.
        focus: the discussion.
    """

    def __init__(self, visitor: Visitor, address: str, stream: str, after: int, focus: str) -> None:
        self.visitor, self.address = visitor, address
        self.stream, self.after, self.focus = stream, after, focus
        self.epoch: str | None = None
        self.shown: list[Shown] = []
        self.watching_since: list[float] = []
        self.lost = 0
        self.faults: list[str] = []
        self._failures = 0
        self._entering = False

    async def follow(self) -> None:
        """Follow the discussion, through lost connections, until cancelled."""
        host = urlsplit(self.address).netloc.replace("localhost", "127.0.0.1")
        while True:
            try:
                async with connect(
                    f"ws://{host}/live",
                    origin=Origin(self.address),
                    additional_headers={"Cookie": self.visitor.cookie},
                    open_timeout=ANSWER_WITHIN,
                    close_timeout=1,
                    ping_interval=None,
                ) as socket:
                    await self._enter(socket)
                    await self._hear(socket)
            except (OSError, TimeoutError, WebSocketException):
                self.lost += 1
            wait = seconds_until_next_try(self._failures)
            self._failures += 1
            await asyncio.sleep(wait)

    async def reaches(self, seq: int) -> None:
        while self.after < seq:
            await asyncio.sleep(0.02)

    def reached_at(self, seq: int) -> float:
        """When everything up to a number had been shown; for ever later where it never was."""
        return next((shown.at for shown in self.shown if shown.seq >= seq), math.inf)

    def level_at(self, head: int, since: float) -> float:
        """When this page followed again what happens and had been shown everything up to a number.

        Args:
            head: the number.
            since: when its socket was lost.
        """
        follows = next((at for at in self.watching_since if at > since), math.inf)
        return max(follows, self.reached_at(head))

    async def _enter(self, socket: ClientConnection) -> None:
        self._entering = True
        watch = {"type": "watch", "stream": self.stream, "epoch": self.epoch, "after": self.after}
        await socket.send(json.dumps(watch | {"focus": self.focus}))

    async def _hear(self, socket: ClientConnection) -> None:
        while True:
            try:
                text = await asyncio.wait_for(socket.recv(), PING_EVERY)
            except TimeoutError:
                await socket.send('{"type": "ping"}')
                text = await asyncio.wait_for(socket.recv(), ANSWER_WITHIN)
            await self._take(socket, json.loads(text))

    async def _take(self, socket: ClientConnection, frame: dict[str, Any]) -> None:
        match frame["type"]:
            case "mark":
                await socket.send(json.dumps(frame))
            case "watching":
                self._failures, self._entering = 0, False
                self.watching_since.append(monotonic())
                self.epoch = frame["epoch"]
            case "event":
                await self._show(socket, frame)
            case "error" if frame["code"] == "try_again":
                await asyncio.sleep(TRY_AGAIN_AFTER)
                await self._enter(socket)
            case "pong":
                pass
            case _:
                self.faults.append(f"after {self.after}: {frame}")

    async def _show(self, socket: ClientConnection, event: dict[str, Any]) -> None:
        if event["seq"] <= self.after:
            if not self._entering:
                self.faults.append(f"{event['seq']} again, after {self.after}")
        elif event["prev"] > self.after:
            if not self._entering:
                await self._enter(socket)
        else:
            self.after = event["seq"]
            self.shown.append(
                Shown(monotonic(), event["seq"], event["subject"], event.get("html", ""))
            )
