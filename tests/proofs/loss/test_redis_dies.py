"""Redis is killed again and again: everything is taken as ever, and arrives a little later."""

import asyncio
from contextlib import ExitStack, closing
from pathlib import Path
from signal import SIGKILL

import pytest

from collab.base.live.threads import in_thread
from discussions.models import Thread
from tests.live.servers import database_of_tests
from tests.proofs.conftest import Proved
from tests.proofs.counts import KILLS_OF_REDIS, POSTS_AROUND_EACH_END
from tests.services.process import free_port
from tests.services.redis import redis
from tests.world import World

from .crowd import Crowd
from .servers import serving

pytestmark = pytest.mark.services

POSTS = KILLS_OF_REDIS * POSTS_AROUND_EACH_END
SECONDS_AWAY = 2
ARRIVES_WITHIN = 30


class Redis:
    """Ended without a word and started anew, empty, on the same port."""

    def __init__(self) -> None:
        self.port = free_port()
        self._stack = ExitStack()
        self.address = self.start()

    def start(self) -> str:
        return self._stack.enter_context(redis(self.port, stop=SIGKILL))

    def close(self) -> None:
        self._stack.close()

    async def dies_during(self, crowd: Crowd) -> None:
        """As many people write while it is away as while it is there."""
        for n in range(KILLS_OF_REDIS):
            await crowd.outboxes.have_sent(n * POSTS_AROUND_EACH_END + POSTS_AROUND_EACH_END // 4)
            await asyncio.to_thread(self.close)
            await crowd.outboxes.have_sent(
                n * POSTS_AROUND_EACH_END + POSTS_AROUND_EACH_END * 3 // 4
            )
            await asyncio.sleep(SECONDS_AWAY)
            await asyncio.to_thread(self.start)


async def test_posts_are_taken_as_ever_and_arrive_soon(
    world: World, thread: Thread, tmp_path: Path, proved: Proved
) -> None:
    dying = await asyncio.to_thread(Redis)
    environment = database_of_tests(tmp_path) | {"REDIS_URL": dying.address}
    with closing(dying), serving(2, tmp_path, **environment) as servers:
        addresses = [server.address for server in servers]
        crowd = await in_thread(Crowd, world, thread, addresses, POSTS)
        await crowd.lives_through(dying.dies_during(crowd), arrives_within=ARRIVES_WITHIN)

    counted = await crowd.lost_nothing()
    assert crowd.outboxes.answers == {200: POSTS}
    slowest = max(crowd.waits())
    assert slowest <= ARRIVES_WITHIN
    proved(
        f"Redis killed {KILLS_OF_REDIS} times during {POSTS} posts, server processes: 2",
        f"posts accepted 100 %, the slowest answered in {crowd.outboxes.longest:.1f} s; {counted}; "
        f"everything arrived within {slowest:.1f} s",
    )
