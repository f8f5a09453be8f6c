"""After an edit or a removal, what was said before is served nowhere."""

import pytest
from django.test import Client

from collab.interventions.actions import remove_intervention, save_version, share_intervention
from discussions.actions import (
    edit_message,
    post_message,
    remove_message,
    retitle_thread,
    start_thread,
)
from discussions.models import Message, Revision, Thread
from tests.served import everything_served, places_of
from tests.unit.access.scene import draft
from tests.world import World

FIRST, LAST, REPLY = "Kingfisher over the weir", "Heron by the lock", "Otter in the reeds"
TITLE, NEXT_TITLE = "Where does the curlew nest", "Where does the plover nest"


@pytest.fixture
def thread(world: World) -> Thread:
    return start_thread(
        by=world.amina,
        for_organisation=world.severnside,
        space=world.falls,
        title=TITLE,
        text=FIRST,
        key="once",
    )


@pytest.fixture
def reply(world: World, thread: Thread) -> Message:
    """Ben quotes what Amina wrote first."""
    return post_message(
        by=world.ben,
        for_organisation=world.kingsholm,
        thread=thread,
        text=REPLY,
        quotes=Message.objects.get(thread=thread, n=1),
        key="once",
    )


def served(world: World) -> dict[str, str]:
    return everything_served(world.falls, [world.facilitator, world.guest])


def edit(world: World, message: Message) -> Message:
    return edit_message(
        by=world.amina,
        for_organisation=world.severnside,
        message=message,
        text=LAST,
        started_from=message.version,
        key="once",
    )


def test_a_text_that_is_edited_and_then_removed_is_served_nowhere(
    world: World, thread: Thread, reply: Message
) -> None:
    """What looks for it can find it: in pages, catch-up, quotes and the cache."""
    places = places_of(FIRST, served(world))
    assert len(places) > 10
    for place in ("Gwen Moss at /", "the cache"):
        assert place in places
    assert any(place.startswith("caught up from 0") for place in places)

    edited = edit(world, Message.objects.get(thread=thread, n=1))
    after = served(world)
    assert places_of(FIRST, after) == []
    assert len(places_of(LAST, after)) > 10
    assert Revision.objects.get().body == FIRST

    remove_message(by=world.facilitator, message=edited)
    after = served(world)
    assert places_of(FIRST, after) == places_of(LAST, after) == []
    assert len(places_of("Removed by a facilitator, ", after)) > 5


def test_a_request_sent_again_is_answered_with_what_stands_now(
    world: World, thread: Thread, reply: Message
) -> None:
    remove_message(by=world.ben, message=reply)
    client = Client()
    client.force_login(world.ben)
    sent = {
        "text": REPLY,
        "key": "once",
        "quotes": reply.quotes.uid,
        "for_organisation": world.kingsholm.uid,
    }
    address = f"/d/{thread.uid}/messages"
    answer = client.post(address, sent, headers={"Accept": "application/json"}).json()
    assert "Removed by its author" in answer["message"]
    assert REPLY not in answer["message"]

    remove_message(by=world.amina, message=reply.quotes)
    assert "message" in client.post(address, sent, headers={"Accept": "application/json"}).json()
    assert Message.objects.count() == 2


@pytest.mark.same_everywhere
def test_a_former_title_and_the_last_message_removed_are_served_nowhere(
    world: World, thread: Thread, reply: Message
) -> None:
    assert len(places_of(TITLE, served(world))) > 8
    retitle_thread(
        by=world.amina,
        for_organisation=world.severnside,
        thread=thread,
        title=NEXT_TITLE,
        started_from=1,
    )
    remove_message(by=world.ben, message=reply)
    after = served(world)
    assert places_of(TITLE, after) == places_of(REPLY, after) == []
    assert len(places_of(NEXT_TITLE, after)) > 8


@pytest.mark.same_everywhere
def test_a_removed_intervention_is_served_nowhere(world: World) -> None:
    shared = share_intervention(
        by=world.amina,
        for_organisation=world.severnside,
        space=world.falls,
        content=draft(FIRST, body=f"{FIRST}\n\n- [ ] {LAST}\n"),
    )
    save_version(
        by=world.amina,
        for_organisation=world.severnside,
        intervention=shared,
        started_from=1,
        content=draft(FIRST, body=f"{FIRST}\n\n- [ ] {REPLY}\n"),
    )
    start_thread(
        by=world.ben,
        for_organisation=world.kingsholm,
        space=world.falls,
        title="About it",
        text="What do you think?",
        about=shared.ref,
    )
    before = served(world)
    assert all(len(places_of(text, before)) > 3 for text in (FIRST, LAST, REPLY))
    remove_intervention(by=world.amina, intervention=shared)
    after = served(world)
    assert all(places_of(text, after) == [] for text in (FIRST, LAST, REPLY))
    assert len(places_of("About it", after)) > 5
