"""A page costs the same number of queries whatever is on it."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from collab.base.ui.paging import PAGE_SIZE, page_of
from collab.interventions.library import NEWEST_FIRST
from collab.interventions.models import Intervention, Version
from discussions.actions import start_thread
from networks.actions.collaboratives import admit_organisation
from networks.actions.organisations import add_organisation
from networks.actions.spaces import open_space
from tests.unit.interventions.examples import revised, shared
from tests.unit.interventions.pages import get, signed_in, with_class
from tests.world import World, again, join, sign_up

pytestmark = pytest.mark.same_everywhere  # how many queries, not how they are answered


@pytest.fixture(params=["signed out", "member"])
def reader(request: pytest.FixtureRequest, client: Client, world: World) -> Client:
    return client if request.param == "signed out" else signed_in(world.amina)


@pytest.fixture
def newcomer(world: World) -> Callable[[], dict]:
    """Somebody new, of a new organisation, in a new public space of the collaborative."""
    numbers = count()

    def make() -> dict:
        n = next(numbers)
        organisation = add_organisation(
            by=world.steward, name=f"Trust {n}", kind="acute", ods_code=f"RX{n}"
        )
        admit_organisation(by=world.steward, collaborative=world.west, organisation=organisation)
        person = sign_up(f"Person {n}")
        join(person, organisation, by=world.steward)
        space = open_space(
            by=world.lead,
            name=f"Space {n}",
            purpose="A space.",
            members_by="collaborative",
            visible_to_whom="public",
            collaborative=world.west,
        )
        return {"by": again(person), "for_organisation": organisation, "space": space}

    return make


def queries(client: Client, address: str) -> int:
    get(client, address)
    with CaptureQueriesContext(connection) as captured:
        get(client, address)
    return len(captured)


def rows(client: Client, address: str) -> int:
    return len(with_class(get(client, address), "app-row"))


def test_the_library(reader: Client, world: World, newcomer: Callable[[], dict]) -> None:
    shared(world, **newcomer())
    with_one = queries(reader, "/interventions")
    for _ in range(PAGE_SIZE):
        shared(world, **newcomer())
    assert rows(reader, "/interventions") == PAGE_SIZE
    assert queries(reader, "/interventions") == with_one


def test_the_fiftieth_page_of_the_library(
    reader: Client, world: World, newcomer: Callable[[], dict]
) -> None:
    whose = [newcomer() for _ in range(5)]
    first = shared(world, **whose[0])
    with_one = queries(reader, "/interventions")
    now = timezone.now()
    fields = {
        field.attname: getattr(first, field.attname)
        for field in Intervention._meta.concrete_fields
        if field.name not in ("id", "uid", "changed_at", "by", "for_organisation", "space")
    }
    Intervention.objects.bulk_create(
        Intervention(changed_at=now - timedelta(hours=n), **whose[n % 5], **fields)
        for n in range(1, 50 * PAGE_SIZE)
    )
    after = ""
    for _ in range(49):
        after = page_of(Intervention.objects.all(), order=NEWEST_FIRST, after=after).after
    fiftieth = f"/interventions?after={after}"
    assert rows(reader, fiftieth) == PAGE_SIZE
    assert queries(reader, fiftieth) == with_one


def test_the_versions_of_an_intervention(
    reader: Client, world: World, newcomer: Callable[[], dict]
) -> None:
    intervention = shared(world, space=world.surgery)
    address = f"{intervention.get_absolute_url()}/versions"
    with_one = queries(reader, address)
    for n in range(PAGE_SIZE):
        who = newcomer()
        who.pop("space")
        intervention = revised(world, intervention, title=f"Title {n}", **who)
    assert rows(reader, address) == PAGE_SIZE
    assert queries(reader, address) == with_one


def test_the_fiftieth_page_of_versions(reader: Client, world: World) -> None:
    intervention = shared(world, space=world.surgery)
    address = f"{intervention.get_absolute_url()}/versions"
    with_one = queries(reader, address)
    first = intervention.versions.get()
    fields = {
        field.attname: getattr(first, field.attname)
        for field in Version._meta.concrete_fields
        if field.name not in ("id", "number")
    }
    Version.objects.bulk_create(Version(number=n, **fields) for n in range(2, 50 * PAGE_SIZE + 1))
    after = ""
    for _ in range(49):
        after = page_of(intervention.versions.all(), order=("-number",), after=after).after
    assert rows(reader, f"{address}?after={after}") == PAGE_SIZE
    assert queries(reader, f"{address}?after={after}") == with_one


def test_the_discussions_of_an_intervention(
    reader: Client, world: World, newcomer: Callable[[], dict]
) -> None:
    intervention = shared(world, space=world.surgery)
    address = f"{intervention.get_absolute_url()}/discuss"

    def ask() -> None:
        who = newcomer() | {"space": world.surgery}
        start_thread(title="Who leads?", text="At your place.", about=intervention.ref, **who)

    ask()
    with_one = queries(reader, address)
    for _ in range(PAGE_SIZE):
        ask()
    assert rows(reader, address) == PAGE_SIZE
    assert queries(reader, address) == with_one


@pytest.mark.parametrize("page", ["", "/v/1", "/v/2?changes"])
def test_an_intervention_with_much_around_it(reader: Client, world: World, page: str) -> None:
    intervention = revised(world, shared(world, space=world.surgery), body="Another text.")
    address = f"{intervention.get_absolute_url()}{page}"
    alone = queries(reader, address)
    for n in range(10):
        intervention = revised(world, intervention, title=f"Title {n}")
        shared(world, space=world.surgery)
        start_thread(
            by=world.ben,
            for_organisation=world.kingsholm,
            space=world.surgery,
            title="Who leads?",
            text="At your place.",
            about=intervention.ref,
        )
    assert queries(reader, address) == alone
    assert alone < 20
