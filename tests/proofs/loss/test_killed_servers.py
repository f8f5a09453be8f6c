"""A server is killed again and again while people write: nothing acknowledged is lost, and whoever
has a page open has everything soon after the server is back."""

import asyncio
import math
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from django.conf import settings

from collab.base.live.threads import in_thread
from discussions.models import Thread
from networks.ledger import head_of
from tests.live.servers import database_of_tests
from tests.percentile import percentile
from tests.proofs.conftest import Proved
from tests.proofs.counts import KILLS_OF_A_SERVER, POSTS_DURING_KILLS, PROVING
from tests.world import World

from .crowd import PAGES, Crowd
from .outboxes import NO_ANSWER
from .servers import Server, serving

PROCESSES = 1 if settings.EMBEDDED else 2
KILLS = max(PROCESSES, KILLS_OF_A_SERVER)
EACH = POSTS_DURING_KILLS // KILLS
LEVEL_WITHIN = 10 if PROVING else 60


class Death(NamedTuple):
    """One kill: of whom, when, when it took connections again, and how far the ledger was then."""

    address: str
    killed: float
    back: float
    head: int


class Killer:
    """Kills one process after the other, each in the midst of its share of the posts, and the next
    once those who have a page open are back."""

    def __init__(self, servers: list[Server], stream: str) -> None:
        self.servers, self.stream = servers, stream
        self.deaths: list[Death] = []
        self._begun = 0

    async def may_post(self, n: int) -> None:
        """However fast they write, some of it is left for each kill."""
        while n >= (self._begun + 1) * EACH:
            await asyncio.sleep(0.01)

    async def kill_during(self, crowd: Crowd) -> None:
        for n in range(KILLS):
            await crowd.outboxes.have_sent(n * EACH + EACH // 2)
            server = self.servers[n % len(self.servers)]
            killed = monotonic()
            await asyncio.to_thread(server.kill)
            self._begun += 1
            await asyncio.to_thread(server.start)
            back = monotonic()
            _, head = await in_thread(head_of, self.stream)
            self.deaths.append(Death(server.address, killed, back, head))
            while any(math.isinf(page.level_at(head, killed)) for page in crowd.of(server.address)):
                await asyncio.sleep(0.1)


async def test_a_server_that_is_killed_again_and_again_loses_nothing(
    world: World, thread: Thread, tmp_path: Path, proved: Proved
) -> None:
    with serving(PROCESSES, tmp_path, **database_of_tests(tmp_path)) as servers:
        killer = Killer(servers, thread.space.stream)
        addresses = [server.address for server in servers]
        crowd = await in_thread(Crowd, world, thread, addresses, POSTS_DURING_KILLS)
        crowd.outboxes.may_post = killer.may_post
        await crowd.lives_through(killer.kill_during(crowd), arrives_within=60)

    counted = await crowd.lost_nothing()
    assert set(crowd.outboxes.answers) <= {200, NO_ANSWER}
    assert all(page.lost for page in crowd.pages), "no page lost its server: nothing is shown"
    levels = [
        (level - death.back, level - death.killed)
        for death in killer.deaths
        for page in crowd.of(death.address)
        for level in [page.level_at(death.head, death.killed)]
    ]
    since_back = percentile([back for back, _killed in levels], 0.95)
    since_kill = percentile([killed for _back, killed in levels], 0.95)
    assert since_back <= LEVEL_WITHIN
    proved(
        f"`kill -9` of a server {KILLS} times during {POSTS_DURING_KILLS} keyed posts, "
        f"server processes: {PROCESSES}",
        f"{counted}; its {PAGES} pages follow again and have everything {since_back:.1f} s (p95) "
        f"after it takes connections, which is {since_kill:.1f} s after the kill; "
        f"{crowd.outboxes.sent_again} posts were sent again",
    )
