"""A discussion moves to another space: who sees it then, and who may move it."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from collab.base.access.models import access_epoch
from collab.base.access.permissions import NotPermitted
from collab.base.access.subjects import Ref
from collab.base.forgetting.holds import Held
from collab.base.live.batch import read_batch
from collab.base.live.source import MEMBER, the_source
from collab.base.security.confirming import is_stated, offer
from collab.interventions.actions import share_intervention
from discussions.actions import (
    MovedMeanwhile,
    edit_message,
    move_thread,
    post_message,
    remove_message,
    retitle_thread,
    start_thread,
)
from discussions.live import drawn, glances_in
from discussions.models import Message, Thread
from discussions.moves import just_moved_from
from discussions.own import messages_of, threads_of
from discussions.reading import Moved, read_page
from networks.actions.holding import place_hold
from networks.actions.marks import mark_seen
from networks.actions.places import give_place
from networks.actions.spaces import close_space
from networks.ledger import head_of
from networks.models import LedgerRow, Place, Space
from networks.opening import MayIdentify
from tests.unit.interventions.examples import draft
from tests.unit.interventions.pages import signed_in
from tests.world import World, again

from .conftest import Write

NUMBER = "NHS number 943 476 5919"


def move(world: World, thread: Thread, into: Space, **how: object) -> Thread:
    """Owen, who facilitates both, moves it."""
    now = Thread.objects.select_related("space").get(pk=thread.pk)
    given = {"by": again(world.facilitator), "out_of": now.space} | how
    return move_thread(thread=now, into=into, **given)  # type: ignore[arg-type]


def frames(space: Space, focus: str) -> list[str]:
    """All that a reader of a space catches up with who begins at 0 on the page of a thing."""
    batch = read_batch(the_source(), space.stream, 0, {})
    return [frame.text(MEMBER, focus) for frame in batch.frames]


def test_it_takes_its_messages_along_with_their_numbers_and_addresses(
    world: World, thread: Thread, write: Write
) -> None:
    message = write()
    moved = move(world, thread, world.medicines)
    assert moved.space == world.medicines
    kept = Message.objects.get(pk=message.pk)
    assert (kept.n, kept.get_absolute_url()) == (2, message.get_absolute_url())
    assert kept.for_organisation == world.kingsholm


def test_both_spaces_tell_of_it_once_and_who_sees_what_has_changed(
    world: World, thread: Thread
) -> None:
    before = access_epoch()
    move(world, thread, world.medicines)
    assert access_epoch() > before
    rows = LedgerRow.objects.filter(subject=str(thread.ref)).exclude(kind="thread.started")
    told = {(row.stream, row.kind, row.version) for row in rows}
    assert told == {
        (world.falls.stream, "thread.left", 2),
        (world.medicines.stream, "thread.arrived", 2),
    }


@pytest.mark.parametrize("who", ["amina", "ben", "outsider", "guest", "steward"])
def test_only_those_who_facilitate_both_spaces_move_it(
    world: World, thread: Thread, who: str
) -> None:
    with pytest.raises(NotPermitted):
        move(world, thread, world.medicines, by=again(getattr(world, who)))
    assert Thread.objects.get(pk=thread.pk).space == world.falls


def test_whoever_facilitates_one_space_alone_moves_nothing_into_the_other_or_out_of_it(
    world: World, thread: Thread
) -> None:
    with pytest.raises(NotPermitted):
        move(world, thread, world.group)
    with pytest.raises(NotPermitted):
        move(world, thread, world.group, by=again(world.steward))


def test_nothing_moves_into_a_closed_space_or_out_of_one(world: World, thread: Thread) -> None:
    closed = close_space(by=world.lead, space=world.medicines)
    with pytest.raises(NotPermitted):
        move(world, thread, closed)
    close_space(by=world.lead, space=world.falls)
    with pytest.raises(NotPermitted):
        move(world, thread, world.surgery)


def test_who_sees_the_old_space_alone_loses_it_everywhere(
    world: World, thread: Thread, write: Write, client: Client
) -> None:
    message = write()
    client.force_login(world.guest)
    addresses = [
        thread.get_absolute_url(),
        reverse("message", args=[message.uid]),
        reverse("message_options", args=[message.uid]),
    ]
    assert {client.get(each).status_code for each in addresses} <= {200, 302}
    assert thread.title in client.get(world.falls.get_absolute_url()).text
    move(world, thread, world.medicines)
    assert [client.get(each).status_code for each in addresses] == [404] * 3
    falls = world.falls.get_absolute_url()
    for page in ("", "/discussions", "/rows?after=0"):
        assert thread.title not in client.get(falls + page).text
    assert thread.title not in client.get("/").text
    assert not Thread.objects.visible_to(again(world.guest)).exists()
    assert not Message.objects.visible_to(again(world.guest)).exists()


def test_the_copy_of_what_one_wrote_does_not_tell_where_it_is_now(
    world: World, thread: Thread
) -> None:
    asked = {"by": world.guest, "for_organisation": None, "space": world.falls}
    own = start_thread(**asked, title="Rails", text="Up or down?")
    move(world, own, world.medicines)
    [row] = threads_of(again(world.guest))
    assert (row["uid"], row["title"], row["space"]) == (own.uid, None, None)
    [row] = messages_of(again(world.guest))
    assert (row["text"], row["discussion"]) == ("Up or down?", None)


def test_who_sees_the_new_space_reads_it_there_and_is_told_that_it_came(
    world: World, thread: Thread, client: Client
) -> None:
    client.force_login(world.outsider)
    assert client.get(thread.get_absolute_url()).status_code == 404
    move(world, thread, world.medicines)
    assert client.get(thread.get_absolute_url()).status_code == 200
    now = client.get(world.medicines.get_absolute_url()).text
    assert thread.title in now
    assert "Owen Price · moved here" in now


def test_who_sees_both_spaces_finds_it_in_the_new_one_alone(
    world: World, thread: Thread, client: Client
) -> None:
    move(world, thread, world.medicines)
    client.force_login(world.ben)
    assert thread.title not in client.get(world.falls.get_absolute_url()).text
    assert thread.title in client.get(world.medicines.get_absolute_url()).text
    assert client.get("/").text.count(f">{thread.title}<") == 1


def test_the_old_stream_read_from_its_beginning_has_no_text_of_it(
    world: World, thread: Thread, write: Write
) -> None:
    write("Before it moved.")
    write("And another.")
    focus = str(thread.ref)
    assert any("Before it moved" in frame for frame in frames(world.falls, focus))
    move(world, thread, world.medicines)
    edited = Message.objects.get(n=2)
    edit_message(
        by=world.ben,
        for_organisation=world.kingsholm,
        message=edited,
        text="Since it moved.",
        started_from=1,
    )
    old = frames(world.falls, focus)
    assert sum('"gone":true' in frame for frame in old) == 3
    assert not any('"html"' in frame for frame in old)
    assert any("Since it moved" in frame for frame in frames(world.medicines, focus))


def test_a_single_event_of_the_old_stream_has_no_text_either(world: World, thread: Thread) -> None:
    after = head_of(world.falls.stream)[1] - 1
    move(world, thread, world.medicines)
    batch = read_batch(the_source(), world.falls.stream, after, {})
    assert [frame.event.kind for frame in batch.frames] == ["message.posted", "thread.left"]
    assert '"html"' not in batch.frames[0].text(MEMBER, str(thread.ref))


def test_it_moves_back_and_is_as_it_was(world: World, thread: Thread, write: Write) -> None:
    write("Before it moved.")
    move(world, thread, world.medicines)
    back = move(world, thread, world.falls)
    assert back.space == world.falls
    assert any("Before it moved" in frame for frame in frames(world.falls, str(thread.ref)))
    assert not Thread.objects.visible_to(again(world.outsider)).exists()
    assert Thread.objects.visible_to(again(world.guest)).exists()


def shown(person: object, address: str, thread: Thread) -> int:
    """How often a page shows the discussion as a row."""
    client = Client()
    client.force_login(again(person))  # type: ignore[arg-type]  # it is a Person
    return client.get(address).text.count(f">{thread.title}<")


def test_a_move_that_was_taken_back_leaves_no_trace_in_either_space(
    world: World, thread: Thread
) -> None:
    falls, medicines = (each.get_absolute_url() for each in (world.falls, world.medicines))
    head = head_of(world.falls.stream)[1]
    mark_seen(by=world.ben, subject=Ref("space", world.falls.uid), n=head)
    for _ in range(2):
        move(world, thread, world.medicines)
        move(world, thread, world.falls)
    assert (shown(world.ben, falls, thread), shown(world.ben, medicines, thread)) == (1, 0)
    assert "moved here" not in signed_in(world.ben).get(falls).text
    assert shown(world.ben, "/", thread) == 0
    for stream in (world.falls.stream, world.medicines.stream):
        rows = LedgerRow.objects.filter(subject=str(thread.ref), stream=stream, headline=True)
        assert rows.count() == (1 if stream == world.falls.stream else 0)
    assert LedgerRow.objects.filter(subject=str(thread.ref)).count() == 9


def test_what_comes_back_later_or_by_another_hand_is_told_once_as_moved(
    world: World, thread: Thread
) -> None:
    falls = world.falls.get_absolute_url()
    move(world, thread, world.medicines)
    move(world, thread, world.falls, by=again(world.lead))
    assert shown(world.ben, falls, thread) == 1
    assert "Priya Nair · moved here" in signed_in(world.ben).get(falls).text
    assert shown(world.ben, "/", thread) == 1


def test_back_where_it_was_it_reaches_no_further_than_before(world: World, thread: Thread) -> None:
    """What is older than the widening of its space is not opened by moving it to and fro."""
    older = move(world, thread, world.medicines)
    Thread.objects.filter(pk=older.pk).update(reach="members")
    assert not Thread.objects.visible_to(again(world.outsider)).exists()
    assert move(world, thread, world.falls).reach == "members"
    assert move(world, thread, world.medicines).reach == "members"
    assert not Thread.objects.visible_to(again(world.outsider)).exists()


def test_moving_it_where_it_is_changes_nothing(world: World, thread: Thread) -> None:
    move(world, thread, world.medicines)
    rows = LedgerRow.objects.count()
    again_there = move(world, thread, world.medicines, out_of=world.falls)
    assert again_there.version == 2
    assert LedgerRow.objects.count() == rows


def test_a_request_that_comes_twice_moves_it_once(world: World, thread: Thread) -> None:
    move(world, thread, world.medicines, key="a-key", out_of=world.falls)
    move(world, thread, world.falls)
    move(world, thread, world.medicines, key="a-key", out_of=world.falls)
    assert Thread.objects.get(pk=thread.pk).space == world.falls


def test_of_two_who_move_it_elsewhere_the_second_is_told(world: World, thread: Thread) -> None:
    move(world, thread, world.surgery)
    with pytest.raises(MovedMeanwhile):
        move(world, thread, world.medicines, out_of=world.falls)


def test_its_mover_can_take_it_back_for_ten_minutes(world: World, thread: Thread) -> None:
    moved = move(world, thread, world.medicines)
    assert just_moved_from(moved, again(world.facilitator)) == world.falls
    assert just_moved_from(moved, again(world.lead)) is None
    with time_machine.travel(timezone.now() + timedelta(minutes=10, seconds=1)):
        assert just_moved_from(moved, again(world.facilitator)) is None


def test_a_legal_hold_keeps_it_in_its_space(world: World, thread: Thread) -> None:
    """A hold on the space covers what is in it, so that nothing leaves it."""
    place_hold(by=world.steward, about=Ref("space", world.falls.uid), reason="An inquest.")
    with pytest.raises(Held):
        move(world, thread, world.medicines)


# What others would read


def test_before_others_see_it_each_text_is_looked_at(
    world: World, thread: Thread, write: Write
) -> None:
    write("All well.")
    write(f"It was {NUMBER}.")
    with pytest.raises(MayIdentify) as asked:
        move(world, thread, world.medicines)
    assert [each.where for each in asked.value.found] == ["Message 3, Ben Hughes"]
    assert "an NHS number" in asked.value.found[0].says
    assert Thread.objects.get(pk=thread.pk).space == world.falls


def test_what_a_message_said_before_is_looked_at_too(
    world: World, thread: Thread, write: Write
) -> None:
    """Who facilitates the new space can read its history."""
    remove_message(by=world.ben, message=write(f"It was {NUMBER}."))
    with pytest.raises(MayIdentify) as asked:
        move(world, thread, world.medicines)
    former = "Message 2, Ben Hughes, in what it said before"
    assert [each.where for each in asked.value.found] == [former]


def test_the_title_is_looked_at_too(world: World, thread: Thread) -> None:
    Thread.objects.filter(pk=thread.pk).update(title=f"What of {NUMBER}?")
    with pytest.raises(MayIdentify) as asked:
        move(world, thread, world.medicines)
    assert "The title" in asked.value.found[0].where


def test_what_was_stated_of_exactly_these_texts_lets_it_move(
    world: World, thread: Thread, write: Write
) -> None:
    write(f"It was {NUMBER}.")
    with pytest.raises(MayIdentify) as asked:
        move(world, thread, world.medicines)
    offered = offer(asked.value.said)
    write(f"Or {NUMBER.replace('5919', '5870')}.")
    with pytest.raises(MayIdentify):
        move(world, thread, world.medicines, stated=lambda said: is_stated(offered, said))
    with pytest.raises(MayIdentify):
        move(world, thread, world.surgery, stated=lambda said: is_stated(offered, said))
    Message.objects.get(n=3)
    remove_message(by=world.ben, message=Message.objects.get(n=3))
    with pytest.raises(MayIdentify) as again_asked:
        move(world, thread, world.medicines)
    offered = offer(again_asked.value.said)
    moved = move(world, thread, world.medicines, stated=lambda said: is_stated(offered, said))
    assert moved.space == world.medicines


def test_where_nobody_new_sees_it_nothing_is_asked(world: World, thread: Thread) -> None:
    move(world, thread, world.surgery)
    post_message(
        by=world.amina,
        for_organisation=world.severnside,
        thread=Thread.objects.get(pk=thread.pk),
        text=f"It was {NUMBER}.",
    )
    assert move(world, thread, world.falls).space == world.falls


# What is written while it moves


def test_what_is_written_on_a_page_from_before_lands_where_it_is_now(
    world: World, thread: Thread, write: Write
) -> None:
    stale = Thread.objects.select_related("space").get(pk=thread.pk)
    move(world, thread, world.medicines)
    message = post_message(
        by=again(world.ben), for_organisation=world.kingsholm, thread=stale, text="Still here."
    )
    row = LedgerRow.objects.get(subject=str(message.ref))
    assert row.stream == world.medicines.stream


def test_who_no_longer_sees_it_writes_nothing_in_it(world: World, thread: Thread) -> None:
    stale = Thread.objects.select_related("space").get(pk=thread.pk)
    move(world, thread, world.medicines)
    with pytest.raises(NotPermitted):
        post_message(by=again(world.guest), for_organisation=None, thread=stale, text="Hello?")
    assert Thread.objects.get(pk=thread.pk).last_n == 1


def test_what_is_changed_on_a_page_from_before_is_told_where_it_is_now(
    world: World, thread: Thread, write: Write
) -> None:
    stale = Message.objects.select_related("thread__space").get(pk=write().pk)
    stale_thread = Thread.objects.select_related("space").get(pk=thread.pk)
    move(world, thread, world.medicines)
    edit_message(
        by=again(world.ben),
        for_organisation=world.kingsholm,
        message=stale,
        text="Other words.",
        started_from=1,
    )
    retitle_thread(
        by=again(world.amina),
        for_organisation=world.severnside,
        thread=stale_thread,
        title="Which three?",
        started_from=2,
    )
    rows = LedgerRow.objects.filter(kind__in=["message.edited", "thread.retitled"])
    assert {row.stream for row in rows} == {world.medicines.stream}


def test_a_guest_who_wrote_and_lost_sight_changes_nothing_of_it(
    world: World, thread: Thread
) -> None:
    message = post_message(
        by=again(world.guest), for_organisation=None, thread=thread, text="Ours slip."
    )
    stale = Message.objects.select_related("thread__space").get(pk=message.pk)
    move(world, thread, world.medicines)
    guest = again(world.guest)
    with pytest.raises(NotPermitted):
        edit_message(
            by=guest, for_organisation=None, message=stale, text="Not ours.", started_from=1
        )
    with pytest.raises(NotPermitted):
        remove_message(by=guest, message=stale)


def test_a_page_that_is_read_while_it_moves_shows_nothing_that_is_written_afterwards(
    world: World, thread: Thread, write: Write
) -> None:
    """Between finding the discussion and reading its messages it was moved, and one edited."""
    write()
    stale = Thread.objects.select_related("space").get(pk=thread.pk)
    seen = glances_in(stale, 1, 2)
    move(world, thread, world.medicines)
    with pytest.raises(Moved):
        read_page(stale, again(world.guest), {})
    assert drawn(seen, set(), world.falls.pk) == {}
    assert len(drawn(seen, set(), world.medicines.pk)) == 2


# The pages


def test_the_page_says_who_gains_and_who_loses_before_anything_happens(
    world: World, thread: Thread, client: Client
) -> None:
    client.force_login(world.facilitator)
    page = client.get(reverse("move_thread", args=[thread.uid]))
    assert "Medicines safety" in page.text
    assert "Bed rails group" not in page.text
    page = client.get(reverse("move_thread", args=[thread.uid]), {"into": world.medicines.uid})
    assert "2 people who do not see it now" in page.text
    assert "1 person who sees it now" in page.text
    assert Thread.objects.get(pk=thread.pk).space == world.falls


def test_a_space_for_everyone_says_so(world: World, thread: Thread, client: Client) -> None:
    client.force_login(world.facilitator)
    page = client.get(reverse("move_thread", args=[thread.uid]), {"into": world.surgery.uid})
    assert "Anyone, without an account too" in page.text


def sent(world: World, into: Space, **more: str) -> dict[str, str]:
    return {"out_of": world.falls.uid, "into": into.uid, **more}


def test_the_button_moves_it_and_offers_to_take_that_back(
    world: World, thread: Thread, client: Client
) -> None:
    client.force_login(world.facilitator)
    address = reverse("move_thread", args=[thread.uid])
    page = client.post(address, sent(world, world.medicines), follow=True)
    assert "Moved to Medicines safety." in page.text
    back = {"out_of": world.medicines.uid, "into": world.falls.uid}
    page = client.post(address, back, follow=True)
    assert Thread.objects.get(pk=thread.pk).space == world.falls


def test_moving_into_a_space_that_one_does_not_facilitate_is_refused(
    world: World, thread: Thread, client: Client
) -> None:
    give_place(
        by=world.steward, space=world.group, person=world.facilitator, role=Place.Role.READER
    )
    client.force_login(world.facilitator)
    for space in (world.group, world.stewards):
        page = client.post(reverse("move_thread", args=[thread.uid]), sent(world, space))
        assert "Choose one of the spaces that you facilitate." in page.text
    assert Thread.objects.get(pk=thread.pk).space == world.falls


@pytest.mark.usefixtures("contexts")
def test_the_page_names_each_message_that_could_identify_somebody_and_asks(
    world: World, thread: Thread, write: Write, client: Client
) -> None:
    write(f"It was {NUMBER}.")
    client.force_login(world.facilitator)
    address = reverse("move_thread", args=[thread.uid])
    page = client.post(address, sent(world, world.medicines))
    assert "Message 2, Ben Hughes" in page.text
    assert "“943 476 5919” looks like an NHS number" in page.text
    form = page.context["form"]
    stated = {"nobody": "on", "stated_of": form["stated_of"].value()}
    client.post(address, sent(world, world.medicines, nobody="on"))
    assert Thread.objects.get(pk=thread.pk).space == world.falls
    client.post(address, sent(world, world.medicines, **stated))
    assert Thread.objects.get(pk=thread.pk).space == world.medicines


def test_the_number_of_questions_of_the_preview_stays_the_same(
    world: World,
    thread: Thread,
    client: Client,
    django_assert_max_num_queries: object,
) -> None:
    client.force_login(world.facilitator)
    with django_assert_max_num_queries(30):  # type: ignore[operator]
        client.get(reverse("move_thread", args=[thread.uid]), {"into": world.medicines.uid})


def test_what_it_is_about_stays_and_is_shown_to_those_who_see_it_alone(
    world: World, thread: Thread, client: Client
) -> None:
    Thread.objects.filter(pk=thread.pk).update(about=str(intervention(world)))
    client.force_login(world.facilitator)
    page = client.get(reverse("move_thread", args=[thread.uid]), {"into": world.medicines.uid})
    assert "Falls checklist, which stays where it is." in page.text
    move(world, thread, world.medicines)
    client.force_login(world.ben)
    assert "Falls checklist" in client.get(thread.get_absolute_url()).text
    client.force_login(world.outsider)
    page = client.get(thread.get_absolute_url())
    assert page.status_code == 200
    assert "Falls checklist" not in page.text


def intervention(world: World) -> Ref:
    return share_intervention(
        by=world.amina,
        for_organisation=world.severnside,
        space=world.falls,
        content=draft(title="Falls checklist"),
    ).ref
