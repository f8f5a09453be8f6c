"""Joining, members and writing to them, as a program does it."""

import pytest

from discussions.models import Thread
from networks.models import Appointment, Fellowship, JoinRequest, Membership
from tests.unit.access.scene import Scene
from tests.unit.api.client import Program, problem
from tests.world import World, again, join, sign_up

pytestmark = pytest.mark.same_everywhere  # how it is asked and answered


@pytest.fixture
def asking(world: World) -> Program:
    """The program of Fenland's safety lead."""
    person = sign_up("Rita Reed")
    join(person, world.fenland, by=world.steward, role="safety_lead")
    return Program(again(person))


def asked(world: World, asking: Program, **more: object):
    said = {"organisation": "RZ2", "reason": "To learn.", "sponsor_name": "Helen Frost"}
    path = f"collaboratives/{world.west.uid}/join-requests"
    return asking.post(path, said | more, Idempotency_Key="k")


def test_an_organisation_asks_and_the_lead_accepts_and_thinks_again(
    world: World, asking: Program
) -> None:
    answer = asked(world, asking)
    assert answer.status_code == 201
    request = answer.json()
    assert (request["state"], request["organisation"]["identifier"]) == ("waiting", "RZ2")
    assert asked(world, asking).json()["uid"] == request["uid"]
    here, lead = f"join-requests/{request['uid']}", Program(world.lead)
    assert lead.get(here).json()["space"]["name"] == "Join request: Fenland Hospitals"
    assert lead.post(f"{here}/accept").json()["state"] == "accepted"
    problem(lead.post(f"{here}/accept"), 409)
    assert lead.post(f"{here}/reconsider").json()["state"] == "waiting"
    assert lead.post(f"{here}/decline", {"reason": "Not yet."}).json()["state"] == "declined"
    problem(asking.delete(here), 409)
    problem(lead.post(f"{here}/decline", {"reason": "Not yet."}), 409)
    listed = asking.get(f"collaboratives/{world.west.uid}/join-requests", state="declined")
    assert [each["uid"] for each in listed.json()["items"]] == [request["uid"]]


def test_a_request_without_sponsor_reason_or_right_fails(world: World, asking: Program) -> None:
    problem(asked(world, asking, sponsor_name=" "), 422)
    problem(asked(world, asking, reason=""), 422)
    problem(asked(world, asking, reason="NHS number 943 476 5919"), 422)
    problem(asked(world, Program(world.outsider)), 403)
    assert not JoinRequest.objects.exists()


def test_a_request_is_missing_to_who_is_not_part_of_it(scene: Scene) -> None:
    request, world = scene.asked, scene.world
    for person in (world.amina, world.ben, world.outsider, world.steward):
        program = Program(again(person))
        problem(program.get(f"join-requests/{request.uid}"), 404)
        listed = program.get(f"collaboratives/{world.west.uid}/join-requests").json()
        assert listed["items"] == []


def test_organisations_are_admitted_leave_and_are_kept(world: World, asking: Program) -> None:
    here, lead = f"collaboratives/{world.west.uid}/members", Program(world.lead)
    assert lead.post(here, {"organisation": "RZ2"}).status_code == 201
    problem(lead.post(here, {"organisation": "RZ2"}), 409)
    assert asking.delete(f"{here}/RZ2").status_code == 204
    problem(asking.delete(f"{here}/RZ2"), 409)
    assert asking.post(f"{here}/RZ2/restore").json()["ended_at"] is None
    problem(Program(world.outsider).delete(f"{here}/RZ2"), 403)
    problem(lead.delete(f"{here}/RA7"), 404)
    names = [each["organisation"]["name"] for each in lead.get(here).json()["items"]]
    assert names == ["Fenland Hospitals", "Kingsholm Infirmary", "Severnside Hospitals"]
    assert Membership.objects.filter(organisation=world.fenland, ended_at=None).count() == 2


def test_people_are_listed_as_on_their_page(world: World) -> None:
    here, lead = f"collaboratives/{world.west.uid}/people", Program(world.lead)
    found = lead.get(here, role="safety_lead").json()["items"]
    assert [each["person"]["name"] for each in found] == ["Ben Hughes"]
    assert found[0]["affiliations"][0]["role"] == "safety_lead"
    problem(lead.get(here, role="queen"), 422)
    problem(Program(world.amina).get(here), 403)


def test_leads_are_appointed_and_end(world: World) -> None:
    here, lead = f"collaboratives/{world.west.uid}/appointments", Program(world.lead)
    said = {"person": world.ben.uid, "organisation": "RZ1", "role": "coach"}
    assert lead.post(here, said).json()["role"] == "coach"
    problem(lead.post(here, said), 409)
    problem(lead.post(here, said | {"person": world.amina.uid}), 409)
    assert lead.delete(f"{here}/{world.ben.uid}").status_code == 204
    assert lead.post(f"{here}/{world.ben.uid}/restore").json()["ended_at"] is None
    problem(lead.delete(f"{here}/{world.lead.uid}"), 409)
    assert Appointment.objects.current().filter(collaborative=world.west).count() == 2


def test_a_fellowship_that_one_has_ended_goes_on_as_it_was(world: World) -> None:
    here = f"collaboratives/{world.west.uid}/fellows/{world.amina.uid}/restore"
    lead, held = Program(world.lead), Fellowship.objects.get()
    problem(lead.post(here), 409)
    assert lead.delete(f"fellows/{world.amina.uid}").status_code == 204
    problem(Program(world.steward).post(here), 409)
    supported_by = lead.post(here).json()["supported_by"]
    assert supported_by["name"] == "Severnside Hospitals"
    assert Fellowship.objects.current().get() == held
    problem(lead.post(f"collaboratives/{world.west.uid}/fellows/{world.ben.uid}/restore"), 404)


def test_members_are_written_to(world: World) -> None:
    here, lead = f"collaboratives/{world.west.uid}/messages", Program(world.lead)
    said = {"title": "Tuesday", "text": "Who comes?", "people": [world.ben.uid]}
    answer = lead.post(here, said, Idempotency_Key="k")
    assert answer.status_code == 201
    assert answer.json()["space"]["name"] == "To: Tuesday"
    assert lead.post(here, said, Idempotency_Key="k").json()["uid"] == answer.json()["uid"]
    problem(lead.post(here, said | {"people": [world.outsider.uid]}), 422)
    assert Program(world.ben).get(f"threads/{answer.json()['uid']}").status_code == 200


def test_a_list_without_people_writes_to_nobody(world: World) -> None:
    here, lead = f"collaboratives/{world.west.uid}/messages", Program(world.lead)
    said = {"title": "Tuesday", "text": "Who comes?", "people": []}
    refused = problem(lead.post(here, said), 422)
    assert "leave “people” out" in refused["errors"]["people"][0]
    refused = problem(lead.post(here, said | {"space": world.falls.uid}), 422)
    assert "people" in refused["errors"]
    assert not Thread.objects.exists()


def test_people_are_not_named_together_with_a_space_of_all(world: World) -> None:
    here, lead = f"collaboratives/{world.west.uid}/messages", Program(world.lead)
    said = {"title": "Tuesday", "text": "Who comes?"}
    both = {"people": [world.ben.uid], "space": world.falls.uid}
    refused = problem(lead.post(here, said | both), 422)
    assert "not both" in refused["errors"]["people"][0]
    assert not Thread.objects.exists()
    assert lead.post(here, said | {"space": world.falls.uid}).status_code == 201
    assert lead.post(here, said | both | {"space": None}).status_code == 201


def test_everybody_is_written_to_where_nobody_is_named(world: World) -> None:
    here, lead = f"collaboratives/{world.west.uid}/messages", Program(world.lead)
    made = lead.post(here, {"title": "Tuesday", "text": "Who comes?"})
    assert made.status_code == 201
    for person in (world.ben, world.amina):
        assert Program(again(person)).get(f"threads/{made.json()['uid']}").status_code == 200
