"""Real server processes, and pages that talk to them over the network."""

import asyncio
import http.client
import json
import os
import subprocess
import sys
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

from django.conf import settings
from django.db import connection
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from collab.base.accounts.models import Person
from discussions.models import Thread
from networks.models import Organisation
from tests.services.process import free_port, running

from .conftest import session_key

ORIGIN = settings.SOCKET_ORIGINS[0]


@contextmanager
def server(**environment: str) -> Iterator[int]:
    """One process of the product on the tests' database; yields its port."""
    address = urllib.parse.urlsplit(os.environ["DATABASE_URL"])
    database = address._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    port = free_port()
    command = [sys.executable, "manage.py", "serve", "--port", str(port)]
    environment = os.environ | {"DATABASE_URL": database} | environment
    with running(command, port=port, env=environment, stdout=subprocess.DEVNULL):
        yield port


class Visitor:
    """Somebody signed in, who writes through one process and listens to any.

    Args:
        person: who.
        organisation: for which they speak.
    """

    def __init__(self, person: Person, organisation: Organisation | None = None) -> None:
        self.organisation = organisation
        self.cookie = f"{settings.SESSION_COOKIE_NAME}={session_key(person)}"

    def post(self, port: int, thread: Thread, text: str, key: str = "") -> int:
        """Post a message as a page's script does; the answer's status."""
        token = "t" * 32
        server = http.client.HTTPConnection("localhost", port, timeout=30)
        fields = {"text": text, "key": key, "for_organisation": ""}
        if self.organisation:
            fields["for_organisation"] = str(self.organisation.uid)
        server.request(
            "POST",
            f"/d/{thread.uid}/messages",
            urllib.parse.urlencode(fields),
            {
                "Content-Type": "application/x-www-form-urlencoded",
                "Accept": "application/json",
                "Cookie": f"{self.cookie}; {settings.CSRF_COOKIE_NAME}={token}",
                "X-CSRFToken": token,
                "Origin": ORIGIN,
            },
        )
        response = server.getresponse()
        answer = response.read()
        server.close()
        assert response.status == 200, answer[:2000]
        assert "message" in json.loads(answer), answer[:2000]
        return response.status

    async def listen(self, port: int, stream: str, after: int, **more: Any) -> "Listener":
        address = f"ws://localhost:{port}/live"
        cookie = {"Cookie": self.cookie}
        socket = await connect(address, origin=Origin(ORIGIN), additional_headers=cookie)
        await socket.send(json.dumps({"type": "watch", "stream": stream, "after": after} | more))
        listener = Listener(socket, after)
        assert (await listener.frame())["type"] == "watching"
        return listener


class Listener:
    """A page's socket that follows one stream."""

    def __init__(self, socket: ClientConnection, after: int) -> None:
        self.socket = socket
        self.last = after
        self.events: list[dict[str, Any]] = []

    async def frame(self, seconds: float = 15) -> dict[str, Any]:
        async with asyncio.timeout(seconds):
            while True:
                frame = json.loads(await self.socket.recv())
                if frame["type"] != "mark":
                    return frame
                await self.socket.send(json.dumps(frame))

    async def event(self, seconds: float = 15) -> dict[str, Any]:
        """The next frame, an event that follows on from the one before."""
        event = await self.frame(seconds)
        assert event["type"] == "event", event
        assert event["prev"] <= self.last < event["seq"]
        self.last = event["seq"]
        self.events.append(event)
        return event

    async def everything_up_to(self, seq: int) -> Self:
        while self.last < seq:
            await self.event()
        return self

    async def hears_nothing(self, seconds: float = 1) -> bool:
        try:
            await self.frame(seconds)
        except TimeoutError:
            return True
        return False
