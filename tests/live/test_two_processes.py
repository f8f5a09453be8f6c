"""Two processes of the product on one PostgreSQL and one Redis are one product."""

import asyncio
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from collab.base.live.threads import in_thread
from discussions.models import Message, Thread
from networks.actions.places import end_place
from networks.ledger import head_of
from networks.models import Place
from tests.services.redis import redis
from tests.world import World

from .servers import Visitor, server

pytestmark = pytest.mark.services

POSTS = 300 if os.environ.get("PROVE") else 40
NEVER = "3600"

Addresses = tuple[str, str]
Folders = pytest.TempPathFactory


@pytest.fixture
def amina(world: World) -> Visitor:
    return Visitor(world.amina, world.severnside)


@pytest.fixture
def ben(world: World) -> Visitor:
    return Visitor(world.ben, world.kingsholm)


@pytest.fixture
def guest(world: World) -> Visitor:
    return Visitor(world.guest)


@pytest.fixture(scope="module")
def two_servers(django_db_setup: None, tmp_path_factory: Folders) -> Iterator[Addresses]:
    """With no heartbeat to speak of: what arrives came by a poke."""
    folder = tmp_path_factory.mktemp("servers")
    with (
        server(folder, LIVE_HEARTBEAT_SECONDS=NEVER) as one,
        server(folder, LIVE_HEARTBEAT_SECONDS=NEVER) as other,
    ):
        yield one, other


@pytest.fixture(scope="module")
def two_servers_deaf_to_each_other(
    django_db_setup: None, tmp_path_factory: Folders
) -> Iterator[Addresses]:
    """The layer loses every poke: what arrives was found by the heartbeat."""
    folder = tmp_path_factory.mktemp("servers")
    with (
        server(folder, REDIS_PREFIX="tests-one", LIVE_HEARTBEAT_SECONDS="0.5") as one,
        server(folder, REDIS_PREFIX="tests-other", LIVE_HEARTBEAT_SECONDS="0.5") as other,
    ):
        yield one, other


async def heads(world: World) -> int:
    return (await in_thread(head_of, world.falls.stream))[1]


async def post_all(visitor: Visitor, addresses: list[str], thread: Thread, count: int) -> None:
    """Post through several processes at once."""
    gate = asyncio.Semaphore(4)

    async def post(n: int) -> None:
        async with gate:
            await asyncio.to_thread(
                visitor.post, addresses[n % len(addresses)], thread, f"Answer {n}", f"key-{n}"
            )

    await asyncio.gather(*(post(n) for n in range(count)))


async def uids_in_order(thread: Thread) -> list[str]:
    messages = Message.objects.filter(thread=thread).order_by("n")
    return [
        f"message:{uid}" for uid in await in_thread(list, messages.values_list("uid", flat=True))
    ]


async def test_what_is_posted_on_one_is_seen_on_the_other_once_and_in_order(
    world: World, thread: Thread, amina: Visitor, ben: Visitor, two_servers: Addresses
) -> None:
    one, other = two_servers
    after = await heads(world)
    listeners = [
        await ben.listen(address, world.falls.stream, after, focus=f"thread:{thread.uid}")
        for address in (one, other, other)
    ]
    last = after + 2 * POSTS
    await asyncio.gather(
        post_all(amina, [one], thread, POSTS),
        post_all(ben, [one, other], thread, POSTS),
        *(listener.everything_up_to(last) for listener in listeners),
    )
    expected = (await uids_in_order(thread))[1:]
    assert len(expected) == 2 * POSTS
    for listener in listeners:
        assert [event["subject"] for event in listener.events] == expected
        assert all("Answer" in event["html"] for event in listener.events)
        assert await listener.hears_nothing(0.2)


async def test_what_was_missed_while_a_socket_was_away_is_seen_once_and_in_order(
    world: World, thread: Thread, amina: Visitor, ben: Visitor, two_servers: Addresses
) -> None:
    one, other = two_servers
    after = await heads(world)
    listener = await ben.listen(other, world.falls.stream, after)
    await post_all(amina, [one], thread, 3)
    await listener.everything_up_to(after + 3)
    heard = [event["subject"] for event in listener.events]
    await listener.socket.close()
    await asyncio.gather(
        *(
            asyncio.to_thread(amina.post, (one, other)[n % 2], thread, f"Away {n}")
            for n in range(20)
        )
    )
    for address in (one, other):
        back = await ben.listen(address, world.falls.stream, listener.last)
        await back.everything_up_to(after + 23)
        told = heard + [event["subject"] for event in back.events]
        assert told == (await uids_in_order(thread))[1:]


@pytest.mark.parametrize("servers", ["two_servers", "two_servers_deaf_to_each_other"])
async def test_who_lost_sight_hears_nothing_committed_afterwards(
    world: World,
    thread: Thread,
    amina: Visitor,
    ben: Visitor,
    guest: Visitor,
    servers: str,
    request: pytest.FixtureRequest,
) -> None:
    one, other = request.getfixturevalue(servers)
    after = await heads(world)
    watched = world.falls.stream
    gone = [await guest.listen(address, watched, after) for address in (one, other)]
    stays = [await ben.listen(address, watched, after) for address in (one, other)]
    await post_all(amina, [one, other], thread, 4)
    before = await heads(world)
    place = await in_thread(Place.objects.current().get, space=world.falls, person=world.guest)
    await in_thread(end_place, by=world.lead, place=place)
    for n in range(6):
        await asyncio.to_thread(amina.post, (one, other)[n % 2], thread, f"Afterwards {n}")
    last = await heads(world)
    for listener in stays:
        await listener.everything_up_to(last)
    for listener in gone:
        while (frame := await listener.frame())["type"] == "event":
            assert frame["seq"] <= before
        assert frame["type"] == "closed"
        assert await listener.hears_nothing(0.7)


async def test_an_idle_socket_that_lost_sight_is_closed_within_two_seconds(
    world: World, guest: Visitor, two_servers: Addresses
) -> None:
    listeners = [
        await guest.listen(address, world.falls.stream, await heads(world))
        for address in two_servers
    ]
    place = await in_thread(Place.objects.current().get, space=world.falls, person=world.guest)
    await in_thread(end_place, by=world.lead, place=place)
    for listener in listeners:
        assert (await listener.frame(seconds=2))["type"] == "closed"


async def test_a_layer_that_loses_every_poke_delays_and_loses_nothing(
    world: World,
    thread: Thread,
    amina: Visitor,
    ben: Visitor,
    two_servers_deaf_to_each_other: Addresses,
) -> None:
    one, other = two_servers_deaf_to_each_other
    after = await heads(world)
    listener = await ben.listen(other, world.falls.stream, after)
    await post_all(amina, [one], thread, 10)
    await listener.everything_up_to(after + 10)
    assert [event["subject"] for event in listener.events] == (await uids_in_order(thread))[1:]


async def test_a_dead_redis_neither_fails_nor_delays_a_post_nor_loses_one(
    world: World, thread: Thread, amina: Visitor, ben: Visitor, tmp_path: Path
) -> None:
    with redis() as address:
        dying = {"REDIS_URL": address, "LIVE_HEARTBEAT_SECONDS": "0.5"}
        stack = ExitStack()
        one = stack.enter_context(server(tmp_path, **dying))
        other = stack.enter_context(server(tmp_path, **dying))
        after = await heads(world)
        listener = await ben.listen(other, world.falls.stream, after)
        await asyncio.to_thread(amina.post, one, thread, "While it lives")
        await listener.everything_up_to(after + 1)
    with stack:
        began = time.monotonic()
        for n in range(5):
            await asyncio.to_thread(amina.post, one, thread, f"When it is dead {n}")
        assert time.monotonic() - began < 5
        await listener.everything_up_to(after + 6)
        assert [event["subject"] for event in listener.events] == (await uids_in_order(thread))[1:]
