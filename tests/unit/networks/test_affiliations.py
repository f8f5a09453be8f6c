"""Asking to belong to an organisation, and what follows from being confirmed, declined or ended."""

import pytest

from collab.base.access.models import access_epoch
from collab.base.access.permissions import NotPermitted, Role, may, roles_of
from discussions.policies import POST_MESSAGE
from networks import ledger
from networks.actions.beginning import AlreadyThere, DoesNotBelong
from networks.actions.collaboratives import admit_organisation, appoint
from networks.actions.organisations import (
    confirm_affiliation,
    decline_affiliation,
    end_affiliation,
    request_affiliation,
)
from networks.actions.places import end_place, give_place
from networks.models import Affiliation, LedgerRow, Place, Space
from networks.models.tenure import AlreadyEnded
from networks.standing import standing_of
from tests.world import World, again, join


def test_asking_gives_no_access_until_the_organisation_confirms(world: World) -> None:
    request = request_affiliation(by=world.signed_up, organisation=world.kingsholm)
    assert world.falls not in Space.objects.visible_to(again(world.signed_up))
    confirm_affiliation(by=world.ben, affiliation=request)
    assert world.falls in Space.objects.visible_to(again(world.signed_up))


def test_only_those_who_look_after_the_organisation_confirm(world: World) -> None:
    request = request_affiliation(by=world.signed_up, organisation=world.kingsholm)
    for stranger in (world.signed_up, world.amina, world.lead, world.outsider):
        with pytest.raises(NotPermitted):
            confirm_affiliation(by=stranger, affiliation=request)
    assert Affiliation.objects.waiting().filter(pk=request.pk).exists()


def test_asking_twice_is_answered_kindly_and_changes_nothing(world: World) -> None:
    request_affiliation(by=world.signed_up, organisation=world.kingsholm)
    with pytest.raises(AlreadyThere, match="already asked"):
        request_affiliation(by=world.signed_up, organisation=world.kingsholm)
    assert Affiliation.objects.filter(person=world.signed_up).count() == 1


def test_who_was_declined_may_ask_again(world: World) -> None:
    request = request_affiliation(by=world.signed_up, organisation=world.kingsholm)
    decline_affiliation(by=world.ben, affiliation=request)
    assert request_affiliation(by=world.signed_up, organisation=world.kingsholm)


def test_ending_an_affiliation_ends_access_at_once_and_raises_the_epoch(world: World) -> None:
    affiliation = Affiliation.objects.confirmed().get(person=world.amina)
    before = access_epoch()
    end_affiliation(by=world.amina, affiliation=affiliation)
    assert access_epoch() > before
    assert world.ward not in Space.objects.visible_to(again(world.amina))


def test_nobody_but_the_person_and_the_organisation_ends_an_affiliation(world: World) -> None:
    affiliation = Affiliation.objects.confirmed().get(person=world.amina)
    for stranger in (world.ben, world.lead, world.outsider):
        with pytest.raises(NotPermitted):
            end_affiliation(by=stranger, affiliation=affiliation)


def test_a_change_that_cannot_be_recorded_did_not_happen(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = request_affiliation(by=world.signed_up, organisation=world.kingsholm)
    epoch, rows = access_epoch(), LedgerRow.objects.count()

    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the ledger is full")

    monkeypatch.setattr(ledger.LedgerRow.objects, "create", fail)
    with pytest.raises(RuntimeError):
        confirm_affiliation(by=world.ben, affiliation=request)
    assert Affiliation.objects.waiting().filter(pk=request.pk).exists()
    assert (access_epoch(), LedgerRow.objects.count()) == (epoch, rows)


def test_whoever_was_deactivated_stands_nowhere(world: World) -> None:
    world.amina.is_active = False
    world.amina.save()
    assert set(Space.objects.visible_to(again(world.amina))) == {world.surgery}


def test_somebody_of_two_organisations_sees_what_either_sees(world: World) -> None:
    join(world.outsider, world.kingsholm, by=world.ben)
    assert world.falls in Space.objects.visible_to(again(world.outsider))


def test_a_request_is_answered_once(world: World) -> None:
    request = request_affiliation(by=world.signed_up, organisation=world.kingsholm)
    confirm_affiliation(by=world.ben, affiliation=request)
    with pytest.raises(AlreadyThere, match="answered already"):
        decline_affiliation(by=world.ben, affiliation=request)
    assert world.falls in Space.objects.visible_to(again(world.signed_up))


def test_leaving_an_organisation_ends_what_one_held_on_its_behalf(world: World) -> None:
    """Priya led the collaborative and Owen facilitated a space, each for an organisation."""
    for person in (world.lead, world.facilitator):
        affiliation = Affiliation.objects.confirmed().get(person=person)
        end_affiliation(by=person, affiliation=affiliation)
        left = again(person)
        assert not may(left, POST_MESSAGE, world.falls)
        assert set(Space.objects.visible_to(left)) == {world.surgery}
        assert Role.LEAD not in roles_of(world.west, left)


def test_a_fellow_who_leaves_stays_a_fellow_and_speaks_for_nobody(world: World) -> None:
    end_affiliation(
        by=world.amina, affiliation=Affiliation.objects.confirmed().get(person=world.amina)
    )
    amina = again(world.amina)
    assert standing_of(amina).fellow
    assert may(amina, POST_MESSAGE, world.fellows, organisation=None)
    assert not may(amina, POST_MESSAGE, world.fellows, organisation=world.severnside)


def test_nobody_is_given_a_right_for_an_organisation_that_is_not_theirs(world: World) -> None:
    with pytest.raises(DoesNotBelong, match="Nadia Rahman does not belong to Severnside"):
        give_place(
            by=world.lead,
            space=world.falls,
            person=world.signed_up,
            role="contributor",
            organisation=world.severnside,
        )
    with pytest.raises(DoesNotBelong):
        appoint(
            by=world.lead,
            person=world.ben,
            collaborative=world.west,
            organisation=world.severnside,
            role="lead",
        )


def test_what_is_held_already_is_not_given_twice(world: World) -> None:
    with pytest.raises(AlreadyThere, match="takes part already"):
        admit_organisation(by=world.lead, collaborative=world.west, organisation=world.severnside)


def test_of_two_who_end_a_place_the_first_is_remembered(world: World) -> None:
    place = Place.objects.current().get(person=world.guest, space=world.group)
    end_place(by=world.steward, place=place)
    with pytest.raises(AlreadyEnded):
        end_place(by=world.guest, place=place)
    assert Place.objects.get(pk=place.pk).ended_by == world.steward
