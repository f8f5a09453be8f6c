"""A backup is restored while pages are open: each reads afresh, and nothing that was written after
the backup is shown anywhere."""

import asyncio
import http.client
import json
import os
import re
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Origin

from collab.base.accounts.models import Person
from collab.base.live.threads import in_thread
from discussions.models import Thread
from networks.ledger import head_of
from tests.live.servers import TOKEN, database_of_tests
from tests.live.test_workers import disconnect
from tests.proofs.common.writers import ByForm
from tests.proofs.conftest import Proved
from tests.proofs.counts import PAGES_OPEN_AT_A_RESTORE
from tests.services.process import free_port
from tests.services.product import REPOSITORY, product
from tests.world import PASSWORD, World

STALE = "Written after the backup"
FRESH = "Written after the restore"
POSTS = 4
EVENTS = POSTS + 1

Head = tuple[str, int]


class Ben(ByForm):
    """Somebody who signs in as people do, since a restore ends every session."""

    def sign_in(self, person: Person) -> None:
        self.person = person

    def enter(self) -> None:
        form = {"Cookie": f"{settings.CSRF_COOKIE_NAME}={TOKEN}", "X-CSRFToken": TOKEN}
        form["Content-Type"] = "application/x-www-form-urlencoded"
        said = urlencode({"login": self.person.email, "password": PASSWORD})
        server = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=30)
        with closing(server):
            server.request("POST", "/accounts/login/", said, form | {"Origin": self.address})
            answer = server.getresponse()
            cookies = answer.headers.get_all("Set-Cookie") or []
        (session,) = [
            each.partition(";")[0]
            for each in cookies
            if each.startswith(f"{settings.SESSION_COOKIE_NAME}=")
        ]
        self.head = form | {"Cookie": f"{form['Cookie']}; {session}"}

    def writes_and_edits(self, thread: Thread, text: str) -> None:
        """Posts four messages, and gives the second of the discussion its second version."""
        for n in range(POSTS):
            assert self.post(thread, f"{text} {n}", f"{text.split()[-1]}-{n}").status == 302
        page = self.read(f"/d/{thread.uid}?from=1").text
        (uid,) = re.findall(r'id="m2" data-uid="(\w+)"', page)
        said = urlencode({"text": text, "started_from": 1, "key": f"edit-{text.split()[-1]}"})
        edited = self.line().ask("POST", f"/m/{uid}/edit", said, self.head)
        assert edited.status == 302, edited

    async def follow(self, thread: Thread, epoch: str, after: int) -> tuple[ClientConnection, Any]:
        """A page's socket, and what it is told first."""
        socket = await connect(
            f"{self.address.replace('http', 'ws', 1)}/live",
            origin=Origin(self.address),
            additional_headers={"Cookie": self.head["Cookie"]},
        )
        await watch(socket, thread, epoch, after)
        return socket, await next_frame(socket)

    def head_on_the_page(self, thread: Thread) -> Head:
        page = self.read(f"/d/{thread.uid}").text
        epoch, head = re.findall(r'data-epoch="(\w+)" data-head="(\d+)"', page)[0]
        return epoch, int(head)


async def watch(socket: ClientConnection, thread: Thread, epoch: str, after: int) -> None:
    frame = {"type": "watch", "stream": thread.space.stream, "epoch": epoch, "after": after}
    await socket.send(json.dumps(frame | {"focus": f"thread:{thread.uid}"}))


async def next_frame(socket: ClientConnection) -> dict[str, Any]:
    async with asyncio.timeout(15):
        while True:
            frame: dict[str, Any] = json.loads(await socket.recv())
            if frame["type"] != "mark":
                return frame
            await socket.send(json.dumps(frame))


async def events_up_to(socket: ClientConnection, seq: int) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = []
    while not events or events[-1]["seq"] < seq:
        events.append(await next_frame(socket))
    return events


def manage(environment: dict[str, str], *arguments: str) -> None:
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(
        command, cwd=REPOSITORY, env=os.environ | environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture
def environment(world: World, thread: Thread, tmp_path: Path) -> dict[str, str]:
    """The tests' database with a network in it; on SQLite a copy, which a restore may replace."""
    Person.objects.update(password=make_password(PASSWORD, hasher="argon2"))
    own = database_of_tests(tmp_path / "data")
    if settings.EMBEDDED:
        database = tmp_path / "data/collab.sqlite3"
        database.unlink()
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(database)])
    return own


async def test_no_page_shows_what_was_written_after_the_backup(
    world: World, thread: Thread, environment: dict[str, str], tmp_path: Path, proved: Proved
) -> None:
    port, backup = free_port(), str(tmp_path / "backup.tar.gz")
    ben = Ben(world.ben, world.kingsholm, f"http://localhost:{port}")
    before = await in_thread(head_of, thread.space.stream)

    def serve() -> Any:
        return product(tmp_path / "logs", port=port, **environment)

    with serve():
        await in_thread(ben.enter)
        await in_thread(ben.post, thread, "Written before", "first")
        epoch, head = await in_thread(ben.head_on_the_page, thread)
        assert (epoch, head) == (before[0], before[1] + 1)
        sockets = [
            (await ben.follow(thread, epoch, head))[0] for _ in range(PAGES_OPEN_AT_A_RESTORE)
        ]
        await in_thread(manage, environment, "backup", backup)
        await in_thread(ben.writes_and_edits, thread, STALE)
        for socket in sockets:
            shown = await events_up_to(socket, head + EVENTS)
            assert all(STALE in each["html"] for each in shown)
        assert STALE in (await in_thread(ben.read, f"/d/{thread.uid}?from=1")).text
    for socket in sockets:
        with pytest.raises(ConnectionClosed):
            await next_frame(socket)

    await in_thread(disconnect)
    await in_thread(manage, environment, "restore", backup, "--replace")
    with serve():
        with pytest.raises(InvalidStatus):  # everybody is signed out
            await ben.follow(thread, epoch, head + EVENTS)
        await in_thread(ben.enter)
        followed = [await ben.follow(thread, epoch, head + EVENTS) for _ in sockets]
        resets = [told for _, told in followed]
        new_epoch = resets[0]["epoch"]
        assert new_epoch != epoch
        expected = {
            "type": "reset",
            "stream": thread.space.stream,
            "epoch": new_epoch,
            "head": head,
        }
        assert resets == [expected] * len(sockets)
        assert await in_thread(ben.head_on_the_page, thread) == (new_epoch, head)

        pages = [
            "/",
            f"/d/{thread.uid}?from=1",
            f"/s/{world.falls.uid}",
            f"/s/{world.falls.uid}/discussions",
        ]
        for path in pages:
            page = await in_thread(ben.read, path)
            assert page.status == 200
            assert STALE not in page.text
        from_the_start, told = await ben.follow(thread, new_epoch, 0)
        assert (told["type"], told["head"]) == ("watching", head)
        caught_up = await events_up_to(from_the_start, head)
        assert STALE not in json.dumps(caught_up)

        for socket, _ in followed:
            await watch(socket, thread, new_epoch, head)
            assert (await next_frame(socket))["type"] == "watching"
        await in_thread(ben.writes_and_edits, thread, FRESH)
        for socket in [from_the_start, *(each for each, _ in followed)]:
            shown = await events_up_to(socket, head + EVENTS)
            assert [each["seq"] for each in shown] == [head + n for n in range(1, EVENTS + 1)]
            assert all(FRESH in each["html"] for each in shown)
            await socket.close()
        page = (await in_thread(ben.read, f"/d/{thread.uid}?from=1")).text
        assert STALE not in page
        assert FRESH in page
    proved(
        f"`manage.py restore` under {len(sockets)} open pages, after {POSTS} posts and an "
        "edit that the backup lacks",
        f"each page was told to read afresh and went on from the restored number; these were shown "
        f"by none of {len(pages)} pages, no socket and no catching up from 0",
    )
