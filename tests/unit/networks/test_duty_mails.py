"""Who is given a duty or a place is told by mail, unless it is taken back within ten minutes."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from collab.base.mail.models import Mail
from networks.actions.collaboratives import (
    appoint,
    end_appointment,
    end_membership,
    take_back_end_of_membership,
)
from networks.actions.places import change_place, end_place, give_place, restore_place
from networks.guests import end_of
from networks.models import Membership, Place
from tests.jobs import sent
from tests.world import World, again


def told(minutes: int = 11) -> list[tuple[str, str]]:
    """To whom the mails that wait are sent once so many minutes have gone by, and about what."""
    with time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
        return [(mail.to[0], mail.subject) for mail in sent()]


@pytest.mark.parametrize("role", ["lead", "coach"])
def test_whoever_leads_or_coaches_is_told_after_ten_minutes(world: World, role: str) -> None:
    appoint(
        by=world.lead,
        person=world.ben,
        collaborative=world.west,
        organisation=world.kingsholm,
        role=role,
    )
    assert told(minutes=9) == []
    assert told() == [(world.ben.email, f"You are now a {role} of {world.west.name}")]


def test_what_is_taken_back_nobody_is_told(world: World) -> None:
    held = appoint(
        by=world.lead,
        person=world.ben,
        collaborative=world.west,
        organisation=world.kingsholm,
        role="coach",
    )
    end_appointment(by=world.lead, appointment=held)
    assert told() == []


def named(world: World, role: str = "contributor", **how: object) -> Place:
    return give_place(by=world.lead, space=world.surgery, person=world.outsider, role=role, **how)


def test_a_guest_is_told_until_when(world: World) -> None:
    last = timezone.localdate() + timedelta(days=7)
    place = named(world, guest_until=end_of(last))
    [mail] = Mail.objects.all()
    day = f"{last.day} {last:%B %Y}"
    assert mail.subject == f"You are a guest in {world.surgery.name} until {day}"
    assert "as a guest" in mail.text
    later = end_of(last + timedelta(days=7))
    change_place(by=world.lead, place=place, role="contributor", guest_until=later)
    [(_to, subject)] = told()
    assert day not in subject


@pytest.mark.parametrize(
    ("role", "begins"),
    [
        ("reader", "You can now read"),
        ("contributor", "You now take part in"),
        ("facilitator", "You now facilitate"),
    ],
)
def test_whoever_is_named_in_a_space_is_told_as_what(world: World, role: str, begins: str) -> None:
    named(world, role)
    assert told() == [(world.outsider.email, f"{begins} {world.surgery.name}")]


def test_whoever_comes_back_at_once_is_told_nothing(world: World) -> None:
    place = named(world)
    Mail.objects.all().delete()
    restore_place(by=world.lead, place=end_place(by=world.lead, place=place))
    assert told() == []


def test_whoever_names_themselves_needs_no_mail(world: World) -> None:
    give_place(by=world.lead, space=world.surgery, person=world.lead, role="facilitator")
    assert not Mail.objects.exists()


def test_the_leads_are_told_when_an_organisation_leaves_by_itself(world: World) -> None:
    membership = Membership.objects.get(organisation=world.kingsholm)
    end_membership(by=world.ben, membership=membership)
    assert told(minutes=9) == []
    subject = f"Kingsholm Infirmary has left {world.west.name}"
    assert told() == [(world.lead.email, subject)]


def test_they_are_told_nothing_where_it_stays(world: World) -> None:
    membership = Membership.objects.get(organisation=world.kingsholm)
    end_membership(by=world.ben, membership=membership)
    take_back_end_of_membership(by=again(world.ben), membership=membership)
    assert told() == []


def test_a_lead_who_takes_it_out_tells_themselves_nothing(world: World) -> None:
    end_membership(by=world.lead, membership=Membership.objects.get(organisation=world.kingsholm))
    assert not Mail.objects.filter(to=world.lead.email).exists()
