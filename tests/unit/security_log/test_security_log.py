"""What stewards read and take away of the security log, and nobody else."""

import csv
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from collab.base.security.log import Kind, note
from collab.base.security.models import SecurityEntry
from tests.unit.interventions.pages import HTML, get, links, says, tree, with_class, words
from tests.world import World


@pytest.fixture
def steward(client: Client, world: World) -> Client:
    client.force_login(world.steward)
    SecurityEntry.objects.all().delete()
    return client


def noted(day: str, **entry: str) -> SecurityEntry:
    made = note(Kind(entry.pop("kind", Kind.SIGNED_IN)), **entry)
    made.at = datetime.fromisoformat(day).replace(tzinfo=UTC)
    made.save(update_fields=["at"])
    return made


def told(client: Client, **asked: str) -> list[str]:
    """Who did what, down the page that a filter gives."""
    page = client.get("/security-log", asked)
    assert page.status_code == 200
    return says(page.text, "app-row__title")


def test_the_log_tells_who_did_what_with_the_names_of_today(steward: Client, world: World) -> None:
    note(Kind.ROLE_GIVEN, by=world.lead.uid, about=f"person:{world.ben.uid}")
    note(Kind.PURGED, by=world.lead.uid, about=f"space:{world.surgery.uid}")
    note(Kind.SIGN_IN_FAILED, address="192.0.2.7")
    world.ben.name = "Benedict Hughes"
    world.ben.save()
    html = get(steward, "/security-log")
    assert says(html, "app-row__title") == [
        "Somebody not signed in · Could not sign in",
        "Priya Nair · Purged something",
        "Priya Nair · Gave a role",
    ]
    surgery = f"Space “{world.surgery.name}”"
    assert says(html, "app-row__first") == [surgery, "Benedict Hughes"]
    assert links(html, surgery) == [f"/s/{world.surgery.uid}"]
    assert "from 192.0.2.7" in html


def test_what_a_steward_may_not_see_is_told_by_its_kind_and_found_by_its_uid(
    steward: Client, world: World
) -> None:
    note(Kind.PURGED, by=world.lead.uid, about=f"space:{world.falls.uid}")
    note(Kind.REMOVED, by=world.lead.uid, subject=f"space:{world.falls.uid}")
    html = get(steward, "/security-log")
    assert world.falls.name not in html
    assert says(html, "app-row__first") == [f"A space ({world.falls.uid})"]
    assert f"A space ({world.falls.uid})" in says(html, "app-meta")
    assert told(steward, about=f"A space ({world.falls.uid})") == ["Priya Nair · Purged something"]


def test_what_has_no_page_is_found_by_its_uid_too(steward: Client, world: World) -> None:
    about = "removedintervention:7K2M9QX4TB1R"
    note(Kind.REFUSED, by=world.ben.uid, about=about, permission="purge_intervention")
    called = "An intervention that was removed (7K2M9QX4TB1R)"
    assert says(get(steward, "/security-log"), "app-row__first") == [called]
    assert len(told(steward, about=called)) == 1


def test_entries_are_found_by_kind_person_thing_and_day(steward: Client, world: World) -> None:
    noted("2026-03-28", by=world.amina.uid)
    noted("2026-03-29T22:30", by=world.ben.uid)  # half past eleven at night in London
    noted("2026-03-29T23:30", by=world.lead.uid)  # half past midnight, on the next day
    noted("2026-04-02", kind=Kind.PURGED, by=world.ben.uid, about=f"space:{world.falls.uid}")
    assert len(told(steward)) == 4
    assert told(steward, kind="purged") == ["Ben Hughes · Purged something"]
    assert told(steward, who="amina") == ["Amina Okafor · Signed in"]
    assert len(told(steward, who=world.ben.email)) == 2
    assert told(steward, about=f"http://localhost/s/{world.falls.uid}?x=1#y") == [
        "Ben Hughes · Purged something"
    ]
    assert told(steward, since="2026-03-29", until="2026-03-29") == ["Ben Hughes · Signed in"]
    assert told(steward, who="nobody of this name") == []
    assert told(steward, about="no address") == []


def test_the_filter_stands_before_the_entries_and_says_what_was_chosen(
    steward: Client, world: World
) -> None:
    noted("2026-03-28", by=world.ben.uid)
    html = get(steward, "/security-log")
    assert html.index("app-filter__form") < html.index("app-row__title")
    [summary] = tree(html).iter(f"{HTML}summary")
    assert words(summary) == "Filter"
    html = get(steward, "/security-log?kind=signed_in&who=Ben&since=2026-03-01&until=2026-03-31")
    [summary] = tree(html).iter(f"{HTML}summary")
    assert words(summary) == "Filter: Signed in, Ben, from 1 March 2026, to 31 March 2026"


def test_the_filter_is_closed_until_something_in_it_is_wrong(steward: Client) -> None:
    for asked, is_open in (("", False), ("?kind=signed_in", False), ("?since=yesterday", True)):
        [filter_] = with_class(get(steward, f"/security-log{asked}"), "app-filter")
        assert ("open" in filter_.attrib) == is_open


@pytest.mark.parametrize(
    ("asked", "says_what_to_do"),
    [
        ({"since": "yesterday"}, "Enter a real date"),
        ({"since": "2026-03-29", "until": "2026-03-28"}, "not before the first one"),
        ({"kind": "unheard"}, "from the list"),
        ({"who": "\x00"}, "cannot be kept"),
    ],
)
def test_a_filter_that_asks_for_the_impossible_says_so(
    steward: Client, asked: dict[str, str], says_what_to_do: str
) -> None:
    noted("2026-03-28")
    page = steward.get("/security-log", asked)
    assert page.status_code == 200
    assert says_what_to_do in page.text
    assert says(page.text, "app-row__title") == []


def test_a_copy_holds_what_was_asked_for_and_is_itself_noted(steward: Client, world: World) -> None:
    world.amina.name = "=HYPERLINK(1)"
    world.amina.save()
    noted(
        "2026-03-28",
        kind=Kind.TOKEN_MADE,
        by=world.amina.uid,
        about="token:P518E69809J8",
        address="192.0.2.7",
        scopes="read follow",
    )
    noted("2026-03-28", by=world.ben.uid)
    file = steward.post("/security-log/export?who=hyperlink")
    assert file["Content-Type"] == "text/csv; charset=utf-8"
    assert file["Content-Disposition"].startswith("attachment; filename=")
    head, *rows = csv.reader(StringIO(file.text.removeprefix("\ufeff"), newline=""))
    [row] = rows
    assert dict(zip(head, row, strict=True)) == {
        "at (UTC)": "2026-03-28 00:00:00+00:00",
        "kind": "token_made",
        "what happened": "Made an access token",
        "who": "'=HYPERLINK(1)",
        "who (uid)": world.amina.uid,
        "about": "An access token (P518E69809J8)",
        "about (reference)": "token:P518E69809J8",
        "address": "192.0.2.7",
        "details": "For: Read what I can read; Follow spaces live",
        "details (codes)": '{"scopes": "read follow"}',
    }
    entry = SecurityEntry.objects.filter(kind=Kind.EXPORTED).get()
    assert (entry.by, entry.details) == (world.steward.uid, {"entries": 1})


def test_more_than_a_file_takes_is_asked_for_in_parts(
    steward: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("collab.security_log.actions.MOST_EXPORTED", 1)
    noted("2026-03-28")
    noted("2026-03-29")
    answer = steward.post("/security-log/export", follow=True)
    assert "Choose fewer days" in answer.text
    assert not SecurityEntry.objects.filter(kind=Kind.EXPORTED).exists()


def test_a_page_of_the_log_asks_as_often_for_one_entry_as_for_many(
    steward: Client, world: World
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            get(steward, "/security-log")
        return len(queries)

    note(Kind.PURGED, by=world.lead.uid, about=f"space:{world.surgery.uid}")
    one = asked()
    for person in (world.amina, world.ben, world.lead, world.outsider) * 10:
        note(
            Kind.REFUSED,
            by=person.uid,
            about=f"space:{world.falls.uid}",
            permission="see_history",
            space=world.surgery.uid,
        )
    assert asked() == one


def test_earlier_entries_follow_on_the_next_page(steward: Client, world: World) -> None:
    for _ in range(31):
        noted("2026-03-28", by=world.ben.uid)
    first = get(steward, "/security-log")
    [earlier] = [part.split('"')[0] for part in first.split('href="/security-log?after=')[1:]]
    assert len(told(steward, after=earlier)) == 1
