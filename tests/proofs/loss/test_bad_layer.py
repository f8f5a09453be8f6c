"""Word between processes is lost, repeated and out of order: each event is shown once, in order."""

import asyncio
from pathlib import Path

import pytest

from collab.base.live.threads import in_thread
from discussions.models import Thread
from tests.live.servers import database_of_tests
from tests.percentile import percentile
from tests.proofs.conftest import Proved
from tests.proofs.counts import POSTS_THROUGH_A_BAD_LAYER as POSTS
from tests.proofs.counts import PROVING
from tests.world import World

from .bad_layer import MISHAPS
from .crowd import Crowd
from .servers import serving

pytestmark = pytest.mark.services

HEARTBEAT = 10
ARRIVES_WITHIN = HEARTBEAT + (2 if PROVING else 30)


async def test_each_event_is_shown_once_and_in_order(
    world: World, thread: Thread, tmp_path: Path, proved: Proved
) -> None:
    environment = database_of_tests(tmp_path) | {
        "DJANGO_SETTINGS_MODULE": "tests.proofs.loss.bad_layer",
        "LIVE_HEARTBEAT_SECONDS": str(HEARTBEAT),
    }
    with serving(2, tmp_path, **environment) as servers:
        addresses = [server.address for server in servers]
        crowd = await in_thread(Crowd, world, thread, addresses, POSTS)
        await crowd.lives_through(asyncio.sleep(0), arrives_within=ARRIVES_WITHIN)

    counted = await crowd.lost_nothing()
    log = "".join(server.log for server in servers)
    mishaps = {name: log.count(f"A poke was {name}") for name in MISHAPS}
    assert (all if PROVING else any)(mishaps.values()), mishaps
    waits = crowd.waits()
    assert max(waits) <= ARRIVES_WITHIN
    told = ", ".join(f"{name} {count}" for name, count in mishaps.items())
    proved(
        f"{POSTS} posts through a layer that does each to a tenth of its pokes: {told}",
        f"each event shown once and in order on {len(crowd.pages)} pages, "
        f"{percentile(waits, 0.95):.2f} s (p95) and at most {max(waits):.1f} s after its "
        f"post; {counted}",
    )
