"""Every address, as every way of being somebody, against what was promised."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from collab.base.accounts.models import Session
from tests.unit.access.expected import CASES, each_way
from tests.unit.access.expected_api import API_CASES
from tests.unit.access.scene import Scene


def routes(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from routes(each.url_patterns)
        else:
            yield each


ROUTES = list(routes(get_resolver().url_patterns))


def test_every_address_declares_the_permission_that_opens_it() -> None:
    assert len(ROUTES) > 40
    assert [each.name for each in ROUTES if not hasattr(each.callback, "permission")] == []


def test_every_address_is_swept() -> None:
    swept = {case.route for case in CASES} | {case.route for case in API_CASES}
    known = {each.name for each in ROUTES}
    assert swept - known == set(), "the sweep expects addresses that do not exist"
    assert known - swept == set(), "these addresses promise nothing: add them to expected.py"


def outcome(response: HttpResponse) -> str:
    if response.status_code == 404:
        return "missing"
    if response.status_code == 403:
        return "no"
    if response.status_code == 302 and response["Location"].startswith(reverse(settings.LOGIN_URL)):
        return "sign in"
    assert response.status_code < 500
    return "in"


def is_signed_in(client: Client) -> bool:
    """Some addresses sign out whoever opens them."""
    return Session.objects.filter(
        session_key=client.session.session_key, person__isnull=False
    ).exists()


@pytest.mark.parametrize("way", each_way(on_postgresql="lead"))
def test_each_way_of_being_somebody_meets_what_was_promised(scene: Scene, way: str) -> None:
    person = scene.world.people[way]
    surprises = []
    client = Client()
    for case in CASES:
        if person.is_authenticated and not is_signed_in(client):
            client.force_login(person)
        address = reverse(case.route, kwargs=case.names(scene))
        response = client.post(address) if case.post else client.get(address)
        met, promised = outcome(response), case.expected[way]
        if met != promised:
            verb = "post" if case.post else "get"
            surprises.append(f"{verb} {case.route} {address}: promised {promised}, met {met}")
    assert surprises == []
