"""How many notices are new is counted quickly, also for whoever has thousands."""

import pytest
from django.test import Client

from collab.notifications.actions import read_all_notices, unread_notices
from collab.notifications.models import Notice
from collab.notifications.reading import AT_THE_BELL, count_at_the_bell, unread_count
from collab.notifications.telling import tell_what_happened
from discussions.actions import post_message, start_thread
from networks.actions.marks import mark_seen
from tests.unit.interventions.pages import signed_in
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def answered(world: World) -> Client:
    """Amina, whom somebody has answered more often than the bell counts."""
    tell_what_happened()
    Notice.objects.all().delete()
    amina = {"by": world.amina, "for_organisation": world.severnside}
    thread = start_thread(**amina, space=world.falls, title="Shoes", text="Which?")
    message = post_message(
        by=world.facilitator, for_organisation=world.severnside, thread=thread, text="Those."
    )
    tell_what_happened()
    given = Notice.objects.get(person=world.amina)
    assert given.subject == message.uid
    Notice.objects.bulk_create(
        Notice(
            **{
                name: getattr(given, name)
                for name in ("person", "why", "stream", "event", "kind", "subject", "actor")
            },
            seq=given.seq + n,
        )
        for n in range(1, 1004)
    )
    return signed_in(world.amina)


def test_the_page_says_exactly_how_many_there_are_beyond_what_the_bell_does(
    world: World, answered: Client
) -> None:
    assert (unread_count(world.amina), count_at_the_bell(world.amina)) == (1004, 1000)
    page = answered.get("/notices").content.decode()
    assert ">999+</span>" in page
    assert 'data-most="999"' in page
    assert "1004 are new." in page
    assert "New 1004" in page


def test_the_bell_is_exact_up_to_there(world: World, answered: Client) -> None:
    over = Notice.objects.filter(person=world.amina).order_by("-seq")[: 1004 - AT_THE_BELL]
    Notice.objects.filter(pk__in=list(over.values_list("pk", flat=True))).delete()
    assert ">999</span>" in answered.get("/notices").content.decode()
    assert answered.get("/notices/count").json() == {"unread": 999}


def test_marking_all_as_read_takes_each_and_is_taken_back_whole(
    world: World, answered: Client
) -> None:
    answered.post("/notices/read")
    assert not Notice.objects.filter(person=world.amina, read_at=None).exists()
    assert f"{1004} marked as read" in answered.get("/notices").content.decode()
    answered.post("/notices/unread")
    assert Notice.objects.filter(person=world.amina, read_at=None).count() == 1004


def test_what_was_read_before_stays_read_when_all_is_taken_back(world: World, answered) -> None:
    first, *_others = Notice.objects.filter(person=world.amina)
    answered.get(f"/n/{first.uid}")
    read_all_notices(by=world.amina)
    last = Notice.objects.filter(person=world.amina).latest("read_at")
    unread_notices(by=world.amina, read_at=last.read_at)
    first.refresh_from_db()
    assert first.read_at


def test_notices_of_what_was_read_in_its_discussion_are_closed_by_the_next(world: World) -> None:
    tell_what_happened()
    amina = {"by": world.amina, "for_organisation": world.severnside}
    other = {"by": world.facilitator, "for_organisation": world.severnside}
    thread = start_thread(**amina, space=world.falls, title="Shoes", text="Which?")
    read = post_message(**other, thread=thread, text="Those.")
    unseen = post_message(**other, thread=thread, text="Or these.")
    tell_what_happened()
    mark_seen(by=world.amina, subject=thread.ref, n=read.n)
    latest = post_message(**other, thread=thread, text="Or none.")
    tell_what_happened()
    closed = dict(Notice.objects.filter(person=world.amina).values_list("subject", "read_at"))
    assert closed[read.uid]
    assert not closed[unseen.uid]
    assert not closed[latest.uid]
