"""People who write in one discussion, and have it open, while something dies."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from collab.base.live.threads import in_thread
from discussions.models import Thread
from networks.ledger import head_of
from tests.live.servers import Visitor
from tests.proofs.common.writers import ByScript
from tests.proofs.counts import PROVING
from tests.world import World

from .counting import NOTHING_LOST, Tally, posts_in_order, tally
from .outboxes import Outboxes, text_of
from .pages import Page

WRITERS, PAGES = 8, 4
"""On each process."""
POSTED_WITHIN = 1800 if PROVING else 170
"""Seconds until whatever happens has happened and all is posted."""


class Crowd:
    """Make it before anybody writes: pages are read at the number that the ledger has then.

    Args:
        world: whose people they are.
        thread: what they write in and have open.
        addresses: of the processes.
        posts: how many posts they make together.
    """

    def __init__(self, world: World, thread: Thread, addresses: list[str], posts: int) -> None:
        people = [
            (world.amina, world.severnside),
            (world.ben, world.kingsholm),
            (world.facilitator, world.severnside),
        ]
        self.thread, self.posts = thread, posts
        _, self.after = head_of(thread.space.stream)
        self.outboxes = Outboxes(thread, posts)
        self.pages = [
            Page(Visitor(person), address, thread.space.stream, self.after, str(thread.ref))
            for address in addresses
            for person, _organisation in [people[n % len(people)] for n in range(PAGES)]
        ]
        self._writers = [
            ByScript(person, organisation, address)
            for address in addresses
            for person, organisation in [people[n % len(people)] for n in range(WRITERS)]
        ]

    def of(self, address: str) -> list[Page]:
        """The pages that one process serves."""
        return [page for page in self.pages if page.address == address]

    async def lives_through(
        self, disaster: Coroutine[Any, Any, None], *, arrives_within: float
    ) -> None:
        """All is posted and shown on each page, while something happens to what they use.

        Args:
            disaster: what happens.
            arrives_within: how long after both have ended each page may take to have everything.
        """
        async with asyncio.TaskGroup() as following:
            followers = [following.create_task(page.follow()) for page in self.pages]
            async with asyncio.timeout(POSTED_WITHIN), asyncio.TaskGroup() as work:
                work.create_task(disaster)
                for writer in self._writers:
                    work.create_task(self.outboxes.empty(writer))
            last = self.after + self.posts
            reaching = [asyncio.create_task(page.reaches(last)) for page in self.pages]
            await asyncio.wait(reaching, timeout=arrives_within)
            for task in [*followers, *reaching]:
                task.cancel()
        behind = [(last - page.after, page.faults) for page in self.pages if page.after < last]
        assert not behind, behind

    async def lost_nothing(self) -> Tally:
        """Each post is there once, is told of once, and was shown once and in order on each page.

        Returns what was counted.
        """
        assert len(self.outboxes.acknowledged) == self.posts
        counted = await in_thread(tally, self.thread, self.outboxes.acknowledged)
        assert counted == NOTHING_LOST, counted
        self.told = told = await in_thread(posts_in_order, self.thread, self.after)
        for page in self.pages:
            assert page.faults == []
            shown = [(each.seq, each.subject) for each in page.shown]
            assert shown == [(seq, subject) for seq, subject, _text in told]
            for each, (_seq, _subject, text) in zip(page.shown, told, strict=True):
                assert text in each.html
        return counted

    def waits(self) -> list[float]:
        """For how long each page waited for each post, in seconds since that was acknowledged."""
        acknowledged = {text_of(key): at for key, at in self.outboxes.acknowledged.items()}
        return [
            shown.at - acknowledged[text]
            for page in self.pages
            for shown, (_seq, _subject, text) in zip(page.shown, self.told, strict=True)
        ]
