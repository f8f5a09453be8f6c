"""The disk is full: whoever writes is told so and keeps the text, everybody can read, nothing that
was acknowledged is lost, and once there is room the same process goes on."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from html import unescape
from itertools import count
from pathlib import Path
from typing import NamedTuple

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from collab.base.accounts.models import Session
from discussions.models import Thread
from tests.live.servers import database_of_tests
from tests.proofs.common.writers import WRITERS, Answer, ByForm, ByProgram, Writer
from tests.proofs.conftest import Proved
from tests.proofs.counts import POSTS_UNTIL_DISK_FULL
from tests.proofs.counts import REFUSALS_OF_A_FULL_DISK as REFUSALS
from tests.services.postgresql import AS_USER
from tests.services.product import Product, product
from tests.services.small_disk import SizeLimit, SmallDisk, small_disk
from tests.world import World

MEGABYTES = 64
TEXT = "The mat slipped again. " * 150


class Served(NamedTuple):
    product: Product
    room: SmallDisk | SizeLimit
    files: Path


@contextmanager
def served(disk: SmallDisk | None, folder: Path) -> Iterator[Served]:
    """The product with its data on a small disk; without one, under a limit of the size of files,
    which SQLite meets as a failing write likewise."""
    data = disk.folder if disk else folder / "data"
    data.mkdir(exist_ok=True)
    own = database_of_tests(data)
    if settings.EMBEDDED:
        (data / "collab.sqlite3").unlink()
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(data / "collab.sqlite3")])
    with product(folder, **own) as running:
        room = disk or SizeLimit(data, running.process.pid)
        yield Served(running, room, data / "files")


@contextmanager
def messages_on(disk: SmallDisk) -> Iterator[None]:
    """PostgreSQL keeps the table of messages on the small disk."""
    place = disk.folder / "tablespace"
    place.mkdir(0o700)
    if AS_USER:
        shutil.chown(place, AS_USER["user"], AS_USER["group"])
    _run(f"CREATE TABLESPACE small LOCATION '{place}'")
    try:
        _run("ALTER TABLE discussions_message SET TABLESPACE small")
        yield
    finally:
        _run("ALTER TABLE discussions_message SET TABLESPACE pg_default")
        _run("DROP TABLESPACE small")


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def on_a_small_disk(world: World, tmp_path: Path) -> Iterator[tuple[Served, list[Writer]]]:
    """The product there, Ben in each way of writing, and Amina, who comes back to her session and
    whose program has not been used before."""
    writers = [way(world.ben, world.kingsholm, "") for way in WRITERS]
    writers += [way(world.amina, world.severnside, "") for way in (ByForm, ByProgram)]
    while_ago = timezone.now() - timedelta(minutes=5)
    Session.objects.filter(person=world.amina).update(seen_at=while_ago)
    with small_disk(MEGABYTES) as disk:
        if settings.EMBEDDED:
            with served(disk, tmp_path) as there:
                yield there, at(there.product.address, writers)
        elif disk is None:
            pytest.skip("a small disk for PostgreSQL takes the right to mount one")
        else:
            with messages_on(disk), served(disk, tmp_path) as there:
                yield there, at(there.product.address, writers)


def at(address: str, writers: list[Writer]) -> list[Writer]:
    for each in writers:
        each.address = address
    return writers


class Said(NamedTuple):
    writer: Writer
    key: str
    text: str

    def send(self, thread: Thread) -> Answer:
        return self.writer.post(thread, self.text, self.key)


def everything_said(program: Writer, thread: Thread) -> list[tuple[int, str]]:
    """The number and the text of each message, as the API gives them."""
    found, path = [], f"/api/v1/threads/{thread.uid}/messages"
    while path:
        page = json.loads(program.read(path).text)
        found += [(each["n"], each["text"]) for each in page["items"]]
        path = (page["next"] or "").removeprefix(program.address)
    return found


def assert_it_is_kind(answer: Answer, said: Said) -> None:
    assert answer.status == 507, answer
    assert answer.head["Retry-After"]
    assert "Traceback" not in answer.text
    if isinstance(said.writer, ByForm):
        page = unescape(answer.text)
        assert said.text in page, "the text was not kept"
        assert f'name="key" value="{said.key}"' in page
        assert "Send it again" in page
    else:
        assert answer.head["Content-Type"] == "application/problem+json"
        assert json.loads(answer.text)["status"] == answer.status
        assert "Send the same again" in json.loads(answer.text)["detail"].replace("Then s", "S")


def upload(program: Writer, world: World) -> Answer:
    """Send a file."""
    boundary = "a-boundary-of-our-own"
    body = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="checks.txt"\r\n'
        f"Content-Type: text/plain\r\n\r\n{TEXT * 30}\r\n--{boundary}--\r\n"
    )
    head = program.head | {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    return program.line().ask("POST", f"/api/v1/spaces/{world.falls.uid}/files", body, head)


def what_is_full(room: SmallDisk | SizeLimit) -> str:
    if isinstance(room, SizeLimit):
        return "no file may grow any more, as if the disk were full"
    if settings.EMBEDDED:
        return "the disk with all data is filled, in one step"
    return "the disk with the files and the table of messages alone is filled, in one step"


def test_who_writes_is_told_and_nothing_that_was_acknowledged_is_lost(
    world: World,
    thread: Thread,
    on_a_small_disk: tuple[Served, list[Writer]],
    proved: Proved,
) -> None:
    there, (*writers, reader, program) = on_a_small_disk
    acknowledged: list[Said] = []
    refused: list[Said] = []
    for n in count():
        if n == POSTS_UNTIL_DISK_FULL:
            there.room.fill()
        said = Said(writers[n % 3], f"key-{n}", f"Answer {n}. {TEXT}".strip())
        answer = said.send(thread)
        if answer.status < 400:
            acknowledged.append(said)
        else:
            assert n >= POSTS_UNTIL_DISK_FULL, answer
            assert_it_is_kind(answer, said)
            refused.append(said)
        if len(refused) == REFUSALS:
            break
        assert n < POSTS_UNTIL_DISK_FULL + 20 * REFUSALS, "the disk is never full"

    before = [(1, "Ours slip.")]
    texts = [each.text for each in acknowledged]
    assert everything_said(program, thread) == before + list(enumerate(texts, 2))
    pages = ["/", f"/d/{thread.uid}", f"/s/{world.falls.uid}", "/me", "/help", "/readyz"]
    for path in pages:
        assert reader.read(path).status == 200, path
    if isinstance(there.room, SmallDisk):
        assert json.loads(reader.read("/readyz").text)["room"] == "away"
    kept = {path.name for path in there.files.rglob("*")}
    assert upload(program, world).status == 507
    assert {path.name for path in there.files.rglob("*")} == kept, "half a file is in the way"

    there.room.make_room()
    assert upload(program, world).status == 201
    for said in refused:
        said.writer.made(said.send(thread))
    for said in acknowledged[-12:]:  # an answer that got lost: the same again
        said.writer.made(said.send(thread))
    texts += [each.text for each in refused]
    assert everything_said(program, thread) == before + list(enumerate(texts, 2))
    assert there.product.process.poll() is None
    assert json.loads(reader.read("/readyz").text)["room"] == "ok"
    proved(
        f"{len(texts)} posts around the moment at which {what_is_full(there.room)}",
        f"{len(acknowledged)} acknowledged, 0 of them lost; {len(refused)} told that there is no "
        f"room, whoever sent a page’s form with their text, and taken once there was; {len(pages)} "
        "pages could be read",
    )
