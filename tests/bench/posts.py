"""Posts a message as a page's script does, again and again, and sees when all sockets have it; run
in a process beside."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import uvloop

from tests.bench.crowd import CORE_OF_THE_CROWD, Crowd, Scene
from tests.bench.processor import on_core, spent

PAUSE = 0.3
WARMING_UP = 5


@dataclass
class Felt:
    """For each post, in seconds: until it was answered, until the last socket had it. And the
    processor's seconds that the server took for all of them."""

    answered: list[float] = field(default_factory=list)
    arrived: list[float] = field(default_factory=list)
    spent: float = 0


def felt(
    scene: Scene, sockets: int, elsewhere: Scene | None, others: int, posts: Sequence[bytes]
) -> Felt:
    """What it takes to post, with ``sockets`` open in the same discussion.

    Args:
        scene: where the sockets are, and to which the requests go.
        elsewhere: the same server, watching something else.
        others: how many sockets are open there.
        posts: whole requests.
    """

    async def work() -> Felt:
        crowd = Crowd(scene)
        await crowd.gather(sockets)
        beside = Crowd(elsewhere) if elsewhere else None
        if beside:
            await beside.gather(others)
        outcome, cpu = Felt(), 0.0
        for n, request in enumerate(posts):
            if n == WARMING_UP:
                outcome, cpu = Felt(), spent(scene.pid)
            began = time.perf_counter()
            crowd.told_at.append(began)
            await post(scene.address, request)
            outcome.answered.append(time.perf_counter() - began)
            await crowd.until(lambda n=n: len(crowd.took) == (n + 1) * sockets)
            outcome.arrived.append(max(crowd.took[-sockets:]))
            await asyncio.sleep(PAUSE)
        outcome.spent = spent(scene.pid) - cpu
        await crowd.leave()
        if beside:
            await beside.leave()
        return outcome

    with on_core(CORE_OF_THE_CROWD):
        return uvloop.run(work())


async def post(address: str, request: bytes) -> None:
    at = urlsplit(address)
    reader, writer = await asyncio.open_connection("127.0.0.1", at.port)
    writer.write(request)
    status = await reader.readline()
    answer = await reader.read()
    writer.close()
    assert b" 200 " in status, status + answer
