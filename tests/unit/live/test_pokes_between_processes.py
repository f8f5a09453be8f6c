"""Pokes cross to other processes without ever holding up whoever sends one."""

import asyncio
import time
from collections.abc import Iterator
from typing import Any

import pytest
from channels.layers import InMemoryChannelLayer
from django.test import override_settings

from collab.base.live import poke as pokes
from collab.base.live import relay as relays
from collab.base.live.relay import GROUP, Relay

from .stage import eventually

PLAIN = {"pokes": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}


class StuckLayer(InMemoryChannelLayer):
    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        await asyncio.sleep(3600)

    group_add = group_send  # type: ignore[assignment]


class BrokenLayer(InMemoryChannelLayer):
    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        raise ConnectionRefusedError

    group_add = group_send  # type: ignore[assignment]


@pytest.fixture
def relay() -> Iterator[Relay]:
    relay = Relay()
    yield relay
    if relay._loop:
        relay._loop.call_soon_threadsafe(relay._loop.stop)


async def test_what_one_process_sends_another_hears(relay: Relay) -> None:
    heard: list[tuple[str, int]] = []
    with override_settings(CHANNEL_LAYERS=PLAIN):
        relay.listen(lambda stream, seq: heard.append((stream, seq)))
        await eventually(lambda: _listens(relay))
        relay.send("s:A", 4)
        await eventually(lambda: heard == [("s:A", 4)])


async def test_pokes_that_wait_for_each_other_become_one_message(relay: Relay) -> None:
    heard: list[tuple[str, int]] = []
    with override_settings(CHANNEL_LAYERS=PLAIN):
        relay.listen(lambda stream, seq: heard.append((stream, seq)))
        await eventually(lambda: _listens(relay))
        loop = relay._own_loop()
        loop.call_soon_threadsafe(time.sleep, 0.1)
        for seq in (3, 9, 5):
            relay.send("s:A", seq)
        relay.send("s:B", 1)
        await eventually(lambda: len(heard) == 2)
        assert heard == [("s:A", 9), ("s:B", 1)]


@pytest.mark.parametrize("layer", [StuckLayer, BrokenLayer])
def test_a_dead_layer_neither_fails_nor_delays_a_poke(
    layer: type, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relays, "SEND_SECONDS", 0.2)
    with override_settings(CHANNEL_LAYERS={"pokes": {"BACKEND": f"{__name__}.{layer.__name__}"}}):
        relay.listen(lambda stream, seq: None)
        monkeypatch.setattr(pokes, "relay", relay)
        began = time.monotonic()
        for seq in range(100):
            pokes.poke("s:A", seq)
        assert time.monotonic() - began < 0.1
        assert relay._idle.wait(3)


def test_with_one_process_there_is_no_layer_on_the_way(relay: Relay) -> None:
    with override_settings(CHANNEL_LAYERS={}):
        relay.listen(lambda stream, seq: None)
        relay.send("s:A", 1)
        assert relay._loop is None


def _listens(relay: Relay) -> bool:
    from channels.layers import channel_layers

    return bool(channel_layers["pokes"].groups.get(GROUP))
