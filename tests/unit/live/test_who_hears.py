"""Nothing reaches who may not see it, whatever was lost or late on the way."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from collab.base.live import fragments
from collab.base.live.fragments import Fragment
from collab.base.live.hub import ACCESS, SESSION_ENDED
from collab.base.live.source import PUBLIC

from .stage import (
    FACILITATOR,
    MEMBER,
    SPACE,
    Ledger,
    Page,
    draw_messages,
    eventually,
    running_hub,
    settled,
)


@pytest.mark.parametrize("stream", [SPACE, "s:NOWHERE", "x:WHATEVER"])
async def test_hidden_is_answered_like_missing(stream: str) -> None:
    ledger = Ledger()
    ledger.happens()
    async with running_hub(ledger) as hub:
        page = Page(hub, 1).watch(stream=stream)
        await settled(hub)
        assert page.frames == [{"type": "closed", "stream": stream}]


async def test_what_is_written_after_a_revocation_is_not_delivered_though_no_poke_told_of_it() -> (
    None
):
    ledger = Ledger()
    ledger.admit(1, 2)
    async with running_hub(ledger) as hub:
        leaver, stayer = Page(hub, 1).watch(), Page(hub, 2).watch()
        await settled(hub)
        hub.hear(SPACE, ledger.happens())
        await settled(hub)
        ledger.revoke(1)
        hub.hear(SPACE, ledger.happens())
        await settled(hub)
        assert leaver.seqs == [1]
        assert leaver.frames[-1] == {"type": "closed", "stream": SPACE}
        assert stayer.seqs == [1, 2]


async def test_a_revocation_between_the_poke_and_the_pull_counts() -> None:
    ledger = Ledger()
    ledger.admit(1)
    async with running_hub(ledger) as hub:
        page = Page(hub, 1).watch()
        await settled(hub)
        before = ledger.happens()
        ledger.revoke(1)
        after = ledger.happens()
        hub.hear(SPACE, before)
        await settled(hub)
        hub.hear(SPACE, after)
        await settled(hub)
        assert page.seqs == []


async def test_who_is_removed_while_others_are_worked_out_is_worked_out_too() -> None:
    """The epoch moves again after the pull: the next round sees it, before its first byte."""
    ledger = Ledger()
    ledger.admit(1, 2)
    async with running_hub(ledger) as hub:
        first, second = Page(hub, 1).watch(), Page(hub, 2).watch()
        await settled(hub)
        ledger.revoke(1)

        def revoke_the_other_and_go_on() -> None:
            ledger.as_pulled = lambda: None
            ledger.revoke(2)
            hub.loop.call_soon_threadsafe(hub.hear, SPACE, ledger.happens())

        ledger.as_pulled = revoke_the_other_and_go_on
        hub.hear(SPACE, ledger.happens())
        await settled(hub)
        assert first.seqs == []
        assert 2 not in second.seqs


async def test_a_text_changed_after_a_revocation_does_not_travel_with_an_earlier_event() -> None:
    """The row was pulled before the revocation; the words it shows are read after it."""
    ledger = Ledger()
    ledger.admit(1)
    texts = {"M": Fragment(1, "Before")}

    def draw(uids: list[str]) -> dict[str, Fragment]:
        return {uid: texts[uid] for uid in uids}

    fragments.register_fragments("message", draw)
    async with running_hub(ledger) as hub:
        page = Page(hub, 1).watch(focus="thread:T")
        await settled(hub)

        def revoke_and_edit() -> None:
            ledger.as_pulled = lambda: None
            ledger.revoke(1)
            texts["M"] = Fragment(2, "After")

        ledger.as_pulled = revoke_and_edit
        hub.hear(SPACE, ledger.happens("message:M"))
        await settled(hub)
        assert page.events == []
        assert "After" not in "".join(page.texts)


async def test_a_revocation_while_somebody_catches_up_counts() -> None:
    ledger = Ledger()
    ledger.admit(1)
    for _ in range(150):
        ledger.happens()
    async with running_hub(ledger) as hub:
        pulled = 0

        def revoke_at_the_second_pull() -> None:
            nonlocal pulled
            pulled += 1
            if pulled == 1:
                ledger.revoke(1)

        ledger.as_pulled = revoke_at_the_second_pull
        page = Page(hub, 1).watch()
        await settled(hub)
        assert page.seqs == list(range(1, 101))
        assert page.frames[-1]["type"] == "closed"


async def test_a_revocation_while_somebody_enters_counts() -> None:
    ledger = Ledger()
    ledger.admit(1)
    async with running_hub(ledger) as hub:
        audience = ledger.audience

        def revoked_right_after(stream: str, people: set[int]) -> object:
            seats = audience(stream, people)
            ledger.revoke(1)
            ledger.happens()
            ledger.audience = audience  # type: ignore[method-assign]
            return seats

        ledger.audience = revoked_right_after  # type: ignore[assignment,method-assign]
        page = Page(hub, 1).watch()
        await settled(hub)
        hub.hear(SPACE, 1)
        await settled(hub)
        assert page.events == []


async def test_a_change_of_access_is_worked_out_once_for_all_who_watch() -> None:
    ledger = Ledger()
    ledger.admit(*range(100))
    async with running_hub(ledger) as hub:
        pages = [Page(hub, person).watch() for person in range(100)]
        await settled(hub)
        ledger.audiences.clear()
        ledger.revoke(7)
        hub.hear(SPACE, ledger.happens())
        await settled(hub)
        assert ledger.audiences == [set(range(100))]
        assert [person for person, page in enumerate(pages) if not page.seqs] == [7]


async def test_an_idle_page_is_closed_as_soon_as_access_is_said_to_have_changed() -> None:
    ledger = Ledger()
    ledger.admit(1, 2)
    async with running_hub(ledger) as hub:
        leaver, stayer = Page(hub, 1).watch(), Page(hub, 2).watch()
        await settled(hub)
        ledger.revoke(1)
        hub.hear(ACCESS, 0)
        await eventually(lambda: leaver.of_type("closed"))
        assert not stayer.of_type("closed")


async def test_an_idle_page_is_closed_by_the_heartbeat_when_nobody_says_so() -> None:
    ledger = Ledger()
    ledger.admit(1)
    async with running_hub(ledger, heartbeat_seconds=0.05) as hub:
        page = Page(hub, 1).watch()
        await settled(hub)
        ledger.revoke(1)
        await eventually(lambda: page.of_type("closed"))


async def test_a_guest_hears_nothing_from_the_moment_their_time_is_up() -> None:
    ledger = Ledger()
    ledger.admit(1, until=timezone.now() + timedelta(seconds=0.3))
    async with running_hub(ledger) as hub:
        page = Page(hub, 1).watch()
        await settled(hub)
        hub.hear(SPACE, ledger.happens())
        await settled(hub)
        await asyncio.sleep(0.3)
        hub.hear(SPACE, ledger.happens())
        await settled(hub)
        assert page.seqs == [1]
        assert page.frames[-1]["type"] == "closed"


async def test_an_idle_guest_is_closed_by_the_clock() -> None:
    ledger = Ledger()
    ledger.admit(1, until=timezone.now() + timedelta(seconds=0.1))
    async with running_hub(ledger, heartbeat_seconds=0.05) as hub:
        page = Page(hub, 1).watch()
        await eventually(lambda: page.of_type("closed"))


async def test_an_idle_guest_is_closed_when_their_time_is_up_though_no_heartbeat_comes() -> None:
    ledger = Ledger()
    ledger.admit(1, until=timezone.now() + timedelta(seconds=0.2))
    async with running_hub(ledger) as hub:
        page = Page(hub, 1).watch()
        await eventually(lambda: page.of_type("closed"))


async def test_a_guest_whose_time_is_up_goes_on_as_the_visitor_that_they_are() -> None:
    ledger = Ledger()
    ledger.admit(1, until=timezone.now() + timedelta(seconds=0.2), then=PUBLIC)
    async with running_hub(ledger, heartbeat_seconds=0.05) as hub:
        page = Page(hub, 1).watch()
        await settled(hub)
        hub.hear(SPACE, ledger.happens(min_role=MEMBER))
        await settled(hub)
        await asyncio.sleep(0.3)
        hub.hear(SPACE, ledger.happens(min_role=MEMBER))
        hub.hear(SPACE, ledger.happens(min_role=PUBLIC))
        await settled(hub)
        assert page.seqs == [1, 3]
        assert not page.of_type("closed")


async def test_what_is_kept_from_somebody_while_it_is_drawn_is_not_handed_to_them() -> None:
    ledger = Ledger()
    ledger.admit(1, role=PUBLIC)
    ledger.admit(2)
    texts = {"M": (1, "For members now")}

    def draw(uids: list[str]) -> dict[str, Fragment]:
        row = ledger.rows[SPACE][0]
        ledger.rows[SPACE][0] = replace(row, min_role=MEMBER)
        ledger.access_epoch += 1
        return draw_messages(texts)(uids)

    fragments.register_fragments("message", draw)
    async with running_hub(ledger) as hub:
        page, other = Page(hub, 1).watch(), Page(hub, 2).watch()
        await settled(hub)
        hub.hear(SPACE, ledger.happens(min_role=PUBLIC))
        await settled(hub)
        assert page.seqs == []
        assert other.seqs == [1]


async def test_who_becomes_a_reader_hears_no_more_of_what_is_for_facilitators() -> None:
    ledger = Ledger()
    ledger.admit(1, role=FACILITATOR)
    async with running_hub(ledger) as hub:
        page = Page(hub, 1).watch()
        await settled(hub)
        hub.hear(SPACE, ledger.happens(min_role=FACILITATOR))
        await settled(hub)
        ledger.admit(1, role=MEMBER)
        hub.hear(SPACE, ledger.happens(min_role=FACILITATOR))
        hub.hear(SPACE, ledger.happens())
        await settled(hub)
        assert page.seqs == [1, 3]


async def test_who_becomes_a_facilitator_can_tell_that_there_is_more_to_fetch() -> None:
    ledger = Ledger()
    ledger.admit(1)
    async with running_hub(ledger) as hub:
        page = Page(hub, 1).watch()
        await settled(hub)
        ledger.happens(min_role=FACILITATOR)
        ledger.admit(1, role=FACILITATOR)
        hub.hear(SPACE, ledger.happens())
        await settled(hub)
        assert page.seqs == [1, 2]
        ledger.happens(min_role=FACILITATOR)
        assert page.is_told_without_gaps()


@pytest.mark.parametrize("told_by", ["an event", "a change of access", "the heartbeat"])
async def test_a_page_whose_session_ended_is_closed(told_by: str) -> None:
    ledger = Ledger()
    ledger.admit(1, 2)
    async with running_hub(ledger, heartbeat_seconds=0.05 if "heart" in told_by else 3600) as hub:
        gone, other = Page(hub, 1).watch(), Page(hub, 2).watch()
        await settled(hub)
        ledger.ended_sessions.add("session of 1")
        if told_by == "an event":
            ledger.access_epoch += 1
            hub.hear(SPACE, ledger.happens())
        elif told_by == "a change of access":
            hub.hear(ACCESS, 0)
        await eventually(lambda: gone.code == SESSION_ENDED)
        assert gone.seqs == []
        assert other.code is None


def expire(ledger: Ledger, seconds: float) -> None:
    """Let the first person's session expire so many seconds from now, unless it is put off."""
    ledger.expires["session of 1"] = timezone.now() + timedelta(seconds=seconds)


async def test_an_idle_page_is_closed_when_its_session_expires_though_no_heartbeat_comes() -> None:
    ledger = Ledger()
    ledger.admit(1, 2)
    expire(ledger, 0.3)
    async with running_hub(ledger) as hub:
        gone, other = Page(hub, 1).watch(), Page(hub, 2).watch()
        await settled(hub)
        assert gone.code is None
        await eventually(lambda: gone.code == SESSION_ENDED, seconds=2)
        assert other.code is None


async def test_a_socket_that_follows_nothing_yet_is_closed_when_its_session_expires() -> None:
    ledger = Ledger()
    expire(ledger, 0.3)
    async with running_hub(ledger) as hub:
        page = Page(hub, 1, expires=ledger.expires["session of 1"])
        await asyncio.sleep(0.2)
        assert page.code is None
        await eventually(lambda: page.code == SESSION_ENDED)


async def test_what_is_written_after_a_session_expired_is_not_delivered() -> None:
    """By the clock on the wall: it may be put forward, and then no timer is due."""
    ledger = Ledger()
    ledger.admit(1, 2)
    expire(ledger, 600)
    async with running_hub(ledger, heartbeat_seconds=60) as hub:
        gone, other = Page(hub, 1).watch(), Page(hub, 2).watch()
        await settled(hub)
        hub.hear(SPACE, ledger.happens())
        await settled(hub)
        with time_machine.travel(timezone.now() + timedelta(seconds=601), tick=True):
            hub.hear(SPACE, ledger.happens())
            await eventually(lambda: gone.code == SESSION_ENDED)
            await settled(hub)
        assert gone.seqs == [1]
        assert other.seqs == [1, 2]


@pytest.mark.parametrize("runs_out", ["their session", "their time as a guest"])
async def test_what_runs_out_after_a_heartbeat_counts_before_the_next(runs_out: str) -> None:
    ledger = Ledger()
    ledger.admit(1, 2)
    if runs_out == "their session":
        expire(ledger, 600)
    else:
        ledger.admit(1, until=timezone.now() + timedelta(seconds=600))
    async with running_hub(ledger, heartbeat_seconds=60) as hub:
        gone, other = Page(hub, 1).watch(), Page(hub, 2).watch()
        await settled(hub)
        looks = ledger.heads_read
        hub.hear(ACCESS, 0)
        await eventually(lambda: ledger.heads_read > looks)
        await settled(hub)
        with time_machine.travel(timezone.now() + timedelta(seconds=601), tick=True):
            hub.hear(SPACE, ledger.happens())
            await eventually(lambda: gone.code == SESSION_ENDED or gone.of_type("closed"))
            await settled(hub)
        assert gone.seqs == []
        assert other.seqs == [1]


async def test_a_page_whose_session_was_put_off_stays_and_misses_nothing() -> None:
    ledger = Ledger()
    ledger.admit(1)
    expire(ledger, 600)
    async with running_hub(ledger, heartbeat_seconds=60) as hub:
        page = Page(hub, 1).watch()
        await settled(hub)
        expire(ledger, 1200)
        with time_machine.travel(timezone.now() + timedelta(seconds=601), tick=True):
            for _ in range(3):
                hub.hear(SPACE, ledger.happens())
                await settled(hub)
            await eventually(lambda: page.seqs == [1, 2, 3])
        assert page.is_told_without_gaps()
        assert page.code is None


async def test_an_idle_page_whose_session_was_put_off_stays() -> None:
    ledger = Ledger()
    ledger.admit(1)
    expire(ledger, 0.3)
    async with running_hub(ledger) as hub:
        page = Page(hub, 1).watch()
        await settled(hub)
        expire(ledger, 600)
        looks = ledger.heads_read
        await eventually(lambda: ledger.heads_read > looks)
        hub.hear(SPACE, ledger.happens())
        await settled(hub)
        assert page.seqs == [1]
        assert page.code is None


@pytest.mark.parametrize("put_off", [False, True])
async def test_a_session_that_expires_while_somebody_catches_up_counts(put_off: bool) -> None:
    ledger = Ledger()
    ledger.admit(1)
    for _ in range(250):
        ledger.happens()
    expire(ledger, 600)
    with time_machine.travel(timezone.now(), tick=True) as clock:
        async with running_hub(ledger, heartbeat_seconds=60) as hub:

            def expire_at_the_second_pull() -> None:
                if ledger.pulls == 2:
                    clock.shift(timedelta(seconds=601))
                    if put_off:
                        expire(ledger, 600)

            ledger.as_pulled = expire_at_the_second_pull
            page = Page(hub, 1).watch()
            if put_off:
                await eventually(lambda: len(page.seqs) == 250)
                assert page.is_told_without_gaps()
                assert page.code is None
                assert ledger.pulls == 4
            else:
                await eventually(lambda: page.code == SESSION_ENDED)
                assert page.seqs == list(range(1, 101))
