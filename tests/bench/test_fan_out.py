"""What happens, handed to many sockets: ours beside a bare Node and a tutorial's chat.

Each in turn, several times, so that what the machine does besides falls on all alike. The server
has a core of its own; whoever tells, hears and keeps the database share the other.
"""

import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import pytest

from discussions.models import Thread
from networks.ledger import head_of
from tests.bench import contenders
from tests.bench.crowd import Heard, Scene, at_a_rate, at_its_most, at_most
from tests.bench.flood import AT_ONCE
from tests.bench.tables import SERVICES, middle, table
from tests.percentile import percentile
from tests.world import World

ROUNDS = int(os.environ.get("ROUNDS", "5"))
SIZES = (10, 100, 1_000)
NOBODY = 0
"""What a server takes then is for being told, with us for committing too: not for handing on."""
OVER_ASGI = "ours, over ASGI"
A_SECOND = 2.0
TOLD = 8
LATE = 0.25
FLOODS = 10
RATES = [20 * 1.25**n for n in range(24)]

Contender = Callable[..., AbstractContextManager[Scene]]


@pytest.fixture(scope="module")
def beside() -> Iterator[ProcessPoolExecutor]:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield pool


@pytest.fixture
def ours(world: World, thread: Thread, tmp_path: Path) -> Contender:
    uids = contenders.the_thread(world, thread)
    cookies = contenders.cookies_of_many(world)

    def begun(**environment: str) -> AbstractContextManager[Scene]:
        _, head = head_of(world.falls.stream)
        by = world.amina.pk
        return contenders.ours(tmp_path, thread, uids, cookies, by, head, **environment)

    return begun


@pytest.fixture
def size(ours: Contender, beside: ProcessPoolExecutor) -> int:
    """Of the frames that we send, in bytes."""
    with ours() as scene:
        _, size = beside.submit(at_a_rate, scene, 2, 2, A_SECOND).result()
    return size


@pytest.fixture
def all_of_them(ours: Contender, size: int) -> dict[str, Contender]:
    return {
        "ours": ours,
        "Node": partial(contenders.node, size),
        "tutorial": partial(contenders.tutorial, size),
    }


def test_at_two_messages_a_second(
    all_of_them: dict[str, Contender], beside: ProcessPoolExecutor
) -> None:
    over_asgi = partial(all_of_them["ours"], OVER_ASGI="1")
    cases = {
        (name, sockets): contender
        for sockets in (NOBODY, *SIZES)
        for name, contender in all_of_them.items()
    } | {(OVER_ASGI, sockets): over_asgi for sockets in (NOBODY, SIZES[-1])}
    heard: dict[tuple[str, int], list[Heard]] = {case: [] for case in cases}
    for _ in range(ROUNDS):
        for (name, sockets), contender in cases.items():
            with contender() as scene:
                came, _ = beside.submit(at_a_rate, scene, sockets, TOLD, A_SECOND).result()
                heard[name, sockets].append(came)
    told = {
        name: middle([one.spent / one.told for one in heard[name, NOBODY]]) for name, _ in cases
    }
    rows = [
        (
            name,
            sockets,
            middle([percentile(one.took, 0.5) * 1000 for one in each if one.took]),
            middle([percentile(one.took, 0.99) * 1000 for one in each if one.took]),
            middle([one.spent / len(one.took) * 1e6 for one in each if one.took]),
            middle([(one.spent / one.told - told[name]) / sockets * 1e6 for one in each]),
            middle([100 * len(one.took) / one.sockets / one.told for one in each]),
        )
        for (name, sockets), each in heard.items()
        if sockets != NOBODY
    ]
    head = [
        "",
        "sockets",
        "p50, ms",
        "p99, ms",
        "processor a delivery, µs",
        "after it was told, µs",
        "arrived, %",
    ]
    table(f"At two messages a second, on {SERVICES}", head, rows)
    assert len(rows) == len(SIZES) * len(all_of_them) + 1


def test_as_much_as_arrives_in_time(
    all_of_them: dict[str, Contender], size: int, beside: ProcessPoolExecutor
) -> None:
    sockets = SIZES[-1]
    most: dict[str, list[float]] = {name: [] for name in all_of_them}
    for _ in range(ROUNDS):
        for name, contender in all_of_them.items():
            with contender() as scene:
                held = beside.submit(at_most, scene, sockets, RATES, LATE).result()
                rates = [len(one.took) / one.seconds for one in held]
                most[name].append(max(rates, default=0))
    with contenders.flood(size) as scene:
        taken = beside.submit(at_its_most, scene, sockets, FLOODS, AT_ONCE).result()
    assert taken > max(middle(each) for each in most.values()), "those who hear are the limit"
    most["what those who hear can hear"] = [taken]
    best = middle(most["Node"])
    rows = [(name, middle(each), middle(each) / best) for name, each in most.items()]
    head = ["", "deliveries a second", "of Node's"]
    table(f"{sockets:,} sockets, p99 within {LATE * 1000:.0f} ms, on {SERVICES}", head, rows)
    assert all(value > 0 for name, value, _ in rows if name != "tutorial")
