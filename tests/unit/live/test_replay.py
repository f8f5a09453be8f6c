"""What a page missed is replayed, up to the moment from which it hears everything."""

import random

import pytest

from collab.base.live.hub import FAR_BEHIND
from collab.base.live.room import Room

from .stage import FACILITATOR, SPACE, Ledger, Page, eventually, running_hub, settled


async def test_what_was_missed_comes_before_what_is_new() -> None:
    ledger = Ledger()
    ledger.admit(1)
    for _ in range(250):
        ledger.happens()
    async with running_hub(ledger) as hub:
        page = Page(hub, 1).watch(after=100)
        await settled(hub)
        hub.hear(SPACE, ledger.happens())
        await settled(hub)
        assert page.frames[0]["head"] == 250
        assert page.seqs == list(range(101, 252))
        assert page.is_told_without_gaps(after=100)


async def test_a_reader_who_comes_back_is_told_without_gaps_over_what_is_hidden() -> None:
    ledger = Ledger()
    ledger.admit(1)
    for min_role in (1, FACILITATOR, 1, FACILITATOR, FACILITATOR, 1):
        ledger.happens(min_role=min_role)
    async with running_hub(ledger) as hub:
        page = Page(hub, 1).watch(after=2)
        await settled(hub)
        assert page.seqs == [3, 6]
        assert [event["prev"] for event in page.events] == [1, 3]
        assert page.is_told_without_gaps(after=2)


@pytest.mark.parametrize("seed", range(40))
async def test_events_that_come_while_a_page_enters_are_neither_lost_nor_told_twice(
    seed: int,
) -> None:
    chance = random.Random(seed)
    ledger = Ledger()
    ledger.admit(1, 2)
    for _ in range(chance.randint(0, 30)):
        ledger.happens()
    async with running_hub(ledger) as hub:

        def something_happens() -> None:
            if chance.random() < 0.5 and len(ledger.rows[SPACE]) < 200:
                seq = ledger.happens()
                if chance.random() < 0.7:
                    hub.loop.call_soon_threadsafe(hub.hear, SPACE, seq)

        ledger.as_pulled = something_happens
        first_after = chance.randint(0, len(ledger.rows[SPACE]))
        first = Page(hub, 1).watch(after=first_after)
        for _ in range(chance.randint(0, 10)):
            hub.hear(SPACE, ledger.happens())
        second_after = len(ledger.rows[SPACE])
        ledger.happens()
        second = Page(hub, 2).watch(after=second_after)
        hub.hear(SPACE, ledger.happens())
        await settled(hub)
        ledger.as_pulled = lambda: None
        last = ledger.happens()
        hub.hear(SPACE, last)
        await settled(hub)
        assert first.seqs == list(range(first_after + 1, last + 1))
        assert second.seqs == list(range(second_after + 1, last + 1))
        assert first.is_told_without_gaps(first_after)
        assert second.is_told_without_gaps(second_after)


@pytest.mark.parametrize(
    ("epoch", "after"),
    [("ANOTHER", 3), ("FIRST", 6), (None, 6), ("FIRST", 2**53 - 1)],
)
async def test_what_cannot_be_continued_is_reset(epoch: str | None, after: int) -> None:
    ledger = Ledger()
    ledger.admit(1)
    for _ in range(5):
        ledger.happens()
    async with running_hub(ledger) as hub:
        page = Page(hub, 1).watch(after, epoch=epoch)
        await settled(hub)
        hub.hear(SPACE, ledger.happens())
        await settled(hub)
        assert page.frames == [{"type": "reset", "stream": SPACE, "epoch": "FIRST", "head": 5}]


async def test_who_is_too_far_behind_reads_the_page_afresh() -> None:
    ledger = Ledger()
    ledger.admit(1, 2)
    for _ in range(FAR_BEHIND + 1):
        ledger.happens()
    async with running_hub(ledger) as hub:
        too_far, just_near = Page(hub, 1).watch(after=0), Page(hub, 2).watch(after=1)
        await settled(hub)
        assert [frame["type"] for frame in too_far.frames] == ["reset"]
        assert just_near.seqs == list(range(2, FAR_BEHIND + 2))


async def test_a_stream_restored_from_a_backup_starts_afresh_for_everybody() -> None:
    ledger = Ledger()
    ledger.admit(1, 2)
    for _ in range(5):
        ledger.happens()
    async with running_hub(ledger, heartbeat_seconds=0.05) as hub:
        pages = [Page(hub, person).watch(after=5, epoch="FIRST") for person in (1, 2)]
        await settled(hub)
        ledger.epoch, ledger.rows[SPACE] = "SECOND", ledger.rows[SPACE][:2]
        await eventually(lambda: all(page.of_type("reset") for page in pages))
        for page in pages:
            assert page.frames[-1] == {
                "type": "reset",
                "stream": SPACE,
                "epoch": "SECOND",
                "head": 2,
            }
        page = pages[0].watch(after=2, epoch="SECOND")
        await settled(hub)
        hub.hear(SPACE, ledger.happens())
        await settled(hub)
        assert page.seqs == [3]


async def test_a_stream_that_lost_what_it_had_told_starts_afresh_whatever_its_epoch() -> None:
    ledger = Ledger()
    ledger.admit(1)
    for _ in range(5):
        ledger.happens()
    async with running_hub(ledger, heartbeat_seconds=0.05) as hub:
        page = Page(hub, 1).watch(after=5)
        await settled(hub)
        ledger.rows[SPACE] = ledger.rows[SPACE][:2]
        await eventually(lambda: page.of_type("reset"))
        assert page.frames[-1]["head"] == 2


async def test_lost_pokes_delay_and_lose_nothing() -> None:
    ledger = Ledger()
    ledger.admit(1)
    async with running_hub(ledger, heartbeat_seconds=0.05) as hub:
        page = Page(hub, 1).watch()
        await settled(hub)
        for _ in range(7):
            ledger.happens()
        await eventually(lambda: len(page.seqs) == 7)
        assert page.seqs == [1, 2, 3, 4, 5, 6, 7]


async def test_one_heartbeat_reads_all_streams_at_once() -> None:
    ledger = Ledger()
    names = [f"s:{n}" for n in range(20)]
    for name in names:
        ledger.rows[name], ledger.seats[name] = [], {}
        ledger.admit(1, stream=name)
    async with running_hub(ledger, heartbeat_seconds=0.2) as hub:
        page = Page(hub, 1)
        for name in names:
            page.watch(stream=name)
        await settled(hub)
        before = ledger.heads_read
        pulls = ledger.pulls
        await eventually(lambda: ledger.heads_read > before)
        assert ledger.heads_read == before + 1
        assert ledger.pulls == pulls


async def test_watching_a_stream_again_goes_on_from_there_and_ends_the_former_watch() -> None:
    ledger = Ledger()
    ledger.admit(1)
    async with running_hub(ledger) as hub:
        page = Page(hub, 1).watch()
        await settled(hub)
        hub.hear(SPACE, ledger.happens())
        await settled(hub)
        for _ in range(5):
            page.watch(after=1)
        await settled(hub)
        hub.hear(SPACE, ledger.happens())
        await settled(hub)
        assert page.seqs == [1, 2]


async def test_a_stream_that_nobody_watches_any_more_is_let_go() -> None:
    ledger = Ledger()
    ledger.admit(1)
    async with running_hub(ledger) as hub:
        page = Page(hub, 1).watch()
        await settled(hub)
        assert [type(room) for room in hub.rooms.values()] == [Room]
        hub.leave(page.socket)
        assert not hub.rooms
        assert not hub.sockets
