"""What others read about somebody, changed by themselves."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from collab.base.access.permissions import NotPermitted
from collab.base.accounts.actions import update_profile
from collab.base.accounts.models import Person
from tests.unit.ui.markup import words

pytestmark = [pytest.mark.urls("tests.unit.ui.pages"), pytest.mark.django_db]

DETAILS = {"name": "Amina Okafor", "job_title": "Matron", "profession": "Nurse"}


def test_one_sees_and_changes_ones_own_details(client: Client, amina: Person) -> None:
    client.force_login(amina)
    page = client.get("/me").content.decode()
    assert 'value="Amina Okafor"' in page
    assert 'value="Ward sister"' in page

    answer = client.post("/me", DETAILS, follow=True)
    assert "Your details are saved." in words(answer.content.decode())
    amina.refresh_from_db()
    assert (amina.name, amina.job_title, amina.profession) == tuple(DETAILS.values())


def test_a_new_name_raises_the_version_and_nothing_else_does(amina: Person) -> None:
    assert update_profile(by=amina, **DETAILS).version == amina.version
    renamed = update_profile(by=amina, **{**DETAILS, "name": "Amina Okafor-Hill"})
    assert renamed.version == amina.version + 1


@pytest.mark.services
def test_changing_ones_details_lets_what_one_writes_elsewhere_through(amina: Person) -> None:
    """A row that names a person takes a share of their key, and waits for whoever holds it."""
    with CaptureQueriesContext(connection) as asked:
        update_profile(by=amina, **DETAILS)
    locking = [each["sql"] for each in asked if " FOR " in each["sql"]]
    assert [sql.partition(" FOR ")[2] for sql in locking] == ["NO KEY UPDATE"]


def test_a_refused_change_keeps_what_was_typed_and_changes_nothing(
    client: Client, amina: Person
) -> None:
    client.force_login(amina)
    page = client.post("/me", {**DETAILS, "name": ""}).content.decode()
    assert "Enter your full name" in words(page)
    assert 'value="Matron"' in page
    assert "AO" in words(page)
    amina.refresh_from_db()
    assert amina.job_title == "Ward sister"


def test_a_patients_number_is_kept_out_until_one_says_that_it_is_none(
    client: Client, amina: Person
) -> None:
    client.force_login(amina)
    page = client.post("/me", {**DETAILS, "job_title": "Bleep 943 476 5919"}).content.decode()
    assert "looks like an NHS number" in words(page)
    assert "This text identifies nobody" in words(page)


def test_signed_out_it_leads_to_sign_in(client: Client) -> None:
    assert client.get("/me").url == "/accounts/login/?next=/me"


def test_nobody_changes_details_without_an_account() -> None:
    with pytest.raises(NotPermitted):
        update_profile(by=AnonymousUser(), **DETAILS)


def test_ones_organisations_are_linked_only_where_there_is_such_a_page(
    client: Client, amina: Person
) -> None:
    client.force_login(amina)
    assert "/me/organisations" not in client.get("/me").content.decode()
