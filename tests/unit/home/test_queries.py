"""A page asks the database as often for one row as for a full page, and for the 50th page."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from collab.base.accounts.models import Person
from collab.base.ui.paging import page_of
from collab.desk.members import people as people_of_collaborative
from collab.home.now import MOST_NEW
from collab.interventions.library import NEWEST_FIRST
from collab.interventions.models import Intervention
from collab.notifications.reading import notices_of
from discussions.models import Thread
from networks.finding import NEAREST_FIRST, found
from networks.ledger import head_of
from networks.members import people_in
from networks.models import (
    Affiliation,
    EmailDomain,
    Fellowship,
    Invitation,
    LedgerRow,
    Organisation,
    Registration,
    Space,
)
from networks.views.registering import ON_A_PAGE
from tests.unit.home.crowd import Crowd, found_collaboratives
from tests.unit.interventions.pages import signed_in
from tests.world import World

pytestmark = pytest.mark.same_everywhere  # how many queries, not how they are answered

FIFTY_PAGES = 50 * 30


def addresses(world: World) -> dict[str, tuple[str, Person | None]]:
    """The first page of each list and detail page, and who reads it."""
    falls, amina = f"/s/{world.falls.uid}", world.amina
    most_new = max(0, head_of(world.falls.stream)[1] - MOST_NEW)
    return {
        "front": ("/", None),
        "home": ("/", amina),
        "home of who is asked": ("/", world.ben),
        "home of a lead": ("/", world.lead),
        "home of a steward": ("/", world.steward),
        "all that needs somebody": ("/needs", world.ben),
        "spaces": ("/spaces", amina),
        "open spaces": ("/spaces", None),
        "collaboratives": ("/collaboratives", None),
        "collaborative": (f"/c/{world.west.uid}", amina),
        "network": ("/network", None),
        "network of a collaborative": (f"/c/{world.west.uid}/network", amina),
        "desk": (f"/c/{world.west.uid}/desk", world.lead),
        "organisations": ("/organisations", None),
        "organisations found": ("/organisations?q=hospital", None),
        "organisations of a kind": (f"/organisations?kind=acute&region={world.west.uid}", None),
        "organisation": ("/o/RZ0", amina),
        "organisation that is asked": ("/o/RZ1", world.ben),
        "fellows": ("/fellows", None),
        "fellows by topic": ("/fellows?topic=falls&method=run-charts", None),
        "fellow": (f"/f/{amina.uid}", world.ben),
        "person": (f"/p/{amina.uid}", world.ben),
        "own profile": (f"/p/{amina.uid}", amina),
        "people like me": ("/people/like-me", amina),
        "me": ("/me", amina),
        "members": (f"/c/{world.west.uid}/members", world.lead),
        "people of members": (f"/c/{world.west.uid}/members/people", world.lead),
        "collaborative of its lead": (f"/c/{world.west.uid}", world.lead),
        "notices": ("/notices", amina),
        "new notices": ("/notices?unread=on", amina),
        "domains that wait": ("/domains/waiting", world.steward),
        "registrations that wait": ("/organisations/waiting", world.steward),
        "invitations": (f"/c/{world.west.uid}/invitations", world.lead),
        "invitations that wait": (f"/c/{world.west.uid}/invitations?state=waiting", world.lead),
        "who sees a space": (f"{falls}/visibility", world.lead),
        "onlookers": (f"{falls}/visibility/people", world.lead),
        "my organisations": ("/me/organisations?q=hospital", amina),
        "where to share": ("/share", amina),
        "space now": (falls, amina),
        "space rows": (f"{falls}/rows?after={most_new}", amina),
        "space interventions": (f"{falls}/interventions", amina),
        "space discussions": (f"{falls}/discussions", amina),
        "space people": (f"{falls}/people", amina),
    }


def fiftieth_pages(world: World) -> Iterator[tuple[str, str]]:
    """The 50th page of each list that has pages, by the name of its first."""
    organisations = Organisation.objects.all()
    by_name = ("name", "uid")
    yield "spaces", f"?after={_cursor(Space.objects.exclude(name='x'), by_name)}"
    yield (
        "collaborative",
        f"?after={_cursor(organisations.members_of(world.west), by_name)}",
    )
    yield "organisations", f"?after={_cursor(organisations, by_name)}"
    yield (
        "organisations found",
        f"&after={_cursor(organisations.matching('hospital'), NEAREST_FIRST)}",
    )
    in_region = found(None, kind="acute", region=world.west).rows
    yield "organisations of a kind", f"&after={_cursor(in_region, by_name)}"
    fellows = Fellowship.objects.visible_to(None).select_related("person")
    yield "fellows", f"?after={_cursor(fellows, ('person__name', 'person__uid'))}"
    yield "space people", f"?after={_cursor(people_in(world.falls), by_name)}"
    falls_threads = Thread.objects.filter(space=world.falls)
    yield "space discussions", f"?after={_cursor(falls_threads, ('-last_at', '-uid'))}"
    falls_shared = Intervention.objects.filter(space=world.falls)
    yield "space interventions", f"?after={_cursor(falls_shared, NEWEST_FIRST)}"
    told = LedgerRow.objects.filter(stream=world.falls.stream, headline=True).order_by("-seq")
    yield "space now", f"?before={told[49 * 30].seq}"
    for_severnside = {"for_organisation": world.severnside}
    shared = _cursor(Intervention.objects.filter(**for_severnside), NEWEST_FIRST, 10)
    discussed = _cursor(Thread.objects.filter(**for_severnside), ("-last_at", "-uid"), 10)
    belonging = Affiliation.objects.confirmed().filter(organisation=world.severnside)
    people = _cursor(belonging.select_related("person"), ("person__name", "uid"))
    yield "organisation", f"?shared={shared}&discussed={discussed}&people={people}"
    yield "members", f"?after={_cursor(organisations.members_of(world.west), by_name)}"
    everybody = people_of_collaborative(world.west, {})
    yield "people of members", f"?after={_cursor(everybody, by_name)}"
    yield "notices", f"?after={_cursor(notices_of(world.amina), ('-at', '-uid'))}"
    yield "domains that wait", f"?after={_cursor(EmailDomain.objects.waiting(), ('since', 'uid'))}"
    registered = Registration.objects.filter(outcome="")
    registrations = _cursor(registered, ("at", "uid"), ON_A_PAGE)
    yield "registrations that wait", f"?after={registrations}"
    yield "invitations", f"?after={_cursor(Invitation.objects, ('-sent_at', 'uid'))}"
    shared = _cursor(Intervention.objects.filter(by=world.amina), NEWEST_FIRST, 10)
    yield "fellow", f"?shared={shared}&discussed={discussed}"


def _cursor(rows: object, order: tuple[str, ...], size: int = 30) -> str:
    after = page_of(rows, order=order, size=49 * size).after  # type: ignore[arg-type]
    assert after, "the list is too short to have a 50th page"
    return after


def queries(address: str, reader: Person | None) -> list[str]:
    """What a page asks the database, after the session's own questions."""
    client = signed_in(reader) if reader else Client()
    with CaptureQueriesContext(connection) as asked:
        response = client.get(address)
    assert response.status_code == 200, address
    return [each["sql"] for each in asked.captured_queries]


@pytest.fixture
def crowd(world: World) -> Crowd:
    return Crowd(world)


def test_pages_ask_as_much_for_one_row_as_for_a_full_page_and_for_the_fiftieth(
    crowd: Crowd,
) -> None:
    world = crowd.world
    crowd.grow(1)
    pages = addresses(world)
    assert len(pages) > 20
    one_row = {name: len(queries(*page)) for name, page in pages.items()}
    crowd.grow(FIFTY_PAGES)
    found_collaboratives(world, 13, timezone.now())
    full = {name: len(queries(*page)) for name, page in addresses(world).items()}
    assert full == one_row
    fiftieth = dict(fiftieth_pages(world))
    assert len(fiftieth) > 10
    late = {
        name: len(queries(pages[name][0] + asked, pages[name][1]))
        for name, asked in fiftieth.items()
    }
    assert [name for name in late if late[name] > one_row[name]] == []
    assert max(one_row.values()) <= 19, one_row
    assert one_row["space now"] <= 13
    assert one_row["space interventions"] <= 10
