"""Organisations, collaboratives, spaces and fellows through the API."""

import pytest

from networks.actions.domains import confirm_domain, list_domain
from networks.models import Collaborative, Fellowship, Organisation, Space
from tests.unit.api.client import Program, problem
from tests.world import World

pytestmark = pytest.mark.same_everywhere  # how it is asked and answered


@pytest.fixture
def steward(world: World) -> Program:
    return Program(world.steward)


@pytest.fixture
def lead(world: World) -> Program:
    return Program(world.lead)


def test_the_directory_is_everybodys(world: World) -> None:
    rows = Program().get("organisations", words="hospitals").json()["items"]
    assert {row["name"] for row in rows} >= {"Severnside Hospitals", "Fenland Hospitals"}
    assert Program().get("organisations/RZ0").json()["ods_code"] == "RZ0"
    Organisation.objects.filter(ods_code="RZ0").update(postcode="BS10 5NB", postcode_area="BS")
    for postcode in ("BS10 5NB", "BS1 4AA"):  # its own, and one that is nobody's there
        [row] = Program().get("organisations", words=postcode).json()["items"]
        assert row["ods_code"] == "RZ0"
    assert problem(Program().get("organisations/NONE"), 404)


@pytest.mark.parametrize("asked", [{"wrods": "hospitals"}, {"after": "garbage"}, {"after": "W10"}])
def test_a_list_that_was_asked_for_in_a_wrong_way_says_so(
    world: World, asked: dict[str, str]
) -> None:
    (wrong,) = asked
    assert wrong in problem(Program().get("organisations", **asked), 422)["errors"]


def test_a_steward_adds_corrects_and_closes_an_organisation(world: World, steward: Program) -> None:
    said = {"name": "Avon Care Home", "kind": "care_home", "ods_code": "VX1AB"}
    assert problem(Program(world.lead).post("organisations", said), 403)
    assert problem(Program().post("organisations", said), 401)["title"]
    made = steward.post("organisations", said)
    assert made.status_code == 201
    taken = steward.post("organisations", said | {"name": "Another"})
    assert "ODS code" in problem(taken, 409)["detail"]
    changed = steward.patch("organisations/VX1AB", {"name": "Avon House"}, version=1)
    assert (changed.json()["name"], changed.json()["kind"]) == ("Avon House", "care_home")
    assert problem(steward.patch("organisations/VX1AB", {"name": "Late"}, version=1), 412)
    assert steward.delete("organisations/VX1AB").status_code == 204
    assert Organisation.objects.get(ods_code="VX1AB").closed_at
    assert problem(steward.delete("organisations/VX1AB"), 409)


def test_a_collaborative_is_founded_described_and_closed(
    world: World, steward: Program, lead: Program
) -> None:
    said = {
        "name": "Peninsula Collaborative",
        "region": "South West",
        "lead_body": world.fenland.uid,
        "column": 2,
        "row": 9,
    }
    made = steward.post("collaboratives", said)
    assert made.status_code == 201, made.text
    assert "called that" in problem(steward.post("collaboratives", said), 409)["detail"]
    path = f"collaboratives/{world.west.uid}"
    assert lead.patch(path, {"region": "West"}, version=1).json()["region"] == "West"
    assert problem(lead.delete(path), 403)
    assert steward.delete(path).status_code == 204
    assert Collaborative.objects.get(pk=world.west.pk).closed_at


def test_a_lead_opens_describes_and_closes_a_space(world: World, lead: Program) -> None:
    said = {
        "name": "Handover",
        "purpose": "Safer handovers.",
        "members_by": "collaborative",
        "collaborative": world.west.uid,
    }
    assert problem(Program(world.amina).post("spaces", said), 403)
    made = lead.post("spaces", said, Idempotency_Key="k")
    assert made.status_code == 201
    assert lead.post("spaces", said, Idempotency_Key="k").json()["uid"] == made.json()["uid"]
    assert Space.objects.filter(name="Handover").count() == 1
    path = f"spaces/{made.json()['uid']}"
    assert lead.patch(path, {"visible_to_whom": "public"}, version=1)["ETag"] == '"2"'
    assert Program().get(path).json()["name"] == "Handover"
    assert lead.delete(path).status_code == 204
    assert lead.get(path).json()["closed_at"]
    assert lead.post(f"{path}/reopen").json()["closed_at"] is None


def test_spaces_that_one_does_not_see_are_missing(world: World) -> None:
    names = {row["name"] for row in Program().get("spaces").json()["items"]}
    assert names == {world.surgery.name}
    for verb in ("GET", "PATCH", "DELETE"):
        assert problem(Program().send(verb, f"spaces/{world.falls.uid}"), 404)
    mine = {row["name"] for row in Program(world.guest).get("spaces", mine="true").json()["items"]}
    assert mine == {world.falls.name, world.group.name}


def test_a_space_for_the_wrong_owner_is_refused(world: World, lead: Program) -> None:
    said = {"name": "X", "purpose": "Y", "members_by": "organisation"}
    refused = problem(lead.post("spaces", said | {"collaborative": world.west.uid}), 409)
    assert "Name the one collaborative or organisation" in refused["detail"]


def test_a_fellow_is_named_describes_themselves_and_ends(world: World, lead: Program) -> None:
    path = f"collaboratives/{world.west.uid}/fellows"
    said = {"person": world.ben.uid, "supported_by": "RZ1"}
    assert lead.post(path, said).json()["person"]["name"] == "Ben Hughes"
    assert problem(lead.post(path, said), 409)
    ben = Program(world.ben)
    own, first = f"fellows/{world.ben.uid}", {"about": "Falls", "methods": ["Run charts"]}
    assert ben.get(own)["ETag"] == '"0"'
    assert problem(ben.patch(own, first), 428)
    changed = ben.patch(own, first, version=0)
    assert changed.json()["expertise"]["methods"] == ["Run charts"]
    late = ben.patch(own, {"about": "Slips"}, version=0)
    assert problem(late, 412)
    assert late["ETag"] == changed["ETag"] == ben.get(own)["ETag"] == '"1"'
    kept = ben.patch(own, {"topics": ["Falls"]}, version=1).json()["expertise"]
    assert kept == {"about": "Falls", "methods": ["Run charts"], "topics": ["Falls"]}
    assert problem(ben.patch(own, {"methods": ["!"]}, version=2), 422)
    found = Program().get("fellows", topic="falls").json()["items"]
    assert [row["person"]["uid"] for row in found] == [world.ben.uid]
    assert problem(ben.delete(f"fellows/{world.ben.uid}"), 403)
    assert lead.delete(f"fellows/{world.ben.uid}").status_code == 204
    assert not Fellowship.objects.current().filter(person=world.ben).exists()


def test_the_directory_is_narrowed_by_place_kind_and_region(world: World) -> None:
    Organisation.objects.create(
        name="Fen Surgery",
        kind="primary_care",
        region=world.east,
        postcode="CB7 4EH",
        postcode_area="CB",
    )
    for asked in ({"words": "cb7"}, {"kind": "primary_care"}, {"region": world.east.uid}):
        rows = Program().get("organisations", **asked).json()["items"]
        assert [row["name"] for row in rows] == ["Fen Surgery"], asked


def test_an_organisation_is_registered_and_decided_about(world: World, steward: Program) -> None:
    nadia = Program(world.signed_up)
    said = {"name": "Chalkfield Surgery", "kind": "primary_care", "postcode": "bs105nb"}
    assert problem(Program().post("registrations", said), 401)
    assert (
        "postcode" in problem(nadia.post("registrations", said | {"postcode": "BS"}), 422)["errors"]
    )
    taken = nadia.post("registrations", said | {"ods_code": "RZ0"})
    assert "ODS code RZ0" in problem(taken, 409)["detail"]
    made = nadia.post("registrations", said, Idempotency_Key="k")
    assert made.status_code == 201, made.text
    assert made.json()["organisation"]["postcode"] == "BS10 5NB"
    assert (
        nadia.post("registrations", said, Idempotency_Key="k").json()["uid"] == made.json()["uid"]
    )
    path, identifier = f"registrations/{made.json()['uid']}", made.json()["organisation"]["uid"]
    assert problem(Program(world.ben).post(f"{path}/confirm"), 404)
    assert problem(Program(world.ben).get(f"organisations/{identifier}"), 404)
    assert problem(nadia.post(f"{path}/confirm"), 403)
    assert [row["uid"] for row in nadia.get("registrations", waiting="true").json()["items"]] == [
        made.json()["uid"]
    ]
    assert "reason" in problem(steward.post(f"{path}/decline"), 422)["errors"]
    declined = steward.post(f"{path}/decline", {"reason": "It closed."})
    assert (declined.json()["outcome"], declined.json()["reason"]) == ("declined", "It closed.")
    assert problem(steward.post(f"{path}/confirm"), 409)
    assert steward.post(f"{path}/undo").json()["outcome"] == ""
    merged = steward.post(f"{path}/merge", {"into": "RZ1"})
    assert merged.json()["merged_into"]["identifier"] == "RZ1"
    steward.post(f"{path}/undo")
    confirmed = steward.post(f"{path}/confirm", {"ods_code": "L81002"})
    assert confirmed.json()["organisation"]["identifier"] == "L81002"
    assert Program().get("organisations/L81002").json()["postcode"] == "BS10 5NB"
    assert problem(nadia.post(f"{path}/undo"), 403)


def test_a_domain_that_waits_comes_with_those_of_others_that_it_overlaps(
    world: World, steward: Program
) -> None:
    list_domain(by=world.ben, organisation=world.kingsholm, domain="wards.severnside.nhs.uk")
    held = list_domain(by=world.steward, organisation=world.severnside, domain="severnside.nhs.uk")
    confirm_domain(by=world.steward, domain=held)
    (waits,) = steward.get("domains/waiting").json()["items"]
    assert waits["domain"] == "wards.severnside.nhs.uk"
    assert [
        (each["domain"], each["organisation"]["identifier"], bool(each["confirmed_at"]))
        for each in waits["others"]
    ] == [("severnside.nhs.uk", "RZ0", True)]
