"""People are told of what concerns them: each thing once."""

import pytest
from django.core import mail
from django.db.models import F

from collab.base.forgetting.actions import forget
from collab.base.jobs.declaring import PERIODIC
from collab.notifications import telling
from collab.notifications.jobs import looking, tell_people
from collab.notifications.models import Cursor, Notice
from collab.notifications.reading import unread_count
from collab.notifications.telling import tell_what_happened
from discussions.actions import edit_message, post_message, remove_message, start_thread
from discussions.models import Message, Thread
from networks.actions.marks import mark_seen
from networks.actions.organisations import (
    confirm_affiliation,
    decline_affiliation,
    end_affiliation,
    request_affiliation,
)
from networks.models import Affiliation, LedgerRow, StreamHead
from tests.jobs import run_due_jobs, sent
from tests.world import World, again


@pytest.fixture
def thread(world: World) -> Thread:
    """Amina asks, and everything so far was told."""
    thread = start_thread(
        by=world.amina,
        for_organisation=world.severnside,
        space=world.falls,
        title="Mats",
        text="Which mats?",
    )
    tell_what_happened()
    Notice.objects.all().delete()
    return thread


def says(world: World, thread: Thread, text: str, **how: object) -> Message:
    """Ben writes."""
    who = {"by": world.ben, "for_organisation": world.kingsholm} | how
    return post_message(thread=thread, text=text, **who)


def told() -> set[tuple[str, str]]:
    return {(each.person.name, each.why) for each in Notice.objects.select_related("person")}


def test_who_is_named_and_who_asked_are_told(world: World, thread: Thread) -> None:
    says(world, thread, "@Owen Price has some.")
    assert tell_what_happened() == 2
    assert told() == {("Owen Price", "mentioned"), ("Amina Okafor", "answered")}


def test_who_is_named_and_answered_is_told_once(world: World, thread: Thread) -> None:
    says(world, thread, "@Amina Okafor, these.")
    tell_what_happened()
    assert told() == {("Amina Okafor", "mentioned")}


def test_whom_a_message_quotes_is_answered(world: World, thread: Thread) -> None:
    first = says(world, thread, "These.")
    tell_what_happened()
    Notice.objects.all().delete()
    says(
        world, thread, "Why?", by=world.facilitator, for_organisation=world.severnside, quotes=first
    )
    tell_what_happened()
    assert told() == {("Ben Hughes", "answered"), ("Amina Okafor", "answered")}


def test_nobody_is_told_of_what_they_did(world: World, thread: Thread) -> None:
    amina = {"by": world.amina, "for_organisation": world.severnside}
    says(world, thread, "@Amina Okafor, note to self", **amina)
    assert tell_what_happened() == 0


def test_an_edit_tells_those_it_names_anew(world: World, thread: Thread) -> None:
    message = says(world, thread, "@Owen Price has some.")
    tell_what_happened()
    edit_message(
        by=world.ben,
        for_organisation=world.kingsholm,
        message=message,
        text="@Owen Price and @Gwen Moss have some.",
        started_from=1,
    )
    assert tell_what_happened() == 1
    assert ("Gwen Moss", "mentioned") in told()


def test_whom_a_message_answers_is_told_though_it_was_edited_at_once(
    world: World, thread: Thread
) -> None:
    message = says(world, thread, "@Owen Price has some.")
    edit_message(
        by=world.ben,
        for_organisation=world.kingsholm,
        message=message,
        text="@Owen Price and @Gwen Moss have some.",
        started_from=1,
    )
    assert tell_what_happened() == 3
    assert told() == {
        ("Owen Price", "mentioned"),
        ("Gwen Moss", "mentioned"),
        ("Amina Okafor", "answered"),
    }


def test_going_through_it_again_tells_nothing_twice(world: World, thread: Thread) -> None:
    says(world, thread, "@Owen Price has some.")
    Cursor.objects.update(seq=0)
    assert tell_what_happened() > 2
    before = set(Notice.objects.values_list("uid", flat=True))
    Cursor.objects.update(seq=0)
    assert tell_what_happened() == 0
    assert set(Notice.objects.values_list("uid", flat=True)) == before


def test_every_stream_is_gone_through_to_its_end(world: World, thread: Thread) -> None:
    for n in range(5):
        says(world, thread, f"Number {n}")
    tell_what_happened()
    ends = dict(StreamHead.objects.filter(seq__gt=0).values_list("stream", "seq"))
    assert dict(Cursor.objects.values_list("stream", "seq")) == ends
    assert Notice.objects.count() == 5


def test_a_head_beyond_the_last_row_holds_nobody_up(world: World, thread: Thread) -> None:
    tell_what_happened()
    StreamHead.objects.filter(stream=world.falls.stream).update(seq=F("seq") + 1)
    assert tell_what_happened() == 0


def test_a_stream_that_cannot_be_gone_through_holds_no_other_up(
    world: World,
    thread: Thread,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    first = says(world, thread, "@Owen Price has some.")
    StreamHead.objects.create(stream="a:first", seq=1)
    go_on = telling._go_on

    def broken(stream: str) -> int | None:
        if stream == "a:first":
            raise ValueError(first.body)
        return go_on(stream)

    monkeypatch.setattr(telling, "_go_on", broken)
    with pytest.raises(ValueError, match="Owen"):
        tell_what_happened()
    assert told() == {("Owen Price", "mentioned"), ("Amina Okafor", "answered")}
    assert "Nobody is told of a:first: builtins.ValueError" in caplog.text
    assert "Owen" not in caplog.text


def test_what_one_may_not_see_any_more_is_not_counted(world: World, thread: Thread) -> None:
    message = says(world, thread, "@Owen Price has some.")
    tell_what_happened()
    assert unread_count(again(world.facilitator)) == 1
    remove_message(by=world.ben, message=message)
    assert unread_count(again(world.facilitator)) == 0
    says(world, thread, "@Amina Okafor?")
    tell_what_happened()
    assert unread_count(again(world.amina)) == 1
    left = Affiliation.objects.current().get(person=world.amina)
    end_affiliation(by=world.amina, affiliation=left)
    Notice.objects.filter(why="decided").delete()
    world.amina.fellowship_set.update(ended_at="2026-01-01T00:00Z", ended_by=world.steward)
    assert unread_count(again(world.amina)) == 0


def test_what_was_read_in_the_discussion_is_not_new(world: World, thread: Thread) -> None:
    message = says(world, thread, "@Owen Price has some.")
    tell_what_happened()
    mark_seen(by=world.facilitator, subject=thread.ref, n=message.n - 1)
    assert unread_count(again(world.facilitator)) == 1
    mark_seen(by=world.facilitator, subject=thread.ref, n=message.n)
    assert unread_count(again(world.facilitator)) == 0


def test_a_decision_is_told_and_mailed_once(world: World) -> None:
    tell_what_happened()
    Notice.objects.all().delete()
    run_due_jobs()
    mail.outbox.clear()
    request = request_affiliation(by=world.signed_up, organisation=world.kingsholm)
    confirm_affiliation(by=world.ben, affiliation=request)
    tell_what_happened()
    tell_what_happened()
    assert told() == {("Nadia Rahman", "decided")}
    [letter] = sent()
    assert letter.to == [world.signed_up.email]
    assert letter.subject == "Ben Hughes confirmed that you belong to Kingsholm Infirmary"
    assert "/o/RZ1" in letter.body


def test_a_request_that_is_declined_is_told_and_one_taken_back_is_not(world: World) -> None:
    tell_what_happened()
    Notice.objects.all().delete()
    first = request_affiliation(by=world.signed_up, organisation=world.kingsholm)
    decline_affiliation(by=world.ben, affiliation=first)
    second = request_affiliation(by=world.signed_up, organisation=world.kingsholm)
    end_affiliation(by=world.signed_up, affiliation=second)
    tell_what_happened()
    assert [each.event for each in Notice.objects.all()] == ["affiliation.declined"]


def test_open_pages_are_told_to_ask_how_many_there_are(world: World, thread: Thread) -> None:
    own = LedgerRow.objects.filter(stream=f"p:{world.facilitator.uid}", kind="notice.given")
    before = own.count()
    says(world, thread, "@Owen Price has some.")
    tell_what_happened()
    assert own.count() == before + 1


def test_whoever_was_forgotten_is_told_of_nothing(world: World, thread: Thread) -> None:
    says(world, thread, "@Owen Price has some.")
    tell_what_happened()
    forget(by=world.facilitator)
    assert not Notice.objects.filter(person=world.facilitator).exists()
    says(world, thread, "@Owen Price?")
    tell_what_happened()
    assert not Notice.objects.filter(person=world.facilitator).exists()


def test_a_worker_looks_every_second_and_goes_through_it_every_minute(
    world: World, thread: Thread
) -> None:
    run_due_jobs()
    looking.look()
    says(world, thread, "@Owen Price has some.")
    looking.look()
    looking.look()
    run_due_jobs()
    assert unread_count(again(world.facilitator)) == 1
    assert PERIODIC[tell_people.module_path][0] == tell_people
