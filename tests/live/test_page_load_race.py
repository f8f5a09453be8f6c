"""Between a page's reading and its socket nothing falls through, whenever it is written.

A page reads the head, then its content, and later watches from that head. Writers go on all the
while. In each interleaving, what the page read and what its socket told must together be
everything, and the socket must have told each event once and in order.
"""

import asyncio
import os
import random

import pytest

from collab.base.live import consumer
from collab.base.live.threads import in_thread
from networks.ledger import head_of
from networks.models import LedgerRow
from tests.world import World

from .browser import Browser, awrite

INTERLEAVINGS = 10_000 if os.environ.get("PROVE") else 300
AT_ONCE = 20


async def test_nothing_written_while_a_page_loads_is_lost_or_told_twice(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumer, "MOST_FRAMES", 10**6)  # one socket stands for many pages
    chance = random.Random(11)
    space = world.falls
    browsers = [await Browser.of(world.facilitator) for _ in range(AT_ONCE)]
    finished = asyncio.Event()

    async def writes_go_on() -> None:
        while not finished.is_set():
            await awrite(space, world.amina)
            await asyncio.sleep(chance.random() * 0.02)

    def content() -> set[int]:
        return set(LedgerRow.objects.filter(stream=space.stream).values_list("seq", flat=True))

    async def page_loads(browser: Browser) -> int:
        """Load a page, follow it for a while, and check what it came to know."""
        _, head = await in_thread(head_of, space.stream)
        await asyncio.sleep(chance.random() * 0.01)
        known = await in_thread(content)
        await asyncio.sleep(chance.random() * 0.01)
        await browser.watch(space.stream, after=head)
        while (frame := await browser.hear_any())["type"] != "watching":
            pass  # of the page before
        until = await awrite(space, world.amina)
        told: list[int] = []
        prev = head
        while until not in told:
            frame = await browser.hear("event")
            assert frame["prev"] == prev
            prev = frame["seq"]
            told.append(prev)
        assert told == list(range(head + 1, until + 1))
        assert known | set(told) >= set(range(1, until + 1))
        await browser.say(type="unwatch", stream=space.stream)
        return len(known & set(told))

    writing = asyncio.create_task(writes_go_on())
    overlapped = 0
    for _ in range(INTERLEAVINGS // AT_ONCE):
        overlapped += sum(await asyncio.gather(*map(page_loads, browsers)))
    finished.set()
    await writing
    for browser in browsers:
        await browser.leave()
    assert overlapped, "no write fell between the head and the content: nothing was put to the test"
