"""Who may open a socket, and what a client that says nonsense gets."""

import json
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from pytest_django import Settings

from collab.base.access.models import raise_access_epoch
from collab.base.api.actions import make_token
from collab.base.api.scopes import Scope
from collab.base.live import consumer
from collab.base.live import socket as sockets
from collab.base.live.consumer import MESSAGES, TOO_MANY_ERRORS, TOO_MANY_FRAMES
from collab.base.live.hub import SESSION_ENDED
from collab.base.live.threads import in_thread
from networks.actions.collaboratives import appoint
from networks.ledger import head_of
from networks.models import Space
from tests.world import World

from .browser import ORIGIN, Browser
from .conftest import session_key

pytestmark = pytest.mark.same_everywhere


async def test_our_own_page_opens_a_socket(world: World) -> None:
    ben = await Browser.of(world.ben)
    await ben.say(type="ping")
    assert await ben.hear("pong") == {"type": "pong"}
    await ben.leave()


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "",
        "null",
        "https://evil.example",
        ORIGIN.replace("http://", "https://"),
        ORIGIN.rsplit(":", 1)[0],
        ORIGIN.rsplit(":", 1)[0] + ":9",
        ORIGIN + ".evil.example",
        ORIGIN + "/",
        "http://[bad",
        "http://localhost:99999999",
        "\xff\xfe",
    ],
)
async def test_another_site_opens_none(world: World, origin: str | None) -> None:
    browser = Browser(await in_thread(session_key, world.ben), origin=origin)
    assert not await browser.opens()


async def test_an_origin_of_ours_may_be_written_in_capitals(world: World) -> None:
    browser = Browser(await in_thread(session_key, world.ben), origin=ORIGIN.upper())
    assert await browser.opens()


@pytest.mark.parametrize("cookie", [None, "", "x", "0" * 32, "é", "a\x00b", "z" * 200])
async def test_somebody_signed_out_opens_none(transactional_db: None, cookie: str | None) -> None:
    assert not await Browser(cookie).opens()


async def test_a_page_opens_one_only_for_whom_it_was_made(world: World) -> None:
    cookie = await in_thread(session_key, world.ben)
    assert await Browser(cookie, path=f"/live?person={world.ben.uid}").opens()
    assert not await Browser(cookie, path=f"/live?person={world.amina.uid}").opens()


async def test_somebody_deactivated_opens_none(world: World) -> None:
    cookie = await in_thread(session_key, world.ben)
    await in_thread(get_user_model().objects.filter(pk=world.ben.pk).update, is_active=False)
    assert not await Browser(cookie).opens()


async def test_who_is_deactivated_hears_nothing_more(world: World) -> None:
    ben = await Browser.of(world.ben)

    def deactivate() -> None:
        with transaction.atomic():
            get_user_model().objects.filter(pk=world.ben.pk).update(is_active=False)
            raise_access_epoch()

    await in_thread(deactivate)
    assert await ben.is_closed_with() == SESSION_ENDED


@pytest.mark.parametrize("way", ["by a page", "by a program"])
async def test_who_comes_to_lead_without_a_second_factor_hears_nothing_more(
    world: World, settings: Settings, way: str
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    if way == "by a page":
        ben = await Browser.of(world.ben)
    else:
        _token, secret = await in_thread(
            lambda: make_token(
                by=world.ben, name="Ward 7", scopes=[Scope.FOLLOW], lifetime=timedelta(days=7)
            )
        )
        ben = Browser(None, origin=None, token=secret)
        assert await ben.opens()
    await in_thread(
        lambda: appoint(
            by=world.steward,
            person=world.ben,
            collaborative=world.west,
            organisation=world.kingsholm,
            role="lead",
        )
    )
    assert await ben.is_closed_with() == SESSION_ENDED


async def test_a_session_from_before_the_password_changed_opens_none(world: World) -> None:
    cookie = await in_thread(session_key, world.ben)

    def change_password() -> None:
        world.ben.set_password("another horse battery")
        world.ben.save()

    await in_thread(change_password)
    assert not await Browser(cookie).opens()


async def test_there_is_no_socket_elsewhere(world: World) -> None:
    browser = Browser(await in_thread(session_key, world.ben), path="/elsewhere")
    assert not await browser.opens()


NONSENSE = ["{", "[]", "1", "null", "NaN", "[" * 10_000, '{"type": 1}', '{"type": []}',
            '{"type": "steal"}', '{"type": "watch"}', '{"type": "__class__"}',
            '{"type": "watch", "stream": 1, "after": 0}', "x" * 20_000]  # fmt: skip


async def test_nonsense_is_answered_in_words_and_the_socket_stays_open(world: World) -> None:
    ben = await Browser.of(world.ben)
    for text in NONSENSE:
        await ben.socket.send_to(text_data=text)
        error = await ben.hear("error")
        assert error["code"]
        assert error["says"].endswith(".")
    await ben.socket.send_to(bytes_data=b"\x00\xff")
    assert (await ben.hear("error"))["code"] == "not_text"
    await ben.say(type="ping")
    await ben.hear("pong")
    await ben.leave()


async def test_who_only_sends_nonsense_is_closed(world: World) -> None:
    ben = await Browser.of(world.ben)
    for _ in range(consumer.MOST_ERRORS):
        await ben.socket.send_to(text_data="{")
        await ben.hear("error")
    assert await ben.is_closed_with() == TOO_MANY_ERRORS


async def test_who_floods_the_server_is_closed(world: World) -> None:
    ben = await Browser.of(world.ben)
    for _ in range(consumer.MOST_FRAMES + 1):
        await ben.say(type="ping")
    for _ in range(consumer.MOST_FRAMES):
        await ben.hear("pong")
    assert await ben.is_closed_with() == TOO_MANY_FRAMES


async def test_who_sends_back_the_marks_that_were_asked_for_floods_nobody(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that catches up with much that it missed sends many."""
    monkeypatch.setattr(sockets, "MARK_EVERY", 1)
    monkeypatch.setattr(consumer, "MOST_FRAMES", 10)
    ben = await Browser.of(world.ben)
    for _ in range(9):
        await ben.say(type="ping")
        await ben.hear("pong")
    assert json.loads(await ben.socket.receive_from())["type"] == "mark"
    for _ in range(2):
        await ben.say(type="mark", n=1)
    assert await ben.is_closed_with() == TOO_MANY_FRAMES


async def test_one_socket_follows_a_bounded_number_of_streams(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumer, "MOST_WATCHES", 2)
    ben = await Browser.of(world.ben)

    async def watches(space: Space) -> None:
        _, head = await in_thread(head_of, space.stream)
        await ben.watch(space.stream, after=head)

    for each in (world.falls, world.surgery):
        await watches(each)
        await ben.hear("watching")
    await watches(world.medicines)
    await ben.hear("error")
    await ben.say(type="unwatch", stream=world.falls.stream)
    await watches(world.medicines)
    await ben.hear("watching")
    await ben.leave()


def test_every_message_says_what_permission_it_takes() -> None:
    assert set(MESSAGES) == {"watch", "unwatch", "ping", "mark"}
    assert all(message.permission.sentence for message in MESSAGES.values())


def test_no_socket_takes_a_channel_layer() -> None:
    assert "default" not in settings.CHANNEL_LAYERS
    assert consumer.LiveConsumer.channel_layer_alias not in settings.CHANNEL_LAYERS
