"""While the database is away everything is answered kindly, and nothing that was typed is lost."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from errno import ENOENT, ENOSPC
from html import unescape

import psycopg
import pytest
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.test import Client

from collab.base.accounts.models import Person
from collab.base.operations.outages import (
    DATABASE_AWAY,
    DISK_FULL,
    Busy,
    outage_behind,
    unless_disk_is_full,
)
from tests.unit.ui.markup import words

SENT = {"text": "Ours <slip>\r\n\r\nWhat do you do?", "key": "k1", "csrfmiddlewaretoken": "c" * 32}
JSON = {"accept": "application/json"}


@contextmanager
def away() -> Iterator[list[str]]:
    """Every statement fails, as when the server is gone; yields what was tried."""
    tried: list[str] = []

    def refuse(execute, sql, *rest):
        tried.append(sql)
        raise OperationalError("server closed the connection unexpectedly")

    with connection.execute_wrapper(refuse):
        yield tried


@pytest.fixture
def browser(client: Client, db: None) -> Client:
    """Of somebody who is signed in."""
    client.force_login(Person.objects.create_user("amina@severnside.example", name="Amina"))
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize("address", ["/", "/d/7K2M9QX4TB1R", "/me", "/nowhere"])
def test_a_page_says_when_to_come_back(browser: Client, address: str) -> None:
    with away() as tried:
        answer = browser.get(address)
    assert tried
    assert (answer.status_code, answer["Retry-After"]) == (503, "3")
    assert "We cannot save or show anything just now" in words(answer.content.decode())
    assert "no-store" in answer["Cache-Control"]
    assert len(tried) == 1, "each try may take as long as the pool waits"


def test_a_text_that_was_sent_comes_back_to_be_sent_again(browser: Client) -> None:
    with away():
        answer = browser.post("/d/7K2M9QX4TB1R/messages?from=here", SENT)
    assert answer.status_code == 503
    page = answer.content.decode()
    assert 'action="/d/7K2M9QX4TB1R/messages?from=here"' in page
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    assert hidden == {name: SENT[name] for name in ("key", "csrfmiddlewaretoken")}
    (text,) = re.findall(r"<textarea[^>]*>\n(.*)</textarea>", page, re.DOTALL)
    assert unescape(text) == SENT["text"]


WRITTEN = {
    "title": "Mats",
    "text": "https://example.org/mats",
    "summary": "Dry floors",
    "describe-new": "A_poster",
    "unheard_of": "Later",
}
CHOSEN = {
    "key": "k1",
    "kind": "checklist",
    "for_organisation": "7K2M9QX4TB1R",
    "taken_by": "any one",
}


def test_all_that_somebody_wrote_is_shown_each_under_its_own_label(browser: Client) -> None:
    with away():
        answer = browser.post(
            "/s/7K2M9QX4TB1R/interventions/new", {**WRITTEN, **CHOSEN, "note": " "}
        )
    page = answer.content.decode()
    shown = re.findall(r'<textarea[^>]* id="([^"]+)" name="([^"]+)"[^>]*>\n(.*)</textarea>', page)
    assert {name: value for _id, name, value in shown} == WRITTEN
    labels = dict(re.findall(r'<label[^>]* for="([^"]+)">([^<]+)</label>', page))
    assert [labels[id_] for id_, _name, _value in shown] == [
        "Title",
        "Message",
        "Summary",
        "What it shows, for those who cannot see it",
        "What you wrote",
    ]
    assert set(re.findall(r'type="hidden" name="(\w+)"', page)) == {*CHOSEN, "note"}


@pytest.mark.parametrize("sent", [{"password": "correct horse battery"}, {"text": "Without a key"}])
def test_a_form_that_could_be_done_twice_or_has_a_password_does_not_come_back(
    browser: Client, sent: dict[str, str]
) -> None:
    with away():
        answer = browser.post("/accounts/login/", sent)
    page = answer.content.decode()
    assert answer.status_code == 503
    assert "what you typed is still there" in words(page)
    assert not any(value in page for value in sent.values())


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("/d/7K2M9QX4TB1R/messages", JSON),
        ("/api/v1/threads/7K2M9QX4TB1R/messages", {"authorization": "Bearer " + "t" * 64}),
    ],
)
def test_a_script_and_a_program_get_a_problem(
    browser: Client, address: str, headers: dict[str, str]
) -> None:
    with away():
        answer = browser.post(address, SENT, headers=headers)
    assert (answer.status_code, answer["Retry-After"]) == (503, "3")
    assert answer["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == 503
    assert "send the same again" in problem["detail"]


def of_sqlite(code: int) -> DatabaseError:
    error = OperationalError("as SQLite says it")
    error.__cause__ = sqlite3.OperationalError()
    error.__cause__.sqlite_errorcode = code
    return error


def of_postgresql(state: str | None) -> DatabaseError:
    error = OperationalError("as PostgreSQL says it")
    error.__cause__ = psycopg.OperationalError()
    error.__cause__.sqlstate = state
    return error


@pytest.mark.parametrize(
    ("error", "outage"),
    [
        (OperationalError("terminating connection"), DATABASE_AWAY),
        (InterfaceError("connection already closed"), DATABASE_AWAY),
        (of_sqlite(sqlite3.SQLITE_BUSY), DATABASE_AWAY),
        (of_sqlite(sqlite3.SQLITE_BUSY_SNAPSHOT), DATABASE_AWAY),
        (of_sqlite(sqlite3.SQLITE_ERROR), None),
        (of_sqlite(sqlite3.SQLITE_READONLY), None),
        (of_postgresql("57P01"), DATABASE_AWAY),
        (of_postgresql("40P01"), DATABASE_AWAY),
        (of_postgresql(None), DATABASE_AWAY),
        (of_postgresql("57014"), None),
        (Busy(), DATABASE_AWAY),
        (of_sqlite(sqlite3.SQLITE_FULL), DISK_FULL),
        (OSError(ENOSPC, "No space left on device"), DISK_FULL),
        (OSError(ENOENT, "No such file"), None),
        (DatabaseError("of another kind"), None),
        (RuntimeError("a defect"), None),
        (None, None),
    ],
)
def test_what_is_an_outage_and_what_is_a_fault_of_ours(error, outage) -> None:
    assert outage_behind(error) is outage


def test_only_where_there_is_no_room_something_is_left_unwritten() -> None:
    with unless_disk_is_full():
        raise of_sqlite(sqlite3.SQLITE_FULL)
    with pytest.raises(OperationalError), unless_disk_is_full():
        raise of_sqlite(sqlite3.SQLITE_BUSY)
