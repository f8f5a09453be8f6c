"""A page's socket against the whole ASGI application, in this process."""

import asyncio
import json
from contextlib import suppress
from typing import Any

from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.db import connection, transaction

from asgi import application
from collab.base.access.subjects import Ref
from collab.base.accounts.models import Person
from collab.base.live.threads import in_thread
from networks.events import SpaceOpened
from networks.ledger import record
from networks.models import Space

from .conftest import session_key

ORIGIN = settings.SOCKET_ORIGINS[0]


class Browser:
    """One page's socket.

    Args:
        cookie: the session key, or None for somebody signed out.
        token: what a program sends instead.
    """

    def __init__(
        self, cookie: str | None, origin: str | None = ORIGIN, path: str = "/live", token: str = ""
    ):
        headers = []
        if origin is not None:
            headers.append((b"origin", origin.encode("latin1")))
        if token:
            headers.append((b"authorization", f"Bearer {token}".encode()))
        if cookie is not None:
            name = settings.SESSION_COOKIE_NAME
            headers.append((b"cookie", f"a=b; {name}={cookie}".encode("latin1")))
        self.socket = WebsocketCommunicator(application, path, headers=headers)

    @classmethod
    async def of(cls, person: Person) -> "Browser":
        browser = cls(await in_thread(session_key, person))
        assert await browser.opens()
        return browser

    async def opens(self) -> bool:
        opened, _ = await self.socket.connect()
        return opened

    async def say(self, **frame: Any) -> None:
        await self.socket.send_to(text_data=json.dumps(frame))

    async def watch(self, stream: str, after: int = 0, **more: Any) -> None:
        await self.say(type="watch", stream=stream, after=after, **more)

    async def hear_any(self, seconds: float = 5) -> dict[str, Any]:
        """The next frame; a mark is sent back, as every page does."""
        while True:
            frame = json.loads(await self.socket.receive_from(seconds))
            if frame["type"] != "mark":
                return frame
            await self.say(**frame)

    async def hear(self, kind: str, seconds: float = 5) -> dict[str, Any]:
        """The next frame, which must be of this type."""
        frame = await self.hear_any(seconds)
        assert frame["type"] == kind, frame
        return frame

    async def hear_up_to(self, seq: int, seconds: float = 10) -> list[int]:
        """The events' numbers, until the one given."""
        seqs: list[int] = []
        async with asyncio.timeout(seconds):
            while seq not in seqs:
                seqs.append((await self.hear("event", seconds))["seq"])
        return seqs

    async def hears_nothing(self, seconds: float = 0.2) -> bool:
        return await self.socket.receive_nothing(seconds)

    async def is_closed_with(self, seconds: float = 5) -> int:
        message = await self.socket.receive_output(seconds)
        assert message["type"] == "websocket.close", message
        return message["code"]

    async def leave(self) -> None:
        with suppress(asyncio.CancelledError):
            await self.socket.disconnect()


def write(space: Space, by: Person) -> int:
    """Append an event to a space's stream, as an action does; its number."""
    with transaction.atomic():
        row = record(
            SpaceOpened, stream=space.stream, subject=Ref("space", space.uid), version=1, by=by
        )
    return row.seq


def write_and_close(space: Space, by: Person) -> int:
    """The same, for a thread that ends."""
    try:
        return write(space, by)
    finally:
        connection.close()


awrite = sync_to_async(write_and_close, thread_sensitive=False)
