"""Who takes part in a space, and moving a discussion, through the API."""

import json
from base64 import urlsafe_b64decode
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.utils import timezone

from discussions.actions import start_thread
from discussions.models import Thread
from networks.actions.organisations import add_organisation
from networks.actions.places import give_place, name_organisation
from networks.models import Place, Space
from tests.unit.api.client import Program, problem
from tests.world import World, again, sign_up


@pytest.fixture
def owen(world: World) -> Program:
    return Program(world.facilitator)


@pytest.fixture
def thread(world: World) -> Thread:
    return start_thread(
        by=world.amina,
        for_organisation=world.severnside,
        space=world.falls,
        title="Which mats do you use?",
        text="It was NHS number 943 476 5919.",
    )


def places(world: World) -> str:
    return f"spaces/{world.falls.uid}/places"


def in_days(days: int) -> str:
    return (timezone.now() + timedelta(days=days)).isoformat()


def test_a_guest_is_named_changed_ended_and_brought_back(world: World, owen: Program) -> None:
    said = {"person": world.signed_up.email, "role": "reader", "guest_until": in_days(5)}
    given = owen.post(places(world), said)
    assert given.status_code == 200, given.text
    assert given.json()["person"]["uid"] == world.signed_up.uid
    path = f"{places(world)}/{world.signed_up.uid}"
    changed = owen.patch(path, {"role": "contributor", "guest_until": in_days(9)})
    assert changed.json()["role"] == "contributor"
    listed = owen.get(places(world)).json()["items"]
    assert world.signed_up.uid in [each["person"]["uid"] for each in listed]
    assert owen.delete(path).status_code == 204
    assert world.falls not in Space.objects.visible_to(again(world.signed_up))
    assert problem(owen.delete(path), 404)
    assert owen.post(f"{path}/restore", {}).status_code == 200
    assert problem(owen.post(f"{path}/restore", {}), 409)
    assert world.falls in Space.objects.visible_to(again(world.signed_up))


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"person": "nobody@people.example", "role": "reader"}, 422),
        ({"person": "000000000000", "role": "reader"}, 422),
        ({"role": "king"}, 422),
        ({"role": "reader", "guest_until": in_days(-1)}, 409),
        ({"role": "reader", "guest_until": in_days(400)}, 409),
        ({"role": "facilitator", "guest_until": in_days(5)}, 409),
    ],
)
def test_what_cannot_be_is_refused(
    world: World, owen: Program, said: dict[str, str], status: int
) -> None:
    assert problem(owen.post(places(world), {"person": world.signed_up.uid} | said), status)
    assert not Place.objects.filter(person=world.signed_up).exists()


def test_who_does_not_facilitate_names_nobody(world: World) -> None:
    said = {"person": world.signed_up.uid, "role": "reader"}
    assert problem(Program(world.amina).post(places(world), said), 403)
    assert problem(Program(world.outsider).post(places(world), said), 404)


def test_an_organisation_is_named_and_taken_out(world: World, owen: Program) -> None:
    path = f"spaces/{world.falls.uid}/organisations"
    named = owen.post(path, {"organisation": "RZ2"})
    assert named.json()["organisation"]["name"] == "Fenland Hospitals"
    assert world.falls in Space.objects.visible_to(again(world.outsider))
    assert [each["organisation"]["name"] for each in owen.get(path).json()["items"]]
    assert problem(owen.post(path, {"organisation": "RZ2"}), 409)
    assert owen.delete(f"{path}/RZ2").status_code == 204
    assert world.falls not in Space.objects.visible_to(again(world.outsider))
    assert owen.post(f"{path}/RZ2/restore", {}).status_code == 200
    assert world.falls in Space.objects.visible_to(again(world.outsider))


def test_more_places_than_a_page_holds_are_all_listed(world: World, owen: Program) -> None:
    for n in range(32):
        give_place(
            by=world.lead, space=world.falls, person=sign_up(f"Reader {n}"), role=Place.Role.READER
        )
    there = Place.objects.current().filter(space=world.falls)
    uids = there.values_list("person__uid", flat=True)
    assert sorted(each["person"]["uid"] for each in all_of(owen, places(world))) == sorted(uids)


def test_more_organisations_than_a_page_holds_are_all_listed(world: World, owen: Program) -> None:
    for n in range(32):
        made = add_organisation(
            by=world.steward, name=f"Practice {n}", kind="primary_care", ods_code=f"P{n:05}"
        )
        name_organisation(by=world.lead, space=world.falls, organisation=made)
    path = f"spaces/{world.falls.uid}/organisations"
    assert len({each["organisation"]["name"] for each in all_of(owen, path)}) == 32


def all_of(program: Program, path: str) -> list[dict[str, Any]]:
    """What each page of a list has, one after the other."""
    items: list[dict[str, Any]] = []
    asked: dict[str, str] = {}
    while True:
        answer = program.get(path, **asked)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        items += page["items"]
        if not page["next"]:
            return items
        asked = dict(parse_qsl(urlsplit(page["next"]).query))
        padded = asked["after"] + "=" * (-len(asked["after"]) % 4)
        assert not [each for each in json.loads(urlsafe_b64decode(padded)) if isinstance(each, int)]


def test_a_space_says_when_it_takes_place(world: World) -> None:
    lead = Program(world.lead)
    said = {
        "name": "Learning session",
        "purpose": "Learn.",
        "members_by": "collaborative",
        "collaborative": world.west.uid,
        "starts_at": "2027-03-16T09:30:00Z",
        "ends_at": "2027-03-16T16:00:00Z",
    }
    assert problem(lead.post("spaces", said | {"ends_at": "2027-03-16T09:00:00Z"}), 409)
    made = lead.post("spaces", said).json()
    assert made["starts_at"] == "2027-03-16T09:30:00Z"
    path = f"spaces/{made['uid']}"
    changed = lead.patch(path, {"name": "Session"}, version=1).json()
    assert (changed["name"], changed["starts_at"]) == ("Session", made["starts_at"])
    changed = lead.patch(path, {"starts_at": None, "ends_at": None}, version=2).json()
    assert changed["starts_at"] is None


def test_a_discussion_is_moved_once_what_is_in_it_was_looked_at(
    world: World, owen: Program, thread: Thread
) -> None:
    path = f"threads/{thread.uid}/move"
    said = {"out_of": world.falls.uid, "into": world.medicines.uid}
    asked = problem(owen.post(path, said), 422)
    assert next(iter(asked["errors"])).startswith("Message 1")
    said["identifies_nobody"] = asked["identifies_nobody"]
    moved = owen.post(path, said)
    assert moved.json()["space"]["uid"] == world.medicines.uid
    assert moved.headers["ETag"] == '"2"'
    assert problem(Program(world.guest).get(f"threads/{thread.uid}"), 404)
    assert problem(Program(world.guest).get(f"threads/{thread.uid}/messages"), 404)
    assert Program(world.outsider).get(f"threads/{thread.uid}").status_code == 200
    elsewhere = {"out_of": world.falls.uid, "into": world.surgery.uid}
    assert "moved this discussion" in problem(owen.post(path, elsewhere), 409)["detail"]


def test_a_discussion_moves_into_no_space_that_its_mover_does_not_facilitate_or_see(
    world: World, owen: Program, thread: Thread
) -> None:
    path = f"threads/{thread.uid}/move"
    hidden = {"out_of": world.falls.uid, "into": world.group.uid}
    assert "into" in problem(owen.post(path, hidden), 422)["errors"]
    fellows = {"out_of": world.falls.uid, "into": world.fellows.uid}
    assert problem(owen.post(path, fellows), 403)
    assert Thread.objects.get(pk=thread.pk).space == world.falls
