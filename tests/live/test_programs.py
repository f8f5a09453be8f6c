"""Programs follow what happens, with a token."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from asgiref.sync import sync_to_async
from django.utils import timezone
from pytest_django import Settings

from collab.base.api.actions import make_token, revoke_token
from collab.base.api.models import Token
from collab.base.api.scopes import Scope
from collab.base.live.hub import SESSION_ENDED
from collab.base.live.threads import in_thread
from discussions.actions import post_message, start_thread
from discussions.models import Message, Thread
from networks.ledger import head_of
from tests.architecture.order import REPOSITORY
from tests.world import World

from .browser import ORIGIN, Browser, awrite
from .client import Follower
from .servers import server

pytestmark = pytest.mark.same_everywhere

WEEK = timedelta(days=7)


def token_of(world: World, *scopes: Scope) -> tuple[Token, str]:
    return make_token(by=world.ben, name="Wall", scopes=scopes, lifetime=WEEK)


def program(secret: str, *, origin: str | None = None, scheme: str = "Bearer") -> Browser:
    opened = Browser(None, origin=origin)
    header = (b"authorization", f"{scheme} {secret}".encode("latin1"))
    opened.socket.scope["headers"].append(header)
    return opened


async def test_a_program_with_a_token_follows_what_its_person_may_see(world: World) -> None:
    _token, secret = await in_thread(token_of, world, Scope.FOLLOW)
    wall = program(secret)
    assert await wall.opens()
    await wall.watch(world.falls.stream, after=(await in_thread(head_of, world.falls.stream))[1])
    assert (await wall.hear("watching"))["stream"] == world.falls.stream
    await wall.watch(world.stewards.stream)
    await wall.hear("closed")
    await wall.leave()


async def test_without_the_scope_or_a_valid_token_there_is_no_socket(world: World) -> None:
    _token, reading = await in_thread(token_of, world, Scope.READ, Scope.CONTRIBUTE)
    _token, secret = await in_thread(token_of, world, Scope.FOLLOW)
    assert not await program(reading).opens()
    assert not await program("nonsense").opens()
    assert not await program("\xff\xfe").opens()
    assert not await program(secret, scheme="Basic").opens()
    assert not await program(secret, origin="https://evil.example").opens()


async def test_beside_a_token_a_cookie_does_not_count(world: World) -> None:
    ben = await Browser.of(world.ben)
    cookies = [each for each in ben.socket.scope["headers"] if each[0] == b"cookie"]
    await ben.leave()
    for origin in (None, ORIGIN):
        wall = program("nonsense", origin=origin)
        wall.socket.scope["headers"] += cookies
        assert not await wall.opens()


async def test_a_revoked_token_closes_its_socket(world: World) -> None:
    token, secret = await in_thread(token_of, world, Scope.FOLLOW)
    wall = program(secret)
    assert await wall.opens()
    await wall.watch(world.falls.stream, after=(await in_thread(head_of, world.falls.stream))[1])
    await wall.hear("watching")
    await sync_to_async(revoke_token, thread_sensitive=False)(by=world.ben, token=token)
    assert await wall.is_closed_with() == SESSION_ENDED


async def test_an_expired_token_opens_nothing(world: World) -> None:
    _token, secret = await in_thread(token_of, world, Scope.FOLLOW)
    with time_machine.travel(timezone.now() + WEEK + timedelta(minutes=1), tick=True):
        assert not await program(secret).opens()


async def nearly_expired(world: World, settings: Settings) -> tuple[Token, Browser]:
    """A token of two seconds and the program that follows by it, with no heartbeat in that time."""
    settings.LIVE_HEARTBEAT_SECONDS = 60
    soon = timedelta(seconds=2)
    token, secret = await in_thread(
        lambda: make_token(by=world.ben, name="Wall", scopes=[Scope.FOLLOW], lifetime=soon)
    )
    return token, await following(world, secret)


async def test_a_token_that_expires_closes_its_idle_socket_long_before_the_heartbeat(
    world: World, settings: Settings
) -> None:
    _token, wall = await nearly_expired(world, settings)
    assert await wall.is_closed_with(4) == SESSION_ENDED


async def test_nothing_written_after_a_token_expired_reaches_its_program(
    world: World, settings: Settings
) -> None:
    token, wall = await nearly_expired(world, settings)
    await asyncio.sleep((token.expiry - timezone.now()).total_seconds())
    await awrite(world.falls, world.amina)
    assert await wall.is_closed_with(4) == SESSION_ENDED


async def test_a_program_whose_token_lasts_longer_after_all_misses_nothing(
    world: World, settings: Settings
) -> None:
    token, wall = await nearly_expired(world, settings)
    later = token.expiry + WEEK
    await in_thread(Token.objects.filter(pk=token.pk).update, expiry=later)
    seqs = []
    while timezone.now() < token.expiry + timedelta(seconds=0.3):
        seqs.append(await awrite(world.falls, world.amina))
        await asyncio.sleep(0.02)
    assert await wall.hear_up_to(seqs[-1]) == seqs
    assert await wall.hears_nothing()
    await wall.leave()


async def following(world: World, secret: str) -> Browser:
    """A program that follows the falls space from now on."""
    wall = program(secret)
    assert await wall.opens()
    await wall.watch(world.falls.stream, after=(await in_thread(head_of, world.falls.stream))[1])
    await wall.hear("watching")
    return wall


def test_the_client_is_short_enough_to_be_read() -> None:
    lines = (REPOSITORY / "tests/live/client.py").read_text().splitlines()
    assert 20 < len(lines) <= 60


@pytest.mark.services
def test_a_client_written_by_the_documents_posts_and_follows(world: World, tmp_path: Path) -> None:
    thread = start_thread(
        by=world.ben,
        for_organisation=world.kingsholm,
        space=world.falls,
        title="Which checks stay?",
        text="We ran it for six weeks.",
    )
    _token, secret = token_of(world, *Scope)
    with server(tmp_path) as address:
        heard = asyncio.run(a_conversation(address, secret, thread, world))
    assert heard == ["First", "Second", "Third"]


async def a_conversation(address: str, secret: str, thread: Thread, world: World) -> list[str]:
    client = await in_thread(Follower, address, secret, thread.uid)
    events = client.follow()
    first = asyncio.ensure_future(anext(events))
    while client.epoch is None:
        await asyncio.sleep(0.05)
    await in_thread(client.post, "First")
    heard = [await asyncio.wait_for(first, 10)]
    said = {"by": world.amina, "for_organisation": world.severnside, "thread": thread}
    await sync_to_async(post_message, thread_sensitive=False)(**said, text="Second")
    heard.append(await asyncio.wait_for(anext(events), 20))
    await in_thread(client.post, "Third")
    heard.append(await asyncio.wait_for(anext(events), 20))
    await events.aclose()
    uids = [event["subject"].removeprefix("message:") for event in heard]
    bodies = await in_thread(lambda: dict(Message.objects.values_list("uid", "body")))
    return [bodies[uid] for uid in uids]
