"""A socket that is slow, stuck or broken costs the others nothing, and memory stays bounded."""

import asyncio
from typing import Any

import pytest

from collab.base.live import fragments, socket
from collab.base.live.hub import TOO_SLOW
from collab.base.live.socket import WINDOW

from .stage import SPACE, Ledger, Page, draw_messages, eventually, running_hub, settled

LONG = "x" * 80_000


@pytest.fixture(autouse=True)
def long_messages(only_what_a_test_draws: None) -> None:
    fragments.register_fragments("message", draw_messages({"M": (1, LONG)}))


class Broken(Page):
    async def receive(self, message: dict[str, Any]) -> None:
        raise ConnectionResetError


class Stuck(Page):
    async def receive(self, message: dict[str, Any]) -> None:
        await asyncio.sleep(3600)


@pytest.mark.parametrize("kind", [Broken, Stuck])
async def test_a_dead_transport_stops_nobody_else(kind: type[Page]) -> None:
    ledger = Ledger()
    ledger.admit(1, 2, 3)
    async with running_hub(ledger) as hub:
        before = Page(hub, 1).watch(focus="thread:T")
        dead = kind(hub, 2).watch(focus="thread:T")
        after = Page(hub, 3).watch(focus="thread:T")
        await settled(hub)
        for _ in range(30):
            hub.hear(SPACE, ledger.happens("message:M"))
            await settled(hub)
        assert before.seqs == after.seqs == list(range(1, 31))
        assert dead.socket.is_closed if kind is Broken else dead.socket.full


async def test_what_waits_for_who_does_not_read_is_bounded() -> None:
    ledger = Ledger()
    ledger.admit(1, 2)
    async with running_hub(ledger) as hub:
        slow = Page(hub, 1, reads=False).watch(focus="thread:T")
        quick = Page(hub, 2).watch(focus="thread:T")
        await settled(hub)
        for _ in range(100):
            hub.hear(SPACE, ledger.happens("message:M"))
            await settled(hub)
        assert quick.seqs == list(range(1, 101))
        assert slow.socket.full
        assert sum(map(len, slow.texts)) < WINDOW + 2 * len(LONG)


async def test_who_reads_again_is_told_the_rest_once_and_in_order() -> None:
    ledger = Ledger()
    ledger.admit(1)
    async with running_hub(ledger) as hub:
        page = Page(hub, 1, reads=False).watch(focus="thread:T")
        await settled(hub)
        for _ in range(60):
            hub.hear(SPACE, ledger.happens("message:M"))
            await settled(hub)
        assert len(page.seqs) < 60
        page.reads = True
        hub.has_read(page.socket, 1)
        for n in range(2, 8):
            hub.has_read(page.socket, n)
            await settled(hub)
        await eventually(lambda: len(page.seqs) == 60)
        hub.hear(SPACE, ledger.happens("message:M"))
        await settled(hub)
        assert page.seqs == list(range(1, 62))
        assert page.is_told_without_gaps()


async def test_who_was_too_slow_for_long_and_is_far_behind_reads_the_page_afresh() -> None:
    ledger = Ledger()
    ledger.admit(1)
    async with running_hub(ledger) as hub:
        page = Page(hub, 1, reads=False).watch(focus="thread:T")
        await settled(hub)
        for _ in range(600):
            ledger.happens("message:M")
        hub.hear(SPACE, 600)
        await settled(hub)
        page.reads = True
        for n in range(1, 8):
            hub.has_read(page.socket, n)
        await settled(hub)
        assert page.frames[-1]["type"] == "reset"


async def test_who_does_not_read_for_too_long_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "TOO_SLOW_SECONDS", 0.2)
    ledger = Ledger()
    ledger.admit(1, 2)
    async with running_hub(ledger, heartbeat_seconds=0.05) as hub:
        slow = Page(hub, 1, reads=False).watch(focus="thread:T")
        quick = Page(hub, 2).watch(focus="thread:T")
        await settled(hub)
        for _ in range(20):
            hub.hear(SPACE, ledger.happens("message:M"))
        await eventually(lambda: slow.code == TOO_SLOW)
        assert quick.code is None


async def test_marks_that_were_never_sent_confirm_nothing() -> None:
    ledger = Ledger()
    ledger.admit(1)
    async with running_hub(ledger) as hub:
        page = Page(hub, 1, reads=False).watch(focus="thread:T")
        await settled(hub)
        for _ in range(20):
            hub.hear(SPACE, ledger.happens("message:M"))
        await settled(hub)
        for n in (0, 10_000, 2**53 - 1):
            hub.has_read(page.socket, n)
        assert page.socket.full
