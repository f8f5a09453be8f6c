"""A crowd of sockets in a process of its own: told things, and how long each took to arrive."""

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import uvloop

from tests.bench.processor import on_core, spent
from tests.percentile import percentile
from tests.swarm import Member, join

CORE_OF_THE_CROWD = 1
WARMING_UP = 3


@dataclass(frozen=True)
class Scene:
    """A server, and what is said to it.

    Args:
        address: where its sockets are.
        pid: its process.
        path: of the sockets.
        cookies: of the sessions that they come with, in turn.
        watch: the frame that each sends first, if any.
        teller: the address to which what happens is told.
        tells: the path for that.
        says: what is told, in turn.
    """

    address: str
    pid: int
    path: str
    teller: str
    tells: str
    says: Sequence[str]
    cookies: Sequence[str] = ("",)
    watch: str = ""


@dataclass
class Heard:
    """What came of telling ``told`` things to ``sockets``: how long each delivery took, in seconds
    from when it was told, and the processor's seconds that the server took."""

    sockets: int
    told: int
    took: list[float] = field(default_factory=list)
    spent: float = 0
    seconds: float = 0

    @property
    def is_whole(self) -> bool:
        return len(self.took) == self.sockets * self.told


class Crowd:
    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.members: list[Member] = []
        self.told_at: list[float] = []
        self.took: list[float] = []
        self.began = 0
        self.size = 0

    def hears(self, member: Member, payload: bytes) -> None:
        if self.scene.watch and not payload.startswith(b'{"type":"event"'):
            assert payload.startswith(b'{"type":"watching"'), payload
            self.began += 1
            member.last = 0
            return
        self.size = self.size or len(payload)
        self.took.append(time.perf_counter() - self.told_at[member.last])
        member.last += 1

    async def gather(self, count: int) -> None:
        scene, gate = self.scene, asyncio.Semaphore(40)

        async def come(n: int) -> None:
            cookie = scene.cookies[n % len(scene.cookies)]
            async with gate:
                member = await join(scene.address, self.hears, path=scene.path, cookie=cookie)
            self.members.append(member)
            if scene.watch:
                member.send(scene.watch.encode())

        await asyncio.gather(*(come(n) for n in range(count)))
        if scene.watch:
            await self.until(lambda: self.began == count)
        self.teller = await join(scene.teller, lambda *_: None, path=scene.tells)

    async def tell(self, count: int, a_second: float) -> Heard:
        """Tell things at a rate, and wait until all have arrived, but not for ever."""
        before = len(self.took)
        first = len(self.told_at)
        begun, cpu = time.perf_counter(), spent(self.scene.pid)
        for n in range(count):
            await asyncio.sleep(max(0, begun + n / a_second - time.perf_counter()))
            says = self.scene.says[(first + n) % len(self.scene.says)]
            self.told_at.append(time.perf_counter())
            self.teller.send(says.encode())
        wanted = before + count * len(self.members)
        with suppress(TimeoutError):
            await self.until(lambda: len(self.took) >= wanted, seconds=10)
        return Heard(
            sockets=len(self.members),
            told=count,
            took=self.took[before:],
            spent=spent(self.scene.pid) - cpu,
            seconds=time.perf_counter() - begun,
        )

    async def until(self, true: Callable[[], bool], seconds: float = 60) -> None:
        async with asyncio.timeout(seconds):
            while not true():
                await asyncio.sleep(0.002)

    async def leave(self) -> None:
        for member in [*self.members, self.teller]:
            member.transport.abort()
        await asyncio.sleep(0.2)


def at_a_rate(scene: Scene, sockets: int, told: int, a_second: float) -> tuple[Heard, int]:
    """In a process of its own: what came of it, and the size of a frame in bytes."""

    async def work() -> tuple[Heard, int]:
        crowd = Crowd(scene)
        await crowd.gather(sockets)
        await crowd.tell(WARMING_UP, 2)
        heard = await crowd.tell(told, a_second)
        await crowd.leave()
        return heard, crowd.size

    with on_core(CORE_OF_THE_CROWD):
        return uvloop.run(work())


def at_its_most(scene: Scene, sockets: int, floods: int, at_once: int) -> float:
    """Deliveries a second that the crowd takes from a server which does nothing but write.

    Args:
        floods: how often that is told to write.
        at_once: frames that it then writes to each socket.
    """

    async def work() -> float:
        crowd = Crowd(scene)
        await crowd.gather(sockets)
        begun = time.perf_counter()
        for n in range(1, floods + 1):
            crowd.told_at += [time.perf_counter()] * at_once
            crowd.teller.send(scene.says[0].encode())
            await crowd.until(lambda wanted=n * at_once * sockets: len(crowd.took) >= wanted)
        took = time.perf_counter() - begun
        await crowd.leave()
        return len(crowd.took) / took

    with on_core(CORE_OF_THE_CROWD):
        return uvloop.run(work())


def at_most(scene: Scene, sockets: int, rates: Sequence[float], p99: float) -> list[Heard]:
    """At growing rates, until something arrives too late or never: each rate that held.

    Args:
        rates: things told a second.
        p99: 99 of 100 deliveries take at most this many seconds.
    """

    async def work() -> list[Heard]:
        crowd = Crowd(scene)
        await crowd.gather(sockets)
        await crowd.tell(WARMING_UP, 2)
        held = []
        for rate in rates:
            heard = await crowd.tell(max(10, int(3 * rate)), rate)
            if not heard.is_whole or percentile(heard.took, 0.99) > p99:
                break
            held.append(heard)
            await asyncio.sleep(0.3)
        await crowd.leave()
        return held

    with on_core(CORE_OF_THE_CROWD):
        return uvloop.run(work())
