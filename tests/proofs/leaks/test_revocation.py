"""Who loses sight of a space hears nothing that was committed afterwards, and their idle stream is
closed, with the layer between two processes well, lossy, or down."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from collab.base.live.source import MEMBER
from collab.base.live.threads import in_thread
from discussions.actions import start_thread
from discussions.models import Thread
from networks.ledger import head_of
from networks.models import LedgerRow, Space
from tests.live.servers import Visitor, server
from tests.proofs.conftest import Proved
from tests.proofs.counts import PROVING
from tests.proofs.counts import ROUNDS_OF_IDLE_REVOCATION as IDLE_ROUNDS
from tests.proofs.counts import ROUNDS_OF_REVOCATION as ROUNDS
from tests.services.redis import redis
from tests.world import World

from .follower import Follower, until
from .losing_sight import BY_THE_CLOCK, WAYS, LosingSight
from .lossy_layer import LOST

pytestmark = pytest.mark.services

A_BUSY_MACHINE = 1 if PROVING else 4
CLOSED_WITHIN = {"well": 2, "lossy": 30, "down": 30}
HEARTBEAT = {"well": "10"} | dict.fromkeys(["lossy", "down"], "10" if PROVING else "1")
WAYS_TRIED = {layer: list(WAYS) for layer in CLOSED_WITHIN}
if not PROVING:
    WAYS_TRIED |= {"lossy": list(WAYS)[::2], "down": list(WAYS)[1::2]}
SETTLED = 1.0 if PROVING else 0.3
WRITTEN_BETWEEN = 6 if PROVING else 2


@dataclass(frozen=True)
class Processes:
    """Two processes of the product, and how the layer between them is."""

    layer: str
    addresses: list[str]
    logs: Path


@pytest.fixture(scope="module", params=list(CLOSED_WITHIN))
def processes(
    request: pytest.FixtureRequest, django_db_setup: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Processes]:
    folder = tmp_path_factory.mktemp(request.param)
    environment = {"LIVE_HEARTBEAT_SECONDS": HEARTBEAT[request.param]}
    with ExitStack() as running, ExitStack() as dying:
        if request.param == "lossy":
            environment["DJANGO_SETTINGS_MODULE"] = "tests.proofs.leaks.lossy_layer"
        if request.param == "down":
            environment["REDIS_URL"] = dying.enter_context(redis())
        addresses = [running.enter_context(server(folder, **environment)) for _ in range(2)]
        dying.close()
        yield Processes(request.param, addresses, folder)


@pytest.fixture
def threads(world: World) -> list[Thread]:
    """One in each space that somebody will lose sight of."""
    return [
        start_thread(
            by=world.amina,
            for_organisation=world.severnside,
            space=space,
            title="Which mats do you use?",
            text="Ours slip.",
        )
        for space in (world.falls, world.medicines)
    ]


class Stage:
    """Those who lose sight and one who stays, each with a socket at both processes."""

    def __init__(self, world: World, processes: Processes) -> None:
        self.world = world
        self.processes = processes
        self.ben = Visitor(world.ben, world.kingsholm)
        self.writers = [
            Visitor(world.amina, world.severnside),
            Visitor(world.facilitator, world.severnside),
        ]

    async def leaver(self, how: str, round_: int) -> tuple[LosingSight, list[Follower]]:
        losing = await in_thread(WAYS[how], self.world, f"{how} {round_}")
        return losing, await self.followers(losing.visitor, losing.space)

    async def followers(self, visitor: Visitor, space: Space) -> list[Follower]:
        after = (await in_thread(head_of, space.stream))[1]
        each = [Follower(visitor, address, space) for address in self.processes.addresses]
        return [await follower.follow(after) for follower in each]

    @asynccontextmanager
    async def writing(self, threads: list[Thread]) -> AsyncIterator[None]:
        """Two write in each of these threads, through both processes, until the end of this."""
        over = asyncio.Event()

        async def write(writer: Visitor, thread: Thread) -> None:
            n = 0
            while not over.is_set():
                address = self.processes.addresses[n % 2]
                await asyncio.to_thread(writer.post, address, thread, f"Answer {n}")
                n += 1

        writing = [
            asyncio.create_task(write(writer, thread))
            for writer in self.writers
            for thread in threads
        ]
        try:
            yield
        finally:
            over.set()
            await asyncio.gather(*writing)


@pytest.fixture
def stage(world: World, processes: Processes) -> Stage:
    return Stage(world, processes)


def told_to_readers(space: Space, after: int) -> list[int]:
    rows = LedgerRow.objects.filter(stream=space.stream, seq__gt=after, min_role__lte=MEMBER)
    return list(rows.order_by("seq").values_list("seq", flat=True))


async def written(space: Space, seq: int) -> None:
    """When a space's stream has reached a number, and processes had time to hand it on."""
    while (await in_thread(head_of, space.stream))[1] < seq:
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.1)


async def test_nothing_committed_after_somebody_lost_sight_reaches_them(
    world: World, threads: list[Thread], stage: Stage, processes: Processes, proved: Proved
) -> None:
    one = processes.addresses[0]
    ways = WAYS_TRIED[processes.layer]
    afterwards = leaked = 0
    for round_ in range(ROUNDS):
        stays = {
            space: await stage.followers(stage.ben, space)
            for space in (world.falls, world.medicines)
        }
        began = {space: (await in_thread(head_of, space.stream))[1] for space in stays}
        leavers = [await stage.leaver(how, round_) for how in ways]
        before: list[int] = []
        async with stage.writing(threads):
            for losing, followers in leavers:
                await until(lambda f=followers: all(each.seqs for each in f), 60)
                before.append(await in_thread(losing.happen, one))
                # Its own raise of the epoch is what counts, not that of the next.
                await written(losing.space, before[-1] + WRITTEN_BETWEEN)
            everyone = [each for _, followers in leavers for each in followers]
            await until(lambda e=everyone: all(each.closed_at for each in e), 60)
        await asyncio.sleep(SETTLED)
        for (losing, followers), last in zip(leavers, before, strict=True):
            later = await in_thread(told_to_readers, losing.space, last)
            assert later, f"nothing was written after {losing.how}"
            afterwards += len(later) * len(followers)
            late = [seq for each in followers for seq in each.seqs if seq > last]
            assert late == [], f"{losing.how}: {late} came after {last}"
            leaked += len(late)
        for space, followers in stays.items():
            told = await in_thread(told_to_readers, space, began[space])
            for each in followers:
                await until(lambda e=each, t=told: e.seqs[-1:] == t[-1:], 60)
                assert each.seqs == told
                assert each.closed_at is None
        for each in [*everyone, *(each for several in stays.values() for each in several)]:
            await each.leave()
    if processes.layer == "lossy":
        assert LOST in "".join(path.read_text() for path in processes.logs.glob("*.log"))
    proved(
        f"{len(ways)} ways of losing sight, {ROUNDS} times each, with sockets open on two "
        f"processes, the layer {processes.layer}, while others write on both",
        f"{leaked} of {afterwards} events committed afterwards arrived; who stayed got all",
    )


def by_themselves(ways: list[str]) -> list[list[str]]:
    """The next one's raise of the epoch must not close another's stream. The clock raises none: at
    a small count those whose time will be up wait for it together."""
    if PROVING:
        return [[how] for how in ways]
    return [
        *([how] for how in ways if how not in BY_THE_CLOCK),
        [how for how in ways if how in BY_THE_CLOCK],
    ]


async def test_an_idle_stream_is_closed_soon_after_its_person_lost_sight(
    world: World, stage: Stage, processes: Processes, proved: Proved
) -> None:
    bound = CLOSED_WITHIN[processes.layer]
    within = bound * A_BUSY_MACHINE
    stays = [
        each
        for space in (world.falls, world.medicines)
        for each in await stage.followers(stage.ben, space)
    ]
    ways = WAYS_TRIED[processes.layer]
    took: dict[str, float] = {}
    for round_ in range(IDLE_ROUNDS):
        for together in by_themselves(ways):
            for losing, followers in [await stage.leaver(how, round_) for how in together]:
                await in_thread(losing.happen, processes.addresses[0])
                lost = time.monotonic()
                await until(lambda f=followers: all(each.closed_at for each in f), within)
                slowest = max(each.closed_at or 0 for each in followers) - lost
                took[losing.how] = max(slowest, 0)
                for each in followers:
                    await each.leave()
    assert all(each.closed_at is None for each in stays)
    assert len(took) == len(ways) * IDLE_ROUNDS
    assert max(took.values()) <= within
    for each in stays:
        await each.leave()
    proved(
        f"{len(took)} idle streams of two sockets each whose person lost sight, one after the "
        "other, each closed before the next, "
        f"the layer {processes.layer}",
        f"closed after {max(took.values()):.2f} s at most (bound: {bound} s)",
    )
