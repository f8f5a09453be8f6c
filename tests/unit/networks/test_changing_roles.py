"""Somebody becomes something else in an organisation."""

import pytest

from collab.base.access.models import access_epoch
from collab.base.access.permissions import NotPermitted, Role, roles_of
from collab.base.security.models import SecurityEntry
from networks.actions.beginning import AlreadyThere
from networks.actions.changing_roles import change_affiliation_role
from networks.actions.organisations import end_affiliation, request_affiliation
from networks.looking_after import only_ones
from networks.models import Affiliation, LedgerRow
from tests.world import World, again, join


@pytest.fixture
def nadias(world: World) -> Affiliation:
    return join(world.signed_up, world.kingsholm, by=world.ben)


def test_a_new_role_counts_at_once_and_is_noted_and_told(world: World, nadias: Affiliation) -> None:
    before = access_epoch()
    change_affiliation_role(by=world.ben, affiliation=nadias, role="safety_lead")
    assert access_epoch() > before
    assert Role.SAFETY_LEAD in roles_of(world.kingsholm, again(world.signed_up))
    notes = SecurityEntry.objects.filter(about=f"person:{world.signed_up.uid}").order_by("pk")
    assert [(each.kind, each.details["role"]) for each in notes][-2:] == [
        ("role_ended", "member"),
        ("role_given", "safety_lead"),
    ]
    told = LedgerRow.objects.filter(stream=f"p:{world.signed_up.uid}").order_by("-seq")
    assert told[0].kind == "affiliation.role_changed"
    change_affiliation_role(by=world.ben, affiliation=nadias, role="member")
    assert Role.SAFETY_LEAD not in roles_of(world.kingsholm, again(world.signed_up))


def test_only_those_who_look_after_it_change_a_role(world: World, nadias: Affiliation) -> None:
    for person in (world.signed_up, world.amina, world.lead):
        with pytest.raises(NotPermitted):
            change_affiliation_role(by=person, affiliation=nadias, role="administrator")


def test_who_is_that_already_or_belongs_no_more_stays_as_they_are(
    world: World, nadias: Affiliation
) -> None:
    with pytest.raises(AlreadyThere, match="is that already"):
        change_affiliation_role(by=world.ben, affiliation=nadias, role="member")
    end_affiliation(by=world.ben, affiliation=nadias)
    with pytest.raises(AlreadyThere, match="does not belong to it"):
        change_affiliation_role(by=world.ben, affiliation=nadias, role="sponsor")
    waiting = request_affiliation(by=world.signed_up, organisation=world.kingsholm)
    with pytest.raises(AlreadyThere, match="does not belong to it"):
        change_affiliation_role(by=world.ben, affiliation=waiting, role="sponsor")


def test_the_one_who_looks_after_it_alone_is_known(world: World, nadias: Affiliation) -> None:
    both = [world.kingsholm, world.severnside]
    assert only_ones(both) == {world.kingsholm.pk: world.ben.pk}
    change_affiliation_role(by=world.ben, affiliation=nadias, role="administrator")
    assert only_ones(both) == {}
