"""A page of a discussion costs the same number of queries whatever is on it."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from collab.base.accounts.models import Person
from discussions.actions import start_thread
from discussions.models import PAGE, Message, Thread
from networks.actions.marks import mark_seen
from networks.models import Fellowship, Organisation
from tests.world import World

from .test_pages import numbers, page, signed_in

pytestmark = pytest.mark.same_everywhere  # how many queries, not how they are answered


def grow(world: World, thread: Thread, to: int) -> None:
    """Until the discussion has so many messages, each by another person of another organisation."""
    new = range(thread.last_n + 1, to + 1)
    organisations = Organisation.objects.bulk_create(
        Organisation(name=f"Hospital {n}", kind="acute", ods_code=f"Q{n}") for n in new
    )
    people = Person.objects.bulk_create(
        Person(email=f"{n}@people.example", name=f"Person {n}") for n in new
    )
    Fellowship.objects.bulk_create(
        Fellowship(person=each, supported_by=own, collaborative=world.west, by=world.lead)
        for each, own in list(zip(people, organisations, strict=True))[::2]
    )
    Message.objects.bulk_create(
        Message(
            thread=thread,
            n=n,
            by=person,
            for_organisation=organisation,
            body="Four",
            body_html="<p>Four</p>",
            first_line="Four",
        )
        for n, person, organisation in zip(new, people, organisations, strict=True)
    )
    thread.last_n = to
    thread.save()


def queries(client: Client, thread: Thread, query: str = "") -> int:
    cache.clear()
    with CaptureQueriesContext(connection) as asked:
        page(client, thread, query)
    return len(asked)


@pytest.mark.parametrize("who", ["anonymous", "member of another organisation", "member"])
def test_one_message_or_fifty_or_the_fiftieth_page(world: World, who: str) -> None:
    about = start_thread(
        by=world.lead,
        for_organisation=world.lead_body,
        space=world.surgery,
        title="First",
        text="First",
    )
    thread = start_thread(
        by=world.lead,
        for_organisation=world.lead_body,
        space=world.surgery,
        title="About the first",
        text="What works?",
        about=about.ref,
    )
    client = Client()
    if who != "anonymous":
        person = world.people[who]
        client = signed_in(person)
        mark_seen(by=person, subject=thread.ref, n=0)
    one = queries(client, thread)

    grow(world, thread, PAGE)
    assert len(numbers(page(client, thread))) == PAGE
    assert queries(client, thread) == one

    grow(world, thread, 50 * PAGE)
    late = f"?from={49 * PAGE + 1}"
    assert numbers(page(client, thread, late))[-1] == 50 * PAGE
    assert queries(client, thread, late) == one
    assert one <= 15


def test_posting_a_message(world: World) -> None:
    thread = start_thread(
        by=world.lead,
        for_organisation=world.lead_body,
        space=world.surgery,
        title="First",
        text="First",
    )
    client = signed_in(world.amina)
    fields = {"text": "Four", "key": "first", "for_organisation": world.severnside.uid}
    with CaptureQueriesContext(connection) as asked:
        answer = client.post(
            f"/d/{thread.uid}/messages", fields, headers={"Accept": "application/json"}
        )
    assert "message" in answer.json()
    assert len(asked) <= 20
