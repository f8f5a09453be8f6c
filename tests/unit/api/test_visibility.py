"""Who sees a space, and what is older in it, decided by a program."""

import pytest

from discussions.actions import start_thread
from discussions.models import Thread
from networks.models import Space
from tests.unit.api.client import Program, problem
from tests.unit.interventions.examples import shared
from tests.world import World

pytestmark = pytest.mark.same_everywhere  # how it is asked and answered


@pytest.fixture
def lead(world: World) -> Program:
    return Program(world.lead)


def ask(world: World, title: str, text: str = "Four checks.") -> Thread:
    said = {"by": world.lead, "for_organisation": world.lead_body}
    return start_thread(**said, space=world.falls, title=title, text=text)


def test_a_lead_widens_a_space_and_opens_what_is_older(world: World, lead: Program) -> None:
    thread = ask(world, "Old")
    mine = shared(world, space=world.falls)
    path = f"spaces/{world.falls.uid}"
    would = lead.get(f"{path}/visibility/network").json()
    assert (would["widens"], would["public"]) == (True, False)
    assert would["people"] >= 1
    assert lead.post(f"{path}/visibility", {"visible_to_whom": "network"}).status_code == 428
    made = lead.post(f"{path}/visibility", {"visible_to_whom": "network"}, version=1)
    assert made.json()["visible_to_whom"] == "network"
    olu = Program(world.outsider)
    assert olu.get(path).status_code == 200
    for address in (f"threads/{thread.uid}", f"interventions/{mine.uid}"):
        assert olu.get(address).status_code == 404
        assert olu.post(f"{address}/open", version=1).status_code == 404
    for things in ("threads", "interventions"):
        assert olu.get(things, space=world.falls.uid).json()["items"] == []
        assert olu.get(things, waits="true").json()["items"] == []
        [waits] = lead.get(things, waits="true").json()["items"]
        assert waits["reach"] == "members"
    opened = lead.post(f"threads/{thread.uid}/open", version=thread.version)
    assert opened.json()["reach"] == "network"
    assert lead.post(f"interventions/{mine.uid}/open", version=1).status_code == 200
    assert olu.get(f"threads/{thread.uid}").json()["title"] == "Old"
    assert olu.get(f"interventions/{mine.uid}").status_code == 200
    assert lead.delete(f"threads/{thread.uid}/open").json()["reach"] == "members"
    assert olu.get(f"threads/{thread.uid}").status_code == 404


def test_a_describing_that_widens_obeys_the_same_rule(world: World, lead: Program) -> None:
    ask(world, "Old")
    lead.patch(f"spaces/{world.falls.uid}", {"visible_to_whom": "public"}, version=1)
    ask(world, "New")
    titles = [each["title"] for each in Program().get("threads").json()["items"]]
    assert titles == ["New"]


def test_what_could_identify_a_patient_is_asked_about(world: World, lead: Program) -> None:
    thread = ask(world, "Old", "Seen under 943 476 5919")
    lead.post(f"spaces/{world.falls.uid}/visibility", {"visible_to_whom": "network"}, version=1)
    path = f"threads/{thread.uid}/open"
    asked = lead.post(path, version=1)
    assert asked.status_code == 422
    assert "943 476 5919" in str(asked.json()["errors"])
    stated = {"identifies_nobody": asked.json()["identifies_nobody"]}
    assert lead.post(path, {"identifies_nobody": "something"}, version=1).status_code == 422
    assert lead.post(path, stated, version=2).status_code == 412
    assert lead.post(path, stated, version=1).status_code == 200
    assert Program(world.outsider).get(f"threads/{thread.uid}").status_code == 200


def test_a_change_is_taken_back(world: World, lead: Program) -> None:
    path = f"spaces/{world.falls.uid}/visibility"
    assert lead.send("DELETE", path, version=1).status_code == 409
    lead.post(path, {"visible_to_whom": "network"}, version=1)
    assert lead.delete(path).status_code == 428
    assert lead.send("DELETE", path, version=2).json()["visible_to_whom"] == "members"
    assert lead.send("DELETE", path, version=3).status_code == 409
    assert Space.objects.get(pk=world.falls.pk).visible_to_whom == "members"
    assert lead.get(f"{path}/members").status_code == 409
    assert lead.get(f"{path}/everybody").status_code == 404


def test_what_somebody_else_changed_since_is_not_taken_back(world: World, lead: Program) -> None:
    path = f"spaces/{world.falls.uid}/visibility"
    lead.post(path, {"visible_to_whom": "public"}, version=1)
    lead.post(path, {"visible_to_whom": "members"}, version=2)
    refused = problem(lead.send("DELETE", path, version=2), 409)
    assert "only the last change" in refused["detail"]
    assert Space.objects.get(pk=world.falls.pk).visible_to_whom == "members"
    assert lead.send("DELETE", path, version=3).json()["visible_to_whom"] == "public"


def test_what_a_discussion_is_about_is_told_to_those_who_see_that(
    world: World, lead: Program
) -> None:
    mine = shared(world, space=world.falls)
    lead.post(f"spaces/{world.falls.uid}/visibility", {"visible_to_whom": "network"}, version=1)
    said = {"title": "New", "text": "Who uses it?", "about": f"intervention:{mine.uid}"}
    made = lead.post(f"spaces/{world.falls.uid}/threads", said)
    assert made.json()["about"] == f"intervention:{mine.uid}"
    told = Program(world.outsider).get(f"threads/{made.json()['uid']}").json()
    assert (told["title"], told["about"]) == ("New", "")
