"""An organisation's page: what it is, what its people made that the reader may see, and they."""

import pytest
from django.test import Client

from discussions.actions import start_thread
from networks.actions.organisations import request_affiliation
from networks.models import Organisation
from tests.unit.interventions.examples import shared
from tests.unit.interventions.pages import get, links, says, signed_in
from tests.world import World


def test_it_says_what_it_is_and_where_it_takes_part(client: Client, world: World) -> None:
    Organisation.objects.filter(pk=world.severnside.pk).update(
        region=world.west, former_name="Severn Royal"
    )
    html = get(client, "/o/RZ0")
    assert says(html, "app-facts") == [
        "Acute trust West of England ODS code RZ0 Formerly Severn Royal"
    ]
    assert links(html, world.west.name) == [world.west.get_absolute_url()]


@pytest.mark.parametrize("identifier", ["RZ0", "rz0"])
def test_it_is_found_by_its_code(client: Client, world: World, identifier: str) -> None:
    assert "Severnside Hospitals" in get(client, f"/o/{identifier}")


def test_one_without_a_code_has_an_address(client: Client, world: World) -> None:
    assert world.lead_body.name in get(client, world.lead_body.get_absolute_url())
    assert client.get("/o/NEVER").status_code == 404


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("anonymous", ["Pauses"]),
        ("signed-up", ["Pauses"]),
        ("member of another organisation", ["Fridge", "Pauses"]),
        ("member", ["First hour", "Fridge", "Pauses"]),
    ],
)
def test_each_reader_sees_and_counts_what_they_may_read(
    world: World, who: str, expected: list[str]
) -> None:
    for title, space in [
        ("Pauses", world.surgery),
        ("Fridge", world.medicines),
        ("First hour", world.falls),
    ]:
        shared(world, title=title, space=space)
        start_thread(
            by=world.amina,
            for_organisation=world.severnside,
            space=space,
            title=title,
            text="Who has tried it?",
        )
    person = world.people[who]
    html = get(signed_in(person) if person.is_authenticated else Client(), "/o/RZ0")
    assert says(html, "app-row__title") == expected * 2
    n = len(expected)
    assert says(html, "app-h2")[:2] == [
        f"{n} intervention{'s' * (n > 1)} shared",
        f"{n} discussion{'s' * (n > 1)}",
    ]


def test_its_people_are_shown_to_the_network_only(client: Client, world: World) -> None:
    html = get(signed_in(world.outsider), "/o/RZ0")
    assert "AO Amina Okafor Fellow Nurse" in says(html, "app-person")
    assert not any("Elif" in each for each in says(html, "app-person"))
    for reader in (client, signed_in(world.signed_up)):
        html = get(reader, "/o/RZ0")
        assert says(html, "app-person") == []
        assert "2 people" not in html


def test_somebody_asks_to_join_from_its_page_once(world: World) -> None:
    client = signed_in(world.signed_up)
    assert 'action="/o/RZ1/join"' in get(client, "/o/RZ1")
    html = client.post("/o/RZ1/join", follow=True).content.decode()
    assert "You have asked to join Kingsholm Infirmary." in html
    assert 'action="/o/RZ1/join"' not in get(client, "/o/RZ1")


def test_who_waits_is_shown_to_those_who_decide(world: World) -> None:
    request_affiliation(by=world.signed_up, organisation=world.kingsholm)
    assert "Nadia Rahman" in get(signed_in(world.ben), "/o/RZ1")
    for person in (world.amina, world.lead, world.signed_up):
        assert "People waiting" not in get(signed_in(person), "/o/RZ1")


def test_what_is_not_shown_yet_is_explained(client: Client, world: World) -> None:
    empty = says(get(client, "/o/RZ2"), "app-empty")
    assert empty == [
        "Nothing that you may read has been shared for this organisation yet.",
        "No discussion that you may read was started for this organisation yet.",
    ]


def test_each_list_pages_by_itself(world: World) -> None:
    for number in range(11):
        shared(world, title=f"Number {number}", space=world.surgery)
        start_thread(
            by=world.amina,
            for_organisation=world.severnside,
            space=world.surgery,
            title=f"Question {number}",
            text="Who?",
        )
    client = Client()
    html = get(client, "/o/RZ0")
    earlier = links(html, "Earlier")
    assert [each.rpartition("#")[2] for each in earlier] == ["shared", "discussed"]
    html = get(client, f"/o/RZ0{earlier[0]}")
    assert says(html, "app-row__title")[0] == "Number 0"
    assert says(html, "app-row__title")[1] == "Question 10"
