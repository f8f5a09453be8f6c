"""Readers who never read, while long messages come one upon the other."""

import asyncio
import re
import select
import socket
import time
from pathlib import Path

from collab.base.live.threads import in_thread
from discussions.models import Thread
from networks.ledger import head_of
from tests.percentile import percentile
from tests.proofs.conftest import Proved
from tests.proofs.counts import PROVING, SECONDS_OF_NOT_READING
from tests.swarm import Member, Swarm, join
from tests.world import World

from .crowd import cookies, members
from .serving import Served, serving
from .telling import TOLD_AT, Telling

OTHERS = 10
DEAF = 20 if PROVING else 5
A_SECOND = 200 if PROVING else 20
MOST_MEMORY = 10
"""MB more than without them: half of one for each, of the 16 that are written meanwhile."""
CLOSED_WITHIN, MOST_DELAY = 10, 0.25
"""Seconds."""
WARMING_UP = 2 if PROVING else 1

told_at = re.compile(rf"{TOLD_AT}([\d.]+) ".encode())


class Delays:
    """How long after it was written each event reached one of those who read."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def arrived(self, _member: Member, payload: bytes) -> None:
        if written := told_at.search(payload):
            self.seconds.append(time.monotonic() - float(written[1]))

    def p99(self) -> float:
        return percentile(self.seconds, 0.99)


async def one_who_never_reads(server: Served, cookie: str, thread: Thread) -> Member:
    """Its machine keeps next to nothing for it, either."""
    member = await join(server.address, lambda *_: None, cookie=cookie)
    kept: socket.socket = member.transport.get_extra_info("socket")
    kept.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    _, head = await in_thread(head_of, thread.space.stream)
    member.transport.pause_reading()
    member.watch(thread.space.stream, head, focus=str(thread.ref))
    return member


def seconds_until_ended(members: list[Member], since: float) -> float:
    """When the server had ended all of these connections, from which nothing is read: then they
    cannot be written to either."""
    looking = select.poll()
    left = {each.transport.get_extra_info("socket").fileno() for each in members}
    for each in left:
        looking.register(each, 0)
    while left and time.monotonic() < since + 60:
        for ended, _ in looking.poll(1000):
            looking.unregister(ended)
            left.remove(ended)
    return time.monotonic() - since


async def most_memory_while(server: Served, seconds: float, telling: Telling) -> float:
    """How much more the process had in memory, at most, than when so many seconds began."""
    before = most = server.memory()
    going_on = asyncio.create_task(asyncio.to_thread(telling.go_on, seconds))
    while not going_on.done():
        most = max(most, server.memory())
        await asyncio.sleep(0.1)
    await going_on
    return most - before


async def test_costs_little_and_holds_nobody_up(
    world: World, thread: Thread, tmp_path: Path, proved: Proved
) -> None:
    people = await in_thread(members, world)
    heads = await in_thread(cookies, people, OTHERS)
    cookies_of_the_deaf = await in_thread(cookies, people, DEAF)
    stream, focus = thread.space.stream, str(thread.ref)
    telling = Telling(thread, world.amina, A_SECOND)
    delays = Delays()
    with serving(tmp_path, 1, LIVE_HEARTBEAT_SECONDS="0.05") as [server]:
        _, head = await in_thread(head_of, stream)
        others = await Swarm.gathered(
            server.address, heads, stream, head, focus=focus, arrived=delays.arrived
        )
        await most_memory_while(server, WARMING_UP, telling)
        without = await most_memory_while(server, SECONDS_OF_NOT_READING, telling)
        _, head = await in_thread(head_of, stream)
        await others.all_reach(head)
        delays.seconds.clear()
        deaf = [await one_who_never_reads(server, each, thread) for each in cookies_of_the_deaf]
        looking = asyncio.create_task(
            asyncio.to_thread(seconds_until_ended, deaf, time.monotonic())
        )
        beside = await most_memory_while(server, SECONDS_OF_NOT_READING, telling)
        _, head = await in_thread(head_of, stream)
        await others.all_reach(head)
        closed = await looking if PROVING else 0.0
        for each in deaf:
            each.transport.abort()
        await others.leave()
    assert others.faults == others.others == []
    assert len(delays.seconds) == OTHERS * SECONDS_OF_NOT_READING * A_SECOND
    if PROVING:
        assert beside - without <= MOST_MEMORY
        assert closed <= CLOSED_WITHIN
        assert delays.p99() <= MOST_DELAY
    cost = f"they cost {max(0.0, beside - without):.0f} MB together"
    proved(
        f"{A_SECOND} messages of 4 kB a second for {SECONDS_OF_NOT_READING} s, {OTHERS} who read, "
        f"{DEAF} who never do",
        (f"{cost} and were closed after {closed:.1f} s" if PROVING else cost)
        + f"; for the others the 99th percentile was {delays.p99() * 1000:.0f} ms, and each got "
        "each message once, in order",
    )
