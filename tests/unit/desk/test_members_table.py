"""The people that a lead takes along are those of the directory, with all that they are there."""

import pytest
from django.utils import timezone

from collab.desk import members, members_table
from networks.actions.collaboratives import appoint, end_membership
from networks.models import Membership
from tests.world import World


def taken(world: World) -> dict[str, dict[str, object]]:
    """The rows of the west's table that the lead takes, by name."""
    table = members_table.people(world.west, world.lead, timezone.localdate())
    return {str(row[0]): dict(zip(table.head, row, strict=True)) for row in table.rows}


def in_the_directory(world: World) -> set[str]:
    return {person.name for person in members.people(world.west, {})}


def test_a_lead_and_a_guest_are_there_who_belong_to_no_member(world: World) -> None:
    found = taken(world)
    assert set(found) == in_the_directory(world)
    lead, guest, owen = (found[name] for name in ("Priya Nair", "Gwen Moss", "Owen Price"))
    assert (lead["In the collaborative"], lead["Lead or coach for"]) == (
        "Lead",
        world.west.lead_body.name,
    )
    assert lead["Organisation"] == world.west.lead_body.name
    assert guest["Organisation"] == guest["Role there"] == guest["Belongs since"] == ""
    assert guest["Guest until"] > timezone.localdate()
    assert owen["Facilitates"] == "Falls and frailty, Medicines safety, Safer surgery"
    assert owen["Guest until"] == owen["In the collaborative"] == ""


def test_a_fellow_whose_organisation_left_is_there_with_who_supports_them(world: World) -> None:
    membership = Membership.objects.current().get(
        collaborative=world.west, organisation=world.severnside
    )
    end_membership(by=world.lead, membership=membership)
    found = taken(world)
    assert set(found) == in_the_directory(world)
    amina = found["Amina Okafor"]
    assert (amina["Patient Safety Fellow"], amina["Supported by"]) == (
        "Yes",
        world.severnside.name,
    )
    assert amina["Organisation"] == ""


def test_a_coach_is_there_with_the_organisation_that_they_coach_for(world: World) -> None:
    appoint(
        by=world.lead,
        person=world.ben,
        collaborative=world.west,
        organisation=world.kingsholm,
        role="coach",
    )
    ben = taken(world)["Ben Hughes"]
    assert (ben["In the collaborative"], ben["Lead or coach for"]) == (
        "Coach",
        world.kingsholm.name,
    )
    assert (ben["Organisation"], ben["Role there"]) == (world.kingsholm.name, "Safety lead")


def test_many_are_read_in_batches_that_a_database_takes(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = taken(world)
    monkeypatch.setattr(members_table, "AT_ONCE", 2)
    assert taken(world) == whole
