"""Which organisations may be the one that somebody writes down."""

import pytest

from networks.alike import Sought, alike
from networks.models import Organisation
from tests.world import World


@pytest.fixture
def directory(world: World) -> World:
    for name, facts in {
        "Chalkfield Surgery": {"ods_code": "L81002", "postcode": "BS10 5NB"},
        "Chalk Hill Surgery": {"postcode": "GL1 3NN"},
        "The Limes Care Home": {"postcode": "GL1 3NN"},
        "Fern Lodge Nursing Home": {},
        "St Aldhelm’s": {},
    }.items():
        Organisation.objects.create(name=name, kind="primary_care", **facts)
    Organisation.objects.create(name="Chalkfield House", kind="care_home", listed=False)
    return world


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ({"name": "Chalkfield surgery"}, ["Chalkfield Surgery"]),
        ({"name": "Chalkfield Practice"}, ["Chalkfield Surgery"]),
        ({"name": "Dr Khan", "ods_code": "l81002"}, ["Chalkfield Surgery"]),
        ({"name": "Dr Khan", "postcode": "GL1 3NN"}, ["Chalk Hill Surgery", "The Limes Care Home"]),
        (
            {"name": "The Limes", "postcode": "GL1 3NN"},
            ["The Limes Care Home", "Chalk Hill Surgery"],
        ),
        ({"name": "Fern Hill"}, []),
        ({"name": "Fern Lodge"}, ["Fern Lodge Nursing Home"]),
        ({"name": "Yew Surgery"}, []),
        ({"name": "St Aldhelm's"}, ["St Aldhelm’s"]),
        ({"name": "St Aldhelms"}, ["St Aldhelm’s"]),
        ({}, []),
    ],
)
def test_what_shares_enough_is_found_the_likeliest_first(
    directory: World, sought: dict[str, str], found: list[str]
) -> None:
    [likely] = alike([Sought(**sought)], directory.steward)
    assert [each.name for each in likely] == found


@pytest.mark.parametrize(
    "sought",
    [
        {"name": "Chalkfield Lodge", "ods_code": "L81002"},
        {"name": "Lark Lodge", "postcode": "BS10 5NB"},
        {"name": "Lark Chalkfield Lodge Surgery"},
    ],
)
def test_a_frequent_word_hides_nobody_who_shares_more(
    directory: World, sought: dict[str, str]
) -> None:
    Organisation.objects.bulk_create(
        Organisation(name=f"A Lodge {n:03}", kind="care_home") for n in range(400)
    )
    Organisation.objects.filter(ods_code="L81002").update(name="Lark Chalkfield Surgery")
    [likely] = alike([Sought(**sought)], directory.steward)
    assert likely and likely[0].name == "Lark Chalkfield Surgery"


def test_many_are_looked_for_in_one_question(directory: World, django_assert_num_queries) -> None:
    sought = [Sought(name="Chalkfield"), Sought(name="Limes"), Sought(name="Yew")]
    with django_assert_num_queries(1):
        found = alike(sought, None)
    assert [[each.name for each in likely] for likely in found] == [
        ["Chalkfield Surgery"],
        ["The Limes Care Home"],
        [],
    ]
