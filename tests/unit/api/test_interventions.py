"""Interventions and their versions through the API."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from collab.interventions.actions import share_intervention
from collab.interventions.models import Intervention, Version
from tests.unit.access.scene import CHECKLIST, draft
from tests.unit.api.client import Program, problem
from tests.world import World

pytestmark = pytest.mark.same_everywhere  # how it is asked and answered

SHARED = {
    "title": "Falls checklist",
    "kind": "checklist",
    "summary": "Four checks in the first hour.",
    "setting": "Wards",
    "problem": "Falls at night",
    "evidence": "tested",
    "licence": "ogl-3.0",
    "taken_by": "network",
    "body": CHECKLIST,
}


@pytest.fixture
def amina(world: World) -> Program:
    return Program(world.amina)


@pytest.fixture
def shared(world: World) -> Intervention:
    return share_intervention(
        by=world.amina, for_organisation=world.severnside, space=world.falls, content=draft()
    )


def test_a_program_shares_an_intervention_once(world: World, amina: Program) -> None:
    path = f"spaces/{world.falls.uid}/interventions"
    made, again = (amina.post(path, SHARED, Idempotency_Key="k") for _ in range(2))
    assert made.status_code == 201
    assert made.json()["uid"] == again.json()["uid"]
    intervention = Intervention.objects.get()
    assert (intervention.title, intervention.body) == ("Falls checklist", CHECKLIST)
    assert made.json()["page"] == f"http://localhost:8000/i/{intervention.uid}"


def test_what_is_not_named_stays_in_a_new_version(amina: Program, shared: Intervention) -> None:
    path = f"interventions/{shared.uid}"
    assert problem(amina.patch(path, {"title": "Falls"}), 428)
    changed = amina.patch(path, {"title": "Falls", "note": "Shorter"}, version=1)
    assert (changed["ETag"], changed.json()["body"]) == ('"2"', CHECKLIST)
    late = amina.patch(path, {"title": "Slips"}, version=1)
    assert problem(late, 412)
    assert late["ETag"] == '"2"'
    versions = amina.get(f"{path}/versions").json()["items"]
    assert [(each["number"], each["note"]) for each in versions] == [(2, "Shorter"), (1, "")]
    assert amina.get(f"{path}/versions/1").json()["title"] == "Falls checklist"
    assert problem(amina.get(f"{path}/versions/3"), 404)
    assert Version.objects.count() == 2


def test_the_list_has_no_texts_and_is_found_by_kind_and_words(
    world: World, amina: Program, shared: Intervention
) -> None:
    [row] = amina.get("interventions", kind="checklist", words="falls wards").json()["items"]
    assert row["uid"] == shared.uid
    assert "body" not in row
    assert amina.get("interventions", kind="guide").json()["items"] == []
    assert problem(amina.get("interventions", kind="unheard"), 422)["errors"]["kind"]


def test_a_removed_intervention_is_missing_until_it_is_restored(
    amina: Program, shared: Intervention
) -> None:
    path = f"interventions/{shared.uid}"
    assert amina.delete(path, reason="Out of date").status_code == 204
    assert Intervention.objects.get().removal_reason == "Out of date"
    assert problem(amina.get(path), 404)
    assert amina.get("interventions").json()["items"] == []
    assert amina.post(f"{path}/restore").json()["title"] == shared.title
    assert amina.get(path).status_code == 200


def test_a_removal_is_taken_back_within_ten_minutes(amina: Program, shared: Intervention) -> None:
    path = f"interventions/{shared.uid}"
    with time_machine.travel(timezone.now() - timedelta(minutes=11)):
        assert amina.delete(path).status_code == 204
    assert "for ten minutes" in problem(amina.post(f"{path}/restore"), 409)["detail"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"kind": "unheard"}, "kind"),
        ({"language": "not a language"}, "language"),
        ({"body": "> " * 30 + "deep"}, "body"),
        ({"summary": "x" * 301}, "summary"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_words(
    world: World, amina: Program, change: dict[str, str], field: str
) -> None:
    refused = problem(amina.post(f"spaces/{world.falls.uid}/interventions", SHARED | change), 422)
    assert refused["errors"][field]
    assert not Intervention.objects.exists()
