"""Opening spaces, and naming people, organisations and guests in them."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from collab.base.access.models import access_epoch
from collab.base.access.permissions import NotPermitted, Role, may, roles_of
from networks.actions.collaboratives import appoint_steward, end_membership
from networks.actions.places import (
    GuestsDoNotFacilitate,
    end_naming,
    end_place,
    give_place,
    name_organisation,
)
from networks.actions.spaces import NotItsOwner, open_space
from networks.ledger import head_of
from networks.models import Membership, Place, Space
from networks.policies import FACILITATE, READ_SPACE
from tests.world import World, again, join


def test_a_lead_opens_a_space_and_its_stream_begins(world: World) -> None:
    space = open_space(
        by=world.lead,
        name="Handover",
        purpose="Safer handovers.",
        members_by=Space.MembersBy.COLLABORATIVE,
        collaborative=world.west,
    )
    assert head_of(space.stream)[1] == 1


def test_whoever_does_not_lead_opens_none_there(world: World) -> None:
    for person in (world.amina, world.outsider, world.signed_up):
        with pytest.raises(NotPermitted):
            open_space(
                by=person,
                name="Handover",
                purpose="Safer handovers.",
                members_by=Space.MembersBy.COLLABORATIVE,
                collaborative=world.west,
            )
    assert not Space.objects.filter(name="Handover").exists()


@pytest.mark.parametrize(
    ("members_by", "whose"),
    [
        ("organisation", ["west", "fenland"]),
        ("stewards", ["west"]),
        ("fellows", ["kingsholm"]),
        ("collaborative", ["kingsholm"]),
        ("collaborative", []),
        ("organisation", []),
    ],
)
def test_a_space_is_opened_for_those_from_whom_its_members_arise(
    world: World, members_by: str, whose: list[str]
) -> None:
    """Whoever leads a collaborative cannot open somebody else's space by naming their own."""
    owners = {
        "collaborative" if name == "west" else "organisation": getattr(world, name)
        for name in whose
    }
    for person in (world.lead, world.ben, world.steward):
        with pytest.raises(NotItsOwner):
            open_space(
                by=person, name="Handover", purpose="Safer.", members_by=members_by, **owners
            )
    assert not Space.objects.filter(name="Handover").exists()


def test_a_guest_takes_part_until_the_date_and_not_a_moment_longer(world: World) -> None:
    assert world.falls in Space.objects.visible_to(again(world.guest))
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert world.falls not in Space.objects.visible_to(again(world.guest))
        assert not may(again(world.guest), READ_SPACE, world.falls)


def test_a_guest_whose_time_is_over_may_come_back(world: World) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        give_place(
            by=world.lead, space=world.falls, person=world.guest, role=Place.Role.CONTRIBUTOR
        )
        assert world.falls in Space.objects.visible_to(again(world.guest))
    before = Place.objects.get(space=world.falls, person=world.guest, guest_until__isnull=False)
    assert (before.ended_at, before.ended_by) == (before.guest_until, None)


def test_a_guest_never_facilitates(world: World) -> None:
    with pytest.raises(GuestsDoNotFacilitate):
        give_place(
            by=world.lead,
            space=world.falls,
            person=world.signed_up,
            role=Place.Role.FACILITATOR,
            guest_until=timezone.now() + timedelta(days=1),
        )


def test_losing_a_place_loses_sight(world: World) -> None:
    place = Place.objects.current().get(person=world.guest, space=world.group)
    end_place(by=world.steward, place=place)
    assert world.group not in Space.objects.visible_to(again(world.guest))


def test_members_do_not_name_people(world: World) -> None:
    with pytest.raises(NotPermitted):
        give_place(
            by=world.amina, space=world.falls, person=world.signed_up, role=Place.Role.READER
        )


def test_an_organisation_named_in_a_space_brings_its_people(world: World) -> None:
    name_organisation(by=world.steward, space=world.group, organisation=world.fenland)
    assert world.group in Space.objects.visible_to(again(world.outsider))


def test_an_organisation_no_longer_named_in_a_space_takes_its_people_along(world: World) -> None:
    naming = name_organisation(by=world.steward, space=world.group, organisation=world.fenland)
    before = access_epoch()
    with pytest.raises(NotPermitted):
        end_naming(by=world.outsider, naming=naming)
    end_naming(by=world.steward, naming=naming)
    assert access_epoch() > before
    assert world.group not in Space.objects.visible_to(again(world.outsider))


def test_an_organisation_that_leaves_a_collaborative_takes_its_people_along(world: World) -> None:
    membership = Membership.objects.get(organisation=world.kingsholm)
    end_membership(by=world.lead, membership=membership)
    assert world.falls not in Space.objects.visible_to(again(world.ben))


def test_rights_from_two_organisations_never_combine(world: World) -> None:
    """Olu facilitates the group for Fenland; for Kingsholm he only takes part."""
    join(world.outsider, world.kingsholm, by=world.ben)
    name_organisation(by=world.steward, space=world.group, organisation=world.kingsholm)
    give_place(
        by=world.steward,
        space=world.group,
        person=world.outsider,
        organisation=world.fenland,
        role=Place.Role.FACILITATOR,
    )
    olu = again(world.outsider)
    assert may(olu, FACILITATE, world.group, organisation=world.fenland)
    assert not may(olu, FACILITATE, world.group, organisation=world.kingsholm)
    assert Role.CONTRIBUTOR in roles_of(world.group, olu, organisation=world.kingsholm)
    assert Role.CONTRIBUTOR not in roles_of(world.group, olu, organisation=world.severnside)


def test_the_first_steward_comes_from_the_command_line_and_the_next_from_a_steward(
    world: World,
) -> None:
    with pytest.raises(NotPermitted):
        appoint_steward(by=None, person=world.amina)
    with pytest.raises(NotPermitted):
        appoint_steward(by=world.lead, person=world.amina)
    appoint_steward(by=world.steward, person=world.amina)
    assert world.stewards in Space.objects.visible_to(again(world.amina))
