"""Whom one signs in as is told where the demo story is told, and nowhere else."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from collab.base.accounts.models import Person
from collab.demo import reading
from collab.demo.cast import WHO
from tests.unit.ui.markup import words

pytestmark = pytest.mark.django_db


def tell_of_them() -> None:
    cast = {person["key"]: person for person in reading.records("people")["person"]}
    for key in WHO:
        Person.objects.create(email=cast[key]["email"], name=cast[key]["name"])


def page(client: Client) -> str:
    return words(client.get("/accounts/login/").content.decode())


def terminal() -> str:
    out = StringIO()
    call_command("demo_sign_ins", stdout=out)
    return out.getvalue()


def test_the_page_and_the_terminal_name_a_fellow_a_safety_lead_a_lead_and_a_steward(
    client: Client, settings: Any
) -> None:
    settings.DEMO = True
    tell_of_them()
    for key in ("amina.okafor@", "ben.hughes@", "priya.nair@", "daniel.achebe@"):
        assert key in page(client)
        assert key in terminal()
    assert "Their password is safer together" in page(client)


def test_nobody_is_named_where_the_story_is_not_told(client: Client, settings: Any) -> None:
    settings.DEMO = True
    assert "demonstration" not in page(client)
    assert terminal() == ""
    tell_of_them()
    settings.DEMO = False
    assert "demonstration" not in page(client)
    assert terminal() == ""
