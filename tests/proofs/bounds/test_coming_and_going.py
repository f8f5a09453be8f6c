"""Thousands of sockets come, watch and go."""

import asyncio
from pathlib import Path

from collab.base.live.threads import in_thread
from discussions.models import Thread
from networks.ledger import head_of
from tests.proofs.conftest import Proved
from tests.proofs.counts import CONNECTS_AND_DISCONNECTS, PROVING
from tests.world import World

from .crowd import cookies, members
from .pages import Page, opened
from .serving import Served, serving

AT_ONCE = 25
MOST_GROWTH = 5
"""MB, after as many have come and gone before: then a process has what it keeps for good."""


async def come_and_go(server: Served, heads: list[str], stream: str, head: int) -> None:
    for _ in range(0, CONNECTS_AND_DISCONNECTS, AT_ONCE):
        pages = [Page(server.address, cookie, stream, head) for cookie in heads]
        await opened(pages, AT_ONCE)
        for n, page in enumerate(pages):
            page.leave(abruptly=bool(n % 2))
    async with asyncio.timeout(15):
        while await asyncio.to_thread(server.metric, "collab_live_sockets"):
            await asyncio.sleep(0.2)


async def test_nothing_of_them_stays(
    world: World, thread: Thread, tmp_path: Path, proved: Proved
) -> None:
    people = await in_thread(members, world)
    heads = await in_thread(cookies, people, AT_ONCE)
    stream = world.falls.stream
    with serving(tmp_path, 1) as [server]:
        _, head = await in_thread(head_of, stream)
        await come_and_go(server, heads, stream, head)
        warm = server.memory()
        await come_and_go(server, heads, stream, head)
        assert await asyncio.to_thread(server.metric, "collab_live_streams") == 0
        grew = server.memory() - warm
    if PROVING:
        assert grew <= MOST_GROWTH
    proved(
        f"{CONNECTS_AND_DISCONNECTS} sockets came, watched and went, half with a word of "
        "leaving, half abruptly",
        f"none is left, and memory grew by {max(0.0, grew):.1f} MB",
    )
