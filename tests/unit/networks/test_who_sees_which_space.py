"""Each way of being somebody, against each way a space has members and is seen."""

from importlib import import_module

import pytest
from django.apps import apps

from collab.base.accounts.models import Person
from networks.actions.collaboratives import appoint, end_appointment
from networks.actions.organisations import end_affiliation
from networks.actions.places import give_place
from networks.actions.spaces import open_space
from networks.members import facilitators_of, people_in
from networks.models import Appointment, Organisation, Place, Space
from networks.roles import Role, roles_of
from tests.world import World, again

SEES = {
    "anonymous": {"surgery"},
    "signed-up": {"surgery"},
    "member of another organisation": {"surgery", "medicines", "fellows"},
    "ex-member": {"surgery"},
    "guest": {"surgery", "falls", "group"},
    "expired guest": {"surgery"},
    "member": {"surgery", "medicines", "fellows", "falls", "ward"},
    "facilitator": {"surgery", "medicines", "fellows", "falls", "ward"},
    "lead": {"surgery", "medicines", "fellows", "falls"},
    "steward": {"surgery", "medicines", "fellows", "stewards", "group"},
}


@pytest.mark.parametrize("who", SEES)
def test_people_see_exactly_the_spaces_that_are_theirs_or_open(world: World, who: str) -> None:
    seen = Space.objects.visible_to(world.people[who])
    assert {space.pk for space in seen} == {getattr(world, name).pk for name in SEES[who]}


# A leads' room: a collaborative's own, in which nobody else is named


@pytest.fixture
def room(world: World) -> Space:
    return open_space(
        by=world.lead,
        name="Leads’ room",
        purpose="What we plan.",
        members_by=Space.MembersBy.NAMED,
        collaborative=world.west,
    )


@pytest.mark.parametrize("who", SEES)
def test_a_leads_room_is_seen_by_leads_and_coaches_alone(
    world: World, room: Space, who: str
) -> None:
    appoint(
        by=world.lead,
        person=world.ben,
        collaborative=world.west,
        organisation=world.kingsholm,
        role="coach",
    )
    for person, sees in ((world.people[who], who == "lead"), (again(world.ben), True)):
        assert (room in Space.objects.visible_to(person)) is sees
        assert (room in Space.objects.of_member(person)) is sees
        assert (Role.FACILITATOR in roles_of(room, person)) is sees
    assert set(people_in(room)) == {world.lead, world.ben}
    assert [each.name for each in facilitators_of(room)] == ["Ben Hughes", "Priya Nair"]


def test_whoever_coaches_no_longer_loses_sight_of_the_leads_room(world: World, room: Space) -> None:
    held = appoint(
        by=world.lead,
        person=world.ben,
        collaborative=world.west,
        organisation=world.kingsholm,
        role="coach",
    )
    end_appointment(by=world.lead, appointment=held)
    assert room not in Space.objects.visible_to(again(world.ben))


def test_leads_of_another_collaborative_see_nothing_of_it(world: World, room: Space) -> None:
    appoint(
        by=world.steward,
        person=world.outsider,
        collaborative=world.east,
        organisation=world.fenland,
        role="lead",
    )
    assert Appointment.objects.current().filter(person=world.outsider).exists()
    assert room not in Space.objects.visible_to(again(world.outsider))
    assert Role.FACILITATOR not in roles_of(world.falls, again(world.outsider))


def test_a_lead_who_opened_it_loses_it_with_the_appointment_and_one_who_follows_has_it(
    world: World, room: Space
) -> None:
    held = Appointment.objects.current().get(person=world.lead)
    appoint(
        by=world.lead,
        person=world.ben,
        collaborative=world.west,
        organisation=world.kingsholm,
        role="lead",
    )
    assert not Place.objects.filter(space=room).exists()
    end_appointment(by=world.steward, appointment=held)
    assert room not in Space.objects.visible_to(again(world.lead))
    assert Role.FACILITATOR not in roles_of(room, again(world.lead))
    assert Role.FACILITATOR in roles_of(room, again(world.ben))


def test_a_place_that_a_lead_gave_themselves_ends_with_the_appointment(
    world: World, room: Space
) -> None:
    for space in (room, world.falls):
        give_place(by=world.lead, space=space, person=world.lead, role=Place.Role.FACILITATOR)
    end_appointment(
        by=world.steward, appointment=Appointment.objects.current().get(person=world.lead)
    )
    seen = Space.objects.visible_to(again(world.lead))
    assert not {room, world.falls} & set(seen)


def test_a_steward_who_opens_a_room_for_a_collaborative_is_in_it(world: World) -> None:
    space = open_space(
        by=world.steward,
        name="A message to two people",
        purpose="What we ask them.",
        members_by=Space.MembersBy.NAMED,
        collaborative=world.west,
    )
    assert Role.FACILITATOR in roles_of(space, again(world.steward))


# A working group: an organisation's own, of those who are named in it


def test_whoever_opened_a_working_group_loses_it_with_their_part_in_the_organisation(
    world: World,
) -> None:
    group = working_group(world.ben, world.kingsholm)
    assert Role.FACILITATOR in roles_of(group, again(world.ben), organisation=world.kingsholm)
    end_affiliation(by=world.steward, affiliation=world.ben.affiliation_set.get())
    assert group not in Space.objects.visible_to(again(world.ben))
    assert Role.FACILITATOR not in roles_of(group, again(world.ben))


def test_a_steward_opens_a_working_group_for_no_organisation(world: World) -> None:
    group = working_group(world.steward, world.kingsholm)
    assert Place.objects.get(space=group).organisation is None
    assert Role.FACILITATOR in roles_of(group, again(world.steward))


def working_group(by: Person, organisation: Organisation) -> Space:
    return open_space(
        by=by,
        name="Bed rails working group",
        purpose="Which beds keep their rails.",
        members_by=Space.MembersBy.NAMED,
        organisation=organisation,
    )


# Those who opened one before that was so


def as_they_were(space: Space) -> Place:
    """Whoever opened it has a place for no organisation, whatever else they have lost since."""
    held, _ = Place.objects.update_or_create(
        space=space,
        person=space.by,
        defaults={
            "organisation": None,
            "role": Place.Role.FACILITATOR,
            "by": space.by,
            "since": space.at,
            "ended_at": None,
            "ended_by": None,
        },
    )
    return held


def upgraded(held: Place) -> Place:
    upgrade = import_module("networks.migrations.0013_for_whom_openers_are_there")
    upgrade.say_for_whom(apps, None)
    held.refresh_from_db()
    return held


def test_an_upgrade_says_for_whom_openers_are_there(world: World, room: Space) -> None:
    own = as_they_were(working_group(world.ben, world.kingsholm))
    leads = as_they_were(room)
    assert upgraded(own).organisation == world.kingsholm
    assert upgraded(leads).organisation == world.lead_body
    stewards = Place.objects.get(space=world.group, person=world.steward)
    assert stewards.organisation is None
    assert not Place.objects.filter(pk__in=[own.pk, leads.pk]).exclude(ended_at=None).exists()


def test_an_upgrade_takes_what_openers_should_have_lost(world: World, room: Space) -> None:
    own, leads = working_group(world.ben, world.kingsholm), room
    left = end_affiliation(by=world.steward, affiliation=world.ben.affiliation_set.get())
    held = Appointment.objects.current().get(person=world.lead)
    end_appointment(by=world.steward, appointment=held)
    for space, person, ended_at in (
        (own, world.ben, left.ended_at),
        (leads, world.lead, held.ended_at),
    ):
        assert upgraded(as_they_were(space)).ended_at == ended_at
        assert space not in Space.objects.visible_to(again(person))
