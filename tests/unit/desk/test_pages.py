"""The desk's page: without script, each button comes back to it."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from collab.base.accounts.models import Person
from collab.desk.models import DeskSettings, Step
from networks.actions.collaboratives import appoint
from networks.actions.organisations import request_affiliation
from networks.models import Place
from tests.unit.desk.test_sources import ask, days, lively
from tests.unit.interventions.pages import get, signed_in
from tests.world import World, again, join, sign_up

pytestmark = pytest.mark.same_everywhere  # what pages show and take

__all__ = ["lively"]


@pytest.fixture
def priya(lively: World) -> Client:
    return signed_in(lively.lead)


def address(world: World) -> str:
    return f"/c/{world.west.uid}/desk"


def text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_a_quiet_desk_says_so(priya: Client, lively: World) -> None:
    html = get(priya, address(lively))
    assert "Nothing needs you." in html
    assert "nhsuk-button--small" in html  # to save the number of days; none is green
    assert not re.search(r'class="nhsuk-button(?! nhsuk-button--secondary)[ "]', html)


def test_what_is_done_stands_in_its_place_with_undo(priya: Client, lively: World) -> None:
    ask(lively, "Older?", ago=9)
    ask(lively, "Newer?", ago=4)
    html = get(priya, address(lively))
    assert "2 things need you. The oldest has waited 9 days." in text(html)
    leave = re.findall(r'action="(/c/\w+/desk/question/\w+/leave)"', html)[0]
    here = {"next": address(lively)}
    html = priya.post(leave, here, follow=True).content.decode()
    assert "1 thing needs you. The oldest has waited 4 days." in text(html)
    assert html.index("You left “Older?” as it is") < html.index("Newer?")
    undo = re.findall(r'action="(/c/\w+/desk/undo/\w+)"', html)[0]
    html = priya.post(undo, here, follow=True).content.decode()
    assert "2 things need you." in text(html)
    assert priya.post(undo, here, follow=True).status_code == 200


def listed(html: str) -> int:
    return html.count('<li class="app-ask"')


def test_numbers_lead_to_exactly_what_they_count(priya: Client, lively: World) -> None:
    ask(lively)
    request_affiliation(by=again(lively.signed_up), organisation=lively.severnside)
    until = timezone.now() + days(9)
    Place.objects.filter(guest_until__gt=timezone.now()).update(guest_until=until)
    html = get(priya, address(lively))
    assert "2 things need you." in text(html)
    assert "All 2" in text(html)
    assert listed(html) == 2
    counted = dict(re.findall(r'href="([^"]+\?show=\w+)">(\w+ \d+)<', html))
    assert set(counted.values()) == {"People 1", "Discussions 1"}
    for href in counted:
        assert listed(get(priya, href)) == 1
    for href, due in [(address(lively), 1), *zip(counted, (1, 0), strict=True)]:
        later = re.search(r'href="([^"]+later=1)">(\d+) due later, on', get(priya, href))
        assert (later is not None) == bool(due)
        if later:
            html = get(priya, later[1].replace("&amp;", "&"))
            assert "Due later 1" in text(html)
            assert listed(html) == int(later[2]) == due
            assert "2 things need you." in text(html)


def test_two_leads_at_once_are_told_kindly(priya: Client, lively: World) -> None:
    appoint(
        by=lively.steward,
        person=lively.facilitator,
        collaborative=lively.west,
        organisation=lively.severnside,
        role="lead",
    )
    owen = signed_in(lively.facilitator)
    ask(lively)
    leave = re.findall(r'action="([^"]+/leave)"', get(priya, address(lively)))[0]
    assert owen.post(leave).status_code == 302
    html = priya.post(leave, {"next": address(lively)}, follow=True).content.decode()
    assert "Owen Price has dealt with that already" in html


def test_coaches_read_it_and_do_nothing(lively: World) -> None:
    join(lively.signed_up, lively.severnside, by=lively.steward)
    appoint(
        by=lively.steward,
        person=lively.signed_up,
        collaborative=lively.west,
        organisation=lively.severnside,
        role="coach",
    )
    thread = ask(lively)
    nadia = signed_in(lively.signed_up)
    html = get(nadia, address(lively))
    assert "Which sensor mats work?" in html
    assert "data-desk-do" not in html
    assert nadia.post(f"{address(lively)}/question/{thread.uid}/leave").status_code == 403


def test_the_days_are_changed_and_who_did_so_is_said(priya: Client, lively: World) -> None:
    html = priya.post(f"{address(lively)}/quiet", {"quiet_days": "5"}).content.decode()
    assert "Enter a number of days from 7 to 365" in html
    assert 'value="5"' in html
    html = priya.post(f"{address(lively)}/quiet", {"quiet_days": "60"}, follow=True)
    assert "Changed by Priya Nair" in text(html.content.decode())
    assert DeskSettings.objects.get().quiet_days == 60


def test_the_only_desk_opens_at_once(priya: Client, lively: World) -> None:
    assert priya.get("/desk").url == address(lively)
    html = get(signed_in(lively.ben), "/desk")
    assert "You do not lead or coach a collaborative." in html


def test_another_collaboratives_lead_does_not_see_it(lively: World) -> None:
    appoint(
        by=lively.steward,
        person=lively.outsider,
        collaborative=lively.east,
        organisation=lively.fenland,
        role="lead",
    )
    assert signed_in(lively.outsider).get(address(lively)).status_code == 403


def test_what_another_did_is_not_undone(priya: Client, lively: World) -> None:
    ask(lively)
    leave = re.findall(r'action="([^"]+/leave)"', get(priya, address(lively)))[0]
    priya.post(leave)
    steward = signed_in(lively.steward)
    assert steward.post(f"{address(lively)}/undo/{Step.objects.get().uid}").status_code == 404


def crowded(world: World, count: int) -> None:
    """So many of each sort."""
    for number in range(count):
        person = sign_up(f"Person {count} {number}")
        request_affiliation(by=person, organisation=world.severnside, at=timezone.now() - days(9))
        Place.objects.create(
            space=world.falls,
            person=person,
            role="reader",
            by=world.lead,
            guest_until=timezone.now() + days(2),
        )
        ask(world, f"Falls question {number}?", ago=3)


def test_it_asks_as_often_for_much_as_for_little(priya: Client, lively: World) -> None:
    Person.objects.filter(pk=lively.ben.pk).update(active_on=timezone.localdate() - days(50))
    crowded(lively, 1)
    get(priya, address(lively))

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            get(priya, address(lively))
        return len(queries)

    little = asked()
    crowded(lively, 12)
    assert asked() == little
    assert little < 40
