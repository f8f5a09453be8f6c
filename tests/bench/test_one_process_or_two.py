"""One Daphne for everything beside gunicorn for pages and Daphne for sockets; both behind nginx.

It measures and prints; no time that it takes fails it.
"""

import asyncio
import multiprocessing
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings

from collab.base.live.threads import in_thread
from discussions.models import Message, Thread
from networks.ledger import head_of
from tests.bench.load import read
from tests.bench.tables import table
from tests.live.servers import Listener, database_of_tests
from tests.live.test_behind_nginx import Reader
from tests.percentile import percentile
from tests.services.nginx import NGINX, Deployment, deployment
from tests.world import World

pytestmark = [
    pytest.mark.services,
    pytest.mark.skipif(not NGINX, reason="needs nginx: sudo apt install nginx-light"),
]

READERS = 6
SECONDS = 6.0
BETWEEN_MESSAGES = 0.25
ORDER = ("one", "two", "two", "one")  # what the machine does besides falls on both alike


@dataclass
class Measured:
    pages: list[float] = field(default_factory=list)
    felt: list[float] = field(default_factory=list)
    delivered: list[float] = field(default_factory=list)
    seconds: float = 0

    def figures(self) -> dict[str, float]:
        return {
            "pages a second": len(self.pages) / self.seconds,
            "page, median ms": median(self.pages) * 1000,
            "page, p95 ms": percentile(self.pages, 0.95) * 1000,
            "sent to arrived, median ms": median(self.felt) * 1000,
            "sent to arrived, p95 ms": percentile(self.felt, 0.95) * 1000,
            "written to arrived, median ms": median(self.delivered) * 1000,
            "written to arrived, p95 ms": percentile(self.delivered, 0.95) * 1000,
        }


@pytest.fixture
def both(world: World, tmp_path: Path) -> Iterator[dict[str, Deployment]]:
    more = database_of_tests(tmp_path) | {"LOG_LEVEL": "ERROR"}
    static = Path(settings.STATIC_ROOT)
    with ExitStack() as stack:
        yield {
            "one": stack.enter_context(deployment(static, in_one=True, **more)),
            "two": stack.enter_context(deployment(static, **more)),
        }


async def test_one_process_or_two(
    world: World, thread: Thread, both: dict[str, Deployment]
) -> None:
    measured = {name: Measured() for name in both}
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn) as beside:
        for name in ORDER:
            await measure(both[name], world, thread, beside, measured[name])
    report({name: each.figures() for name, each in measured.items()})
    for each in measured.values():
        assert len(each.felt) == len(each.delivered) > 0


async def measure(
    deployed: Deployment,
    world: World,
    thread: Thread,
    beside: ProcessPoolExecutor,
    measured: Measured,
) -> None:
    """Read pages for a while; meanwhile post messages and see when they come."""
    amina = await in_thread(Reader, deployed, world.amina)
    ben = await in_thread(Reader, deployed, world.ben)
    page = world.falls.get_absolute_url()
    for reader in (amina, ben):
        await asyncio.to_thread(reader.get, page)  # what the first request sets up is not counted
    _, head = await in_thread(head_of, world.falls.stream)
    listener = await ben.listen(world.falls.stream, head)
    url, certificate = f"{deployed.address}{page}", deployed.folder / "collab.pem"
    reading = partial(read, url, dict(ben.cookies), certificate, readers=READERS, seconds=SECONDS)
    loading = asyncio.get_running_loop().run_in_executor(beside, reading)
    began = time.monotonic()
    while time.monotonic() - began < SECONDS:
        sent = time.time()
        (event, arrived), _ = await asyncio.gather(
            arrival(listener), asyncio.to_thread(post, amina, world, thread)
        )
        uid = event["subject"].removeprefix("message:")
        message = await in_thread(Message.objects.get, uid=uid)
        measured.felt.append(arrived - sent)
        measured.delivered.append(arrived - message.at.timestamp())
        await asyncio.sleep(BETWEEN_MESSAGES)
    measured.pages += await loading
    measured.seconds += SECONDS
    await listener.socket.close()
    amina.close()
    ben.close()


async def arrival(listener: Listener) -> tuple[dict[str, Any], float]:
    return await listener.event(), time.time()


def post(amina: Reader, world: World, thread: Thread) -> None:
    """Post a message as a page's script does."""
    token = amina.cookies["__Host-csrftoken"]
    fields = {
        "text": "Ours hold.",
        "key": uuid4().hex,
        "for_organisation": str(world.severnside.uid),
    }
    own = {"Accept": "application/json", "X-CSRFToken": token}
    answer = amina.post(f"/d/{thread.uid}/messages", data=fields, headers=own)
    assert "message" in answer.json(), answer.text[-2000:]


def report(figures: dict[str, dict[str, float]]) -> None:
    rows = [
        (name, one, figures["two"][name], figures["two"][name] / one)
        for name, one in figures["one"].items()
    ]
    table("One process or two, behind nginx", ["", "one", "two", "two of one"], rows)
