"""Taking out for good what names a patient, and leaving who did it, when and why."""

from typing import Any

import pytest
from django.test import Client

from collab.base.access.permissions import NotPermitted
from collab.base.access.subjects import Ref
from collab.base.accounts.models import Person
from collab.base.drafts.models import Draft
from collab.base.files.models import File
from collab.base.forgetting.holds import Held
from collab.base.forgetting.models import LegalHold
from collab.base.forgetting.reasons import PurgeReason
from collab.base.mail.kinds import KINDS, MailKind
from collab.base.mail.models import Mail
from collab.base.mail.outbox import queue_mail
from collab.base.security.log import Kind
from collab.base.security.models import SecurityEntry
from collab.interventions.actions import (
    purge_former_versions,
    purge_intervention,
    save_version,
    share_intervention,
)
from collab.interventions.models import Intervention, Version
from discussions.actions import edit_message, post_message, purge_message, start_thread
from discussions.models import Message, Revision, Thread
from networks.actions.holding import lift_hold, place_hold
from networks.ledger import head_of
from networks.models import TooLateToUndo
from tests.files import attached
from tests.served import everything_served, places_of
from tests.unit.access.scene import draft
from tests.world import World

NAMED, AFTER = "Kingfisher over the weir", "Heron by the lock"


@pytest.fixture
def thread(world: World) -> Thread:
    return start_thread(
        by=world.amina,
        for_organisation=world.severnside,
        space=world.falls,
        title="Which checks stay?",
        text=NAMED,
    )


@pytest.fixture
def message(thread: Thread) -> Message:
    return Message.objects.get(thread=thread, n=1)


@pytest.fixture
def shared(world: World) -> Intervention:
    """Its first version names somebody, its second does not."""
    said = {"by": world.amina, "for_organisation": world.severnside}
    first = share_intervention(**said, space=world.falls, content=draft(body=NAMED))
    return save_version(**said, intervention=first, started_from=1, content=draft(body=AFTER))


def test_a_purged_message_leaves_who_when_and_why(world: World, message: Message) -> None:
    before = head_of(world.falls.stream)[1]
    purged = purge_message(by=world.facilitator, message=message, reason=PurgeReason.PATIENT)
    assert (purged.body, purged.body_html, purged.first_line) == ("", "", "")
    assert purged.removed_by == world.facilitator
    assert purged.removal_says.startswith("Taken out for good, ")
    assert purged.removal_says.endswith(": it could identify a patient")
    assert head_of(world.falls.stream)[1] == before + 1
    entry = SecurityEntry.objects.get(kind=Kind.PURGED)
    assert (entry.by, entry.about) == (world.facilitator.uid, str(message.ref))
    assert entry.details == {"reason": "patient"}


def test_its_history_its_quotes_its_drafts_and_its_mail_go_with_it(
    world: World, thread: Thread, message: Message
) -> None:
    kind = KINDS.get("told") or MailKind(name="told", send_again=False)
    KINDS.setdefault("told", kind)
    edit_message(
        by=world.amina,
        for_organisation=world.severnside,
        message=message,
        text=f"{NAMED}, twice",
        started_from=1,
    )
    post_message(
        by=world.ben,
        for_organisation=world.kingsholm,
        thread=thread,
        text="So it is with us.",
        quotes=message,
    )
    queue_mail(kind=kind, to="x@y.example", subject="New", text=NAMED, about=str(message.ref))
    Draft.objects.create(
        person=world.amina, place=f"/m/{message.uid}/edit", fields={"text": f"{NAMED} again"}
    )
    assert len(places_of(NAMED, everything_served(world.falls, [world.facilitator]))) > 5
    purge_message(by=world.amina, message=message, reason=PurgeReason.PATIENT)
    assert places_of(NAMED, everything_served(world.falls, [world.facilitator])) == []
    assert not Revision.objects.exists()
    assert not Draft.objects.exists()
    assert (Mail.objects.get().text, Mail.objects.get().state) == ("", Mail.State.NOT_WANTED)


def test_what_was_purged_cannot_be_brought_back(world: World, message: Message) -> None:
    from discussions.actions import restore_message

    purge_message(by=world.amina, message=message, reason=PurgeReason.PATIENT)
    with pytest.raises(TooLateToUndo):
        restore_message(by=world.amina, message=message)
    assert (
        purge_message(by=world.amina, message=message, reason=PurgeReason.HARM).purged_for
        == PurgeReason.PATIENT
    )


def test_only_its_author_and_facilitators_purge(world: World, message: Message) -> None:
    with pytest.raises(NotPermitted):
        purge_message(by=world.ben, message=message, reason=PurgeReason.PATIENT)
    assert Message.objects.get().body == NAMED


def test_former_versions_go_and_the_current_one_stays(world: World, shared: Intervention) -> None:
    purge_former_versions(by=world.amina, intervention=shared, reason=PurgeReason.PATIENT)
    first, second = Version.objects.order_by("number")
    assert (first.body, first.title) == ("", "Taken out")
    assert (second.body, Intervention.objects.get().body) == (AFTER, AFTER)
    client = Client()
    client.force_login(world.ben)
    page = client.get(f"{shared.get_absolute_url()}/v/1").text
    assert "taken out for good: It could identify a patient" in page
    assert "Bring this version back" not in page


def test_a_purged_intervention_is_nowhere_and_its_address_says_so(
    world: World, thread: Thread, shared: Intervention
) -> None:
    purge_intervention(by=world.facilitator, intervention=shared, reason=PurgeReason.PATIENT)
    served = everything_served(world.falls, [world.facilitator])
    for text in (AFTER, "Falls at night"):
        assert places_of(text, served) == []
    client = Client()
    client.force_login(world.ben)
    assert "Taken out for good" in client.get(shared.get_absolute_url()).text


def test_what_a_hold_covers_stays(world: World, message: Message, shared: Intervention) -> None:
    hold = place_hold(
        by=world.steward, about=Ref("person", world.amina.uid), reason="An inquiry asks for it"
    )
    with pytest.raises(Held):
        purge_message(by=world.facilitator, message=message, reason=PurgeReason.PATIENT)
    with pytest.raises(Held):
        purge_intervention(by=world.facilitator, intervention=shared, reason=PurgeReason.PATIENT)
    lift_hold(by=world.steward, hold=hold)
    assert purge_message(
        by=world.facilitator, message=message, reason=PurgeReason.PATIENT
    ).purged_for


@pytest.mark.parametrize("purge", [purge_intervention, purge_former_versions])
def test_what_a_held_person_wrote_into_what_another_shared_stays(
    world: World, shared: Intervention, purge: Any
) -> None:
    said = {"by": world.facilitator, "for_organisation": world.severnside}
    save_version(**said, intervention=shared, started_from=2, content=draft(body=NAMED))
    save_version(**said, intervention=shared, started_from=3, content=draft(body=AFTER))
    hold = hold_on(world.facilitator, by=world.steward)
    with pytest.raises(Held):
        purge(by=world.amina, intervention=shared, reason=PurgeReason.HARM)
    assert Version.objects.get(number=3).body == NAMED
    lift_hold(by=world.steward, hold=hold)
    purge(by=world.amina, intervention=shared, reason=PurgeReason.HARM)
    assert Version.objects.get(number=3).body == ""


def hold_on(person: Person, *, by: Person) -> LegalHold:
    return place_hold(by=by, about=Ref("person", person.uid), reason="An inquiry asks for it")


def test_a_file_of_a_held_person_stays_where_another_wrote(
    world: World, message: Message, shared: Intervention
) -> None:
    on = {"by": world.ben, "name": "bay.txt", "content": b"The bay"}
    files = [attached(message.ref, **on), attached(shared.ref, **on)]
    hold = hold_on(world.ben, by=world.steward)
    with pytest.raises(Held):
        purge_message(by=world.amina, message=message, reason=PurgeReason.HARM)
    with pytest.raises(Held):
        purge_intervention(by=world.amina, intervention=shared, reason=PurgeReason.HARM)
    assert Message.objects.get().body == NAMED
    assert not any(file.gone for file in File.objects.filter(pk__in=[each.pk for each in files]))
    lift_hold(by=world.steward, hold=hold)
    purge_message(by=world.amina, message=message, reason=PurgeReason.HARM)
    assert File.objects.get(pk=files[0].pk).gone


def test_a_held_title_is_not_written_over_and_the_page_says_so(
    world: World, thread: Thread, client: Client
) -> None:
    place_hold(by=world.steward, about=thread.ref, reason="An inquiry asks for it")
    client.force_login(world.amina)
    form = {"title": "Another", "started_from": 1, "for_organisation": world.severnside.uid}
    assert "under a legal hold" in client.post(f"/d/{thread.uid}/title", form).text
    assert Thread.objects.get().title == "Which checks stay?"


def test_a_held_discussion_holds_its_messages_and_the_page_says_so(
    world: World, thread: Thread, message: Message, client: Client
) -> None:
    place_hold(by=world.steward, about=thread.ref, reason="An inquiry asks for it")
    client.force_login(world.amina)
    answer = client.post(f"/m/{message.uid}/purge", {"reason": "patient"})
    assert "under a legal hold" in answer.text
    assert Message.objects.get().body == NAMED


def test_a_message_is_purged_from_its_page(world: World, message: Message, client: Client) -> None:
    client.force_login(world.amina)
    assert "Take out for good" in client.get(f"/m/{message.uid}/options").text
    assert "Choose why it is taken out" in client.post(f"/m/{message.uid}/purge").text
    assert client.post(f"/m/{message.uid}/purge", {"reason": "time"}).status_code == 200
    client.post(f"/m/{message.uid}/purge", {"reason": "patient"})
    assert Message.objects.get().purged_for == "patient"
    assert "Take out for good" not in client.get(f"/m/{message.uid}/options").text
