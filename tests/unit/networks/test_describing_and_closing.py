"""Correcting what the directory says, and closing what has come to its end."""

import pytest
from django.test import Client

from collab.base.access.models import access_epoch
from collab.base.access.permissions import NotPermitted, may
from collab.base.access.versions import Stale
from collab.base.security.models import SecurityEntry
from discussions.policies import POST_MESSAGE
from networks.actions.beginning import AlreadyThere, Closed
from networks.actions.collaboratives import (
    admit_organisation,
    close_collaborative,
    describe_collaborative,
)
from networks.actions.organisations import (
    close_organisation,
    describe_organisation,
    request_affiliation,
)
from networks.actions.spaces import close_space, describe_space, open_space, reopen_space
from networks.ledger import head_of
from networks.models import Affiliation, Collaborative, Membership, Organisation, Space
from networks.policies import READ_SPACE
from tests.world import World, again, sign_up

Kind = SecurityEntry.Kind


def described(space: Space, **changes: str | int) -> dict[str, str | int]:
    now = {"name": space.name, "purpose": space.purpose, "visible_to_whom": space.visible_to_whom}
    return now | {"started_from": space.version} | changes


def test_a_facilitator_describes_a_space_and_its_stream_tells(world: World) -> None:
    before = head_of(world.falls.stream)[1]
    space = describe_space(by=world.lead, space=world.falls, **described(world.falls, name="Falls"))
    assert (space.name, space.version) == ("Falls", 2)
    assert head_of(world.falls.stream)[1] == before + 1
    with pytest.raises(NotPermitted):
        describe_space(by=world.amina, space=space, **described(space, name="Mine"))


def test_of_two_who_describe_at_once_the_second_is_told(world: World) -> None:
    describe_space(by=world.lead, space=world.falls, **described(world.falls, name="Falls"))
    with pytest.raises(Stale) as stale:
        describe_space(by=world.lead, space=world.falls, **described(world.falls, name="Slips"))
    assert stale.value.current.name == "Falls"


def test_who_sees_a_space_is_decided_by_whoever_could_have_opened_it(world: World) -> None:
    epoch = access_epoch()
    with pytest.raises(NotPermitted):
        describe_space(
            by=world.facilitator,
            space=world.falls,
            **described(world.falls, visible_to_whom="public"),
        )
    assert access_epoch() == epoch
    describe_space(
        by=world.lead, space=world.falls, **described(world.falls, visible_to_whom="public")
    )
    assert access_epoch() > epoch
    entry = SecurityEntry.objects.filter(kind=Kind.VISIBILITY_CHANGED).get()
    assert (entry.by, entry.about) == (world.lead.uid, f"space:{world.falls.uid}")
    assert entry.details == {"before": "members", "after": "public"}


def test_a_closed_space_is_read_by_whoever_saw_it_and_written_in_by_nobody(world: World) -> None:
    close_space(by=world.lead, space=world.falls)
    space = Space.objects.get(pk=world.falls.pk)
    for person in (world.amina, world.lead, world.facilitator):
        assert may(again(person), READ_SPACE, space)
        assert not may(again(person), POST_MESSAGE, space)
    assert not may(again(world.outsider), READ_SPACE, space)
    with pytest.raises(AlreadyThere):
        close_space(by=world.lead, space=world.falls)


def test_a_closed_space_leaves_the_lists_and_its_page_says_so(world: World, client: Client) -> None:
    client.force_login(world.amina)
    assert world.falls.name in client.get("/spaces").text
    close_space(by=world.lead, space=world.falls)
    assert world.falls.name not in client.get("/spaces").text
    page = client.get(world.falls.get_absolute_url()).text
    assert "Archived on" in page
    assert "Start discussion" not in page


def test_a_space_is_opened_again_as_it_was(world: World) -> None:
    close_space(by=world.lead, space=world.falls)
    with pytest.raises(NotPermitted):
        reopen_space(by=world.amina, space=world.falls)
    space = reopen_space(by=world.lead, space=Space.objects.get(pk=world.falls.pk))
    assert space.closed_at is None
    assert may(again(world.amina), POST_MESSAGE, space)


def test_a_steward_corrects_an_organisation(world: World) -> None:
    facts = {
        "name": "Kingsholm Hospitals",
        "kind": Organisation.Kind.ACUTE,
        "ods_code": world.kingsholm.ods_code,
        "former_name": world.kingsholm.name,
        "region": world.kingsholm.region,
        "town": "Gloucester",
        "postcode": "GL1 3NN",
        "started_from": 1,
    }
    with pytest.raises(NotPermitted):
        describe_organisation(by=world.lead, organisation=world.kingsholm, **facts)
    corrected = describe_organisation(by=world.steward, organisation=world.kingsholm, **facts)
    assert (corrected.name, corrected.version) == ("Kingsholm Hospitals", 2)
    assert (corrected.town, corrected.postcode_area) == ("Gloucester", "GL")


def test_with_an_organisation_ends_all_that_its_people_held_through_it(
    world: World, client: Client
) -> None:
    assert may(again(world.ben), POST_MESSAGE, world.falls)
    close_organisation(by=world.steward, organisation=world.kingsholm)
    assert not Affiliation.objects.current().filter(organisation=world.kingsholm).exists()
    assert not may(again(world.ben), READ_SPACE, world.falls)
    assert world.kingsholm.name not in client.get("/organisations").text
    assert "Closed on" in client.get(world.kingsholm.get_absolute_url()).text
    with pytest.raises(Closed, match="is closed"):
        request_affiliation(
            by=sign_up("Nell New"),
            organisation=Organisation.objects.get(pk=world.kingsholm.pk),
        )


def test_a_collaborative_is_described_by_its_leads_and_closed_by_stewards(
    world: World, client: Client
) -> None:
    west = describe_collaborative(
        by=world.lead, collaborative=world.west, name="West", region="West", started_from=1
    )
    with pytest.raises(NotPermitted):
        close_collaborative(by=world.lead, collaborative=west)
    close_collaborative(by=world.steward, collaborative=west)
    west = Collaborative.objects.get(pk=west.pk)
    assert not Membership.objects.current().filter(collaborative=west).exists()
    assert Space.objects.get(pk=world.falls.pk).closed_at
    assert west.get_absolute_url() not in client.get("/collaboratives").text
    assert "Closed on" in client.get(west.get_absolute_url()).text
    with pytest.raises(Closed):
        admit_organisation(by=world.steward, collaborative=west, organisation=world.kingsholm)
    with pytest.raises(Closed):
        open_space(
            by=world.steward,
            name="Handover",
            purpose="Safer.",
            members_by=Space.MembersBy.COLLABORATIVE,
            collaborative=west,
        )


def test_the_security_log_tells_who_gave_and_ended_what(world: World) -> None:
    membership = admit_organisation(
        by=world.lead, collaborative=world.west, organisation=world.fenland
    )
    given = SecurityEntry.objects.filter(kind=Kind.ROLE_GIVEN).first()
    assert (given.by, given.about) == (world.lead.uid, f"organisation:{world.fenland.uid}")
    assert given.details == {
        "tenure": "membership",
        "role": "",
        "collaborative": membership.collaborative.uid,
    }
