"""Each way of being somebody, against each way a space has members and is seen."""

import pytest

from networks.actions.collaboratives import appoint, end_appointment
from networks.actions.spaces import open_space
from networks.members import facilitators_of, people_in
from networks.models import Appointment, Space
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


def test_a_lead_who_opened_it_keeps_a_place_and_one_who_follows_needs_none(
    world: World, room: Space
) -> None:
    """Whoever opens a space of people named one by one is the first of them."""
    held = Appointment.objects.current().get(person=world.lead)
    appoint(
        by=world.lead,
        person=world.ben,
        collaborative=world.west,
        organisation=world.kingsholm,
        role="lead",
    )
    end_appointment(by=world.steward, appointment=held)
    assert room in Space.objects.visible_to(again(world.lead))
    assert Role.FACILITATOR in roles_of(room, again(world.ben))
