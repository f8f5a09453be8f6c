"""Somebody who is suspended is out at once, everywhere; what they wrote and held stays."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from collab.base.access.models import access_epoch
from collab.base.access.permissions import NotPermitted
from collab.base.api.actions import make_token
from collab.base.api.models import Token
from collab.base.api.scopes import Scope
from collab.base.forgetting.actions import forget
from collab.base.security.models import SecurityEntry
from networks.actions.beginning import AlreadyThere
from networks.actions.suspending import readmit_person, suspend_person
from tests.world import World, again


def test_a_suspended_person_is_signed_out_and_cannot_come_back(world: World) -> None:
    client = Client()
    client.force_login(world.ben)
    make_token(by=world.ben, name="Ward", scopes=[Scope.READ], lifetime=timedelta(days=1))
    before = access_epoch()
    suspend_person(by=world.steward, person=world.ben)
    assert access_epoch() > before
    assert client.get("/me").status_code == 302
    assert not Token.objects.exists()
    client.force_login(world.ben)
    assert client.get("/me").status_code == 302
    readmit_person(by=world.steward, person=world.ben)
    client.force_login(again(world.ben))
    assert client.get(world.falls.get_absolute_url()).status_code == 200
    told = SecurityEntry.objects.filter(kind="credentials_changed", about=f"person:{world.ben.uid}")
    assert [each.details["what"] for each in told] == ["readmitted", "suspended"]


def test_only_stewards_suspend(world: World) -> None:
    with pytest.raises(NotPermitted):
        suspend_person(by=world.lead, person=world.ben)
    assert again(world.ben).is_active


def test_nobody_is_suspended_twice_and_who_left_does_not_come_back(world: World) -> None:
    suspend_person(by=None, person=world.ben)
    with pytest.raises(AlreadyThere):
        suspend_person(by=None, person=world.ben)
    with pytest.raises(AlreadyThere):
        readmit_person(by=None, person=world.guest)
    forget(by=world.signed_up)
    with pytest.raises(AlreadyThere):
        readmit_person(by=None, person=world.signed_up)


def test_whoever_runs_the_product_suspends_by_address(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("suspend", world.ben.email.upper())
    assert not again(world.ben).is_active
    call_command("suspend", world.ben.email, "--end")
    assert again(world.ben).is_active
    assert capsys.readouterr().out == ("Ben Hughes is suspended.\nBen Hughes can sign in again.\n")
    with pytest.raises(CommandError, match="not suspended"):
        call_command("suspend", world.ben.email, "--end")
    with pytest.raises(CommandError, match="Nobody signs in with"):
        call_command("suspend", "nobody@people.example")
