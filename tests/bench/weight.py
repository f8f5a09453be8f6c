"""How much of the server's memory connections take; run in a process beside."""

import asyncio
from urllib.parse import urlsplit

import uvloop

from tests.bench.crowd import Crowd, Scene
from tests.services.process import memory

FIRST, SOCKETS = 100, 1_000


def of_silent(scene: Scene) -> float:
    """KiB of the server's memory that a connection takes which says nothing."""

    async def work() -> float:
        before = await begun(scene)
        port = urlsplit(scene.address).port
        silent = [await asyncio.open_connection("127.0.0.1", port) for _ in range(SOCKETS)]
        await asyncio.sleep(1)
        came = memory(scene.pid) - before
        for _, writer in silent:
            writer.transport.abort()
        return came / SOCKETS

    return uvloop.run(work())


def of_watching(scene: Scene) -> float:
    """KiB of the server's memory that a socket takes which watches."""

    async def work() -> float:
        before = await begun(scene)
        crowd = Crowd(scene)
        await crowd.gather(SOCKETS)
        await asyncio.sleep(1)
        came = memory(scene.pid) - before
        await crowd.leave()
        return came / SOCKETS

    return uvloop.run(work())


async def begun(scene: Scene) -> float:
    """The server's memory once some sockets were there, whose setting up is not the others'."""
    first = Crowd(scene)
    await first.gather(FIRST)
    await asyncio.sleep(1)
    return memory(scene.pid)
