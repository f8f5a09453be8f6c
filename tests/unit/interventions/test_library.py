"""Finding interventions: who sees which, filters, counts, and pages."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from collab.interventions.models import Intervention
from tests.unit.interventions.examples import shared
from tests.unit.interventions.pages import HTML, get, links, says, signed_in, with_class, words
from tests.world import World


def titles(html: str) -> list[str]:
    return says(html, "app-row__title")


def count(html: str) -> str:
    return next(each for each in says(html, "app-h2") if "intervention" in each)


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("anonymous", {"Surgery"}),
        ("signed-up", {"Surgery"}),
        ("ex-member", {"Surgery"}),
        ("expired guest", {"Surgery"}),
        ("guest", {"Surgery", "Falls"}),
        ("member of another organisation", {"Surgery", "Medicines"}),
        ("member", {"Surgery", "Falls", "Medicines"}),
    ],
)
def test_people_find_and_count_exactly_what_they_may_read(
    client: Client, world: World, who: str, expected: set[str]
) -> None:
    for title, space in [
        ("Falls", world.falls),
        ("Surgery", world.surgery),
        ("Medicines", world.medicines),
    ]:
        shared(world, title=title, space=space)
    person = world.people[who]
    if person.is_authenticated:
        client = signed_in(person)
    html = get(client, "/interventions")
    assert set(titles(html)) == expected
    assert count(html).startswith(f"{len(expected)} intervention")


@pytest.fixture
def library(world: World) -> Client:
    for title, kind, evidence, setting in [
        ("Pauses", "checklist", "studied", "Operating theatre"),
        ("First hour", "checklist", "in_use", "Adult wards at night"),
        ("Eight things", "briefing", "in_use", "Any ward that admits adults"),
        ("Ten minutes", "huddle", "tested", "Wards and care homes"),
    ]:
        shared(world, title=title, kind=kind, evidence=evidence, setting=setting)
    return signed_in(world.amina)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("?kind=checklist", {"Pauses", "First hour"}),
        ("?evidence=in_use", {"First hour", "Eight things"}),
        ("?words=ward", {"First hour", "Eight things", "Ten minutes"}),
        ("?words=WARD+adult", {"First hour", "Eight things"}),
        ("?kind=checklist&evidence=in_use&words=night", {"First hour"}),
        ("?kind=review", set()),
        ("?words=first+HOUR", {"First hour"}),
        ("?words=100%25", set()),
    ],
)
def test_kind_evidence_and_words_narrow_the_list(
    library: Client, asked: str, expected: set[str]
) -> None:
    html = get(library, f"/interventions{asked}")
    assert set(titles(html)) == expected
    assert count(html).startswith(f"{len(expected)} intervention")


@pytest.mark.parametrize(
    "asked",
    [
        "?kind=poem",
        "?evidence=no",
        "?words=%00",
        f"?words={'a' * 101}",
        "?after=x",
        "?after=e30",
    ],
)
def test_what_the_filter_does_not_understand_it_leaves_out(library: Client, asked: str) -> None:
    assert len(titles(get(library, f"/interventions{asked}"))) == 4


@pytest.mark.parametrize("asked", ["", "?evidence=in_use", "?words=ward", "?kind=briefing"])
def test_each_count_leads_to_exactly_what_it_counts(library: Client, asked: str) -> None:
    [menu] = with_class(get(library, f"/interventions{asked}"), "app-filters")
    counts = {each.get("href"): int(words(each).split()[-1]) for each in menu.iter(f"{HTML}a")}
    assert len(counts) >= 2
    found = {href: len(titles(get(library, f"/interventions{href}"))) for href in counts}
    assert found == counts


def test_nothing_found_says_what_to_do(library: Client) -> None:
    html = get(library, "/interventions?words=submarine")
    assert "Nothing matches." in says(html, "app-empty")[0]
    assert (
        len(titles(get(library, f"/interventions{links(html, 'Show all interventions')[0]}"))) == 4
    )


def test_an_empty_library_says_so(client: Client, world: World) -> None:
    assert "Nobody has shared" in says(get(client, "/interventions"), "app-empty")[0]


def test_long_lists_come_in_pages_that_leave_nothing_out(client: Client, world: World) -> None:
    now = timezone.now()
    first = shared(world, space=world.surgery, at=now)
    Intervention.objects.bulk_create(
        copy(first, number, now - timedelta(minutes=number // 3)) for number in range(1, 65)
    )
    seen, address = [], "/interventions?kind=checklist"
    for rows in (30, 30, 5):
        html = get(client, address)
        assert len(titles(html)) == rows
        assert count(html) == "65 interventions"
        seen += titles(html)
        address = f"/interventions{(links(html, 'Earlier') or [''])[0]}"
    assert address == "/interventions"
    assert len(set(seen)) == 65


def copy(intervention: Intervention, number: int, changed_at: object) -> Intervention:
    fields = {
        field.attname: getattr(intervention, field.attname)
        for field in Intervention._meta.concrete_fields
        if field.name not in ("id", "uid", "title", "changed_at")
    }
    return Intervention(title=f"Number {number}", changed_at=changed_at, **fields)
