"""For a long time people come and go, write, read, edit, and lose sight of a space and see it
again."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

from collab.base.live.threads import in_thread
from discussions.actions import edit_message, post_message
from discussions.models import Thread
from networks.actions.places import end_place, give_place
from networks.ledger import head_of
from networks.models import Place
from tests.proofs.common.writers import ByScript
from tests.proofs.conftest import Proved
from tests.proofs.counts import PROVING, SECONDS_OF_SOAK
from tests.world import World

from .crowd import cookies, members
from .memory import Sample, growth
from .pages import Page, Reading, opened
from .posting import Posting
from .serving import Served, serving

STAYING, COMING_AND_GOING, LOSING_SIGHT = 20, 20, 5
SLOWLY = 1 if PROVING else 0.2
"""Whoever comes, goes and changes something takes their time."""
EVERY = SECONDS_OF_SOAK / 200
"""Seconds between two looks at the memory."""
MOST_GROWTH = 8
"""MB in the last two thirds. Without Redis the process keeps each message drawn: about 3 kB."""


async def again_and_again(do: Callable[[], Awaitable[None]], ended: asyncio.Event) -> None:
    while not ended.is_set():
        await do()


class Sight:
    """Somebody is named in the space, and no more, in turn."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.taken = 0

    def take_and_give(self) -> None:
        world = self._world
        asked = {"space": world.falls, "person": world.outsider}
        place = give_place(by=world.facilitator, role=Place.Role.READER, **asked)
        time.sleep(0.5)
        end_place(by=world.facilitator, place=place)
        self.taken += 1


def edits(world: World, thread: Thread) -> Callable[[], None]:
    asked = {"by": world.amina, "for_organisation": world.severnside}
    message = post_message(thread=thread, text="Which bays?", **asked)

    def edit() -> None:
        nonlocal message
        text = f"Which bays, in week {message.version}?"
        message = edit_message(message=message, text=text, started_from=message.version, **asked)

    return edit


async def test_memory_is_flat_and_everybody_is_level(
    world: World, thread: Thread, tmp_path: Path, proved: Proved
) -> None:
    people = await in_thread(members, world)
    heads = await in_thread(cookies, people, STAYING + COMING_AND_GOING)
    outside = await in_thread(cookies, [world.outsider], LOSING_SIGHT)
    sight, edit = Sight(world), await in_thread(edits, world, thread)
    stream, ended, came = world.falls.stream, asyncio.Event(), 0
    with serving(tmp_path, LIVE_HEARTBEAT_SECONDS="1") as servers:
        addresses = [each.address for each in servers]
        _, head = await in_thread(head_of, stream)

        def pages(some: list[str]) -> list[Page]:
            return [
                Page(addresses[n % len(addresses)], cookie, stream, head)
                for n, cookie in enumerate(some)
            ]

        staying = pages(heads[:STAYING])
        await opened(staying)

        async def come_and_go(page: Page) -> None:
            nonlocal came
            with suppress(OSError):
                await page.open()
                came += 1
                await asyncio.sleep(SLOWLY * random.uniform(0.2, 5))
                page.leave(abruptly=random.random() < 0.5)
            await asyncio.sleep(SLOWLY * random.uniform(0, 1))

        async def lose_sight() -> None:
            await in_thread(sight.take_and_give)
            await asyncio.sleep(SLOWLY * 2)

        async def change() -> None:
            await in_thread(edit)
            await asyncio.sleep(SLOWLY * 2)

        coming = [*pages(heads[STAYING:]), *pages(outside)]
        busy = [asyncio.create_task(again_and_again(each, ended)) for each in (lose_sight, change)]
        busy += [
            asyncio.create_task(again_and_again(lambda page=page: come_and_go(page), ended))
            for page in coming
        ]
        writers = [
            await in_thread(ByScript, person, world.severnside, addresses[0])
            for person in people[:2]
        ]
        posting = Posting(writers, thread, servers, pause=3)
        reading = [
            Reading(addresses[-1], heads[0], path, pause=0.5)
            for path in (thread.get_absolute_url(), world.falls.get_absolute_url())
        ]
        samples = await looked_at(servers)
        ended.set()
        await asyncio.gather(*busy)
        await asyncio.to_thread(posting.stop)
        for each in reading:
            await asyncio.to_thread(each.stop)
        assert {page.member and page.member.closed for page in staying} == {None}
        await in_thread(edit)  # what is told last is told to everybody
        _, head = await in_thread(head_of, stream)
        async with asyncio.timeout(15):
            while any(page.last < head for page in staying):
                await asyncio.sleep(0.1)
        lag = [await asyncio.to_thread(each.metric, "collab_live_lag") for each in servers]
        for page in staying:
            page.leave()
        grew = [growth(each) for each in samples]
    assert all(each.is_taken for each in posting.attempts)
    assert [fault for page in [*staying, *coming] for fault in page.faults] == []
    assert {status for each in reading for status in each.statuses} == {200}
    assert set(lag) == {0}
    assert sight.taken
    assert came
    if PROVING:
        assert max(grew) <= MOST_GROWTH
    proved(
        f"{SECONDS_OF_SOAK / 60:.1f} minutes: {len(posting.attempts)} messages, {came} sockets "
        f"that came and went, {sum(len(each.took) for each in reading)} pages, "
        f"{sight.taken} times sight given and taken; server processes: {len(servers)}",
        f"in the last two thirds memory grew by {max(grew):.1f} MB; each socket that stayed got "
        "each event once, in order; lag 0 at the end",
    )


async def looked_at(servers: list[Served]) -> list[list[Sample]]:
    samples: list[list[Sample]] = [[] for _ in servers]
    began = time.monotonic()
    while (now := time.monotonic() - began) < SECONDS_OF_SOAK:
        for each, server in zip(samples, servers, strict=True):
            each.append((now, server.memory()))
        await asyncio.sleep(EVERY)
    return samples
