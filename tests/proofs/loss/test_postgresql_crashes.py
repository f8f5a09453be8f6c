"""PostgreSQL ends as in a crash and starts anew, again and again, under the running product."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import NamedTuple

import pytest

from collab.base.accounts.mails import ACCOUNT_MAIL
from collab.base.live.threads import in_thread
from collab.base.mail.models import Mail
from collab.base.mail.outbox import queue_mail
from discussions.models import Thread
from networks.ledger import head_of
from tests.jobs import until
from tests.live.servers import database_of_tests
from tests.percentile import percentile
from tests.proofs.conftest import Proved
from tests.proofs.counts import POSTS_AROUND_EACH_END, PROVING, RESTARTS_OF_POSTGRESQL
from tests.services.postgresql import Restartable
from tests.world import World

from .crashing import crashing_postgresql
from .crowd import Crowd
from .outboxes import Outboxes
from .servers import serving, worker

pytestmark = pytest.mark.services

POSTS = RESTARTS_OF_POSTGRESQL * POSTS_AROUND_EACH_END
SECONDS_AWAY = [0, 3, 12]
"""Between the crash and the start, in turn: none as `pg_ctl restart` does; longer than the pool has
patience, so that some are told."""
FIRST_SUCCESS_WITHIN = 5 if PROVING else 30


@pytest.fixture
def postgresql(thread: Thread, tmp_path: Path) -> Iterator[Restartable]:
    with crashing_postgresql(tmp_path) as server:
        yield server


class Return(NamedTuple):
    """When PostgreSQL had crashed and when it took connections again, and how far the ledger was
    then."""

    crashed: float
    at: float
    head: int


class Crasher:
    """Crashes PostgreSQL each time in the midst of a share of the posts."""

    def __init__(self, postgresql: Restartable, stream: str) -> None:
        self.postgresql, self.stream = postgresql, stream
        self.returns: list[Return] = []
        self._begun = 0

    async def may_post(self, n: int) -> None:
        """However fast they write, some of it is left for each crash."""
        while n >= (self._begun + 1) * POSTS_AROUND_EACH_END:
            await asyncio.sleep(0.01)

    async def crash_during(self, outboxes: Outboxes) -> None:
        for n in range(RESTARTS_OF_POSTGRESQL):
            await in_thread(a_mail)
            await outboxes.have_sent(n * POSTS_AROUND_EACH_END + POSTS_AROUND_EACH_END // 2)
            self._begun += 1
            away = SECONDS_AWAY[n % len(SECONDS_AWAY)]
            await asyncio.to_thread(self.postgresql.stop)
            crashed = monotonic()
            await asyncio.sleep(away)
            await asyncio.to_thread(self.postgresql.start)
            at = monotonic()
            _, head = await in_thread(head_of, self.stream)
            self.returns.append(Return(crashed, at, head))


def a_mail() -> None:
    queue_mail(kind=ACCOUNT_MAIL, to="amina@severnside.example", subject="Come", text="Look")


def the_worker_has_sent_every_mail() -> bool:
    return {Mail.State.HANDED_OVER} == {*Mail.objects.values_list("state", flat=True)}


async def test_nothing_acknowledged_is_lost_and_the_product_goes_on_by_itself(
    world: World, thread: Thread, postgresql: Restartable, tmp_path: Path, proved: Proved
) -> None:
    environment = {
        **database_of_tests(tmp_path),
        "DATABASE_URL": postgresql.address,
        "JOBS_LEASE_SECONDS": "3",
    }
    with (
        serving(2, tmp_path, **environment) as servers,
        worker(tmp_path, **environment) as working,
    ):
        crasher = Crasher(postgresql, thread.space.stream)
        addresses = [server.address for server in servers]
        crowd = await in_thread(Crowd, world, thread, addresses, POSTS)
        crowd.outboxes.may_post = crasher.may_post
        await crowd.lives_through(crasher.crash_during(crowd.outboxes), arrives_within=60)
        counted = await crowd.lost_nothing()
        await in_thread(a_mail)
        await in_thread(until, the_worker_has_sent_every_mail, seconds=60)
        processes = [*(server.process for server in servers), working]
        assert [process.poll() for process in processes] == [None, None, None]

    answers, acknowledged = crowd.outboxes.answers, crowd.outboxes.acknowledged.values()
    assert set(answers) <= {200, 503}
    firsts = [
        # `pg_ctl` may tell of its return later than posts are taken.
        max(0, min(at for at in acknowledged if at > back.crashed) - back.at)
        for back in crasher.returns
    ]
    assert max(firsts) <= FIRST_SUCCESS_WITHIN
    levels = [
        max(0, page.reached_at(back.head) - back.at)
        for back in crasher.returns
        for page in crowd.pages
    ]
    level = percentile(levels, 0.95)
    proved(
        f"PostgreSQL restarted {RESTARTS_OF_POSTGRESQL} times with `-m immediate`, up to "
        f"{max(SECONDS_AWAY[:RESTARTS_OF_POSTGRESQL])} s later, during {POSTS} posts, server "
        "processes: 2",
        f"{counted}; first success within {max(firsts):.1f} s, without a restart of the product; "
        f"answered by 503: {answers[503]}, by 500: none; pages have everything after {level:.1f} s "
        "(p95)",
    )
