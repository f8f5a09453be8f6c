"""Two pages are open on a discussion: what one changes, the other is given as it stands now."""

from typing import Any

import pytest

from collab.base.live.threads import in_thread
from discussions.actions import (
    edit_message,
    post_message,
    remove_message,
    restore_message,
    start_thread,
)
from discussions.models import Message, Thread
from networks.ledger import head_of
from tests.world import World

from .browser import Browser

pytestmark = pytest.mark.same_everywhere

FORMER, NOW = "Kingfisher over the weir", "Heron by the lock"


def discussion(world: World) -> tuple[Thread, Message]:
    """Amina asks, Ben answers and quotes her."""
    thread = start_thread(
        by=world.amina,
        for_organisation=world.severnside,
        space=world.falls,
        title="Birds",
        text=FORMER,
    )
    first = Message.objects.get(thread=thread)
    post_message(
        by=world.ben, for_organisation=world.kingsholm, thread=thread, text="So?", quotes=first
    )
    return thread, first


def edit(world: World, message: Message) -> Message:
    return edit_message(
        by=world.amina,
        for_organisation=world.severnside,
        message=message,
        text=NOW,
        started_from=1,
    )


async def told(browser: Browser, count: int) -> list[dict[str, Any]]:
    return [await browser.hear("event") for _ in range(count)]


async def test_an_edit_a_removal_and_its_undo_arrive_in_order_and_once(world: World) -> None:
    thread, first = await in_thread(discussion, world)
    _, head = await in_thread(head_of, world.falls.stream)
    ben = await Browser.of(world.ben)
    await ben.watch(world.falls.stream, after=head, focus=str(thread.ref))
    await ben.hear("watching")

    await in_thread(edit, world, first)
    edited, quoting = await told(ben, 2)
    assert (edited["kind"], edited["subject"]) == ("message.edited", str(first.ref))
    assert (edited["version"], "gone" in edited) == (2, False)
    assert NOW in edited["html"] and ">edited<" in edited["html"]
    assert quoting["kind"] == "message.quote_changed"
    assert NOW in quoting["html"]

    await in_thread(lambda: remove_message(by=world.amina, message=first))
    removed, quoting = await told(ben, 2)
    assert (removed["kind"], removed["version"], removed["gone"]) == ("message.removed", 3, True)
    assert "Removed by its author" in removed["html"]
    assert "This message was removed." in quoting["html"]

    await in_thread(lambda: restore_message(by=world.amina, message=first))
    restored, quoting = await told(ben, 2)
    assert (restored["kind"], restored["version"]) == ("message.restored", 4)
    assert NOW in restored["html"] and NOW in quoting["html"]
    assert [each["seq"] for each in (edited, removed, restored)] == [head + 1, head + 3, head + 5]
    assert await ben.hears_nothing()
    await ben.leave()


async def test_who_catches_up_from_the_beginning_is_given_no_former_text(world: World) -> None:
    thread, first = await in_thread(discussion, world)
    await in_thread(edit, world, first)
    _, head = await in_thread(head_of, world.falls.stream)
    for focus in (str(thread.ref), None):
        late = await Browser.of(world.ben)
        await late.watch(world.falls.stream, after=0, focus=focus)
        await late.hear("watching")
        events = []
        while not events or events[-1]["seq"] < head:
            events.append(await late.hear("event"))
        assert [each["seq"] for each in events] == sorted({each["seq"] for each in events})
        assert FORMER not in str(events)
        of_first = [each for each in events if each["subject"] == str(first.ref)]
        assert [each["kind"] for each in of_first] == ["message.posted", "message.edited"]
        if focus:
            assert [each["version"] for each in of_first] == [2, 2]
            assert all(NOW in each["html"] for each in of_first)
        await late.leave()
