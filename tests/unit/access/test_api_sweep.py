"""Every operation of the API, as every way of being somebody, and with every scope."""

from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from collab.base.api.operations import Declared
from collab.base.api.scopes import Scope
from tests.unit.access.expected import each_way
from tests.unit.access.expected_api import API_CASES, ApiCase
from tests.unit.access.scene import Scene
from tests.unit.access.test_sweep import ROUTES
from tests.unit.api.client import Program

OPERATIONS: dict[tuple[str, str], Declared] = {
    (route.name, verb): declared
    for route in ROUTES
    for verb, declared in getattr(route.callback, "declared", {}).items()
}


def test_every_operation_is_swept() -> None:
    swept = {(case.route, case.verb) for case in API_CASES}
    assert len(OPERATIONS) > 40
    assert swept == set(OPERATIONS)


def asked(program: Program, case: ApiCase, scene: Scene, verb: str = "") -> HttpResponse:
    """The answer to a request that is taken back afterwards."""
    path = reverse(case.route, kwargs=case.names(scene)).removeprefix("/api/v1/")
    with transaction.atomic():
        answer = program.send(verb or case.verb, path)
        transaction.set_rollback(True)
    return answer


def outcome(answer: HttpResponse) -> str:
    assert answer.status_code < 500
    if answer.status_code >= 400:
        assert answer["Content-Type"] == "application/problem+json"
    return {401: "sign in", 403: "no", 404: "missing"}.get(answer.status_code, "in")


@pytest.mark.parametrize("way", each_way(on_postgresql="member"))
def test_each_way_of_being_somebody_meets_what_was_promised(scene: Scene, way: str) -> None:
    program = Program(scene.world.people[way])
    surprises = []
    for case in API_CASES:
        answer = asked(program, case, scene)
        met, promised = outcome(answer), case.expected[way]
        if met != promised:
            surprises.append(f"{case.verb} {answer.request['PATH_INFO']}: {promised} / {met}")
    assert surprises == []


@pytest.mark.same_everywhere
@pytest.mark.parametrize("way", ["anonymous", "member"])
def test_what_can_be_read_can_be_asked_about(scene: Scene, way: str) -> None:
    program = Program(scene.world.people[way])
    readable = [case for case in API_CASES if case.verb == "GET"]
    assert len(readable) > 20
    for case in readable:
        read, asked_about = (asked(program, case, scene, verb) for verb in ("GET", "HEAD"))
        assert outcome(asked_about) == outcome(read) == case.expected[way], case.route
        assert asked_about.get("ETag") == read.get("ETag")


@pytest.mark.same_everywhere
@pytest.mark.parametrize("scope", Scope)
def test_a_token_is_good_for_its_scope_alone(scene: Scene, scope: Scope) -> None:
    program = Program(scene.world.lead, [scope])
    surprises: list[Any] = []
    for case in API_CASES:
        answer = asked(program, case, scene)
        refused = answer.status_code == 403 and "This token" in answer.json()["detail"]
        if refused == (OPERATIONS[case.route, case.verb].scope == scope):
            surprises.append((case.verb, answer.request["PATH_INFO"]))
    assert surprises == []
