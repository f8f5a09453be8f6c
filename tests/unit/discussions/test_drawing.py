"""What a message looks like: the same for a page and for every socket."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.utils import timezone

from collab.base.files.models import File
from collab.base.forgetting.reasons import PurgeReason
from collab.base.live.fragments import Fragment
from discussions import live
from discussions.actions import edit_message, purge_message, remove_message
from discussions.live import draw, fragments
from discussions.models import Message, Thread
from discussions.reading import new_since, read_page
from networks.actions.collaboratives import end_fellowship
from networks.actions.marks import mark_seen
from networks.members import fellows_among
from networks.models import Fellowship
from tests.files import attached, picture
from tests.world import World

from .conftest import Write
from .test_pages import page, signed_in


def fragment(message: Message) -> str:
    return fragments([message.uid])[message.uid].html


def test_a_page_shows_the_fragments_that_sockets_get(
    world: World, thread: Thread, write: Write
) -> None:
    messages = [Message.objects.get(thread=thread), write(), write()]
    html = page(signed_in(world.facilitator), thread)
    for message in messages:
        assert fragment(message) in html


def test_every_reader_gets_the_same_messages(world: World, thread: Thread, write: Write) -> None:
    """Nothing in a fragment may depend on who reads it: no "you", no controls of one's own."""
    write()
    seen = set()
    for person in (world.amina, world.ben, world.lead, world.guest, world.facilitator):
        html = page(signed_in(person), thread)
        seen.add("".join(re.findall(r"<li class=\"app-msg.*?</li>", html, re.DOTALL)[:2]))
    assert len(seen) == 1
    [both] = seen
    assert both.count("data-n=") == 2
    for personal in ("<form", "<button", "csrf", "you"):
        assert personal not in both.lower().replace("would you keep", "")


def test_what_is_gone_has_no_fragment(write: Write) -> None:
    message = write()
    assert set(fragments([message.uid, "000000000000"])) == {message.uid}


def test_messages_are_drawn_once(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    uids = [write().uid, write().uid]
    drawn = fragments(uids)
    monkeypatch.setattr(live, "draw", None)
    assert fragments(uids) == drawn


def test_what_is_drawn_of_a_message_is_what_it_is(
    world: World, thread: Thread, write: Write
) -> None:
    first = Message.objects.get(thread=thread)
    edited = write(quotes=first)
    edit_message(
        by=world.ben,
        for_organisation=world.kingsholm,
        message=edited,
        text="By the door.",
        started_from=1,
    )
    removed = write(by=world.amina, for_organisation=world.severnside)
    quoting = write(quotes=removed)
    remove_message(by=world.amina, message=removed)
    purged = write()
    purge_message(by=world.facilitator, message=purged, reason=PurgeReason.PATIENT)
    carrying = write()
    Message.objects.filter(pk=carrying.pk).update(for_organisation=None)
    attached(carrying.ref, by=world.ben, name="list.txt", content=b"Bell, light, mat")
    attached(carrying.ref, by=world.ben, name="ward.png", content=picture(), has_preview=True)
    messages = [first, edited, removed, quoting, purged, carrying, write()]
    expected = {
        each.uid: draw(
            Message.objects.for_rows().get(uid=each.uid),
            fellow=bool(fellows_among([each.by_id])),
            files=File.objects.filter(subject=str(each.ref)).order_by("n", "id"),
        )
        for each in messages
    }
    alone = {each.uid: fragment(each) for each in messages}
    among_others = fragments([each.uid for each in messages])
    assert alone == expected
    assert {uid: each.html for uid, each in among_others.items()} == expected
    assert {uid for uid, each in among_others.items() if each.gone} == {removed.uid, purged.uid}


def test_a_message_is_drawn_again_when_what_it_shows_has_changed(
    world: World, write: Write
) -> None:
    message = write(by=world.amina, for_organisation=world.severnside)
    uids = [message.uid, write().uid]

    def fragment_now() -> Fragment:
        return fragments(uids)[message.uid]

    before = fragment_now().html
    assert "Amina Okafor" in before and "Fellow" in before

    world.amina.name, world.amina.version = "Amina Obi", world.amina.version + 1
    world.amina.save()
    assert "Amina Obi" in fragment_now().html

    end_fellowship(by=world.lead, fellowship=Fellowship.objects.get(person=world.amina))
    assert "Fellow" not in fragment_now().html

    Message.objects.filter(pk=message.pk).update(body_html="<p>Taken back</p>", version=2)
    assert "Taken back" in fragment_now().html
    assert fragment_now().version == 2


def test_an_empty_cache_changes_nothing(world: World, thread: Thread, write: Write) -> None:
    write()
    client = signed_in(world.guest)
    warm = page(client, thread)
    cache.clear()
    client = signed_in(world.guest)
    assert re.findall(
        r"<li class=\"app-msg.*?</li>", page(client, thread), re.DOTALL
    ) == re.findall(r"<li class=\"app-msg.*?</li>", warm, re.DOTALL)


@pytest.mark.parametrize(
    ("moments", "days", "clocks"),
    [
        # The clocks go forward on 29 March 2026 at 1am, and back on 25 October 2026 at 2am.
        (
            ["2026-03-28T23:30", "2026-03-29T00:30", "2026-03-29T01:30", "2026-03-29T23:30"],
            ["Saturday 28 March 2026", "Sunday 29 March 2026", "Monday 30 March 2026"],
            ["11:30pm", "12:30am", "2:30am", "12:30am"],
        ),
        (
            ["2026-10-24T22:59", "2026-10-24T23:00", "2026-10-25T00:30", "2026-10-25T01:30"],
            ["Saturday 24 October 2026", "Sunday 25 October 2026"],
            ["11:59pm", "midnight", "1:30am", "1:30am"],
        ),
    ],
    ids=["forward", "back"],
)
def test_days_are_days_in_england_when_the_clocks_change(
    world: World,
    thread: Thread,
    write: Write,
    moments: list[str],
    days: list[str],
    clocks: list[str],
) -> None:
    at = [datetime.fromisoformat(moment).replace(tzinfo=UTC) for moment in moments]
    Message.objects.filter(thread=thread).update(at=at[0])
    for moment in at[1:]:
        write(at=moment)
    html = page(signed_in(world.guest), thread)
    assert re.findall(r'app-daterule">([^<]+)<', html) == days
    assert re.findall(r"app-msg__at\">.*?<time[^>]*>([^<]+)</time>", html) == clocks


def test_a_day_is_named_by_how_long_ago_it_was(world: World, thread: Thread) -> None:
    client = signed_in(world.guest)
    assert 'app-daterule">Today<' in page(client, thread)
    Message.objects.update(at=timezone.now() - timedelta(days=1))
    assert 'app-daterule">Yesterday<' in page(client, thread)


def test_the_line_names_a_time_a_weekday_or_a_date() -> None:
    at = datetime(2026, 11, 20, 14, 10, tzinfo=UTC)
    said = [new_since(at, at.date() + timedelta(days=days)) for days in (0, 1, 3, 9)]
    assert said == [
        "New since 2:10pm",
        "New since yesterday",
        "New since Friday",
        "New since 20 November 2026",
    ]


def test_a_new_day_begins_over_the_line_where_one_left_off(
    world: World, thread: Thread, write: Write
) -> None:
    mark_seen(by=world.ben, subject=thread.ref, n=1)
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        write(by=world.amina, for_organisation=world.severnside)
        thread.refresh_from_db()
        shown = read_page(thread, world.ben, {})
    first, second = shown.parts
    assert (first.day is not None, first.new_since) == (True, "")
    assert (second.day is not None, second.new_since) == (True, "New since yesterday")
