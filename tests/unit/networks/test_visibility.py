"""A space that is opened to more people: what is written from then on, and what was there."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from collab.base.access.models import access_epoch
from collab.base.access.permissions import NotPermitted, may
from collab.base.access.subjects import find
from collab.base.access.versions import Stale
from collab.base.live.batch import read_batch
from collab.base.live.source import FACILITATOR, MEMBER, NETWORK, PUBLIC
from collab.base.security.models import SecurityEntry
from collab.home.now import earlier_than
from collab.interventions.models import Intervention
from discussions.actions import post_message, start_thread
from discussions.models import Message, Thread
from discussions.policies import READ_THREAD
from networks.actions.opening import close_older, open_older
from networks.actions.spaces import describe_space
from networks.actions.visibility import (
    TooLateToTakeBack,
    change_visibility,
    take_back_visibility,
)
from networks.live import LedgerSource
from networks.models import Space, VisibilityChange
from networks.opening import MayIdentify
from networks.sight import change_if_open_to, onlookers
from tests.unit.interventions.examples import shared
from tests.world import World, again

WRITTEN = {"for_organisation": None}
NHS_NUMBER = "943 476 5919"


def ask(world: World, title: str, text: str = "Four checks.", space: Space | None = None) -> Thread:
    return start_thread(
        by=world.lead,
        for_organisation=world.lead_body,
        space=space or world.falls,
        title=title,
        text=text,
    )


def decide(world: World, visible_to_whom: str, **more: Any) -> Space:
    space = Space.objects.get(pk=world.falls.pk)
    return change_visibility(
        by=again(world.lead),
        space=space,
        visible_to_whom=visible_to_whom,
        started_from=space.version,
        **more,
    )


def sees(person: Any) -> set[str]:
    """The titles of the discussions that somebody sees in any way."""
    person = again(person) if person.pk else person
    seen = set(Thread.objects.visible_to(person).values_list("title", flat=True))
    through_messages = Message.objects.visible_to(person).values_list("thread__title", flat=True)
    assert seen == set(through_messages)
    for thread in Thread.objects.select_related("space"):
        assert may(person, READ_THREAD, thread) == (thread.title in seen)
        assert (find(thread.ref, person) is not None) == (thread.title in seen)
    return seen


def told(space: Space, audience: int, focus: Thread) -> str:
    """All that a socket of an audience is told that watches from the beginning."""
    batch = read_batch(LedgerSource(), space.stream, 0, {})
    parcels = batch.parcels(audience, str(focus.ref), 0)
    return "\n".join(text for parcel in parcels for text in parcel.texts)


def test_a_wider_circle_sees_what_is_written_from_then_on(world: World) -> None:
    ask(world, "Old")
    decide(world, "network")
    ask(world, "New")
    assert sees(world.outsider) == {"New"}
    assert sees(world.amina) == sees(world.lead) == sees(world.guest) == {"Old", "New"}
    assert sees(world.people["anonymous"]) == sees(world.signed_up) == set()


def test_who_describes_a_space_anew_widens_it_no_further(world: World) -> None:
    old = ask(world, "Old")
    mine = shared(world, space=world.falls)
    describe_space(
        by=world.lead,
        space=world.falls,
        name="Falls",
        purpose="Falls",
        visible_to_whom="public",
        started_from=world.falls.version,
    )
    assert sees(world.outsider) == set()
    assert not Intervention.objects.visible_to(again(world.outsider)).filter(pk=mine.pk).exists()
    assert find(mine.ref, again(world.outsider)) is None
    assert find(old.ref, again(world.amina)) is not None


def test_what_is_said_in_an_older_discussion_stays_with_its_readers(world: World) -> None:
    old = ask(world, "Old")
    decide(world, "public")
    post_message(by=world.amina, **said_for(world), thread=old, text="A later word")
    for audience in (PUBLIC, NETWORK):
        assert str(old.uid) not in told(world.falls, audience, old)
    for audience in (MEMBER, FACILITATOR):
        assert "A later word" in told(world.falls, audience, old)


def said_for(world: World) -> dict[str, Any]:
    return {"for_organisation": world.severnside}


def test_a_narrower_circle_holds_at_once_for_everything(world: World) -> None:
    decide(world, "public")
    ask(world, "For all")
    assert sees(world.people["anonymous"]) == {"For all"}
    epoch = access_epoch()
    decide(world, "network")
    assert access_epoch() > epoch
    assert sees(world.people["anonymous"]) == set()
    assert sees(world.outsider) == {"For all"}
    decide(world, "members")
    assert sees(world.outsider) == set()
    assert sees(world.amina) == {"For all"}


def test_a_space_that_was_narrow_for_a_while_opens_nothing_of_that_time(world: World) -> None:
    decide(world, "public")
    thread = ask(world, "For all")
    decide(world, "members")
    post_message(by=world.amina, **said_for(world), thread=thread, text="Among ourselves")
    decide(world, "public")
    assert sees(world.people["anonymous"]) == sees(world.outsider) == set()
    for audience in (PUBLIC, NETWORK):
        assert thread.uid not in told(world.falls, audience, thread)


def test_taking_back_a_narrowing_gives_back_what_nobody_touched(world: World) -> None:
    decide(world, "public")
    ask(world, "Left alone")
    touched = ask(world, "Gone on")
    decide(world, "members")
    post_message(by=world.amina, **said_for(world), thread=touched, text="Among ourselves")
    ask(world, "Begun among ourselves")
    change = VisibilityChange.objects.latest_of(world.falls)
    take_back_visibility(by=again(world.lead), change=change)
    assert Space.objects.get(pk=world.falls.pk).visible_to_whom == "public"
    assert sees(world.people["anonymous"]) == {"Left alone"}
    assert touched.uid not in told(world.falls, PUBLIC, touched)
    with pytest.raises(TooLateToTakeBack):
        take_back_visibility(by=again(world.lead), change=change)


def test_taking_back_a_widening_narrows(world: World) -> None:
    decide(world, "network")
    ask(world, "New")
    change = VisibilityChange.objects.latest_of(world.falls)
    take_back_visibility(by=again(world.lead), change=change)
    assert sees(world.outsider) == set()
    decide(world, "network")
    assert sees(world.outsider) == set()


def test_a_change_is_taken_back_for_ten_minutes_by_whoever_decides(world: World) -> None:
    decide(world, "network")
    change = VisibilityChange.objects.latest_of(world.falls)
    with pytest.raises(NotPermitted):
        take_back_visibility(by=again(world.facilitator), change=change)
    later = timezone.now() + timedelta(minutes=11)
    with pytest.raises(TooLateToTakeBack):
        take_back_visibility(by=again(world.lead), change=change, at=later)
    decide(world, "public")
    with pytest.raises(TooLateToTakeBack):
        take_back_visibility(by=again(world.lead), change=change)


def test_who_may_not_decide_is_refused(world: World) -> None:
    thread = ask(world, "Old")
    for person in (world.facilitator, world.amina, world.guest, world.outsider):
        with pytest.raises(NotPermitted):
            change_visibility(
                by=again(person), space=world.falls, visible_to_whom="public", started_from=1
            )
    decide(world, "public")
    for person in (world.facilitator, world.amina, world.outsider):
        with pytest.raises(NotPermitted):
            open_older(by=again(person), thing=thread)
        with pytest.raises(NotPermitted):
            close_older(by=again(person), thing=thread)
    assert sees(world.outsider) == set()
    with pytest.raises(Stale):
        change_visibility(
            by=again(world.lead), space=world.falls, visible_to_whom="public", started_from=1
        )


def test_older_things_are_opened_one_by_one(world: World) -> None:
    one, _other = ask(world, "One"), ask(world, "Other")
    mine = shared(world, space=world.falls)
    space = decide(world, "network")
    assert set(Thread.objects.unopened_in(space)) == {one, _other}
    epoch = access_epoch()
    open_older(by=again(world.lead), thing=one)
    open_older(by=again(world.lead), thing=mine)
    assert access_epoch() > epoch
    assert sees(world.outsider) == {"One"}
    assert Intervention.objects.visible_to(again(world.outsider)).filter(pk=mine.pk).exists()
    assert sees(world.people["anonymous"]) == set()
    assert set(Thread.objects.opened_in(space)) == {one}
    entry = SecurityEntry.objects.filter(kind=SecurityEntry.Kind.VISIBILITY_CHANGED).first()
    assert entry is not None
    noted = SecurityEntry.objects.filter(about=str(one.ref)).get()
    assert noted.details == {"before": "members", "after": "network"}
    [day] = earlier_than(space, again(world.outsider), None, mark=None).days
    assert {row.title for row in day.rows} == {"One", mine.title}


def test_what_was_opened_is_told_to_who_came_anew(world: World) -> None:
    thread = ask(world, "One", "Before")
    decide(world, "network")
    open_older(by=again(world.lead), thing=thread)
    post_message(by=world.amina, **said_for(world), thread=thread, text="And after")
    heard = told(world.falls, NETWORK, thread)
    assert "thread.opened" in heard
    assert "And after" in heard
    assert thread.uid not in told(world.falls, PUBLIC, thread)


def test_what_was_opened_can_be_closed_again(world: World) -> None:
    thread = ask(world, "One")
    decide(world, "network")
    open_older(by=again(world.lead), thing=thread)
    post_message(by=world.amina, **said_for(world), thread=thread, text="And after")
    close_older(by=again(world.lead), thing=thread)
    assert sees(world.outsider) == set()
    assert thread.uid not in told(world.falls, NETWORK, thread)
    assert "And after" in told(world.falls, MEMBER, thread)
    assert Thread.objects.get(pk=thread.pk).waits_to_be_opened


@pytest.mark.parametrize("where", ["title", "message", "file", "former version"])
def test_nothing_is_opened_in_which_a_patient_could_be_known(world: World, where: str) -> None:
    said = f"Seen under {NHS_NUMBER}"
    thing: Any = ask(world, said if where == "title" else "One", said)
    if where == "former version":
        thing = shared(world, space=world.falls)
        thing.versions.update(note=said)
    decide(world, "network")
    with pytest.raises(MayIdentify) as asked:
        open_older(by=again(world.lead), thing=thing)
    assert sees(world.outsider) == set()
    assert NHS_NUMBER in asked.value.found[0].says
    open_older(by=again(world.lead), thing=thing, stated=lambda said: said == asked.value.said)
    assert find(thing.ref, again(world.outsider)) is not None


def test_a_statement_counts_for_exactly_the_texts_that_were_shown(world: World) -> None:
    thread = ask(world, "One", f"Seen under {NHS_NUMBER}")
    decide(world, "network")
    with pytest.raises(MayIdentify) as asked:
        open_older(by=again(world.lead), thing=thread)
    post_message(by=world.amina, **said_for(world), thread=thread, text="One more")
    with pytest.raises(MayIdentify):
        open_older(by=again(world.lead), thing=thread, stated=lambda it: it == asked.value.said)


def test_who_gains_sight_is_counted(world: World) -> None:
    gained = change_if_open_to(world.falls, "public")
    assert gained is not None
    people = set(onlookers(world.falls))
    assert gained.widens and gained.some.public
    assert {world.outsider, world.steward} == people & {
        world.outsider, world.steward, world.amina, world.ben, world.lead, world.guest,
        world.ex_member, world.signed_up,
    }  # fmt: skip
    assert (gained.some.people, gained.some.organisations, gained.guests) == (len(people), 1, 1)
    assert change_if_open_to(world.falls, "members") is None
    lost = change_if_open_to(world.surgery, "network")
    assert lost is not None
    assert (lost.widens, lost.some.public, lost.some.people) == (False, True, 0)


def test_a_guest_whose_time_is_over_follows_on_as_a_visitor(world: World) -> None:
    decide(world, "public")
    seats = LedgerSource().audience(world.falls.stream, [world.guest.pk, world.outsider.pk])
    assert seats[world.guest.pk].role == MEMBER
    assert (seats[world.guest.pk].until, seats[world.guest.pk].then) != (None, None)
    assert seats[world.guest.pk].then == PUBLIC
    assert seats[world.outsider.pk].role == NETWORK
