"""All the sockets that a crowd holds are cut in one moment, while people write and read."""

import asyncio
import time
from pathlib import Path
from threading import Event

from django.conf import settings
from django.db import connection

from collab.base.live.threads import in_thread
from discussions.models import Thread
from networks.ledger import head_of
from tests.proofs.common.writers import ByScript
from tests.proofs.conftest import Proved
from tests.proofs.counts import PROVING, SOCKETS_CUT_AT_ONCE
from tests.world import World

from .crowd import cookies, members
from .pages import Page, Reading, opened
from .posting import Posting
from .serving import Served, serving

WRITERS, WAVES = 4, 10
LEVEL_WITHIN, SLOWEST_PAGE = 30, 1
"""Seconds."""
BACK = 0.999
POOL = 16
NAME = "served"
"""How the servers call themselves to PostgreSQL."""


def most_connections(until: Event) -> int:
    """The most connections to PostgreSQL that the servers had at once."""
    most = 0
    try:
        while not until.wait(0.1):
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s", [NAME]
                )
                most = max(most, *cursor.fetchone())
    finally:
        connection.close()
    return most


def a_crowd(servers: list[Served], heads: list[str], stream: str, head: int) -> list[Page]:
    return [
        Page(servers[n % len(servers)].address, cookie, stream, head)
        for n, cookie in enumerate(heads)
    ]


async def all_level(pages: list[Page], stream: str, share: float = 1) -> None:
    """Until so many have got everything that the ledger has."""
    _, head = await in_thread(head_of, stream)
    async with asyncio.timeout(60):
        while sum(page.last >= head for page in pages) < share * len(pages):
            await asyncio.sleep(0.02)


async def test_they_are_back_and_level_in_half_a_minute(
    world: World, thread: Thread, tmp_path: Path, proved: Proved
) -> None:
    people = await in_thread(members, world)
    heads = await in_thread(cookies, people, SOCKETS_CUT_AT_ONCE)
    stream = world.falls.stream
    with serving(tmp_path, DATABASE_POOL=str(POOL), PGAPPNAME=NAME) as servers:
        _, head = await in_thread(head_of, stream)
        pages = a_crowd(servers, heads, stream, head)
        await opened(pages)
        writers = [
            await in_thread(ByScript, person, world.severnside, servers[0].address)
            for person in people[:WRITERS]
        ]
        posting = Posting(writers, thread, servers, pause=0.5)
        reading = [Reading(each.address, heads[0], thread.get_absolute_url()) for each in servers]
        done = Event()
        counting = None
        if not settings.EMBEDDED:
            counting = asyncio.create_task(asyncio.to_thread(most_connections, done))
        await asyncio.sleep(1)
        for page in pages:
            page.leave(abruptly=True)
        cut = time.monotonic()
        coming = asyncio.gather(*(page.come_back() for page in pages))
        async with asyncio.timeout(2 * LEVEL_WITHIN):
            while sum(page.is_watching for page in pages) < BACK * len(pages):
                await asyncio.sleep(0.02)
            await all_level(pages, stream, BACK)
        took = time.monotonic() - cut
        for each in reading:
            await asyncio.to_thread(each.stop)
        await asyncio.to_thread(posting.stop)
        await coming
        await all_level(pages, stream)
        done.set()
        connections = await counting if counting else 0
        for page in pages:
            page.leave()
    slowest = max(max(each.took) for each in reading)
    assert [fault for page in pages for fault in page.faults] == []
    assert [other for page in pages for other in page.others] == []
    assert all(each.is_taken for each in posting.attempts)
    assert {status for each in reading for status in each.statuses} == {200}
    assert bool(connections) == bool(counting), "the servers' connections are not counted"
    assert connections <= len(servers) * POOL
    assert took <= LEVEL_WITHIN
    if PROVING:
        assert slowest <= SLOWEST_PAGE
    at_most = f"; at most {connections} connections to the database" if counting else ""
    proved(
        f"{SOCKETS_CUT_AT_ONCE} sockets cut at once while {WRITERS} people write; server "
        f"processes: {len(servers)}",
        f"{BACK:.1%} were back and level with the ledger after {took:.1f} s, all soon after, each "
        f"event once and in order; the slowest page took {slowest:.2f} s{at_most}",
    )


async def next_event(page: Page) -> None:
    """Until it arrives: others are being written to just then."""
    last = page.last
    async with asyncio.timeout(30):
        while page.last == last:
            await asyncio.sleep(0.001)


async def test_when_half_of_them_vanish_the_rest_get_everything(
    world: World, thread: Thread, tmp_path: Path, proved: Proved
) -> None:
    people = await in_thread(members, world)
    heads = await in_thread(cookies, people, SOCKETS_CUT_AT_ONCE)
    stream = world.falls.stream
    with serving(tmp_path) as servers:
        _, head = await in_thread(head_of, stream)
        pages = a_crowd(servers, heads, stream, head)
        await opened(pages)
        writers = [
            await in_thread(ByScript, person, world.severnside, servers[0].address)
            for person in people[:WRITERS]
        ]
        posting = Posting(writers, thread, servers)
        vanishing, staying = pages[: len(pages) // 2], pages[len(pages) // 2 :]
        for wave in range(WAVES):
            await next_event(staying[0])
            for page in vanishing[wave::WAVES]:
                page.leave(abruptly=True)
        sent = len(posting.attempts)
        async with asyncio.timeout(60):
            while len(posting.attempts) < sent + 5 * WRITERS:
                await asyncio.sleep(0.05)
        await asyncio.to_thread(posting.stop)
        await all_level(staying, stream)
        async with asyncio.timeout(15):
            while sum([await sockets_of(each) for each in servers]) > len(staying):
                await asyncio.sleep(0.2)
        for page in staying:
            page.leave()
    assert [fault for page in staying for fault in page.faults] == []
    assert [other for page in staying for other in page.others] == []
    assert all(each.is_taken for each in posting.attempts)
    proved(
        f"{len(vanishing)} of {len(pages)} sockets vanish while they are written to, in {WAVES} "
        f"waves; {WRITERS} people write; "
        f"server processes: {len(servers)}",
        f"the other {len(staying)} got all {len(posting.attempts)} messages once and in order, and "
        "the servers keep no socket of the vanished",
    )


async def sockets_of(server: Served) -> float:
    return await asyncio.to_thread(server.metric, "collab_live_sockets")
