"""A server is told to end while people write and a crowd listens."""

import asyncio
import time
from pathlib import Path
from signal import SIGTERM

from collab.base.live.draining import GOING_AWAY
from collab.base.live.threads import in_thread
from discussions.models import Thread
from networks.ledger import head_of
from tests.proofs.common.writers import ByScript
from tests.proofs.conftest import Proved
from tests.proofs.counts import ENDS_UNDER_LOAD, PROVING
from tests.swarm import Swarm
from tests.world import World

from .crowd import cookies, members
from .posting import Posting
from .serving import serving

WRITERS = 8
LISTENERS = 300 if PROVING else 40
AT_MOST = 5
"""Seconds."""
UNDER_WAY = 0.05 if PROVING else 1
"""Seconds after which what was sent has reached the server: on a busy machine more."""


async def test_what_was_begun_is_answered_and_what_was_answered_is_there(
    world: World, thread: Thread, tmp_path: Path, proved: Proved
) -> None:
    people = await in_thread(members, world)
    heads = await in_thread(cookies, people, LISTENERS)
    took, acknowledged, answered_since = [], 0, 0
    for n in range(ENDS_UNDER_LOAD):
        with serving(tmp_path / str(n), 1) as [server]:
            writers = [
                await in_thread(ByScript, person, world.severnside, server.address)
                for person in people[:WRITERS]
            ]
            _, head = await in_thread(head_of, world.falls.stream)
            swarm = await Swarm.gathered(server.address, heads, world.falls.stream, head)
            posting = Posting(writers, thread, [server], first=n * 1_000_000)
            await swarm.until(lambda posting=posting: len(posting.acknowledged) >= 2 * WRITERS)
            asked = time.monotonic()
            server.product.process.send_signal(SIGTERM)
            assert await asyncio.to_thread(server.product.process.wait, 2 * AT_MOST) == 0
            took.append(time.monotonic() - asked)
            await swarm.until(lambda swarm=swarm: all(each.closed for each in swarm.members))
            await asyncio.to_thread(posting.wait)
        assert {each.closed for each in swarm.members} == {GOING_AWAY}
        assert not swarm.faults
        before = [each for each in posting.attempts if each.began < asked - UNDER_WAY]
        assert all(each.is_taken for each in before)
        stored = await in_thread(posting.stored)
        assert {stored[each.text] for each in posting.acknowledged} == {1}
        assert max(stored.values()) == 1
        acknowledged += len(posting.acknowledged)
        answered_since += sum(each.began + each.took > asked for each in posting.acknowledged)
    if PROVING:
        assert answered_since
        assert max(took) <= AT_MOST
    proved(
        f"{ENDS_UNDER_LOAD} times SIGTERM with {WRITERS} writers and {LISTENERS} sockets",
        f"each ended with code 0, at most {max(took):.1f} s later; each socket was told that the "
        f"server goes; of {acknowledged} acknowledged messages ({answered_since} of them since the "
        "signal) each is there once, and none twice",
    )
