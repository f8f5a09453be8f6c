"""People like me: who is found, in which order, and why."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from collab.base.accounts.models import Person
from fellows.actions import describe_expertise
from fellows.like_me import MOST, like_me, with_reasons
from networks.actions.changing_roles import change_affiliation_role
from networks.actions.collaboratives import end_fellowship, name_fellow
from networks.models import Affiliation, Fellowship, Organisation, Profile
from tests.unit.interventions.pages import get, links, says, signed_in
from tests.world import World, again, join, sign_up


def works_as(person: Person, job_title: str = "", profession: str = "") -> Person:
    Person.objects.filter(pk=person.pk).update(job_title=job_title, profession=profession)
    return again(person)


def found(reader: Person) -> list[tuple[str, str]]:
    reader = again(reader)
    return [(each.person.name, each.why) for each in with_reasons(like_me(reader), reader)]


@pytest.fixture
def amina(world: World) -> Person:
    """A fellow for falls and medicines; nobody else does what she does."""
    Person.objects.update(job_title="", profession="")
    describe_expertise(by=world.amina, topics=["Falls", "Medicines"])
    return works_as(world.amina, "Falls practitioner")


def test_who_does_the_same_is_found_with_the_reason(world: World, amina: Person) -> None:
    works_as(world.outsider, "falls PRACTITIONER")
    works_as(world.ben, "", "Falls practitioner")
    works_as(world.ex_member, "Falls practitioner")
    works_as(world.signed_up, "Falls practitioner")
    assert found(amina) == [
        ("Ben Hughes", "Falls practitioner, safety lead, acute trust"),
        ("Olu Adeyemi", "falls PRACTITIONER, acute trust"),
    ]


def test_the_same_role_in_the_same_kind_of_organisation_counts(world: World) -> None:
    Person.objects.update(job_title="", profession="")
    olu = Affiliation.objects.confirmed().get(person=world.outsider)
    change_affiliation_role(by=world.steward, affiliation=olu, role="safety_lead")
    assert found(world.ben) == [("Olu Adeyemi", "Safety lead, acute trust")]
    Organisation.objects.filter(pk=world.fenland.pk).update(kind="care_home")
    assert found(world.ben) == []


def test_a_fellow_elsewhere_who_shares_topics_comes_first(world: World, amina: Person) -> None:
    name_fellow(
        by=world.steward,
        person=world.outsider,
        supported_by=world.fenland,
        collaborative=world.east,
    )
    describe_expertise(by=world.outsider, topics=["Medicines", "Falls", "Sleep"])
    works_as(world.outsider, "Pharmacist")
    works_as(world.ben, "Falls practitioner")
    assert found(amina) == [
        (
            "Olu Adeyemi",
            "Pharmacist, acute trust; fellow in East; 2 topics in common (Falls, Medicines)",
        ),
        ("Ben Hughes", "Falls practitioner, safety lead, acute trust"),
    ]
    end_fellowship(by=world.steward, fellowship=Fellowship.objects.get(person=world.outsider))
    assert found(amina) == [("Ben Hughes", "Falls practitioner, safety lead, acute trust")], (
        "what somebody said as a fellow is not shown any more"
    )


def test_only_those_whom_the_reader_may_know_are_shown(world: World, amina: Person) -> None:
    for person in Person.objects.exclude(pk=amina.pk):
        works_as(person, "Falls practitioner")
    seen = Profile.objects.visible_to(amina).values_list("name", flat=True)
    names = {name for name, _why in found(amina)}
    assert names and names <= set(seen)
    assert "Elif Kaya" not in names
    for person in (world.signed_up, world.ex_member, world.expired_guest, world.guest):
        assert like_me(again(person)) == []


def test_the_page_says_what_to_do_where_nobody_is_found(client: Client, world: World) -> None:
    assert client.get("/people/like-me").url.startswith("/accounts/login")
    html = get(signed_in(world.signed_up), "/people/like-me")
    assert links(html, "Find your organisation") == ["/me/organisations"]
    Person.objects.update(job_title="", profession="")
    html = get(signed_in(world.outsider), "/people/like-me")
    assert links(html, "Enter your job title and profession") == ["/me"]


def test_ones_account_and_profile_show_the_first(world: World) -> None:
    olu = signed_in(world.outsider)
    for address in ("/me", f"/p/{world.outsider.uid}"):
        html = get(olu, address)
        assert len(says(html, "app-person")) == 3
        assert links(html, "All people like you") == ["/people/like-me"]
    assert "People like you" not in get(signed_in(world.signed_up), "/me")
    assert "People like you" not in get(signed_in(world.amina), f"/p/{world.outsider.uid}")


def test_many_are_bounded_and_paged_and_cost_as_much_as_one(world: World) -> None:
    def asked(address: str) -> int:
        client = signed_in(world.outsider)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    few = {address: asked(address) for address in ("/people/like-me", "/me")}
    for n in range(MOST + 10):
        join(sign_up(f"Nurse {n:03}"), world.fenland, by=world.steward)
    assert {address: asked(address) for address in few} == few
    client, address, seen = signed_in(world.outsider), "/people/like-me", []
    for rows in (30, 30, 30):
        html = get(client, address)
        names = says(html, "app-person__name")
        assert len(names) == rows
        seen += names
        more = links(html, "More people")
        address = f"/people/like-me{more[0]}" if more else ""
    assert address == ""
    assert len(set(seen)) == MOST
    assert asked("/people/like-me?after=nobody") == few["/people/like-me"]
