"""A program that writes in a discussion and hears what others write, by docs/live.md alone."""

import asyncio
import json
import urllib.request
import uuid
from collections.abc import AsyncIterator
from typing import Any

from websockets.asyncio.client import connect

FAR_BEYOND = 2**53 - 1


class Follower:
    def __init__(self, address: str, token: str, thread: str) -> None:
        self.address, self.thread = address, thread
        self.head = {"Authorization": f"Bearer {token}"}
        self.stream = f"s:{self.ask(f'threads/{thread}')['space']['uid']}"
        self.epoch, self.last = None, FAR_BEYOND

    def ask(self, path: str, body: Any = None, **head: str) -> Any:
        request = urllib.request.Request(  # noqa: S310
            f"{self.address}/api/v1/{path}",
            json.dumps(body).encode() if body else None,
            self.head | {"Content-Type": "application/json"} | head,
        )
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return json.load(answer)

    def post(self, text: str) -> str:
        key = {"Idempotency-Key": uuid.uuid4().hex}
        return self.ask(f"threads/{self.thread}/messages", {"text": text}, **key)["uid"]

    async def follow(self) -> AsyncIterator[dict[str, Any]]:
        """The events of the discussion, each once and in order, through lost connections."""
        address = self.address.replace("http", "ws", 1) + "/live"
        async for socket in connect(address, additional_headers=self.head):
            try:
                await self.watch(socket)
                async for text in socket:
                    frame = json.loads(text)
                    if frame["type"] == "mark":
                        await socket.send(text)
                    elif frame["type"] == "reset":
                        self.epoch, self.last = frame["epoch"], frame["head"]
                        await self.watch(socket)
                    elif frame["type"] == "event" and frame["seq"] > self.last:
                        if frame["prev"] > self.last:
                            await self.watch(socket)
                            continue
                        self.last = frame["seq"]
                        if frame["within"] == f"thread:{self.thread}":
                            yield frame
            except OSError:
                await asyncio.sleep(0.2)

    async def watch(self, socket: Any) -> None:
        frame = {"type": "watch", "stream": self.stream, "epoch": self.epoch, "after": self.last}
        await socket.send(json.dumps(frame))
