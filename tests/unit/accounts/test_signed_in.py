"""Who is signed in is read with their session, and is looked at as closely as ever."""

import pytest
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext

from collab.base.accounts.models import Person, Session
from collab.base.accounts.sessions import SessionStore
from tests.world import sign_up

from .test_signing_in import is_signed_in, sign_in

pytestmark = [pytest.mark.urls("tests.unit.ui.pages"), pytest.mark.django_db]


def test_a_session_and_whose_it_is_are_one_question(client: Client, amina: Person) -> None:
    sign_in(client, amina.email)
    with CaptureQueriesContext(connection) as asked:
        assert is_signed_in(client)
    about_them = [each["sql"] for each in asked if "accounts_person" in each["sql"]]
    assert len([sql for sql in about_them if "password" in sql]) == 1
    assert not [each for each in asked if each["sql"].startswith('SELECT "accounts_session"')]


def test_who_is_read_with_their_session_is_the_person_that_there_is(
    client: Client, amina: Person
) -> None:
    sign_in(client, amina.email)
    store = SessionStore(client.session.session_key)
    store.load()
    assert vars_of(store.person) == vars_of(Person.objects.get(pk=amina.pk))
    assert vars_of(store.row) == vars_of(Session.objects.get(person=amina))


def vars_of(row: Model | None) -> dict[str, object]:
    assert row
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


@pytest.mark.parametrize(
    "change",
    [{"is_active": False}, {"password": "another"}],
    ids=["no longer active", "another password"],
)
def test_a_session_ends_with_what_it_was_begun_with(
    client: Client, amina: Person, change: dict[str, object]
) -> None:
    sign_in(client, amina.email)
    assert is_signed_in(client)
    Person.objects.filter(pk=amina.pk).update(**change)
    assert not is_signed_in(client)


def test_a_session_is_of_whom_its_signed_data_names_not_of_whom_its_row_names(
    client: Client, amina: Person
) -> None:
    sign_in(client, amina.email)
    Session.objects.filter(person=amina).update(person=sign_up("Ben Hughes"))
    assert client.get("/me").wsgi_request.user == amina
