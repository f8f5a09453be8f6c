"""What needs somebody, on their own front page, and what starts soon."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from collab.desk.actions.joining import ask_to_join
from collab.home.needs import needs_of
from collab.home.soon import starting_soon
from networks.actions.collaboratives import appoint, found_collaborative
from networks.actions.domains import confirm_domain, list_domain
from networks.actions.invitations import invite
from networks.actions.organisations import add_organisation, request_affiliation
from networks.actions.registering import Facts, register_organisation
from networks.actions.spaces import open_space
from networks.models import Space, Times
from tests.unit.interventions.pages import get, links, says, signed_in
from tests.unit.ui.markup import words
from tests.world import World, again, sign_up


def needing(person: object) -> list[str]:
    return [each.template.rpartition("/")[2] for each in needs_of(again(person)).shown]


def test_nothing_needs_whoever_has_nothing_to_do(world: World) -> None:
    assert needs_of(again(world.amina)) == ([], 0)
    assert "Nothing waits for you." in words(get(signed_in(world.amina), "/"))


def test_what_is_pressing_comes_first(world: World) -> None:
    invite(by=world.steward, to=world.ben.email, organisation=world.severnside, role="member")
    request_affiliation(by=world.signed_up, organisation=world.kingsholm)
    request_affiliation(by=world.ben, organisation=world.fenland)
    assert needing(world.ben) == ["_invited_to.html", "_waiting_person.html", "_asked.html"]


def test_a_steward_reads_of_each_organisation_that_waits(world: World) -> None:
    register_organisation(by=world.signed_up, facts=Facts(name="Fern Lodge", kind="care_home"))
    assert needing(world.steward) == ["_registration_waits.html"]
    page = words(get(signed_in(world.steward), "/"))
    assert "Fern Lodge was registered" in page
    assert needing(world.amina) == []


def test_all_of_it_is_counted_and_the_first_are_shown(world: World) -> None:
    for number in range(7):
        request_affiliation(by=sign_up(f"Person {number}"), organisation=world.kingsholm)
    needs = needs_of(again(world.ben))
    assert (len(needs.shown), needs.total, needs.others) == (5, 7, 2)


def asks(world: World, name: str, days: int = 0) -> None:
    """An organisation has waited so long to take part in the West of England."""
    ask_to_join(
        by=again(world.steward),
        organisation=add_organisation(by=again(world.steward), name=name, kind="care_home"),
        collaborative=world.west,
        sponsor_name="Helen Frost",
        reason="To learn.",
        at=timezone.now() - timedelta(days=days),
    )


def test_a_lead_reads_whose_desk_they_have_and_who_asks_there_to_take_part(world: World) -> None:
    client, name = signed_in(world.lead), world.west.name
    page = get(client, "/")
    assert f"See what needs the leads of {name}" in words(page)
    assert "Nothing waits for you" not in words(page)
    assert links(page, f"Open desk {name}") == [f"/c/{world.west.uid}/desk"]
    asks(world, "Fern House", days=16)
    page = words(get(client, "/"))
    assert f"1 organisation asks to take part in {name} The first has waited 16 days" in page
    asks(world, "Moss House")
    page = words(get(client, "/"))
    assert f"2 organisations ask to take part in {name} The first has waited 16 days" in page


def test_of_others_desks_nothing_is_said(world: World) -> None:
    asks(world, "Fern House")
    assert needing(world.lead) == ["_desk_waits.html"]
    assert needing(world.amina) == []


def test_who_leads_many_collaboratives_reads_of_each_in_as_many_queries(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with CaptureQueriesContext(connection) as one:
        needs_of(again(world.lead))
    for name in ("X", "Y", "Z"):
        led = found_collaborative(
            by=world.steward,
            name=f"{name} Patient Safety Collaborative",
            region=name,
            lead_body=world.lead_body,
            column=1,
            row=ord(name),
        )
        appoint(
            by=world.steward,
            person=world.lead,
            collaborative=led,
            organisation=world.lead_body,
            role="lead",
        )
    with django_assert_num_queries(len(one)):
        shown = needs_of(again(world.lead)).shown
    assert [each.about.collaborative.name[0] for each in shown] == ["W", "X", "Y", "Z"]


def session(world: World, name: str, starts: datetime, ends: datetime | None) -> Space:
    return open_space(
        by=world.lead,
        name=name,
        purpose="Together.",
        members_by="collaborative",
        collaborative=world.west,
        times=Times(starts, ends),
    )


@pytest.mark.parametrize(
    ("from_now", "lasts", "shown"),
    [
        (timedelta(days=3), timedelta(hours=2), True),
        (timedelta(hours=-1), timedelta(hours=2), True),
        (timedelta(hours=-1), None, True),
        (timedelta(hours=-3), timedelta(hours=2), False),
        (timedelta(hours=-13), None, False),
        (timedelta(days=15), timedelta(hours=2), False),
    ],
)
def test_what_takes_place_within_two_weeks_or_now_starts_soon(
    world: World, from_now: timedelta, lasts: timedelta | None, shown: bool
) -> None:
    now = timezone.now()
    starts = now + from_now
    session(world, "Bed rails", starts, starts + lasts if lasts else None)
    soon = starting_soon(Space.objects.of_member(again(world.amina)), now)
    assert [each.name for each in soon] == ["Bed rails"] * shown


def test_the_page_says_when_in_words(world: World) -> None:
    with time_machine.travel("2026-11-27 09:00Z", tick=False):
        today = timezone.now()
        session(world, "Bed rails", today + timedelta(hours=5.5), today + timedelta(hours=6))
        session(world, "Falls", today + timedelta(days=1), None)
        page = get(signed_in(world.amina), "/")
    assert "Starting soon" in says(page, "app-side__h")
    assert "Bed rails Today, 2:30pm to 3pm" in words(page)
    assert "Falls Tomorrow, 9am" in words(page)


def test_of_one_organisation_the_best_way_in_is_shown_alone(world: World) -> None:
    domain = "kingsholm.nhs.uk"
    confirm_domain(
        by=world.steward,
        domain=list_domain(by=world.ben, organisation=world.kingsholm, domain=domain),
    )
    address = f"nadia@{domain}"
    world.signed_up.emailaddress_set.create(email=address, verified=True)
    nadia = signed_in(world.signed_up)
    page = words(get(nadia, "/"))
    assert f"You can join Kingsholm Infirmary with your address {address}" in page
    assert "Ask to join your organisation" not in page
    invite(by=world.ben, to=address, organisation=world.kingsholm, role="safety_lead")
    page = words(get(nadia, "/"))
    assert "Ben Hughes invites you to join Kingsholm Infirmary" in page
    assert "You can join" not in page
    assert "Ask to join your organisation" not in page
    request_affiliation(by=again(world.signed_up), organisation=world.kingsholm)
    assert needing(world.signed_up) == ["_invited_to.html"]


def test_whoever_waits_reads_who_answers_them(world: World) -> None:
    nadia = signed_in(world.signed_up)
    request_affiliation(by=world.signed_up, organisation=world.kingsholm)
    request_affiliation(by=again(world.signed_up), organisation=world.fenland)
    for page in ("/", "/me/organisations"):
        said = words(get(nadia, page))
        assert "Waiting for its safety lead or administrator to confirm" in said
        assert "Nobody looks after it here yet, so a national steward confirms" in said
