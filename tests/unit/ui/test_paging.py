"""Pages begin after a row, so what arrives or goes between two of them moves nothing."""

import base64
import json

import pytest
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from collab.base.accounts.models import Person
from collab.base.ui.paging import counts_of, page_of
from collab.interventions.library import NEWEST_FIRST
from collab.interventions.models import Intervention, Version
from discussions.models import Thread
from networks.models import Fellowship

BY_NAME = ("name", "uid")


@pytest.fixture
def people(db: None) -> list[Person]:
    return Person.objects.bulk_create(
        Person(email=f"p{number}@people.example", name=f"Name {number // 3}")
        for number in range(10)
    )


def walk(order: tuple[str, ...], size: int) -> list[Person]:
    seen: list[Person] = []
    page = page_of(Person.objects.all(), order=order, size=size)
    seen += page.rows
    while page.after:
        page = page_of(Person.objects.all(), order=order, size=size, after=page.after)
        seen += page.rows
    return seen


@pytest.mark.parametrize("size", [1, 2, 5, 9, 10, 11])
@pytest.mark.parametrize("order", [BY_NAME, ("-name", "-uid"), ("-date_joined", "uid"), ("uid",)])
def test_pages_together_are_the_list(
    people: list[Person], order: tuple[str, ...], size: int
) -> None:
    assert walk(order, size) == list(Person.objects.order_by(*order))


def test_the_last_page_leads_nowhere(people: list[Person]) -> None:
    assert page_of(Person.objects.all(), order=BY_NAME, size=10).after == ""
    assert page_of(Person.objects.none(), order=BY_NAME).rows == []


def test_what_arrives_and_goes_between_two_pages_moves_nothing(people: list[Person]) -> None:
    first = page_of(Person.objects.all(), order=BY_NAME, size=4)
    expected = list(Person.objects.order_by(*BY_NAME)[4:8])
    first.rows[-1].delete()
    Person.objects.create(email="new@people.example", name="A new one")
    page = page_of(Person.objects.all(), order=BY_NAME, size=4, after=first.after)
    assert page.rows == expected


def cursor(*values: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "after",
    [
        "x",
        "€",
        "====",
        cursor(),
        cursor("one"),
        cursor("one", "two", "three"),
        cursor("\x00", "two"),
        cursor("\ud800", "two"),
        cursor(None, None),
        cursor("n" * 1000, "two"),
        base64.urlsafe_b64encode(b"[" * 50_000).decode(),
        base64.urlsafe_b64encode(b'{"a": 1, "b": 2}').decode(),
    ],
)
def test_anything_else_opens_the_first_page(people: list[Person], after: str) -> None:
    first = page_of(Person.objects.all(), order=BY_NAME, size=4)
    assert page_of(Person.objects.all(), order=BY_NAME, size=4, after=after) == first


ORDERS = [
    (Person, BY_NAME),
    (Person, ("-date_joined", "uid")),
    (Fellowship, ("person__name", "person__uid")),
    (Version, ("-number",)),
    (Intervention, NEWEST_FIRST),
    (Thread, ("-last_at", "-uid")),
]
HOSTILE = [
    "Infinity",
    "-Infinity",
    "NaN",
    "1e400",
    "1" + "0" * 40,
    '"0001-01-01T00:00:00+14:00"',
    '"9999-12-31T23:59:59-14:00"',
    "true",
    "{}",
    "[[]]",
]


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize(("model", "order"), ORDERS)
def test_a_value_beyond_every_end_breaks_no_list(
    db: None, model: type[Model], order: tuple[str, ...], value: str
) -> None:
    written = f"[{value}]" if len(order) == 1 else f'[{value}, "A"]'
    after = base64.urlsafe_b64encode(written.encode()).decode()
    assert page_of(model.objects.all(), order=order, after=after).rows == []  # type: ignore[attr-defined]


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_moment_off_the_calendar_opens_the_first_page(people: list[Person], moment: str) -> None:
    order = ("-date_joined", "uid")
    first = page_of(Person.objects.all(), order=order, size=4)
    assert page_of(Person.objects.all(), order=order, size=4, after=cursor(moment, "A")) == first


@pytest.mark.parametrize("moment", ["2026-11-22 10:00", "2026-13-45", "now", 5])
def test_a_moment_that_is_none_or_names_no_zone_opens_the_first_page(
    people: list[Person], moment: object
) -> None:
    order = ("-date_joined", "uid")
    first = page_of(Person.objects.all(), order=order, size=4)
    assert page_of(Person.objects.all(), order=order, size=4, after=cursor(moment, "A")) == first


def test_several_lists_are_counted_in_one_statement(people: list[Person]) -> None:
    named = Person.objects.filter(name="Name 1").order_by("name")
    with CaptureQueriesContext(connection) as asked:
        counts = counts_of(Person.objects.all(), named, Person.objects.filter(name="%s"))
    assert counts == [len(people), 3, 0]
    assert len(asked) == 1
