"""The directory of fellows: found by method, topic and region, in pages."""

from itertools import count

import pytest
from django.test import Client

from fellows.actions import describe_expertise
from networks.actions.collaboratives import name_fellow
from tests.unit.interventions.pages import HTML, errors, get, links, says, tree, words
from tests.world import World, again, sign_up

NUMBERS = count()


def fellow(world: World, name: str, *, methods=(), topics=(), east=False) -> None:
    person = sign_up(name)
    name_fellow(
        by=world.steward,
        person=person,
        supported_by=world.fenland if east else world.kingsholm,
        collaborative=world.east if east else world.west,
    )
    describe_expertise(by=again(person), methods=methods, topics=topics)


@pytest.fixture
def directory(world: World) -> World:
    fellow(world, "Grace Lind", methods=["Run charts"], topics=["Falls"], east=True)
    fellow(world, "Hugo Marsh", methods=["Run charts", "Huddles"], topics=["Handover"])
    fellow(world, "Ines Cole")
    return world


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("", ["Amina Okafor", "Grace Lind", "Hugo Marsh", "Ines Cole"]),
        ("?method=run-charts", ["Grace Lind", "Hugo Marsh"]),
        ("?method=run-charts&topic=falls", ["Grace Lind"]),
        ("?method=huddles&topic=falls", []),
    ],
)
def test_fellows_are_found_by_method_and_topic(
    client: Client, directory: World, asked: str, expected: list[str]
) -> None:
    html = get(client, f"/fellows{asked}")
    assert says(html, "app-row__title") == expected
    assert says(html, "app-h2")[0].startswith(f"{len(expected)} fellow")


def test_fellows_are_found_by_region(client: Client, directory: World) -> None:
    html = get(client, f"/fellows?region={directory.east.uid}")
    assert says(html, "app-row__title") == ["Grace Lind"]


def test_each_choice_says_how_many_fellows_it_leaves(client: Client, directory: World) -> None:
    options = [
        (each.get("value"), words(each))
        for each in tree(get(client, "/fellows")).iter(f"{HTML}option")
        if each.get("value")
    ]
    assert len(options) == 6
    for value, label in options:
        name = "region" if len(value) == 12 and value.isupper() else None
        for field in [name] if name else ["method", "topic"]:
            found = len(says(get(client, f"/fellows?{field}={value}"), "app-row__title"))
            if not errors_of(client, field, value):
                assert label.endswith(f"({found})")


def errors_of(client: Client, field: str, value: str) -> bool:
    return "nhsuk-error-summary" in get(client, f"/fellows?{field}={value}")


def test_a_choice_that_is_none_is_said_and_all_are_shown(client: Client, directory: World) -> None:
    html = get(client, "/fellows?method=magic")
    assert errors(html) == ["Choose the method from the list"]
    assert len(says(html, "app-row__title")) == 4


def test_none_that_fits_leads_back_to_all(client: Client, directory: World) -> None:
    html = get(client, "/fellows?method=huddles&topic=falls")
    assert links(html, "See all fellows") == ["/fellows"]


def test_long_directories_come_in_pages_that_keep_what_was_chosen(
    client: Client, world: World
) -> None:
    for number in range(31):
        fellow(world, f"Fellow {number:02}", topics=["Falls"])
    html = get(client, "/fellows?topic=falls")
    [more] = links(html, "More fellows")
    assert len(says(html, "app-row__title")) == 30
    assert says(get(client, more), "app-row__title") == ["Fellow 30"]


def test_people_of_one_name_are_both_shown(client: Client, world: World) -> None:
    for _ in range(31):
        person = sign_up(f"Sam Twin {next(NUMBERS)}")
        type(person).objects.filter(pk=person.pk).update(name="Sam Twin")
        name_fellow(
            by=world.lead, person=person, supported_by=world.kingsholm, collaborative=world.west
        )
    html = get(client, "/fellows")
    [more] = links(html, "More fellows")
    found = links(html, "Sam Twin") + links(get(client, more), "Sam Twin")
    assert len(set(found)) == 31
