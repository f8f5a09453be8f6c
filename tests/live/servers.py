"""Pages that talk to real server processes over the network."""

import asyncio
import http.client
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.db import connection
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from collab.base.accounts.models import Person
from discussions.models import Thread
from networks.models import Organisation
from tests.services.product import product

from .conftest import session_key

TOKEN = "t" * 32
"""Against forged forms: any will do that is in the cookie and in the header."""


@contextmanager
def server(folder: Path, **environment: str) -> Iterator[str]:
    """One process of the product on the tests' database; yields its address."""
    with product(folder, **database_of_tests(folder), **environment) as process:
        yield process.address


def database_of_tests(folder: Path) -> dict[str, str]:
    """What a process that keeps its data in `folder` is told to use the tests' database, and the
    static files that were collected for them."""
    folder.mkdir(parents=True, exist_ok=True)
    name = connection.settings_dict["NAME"]
    if settings.EMBEDDED:
        _link(folder / "collab.sqlite3", name)
        return {"DATA_DIR": str(folder)}
    _link(folder / "static", settings.STATIC_ROOT)
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}")
    return {"DATA_DIR": str(folder), "DATABASE_URL": database.geturl()}


def _link(path: Path, to: str | Path) -> None:
    if not path.is_symlink():
        path.symlink_to(to)


def as_a_page(cookie: str, address: str) -> dict[str, str]:
    """The headers with which a page's script sends a form.

    Args:
        cookie: of a session.
        address: the server's.
    """
    return {
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept": "application/json",
        "Cookie": f"{cookie}; {settings.CSRF_COOKIE_NAME}={TOKEN}",
        "X-CSRFToken": TOKEN,
        "Origin": address,
    }


class Visitor:
    """Somebody signed in, who writes through one process and listens to any.

    Args:
        person: who.
        organisation: for which they speak.
    """

    def __init__(self, person: Person, organisation: Organisation | None = None) -> None:
        self.organisation = organisation
        self.cookie = f"{settings.SESSION_COOKIE_NAME}={session_key(person)}"
        self.listens_with = {"Cookie": self.cookie}

    def post(self, address: str, thread: Thread, text: str, key: str = "") -> None:
        """Post a message as a page's script does."""
        fields = {"text": text, "key": key, "for_organisation": ""}
        if self.organisation:
            fields["for_organisation"] = str(self.organisation.uid)
        server = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
        server.request(
            "POST",
            f"/d/{thread.uid}/messages",
            urlencode(fields),
            as_a_page(self.cookie, address),
        )
        response = server.getresponse()
        answer = response.read()
        server.close()
        assert response.status == 200, answer[:2000]
        assert "message" in json.loads(answer), answer[:2000]

    async def listen(self, address: str, stream: str, after: int, **more: Any) -> "Listener":
        socket = await connect(
            f"{address.replace('http', 'ws', 1)}/live",
            origin=Origin(address),
            additional_headers=self.listens_with,
        )
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
        """The next frame; a mark is sent back, as every page does."""
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
