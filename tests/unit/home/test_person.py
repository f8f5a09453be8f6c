"""Somebody's profile: who may read it, and what it tells whom."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from collab.base.accounts.models import Person
from networks.actions.changing_roles import change_affiliation_role
from networks.actions.organisations import end_affiliation, request_affiliation
from networks.actions.places import give_place
from networks.actions.spaces import open_space
from networks.actions.suspending import suspend_person
from networks.members import people_in
from networks.models import (
    Affiliation,
    Appointment,
    Fellowship,
    NationalRole,
    Place,
    Profile,
    Space,
)
from networks.standing import standing_of
from tests.unit.home.crowd import Crowd
from tests.unit.interventions.examples import shared
from tests.unit.interventions.pages import get, links, says, signed_in
from tests.world import World, again, join, sign_up


def page(person: Person) -> str:
    return f"/p/{person.uid}"


def in_network(person: Person) -> bool:
    return standing_of(again(person)).in_network


def meant_to_be_seen(reader: Person | AnonymousUser) -> set[Person]:
    """The same rule once more, in plain words and one by one."""
    found = set()
    for person in Person.objects.filter(is_active=True):
        own = {"person": person}
        public = (
            Fellowship.objects.current().filter(**own).exists()
            or Appointment.objects.current().filter(**own).exists()
        )
        inside = (
            Affiliation.objects.confirmed().filter(**own).exists()
            or NationalRole.objects.current().filter(**own).exists()
        )
        network = reader.is_authenticated and standing_of(reader).in_network
        if reader.is_authenticated:
            spaces = (
                Space.objects.visible_to(reader) if network else Space.objects.of_member(reader)
            )
        else:
            spaces = Space.objects.none()
        together = any(person in people_in(space) for space in spaces)
        asks = reader.is_authenticated and any(
            standing_of(reader).steward or each.organisation_id in standing_of(reader).looks_after
            for each in Affiliation.objects.waiting().filter(**own)
        )
        if public or reader == person or (network and inside) or together or asks:
            found.add(person)
    return found


def test_each_sees_whom_they_are_meant_to_see(world: World) -> None:
    stranger = sign_up("Sam Stranger")
    request_affiliation(by=stranger, organisation=world.kingsholm)
    closed = sign_up("Carla Closed")
    place = {"by": world.steward, "space": world.stewards, "role": "reader"}
    give_place(**place, person=closed)  # type: ignore[arg-type]
    readers = [*world.people.values(), again(world.ben), stranger, closed]
    numbers = set()
    for reader in readers:
        seen = set(Person.objects.filter(pk__in=Profile.objects.visible_to(reader).values("pk")))
        assert seen == meant_to_be_seen(reader), reader
        numbers.add(len(seen))
    assert len(numbers) > 3


@pytest.mark.parametrize(
    ("way", "whom", "status"),
    [
        ("anonymous", "amina", 200),
        ("anonymous", "lead", 200),
        ("anonymous", "ben", 404),
        ("signed-up", "ben", 404),
        ("ex-member", "ben", 404),
        ("guest", "ben", 200),
        ("expired guest", "ben", 404),
        ("member", "ben", 200),
        ("member", "guest", 200),
        ("member", "ex_member", 404),
        ("member", "signed_up", 404),
        ("member of another organisation", "guest", 404),
        ("signed-up", "signed_up", 200),
    ],
)
def test_whom_one_may_not_know_is_missing(world: World, way: str, whom: str, status: int) -> None:
    reader = world.people[way]
    client = signed_in(reader) if reader.is_authenticated else Client()
    assert client.get(page(getattr(world, whom))).status_code == status


def test_the_network_reads_what_somebody_does_and_where_they_belong(world: World) -> None:
    Person.objects.filter(pk=world.ben.pk).update(job_title="Matron", profession="Nurse")
    html = get(signed_in(world.amina), page(world.ben))
    assert says(html, "app-lede") == ["Matron · Nurse"]
    [belongs, together] = says(html, "app-side__block")
    assert belongs == "Belongs to Kingsholm Infirmary Safety lead"
    assert together == "Spaces you share Falls and frailtyMedicines safetySafer surgery"
    assert f"Here since {world.ben.date_joined:%B %Y}" in html
    html = get(signed_in(world.outsider), page(world.ben))
    assert says(html, "app-side__block") == ["Belongs to Kingsholm Infirmary Safety lead"]


def test_the_public_reads_what_is_public_of_fellows_and_leads(client: Client, world: World) -> None:
    Person.objects.filter(pk=world.amina.pk).update(profession="Midwife")
    html = get(client, page(world.amina))
    assert "Midwife" not in html
    assert says(html, "app-side__block") == ["Supported by Severnside Hospitals"]
    assert links(html, "What to ask about") == [f"/f/{world.amina.uid}"]
    html = get(client, page(world.lead))
    assert "Lead, West of England Patient Safety Collaborative" in says(html, "app-facts")[0]
    assert world.lead_body.name not in says(html, "app-side")


def test_an_address_is_shown_only_to_those_who_decide(world: World) -> None:
    request_affiliation(by=world.signed_up, organisation=world.kingsholm)
    email = world.signed_up.email
    for reader in (world.ben, world.steward):
        assert email in get(signed_in(reader), page(world.signed_up))
    assert signed_in(world.amina).get(page(world.signed_up)).status_code == 404
    for reader in (world.amina, world.outsider, world.lead, world.guest):
        assert world.ben.email not in get(signed_in(reader), page(world.ben))
    nadia = join(sign_up("Nina Noor"), world.kingsholm, by=world.ben)
    change_affiliation_role(by=world.ben, affiliation=nadia, role="sponsor")
    assert world.ben.email not in get(signed_in(nadia.person), page(world.ben))


def test_who_leaves_the_network_or_is_suspended_goes_missing(world: World) -> None:
    reader = signed_in(world.amina)
    get(reader, page(world.ben))
    end_affiliation(by=world.ben, affiliation=Affiliation.objects.confirmed().get(person=world.ben))
    assert reader.get(page(world.ben)).status_code == 404
    suspend_person(by=world.steward, person=world.lead)
    assert reader.get(page(world.lead)).status_code == 404


def test_a_guest_whose_time_is_over_is_seen_no_more(world: World) -> None:
    reader = signed_in(world.amina)
    get(reader, page(world.guest))
    Place.objects.filter(person=world.guest).update(
        guest_until=timezone.now() - timedelta(minutes=1)
    )
    assert reader.get(page(world.guest)).status_code == 404


def test_lists_show_what_the_reader_may_see(client: Client, world: World) -> None:
    shared(world, title="First hour", space=world.falls)
    shared(world, title="Pauses", space=world.surgery)
    assert says(get(client, page(world.amina)), "app-row__title") == ["Pauses"]
    html = get(signed_in(world.ben), page(world.amina))
    assert says(html, "app-row__title") == ["Pauses", "First hour"]


def test_ones_own_says_what_to_do(world: World) -> None:
    html = get(signed_in(world.signed_up), page(world.signed_up))
    assert links(html, "Find yours and ask to join") == ["/me/organisations"]
    assert links(html, "Change your details") == ["/me"]
    assert page(world.signed_up) in get(signed_in(world.signed_up), "/me")


def test_names_lead_to_profiles_wherever_people_are_listed(world: World) -> None:
    amina, ben = signed_in(world.amina), signed_in(world.ben)
    assert page(world.ben) in links(get(amina, "/o/RZ1"), "Ben Hughes")
    assert page(world.lead) in links(get(Client(), world.west.get_absolute_url()), "Priya Nair")
    for client in (amina, ben, signed_in(world.guest)):
        for name, href in _people(get(client, f"/s/{world.falls.uid}/people")):
            assert client.get(href).status_code == 200, name


def _people(html: str) -> list[tuple[str, str]]:
    people = [(each.name, page(each)) for each in Person.objects.all()]
    found = [(name, href) for name, href in people if href in links(html, name)]
    assert len(found) > 3
    return found


def test_it_asks_as_much_for_one_space_in_common_as_for_many(world: World) -> None:
    def asked() -> int:
        client = signed_in(world.ben)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page(world.amina)).status_code == 200
        return len(queries)

    one = asked()
    Crowd(world).grow(60)
    for n in range(20):
        open_space(
            by=world.lead,
            name=f"Space {n}",
            purpose="More.",
            members_by="collaborative",
            collaborative=world.west,
        )
    assert asked() == one <= 16
