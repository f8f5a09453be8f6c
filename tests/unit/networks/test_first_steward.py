"""The network's first steward is appointed from the command line."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from collab.base.access.models import AccessEpoch
from collab.base.access.permissions import NotPermitted
from collab.base.accounts.models import Person
from networks.actions.collaboratives import appoint_steward
from networks.models import NationalRole
from tests.world import again, sign_up


@pytest.mark.django_db
def test_whoever_runs_the_product_appoints_the_first_steward_and_no_other(
    capsys: pytest.CaptureFixture[str],
) -> None:
    AccessEpoch.objects.get_or_create(pk=1)  # the test before may have emptied every table
    stella, amina = sign_up("Stella Marsh"), sign_up("Amina Okafor")
    call_command("appoint_steward", "Stella.Marsh@people.example")
    assert capsys.readouterr().out == "Stella Marsh is the national steward now.\n"
    with pytest.raises(CommandError, match="There is a national steward already"):
        call_command("appoint_steward", amina.email)
    assert NationalRole.objects.get().person == stella


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["no account", "not confirmed", "closed"])
def test_who_has_no_account_to_sign_in_to_is_asked_to_make_one(state: str) -> None:
    email = "stella.marsh@people.example"
    if state != "no account":
        stella = sign_up("Stella Marsh")
        if state == "not confirmed":
            stella.emailaddress_set.update(verified=False)
        else:
            Person.objects.update(is_active=False)
    with pytest.raises(CommandError, match=r"create an account at http\S+/accounts/signup/ "):
        call_command("appoint_steward", email)
    assert not NationalRole.objects.exists()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_many_first_stewards_at_once_one_is_appointed() -> None:
    people = [sign_up(f"Person {number}") for number in range(4)]
    together = Barrier(len(people))

    def appoint(person: Person) -> bool:
        try:
            again(person)
            together.wait(timeout=10)
            appoint_steward(by=None, person=person)
        except NotPermitted:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(len(people)) as threads:
        appointed = list(threads.map(appoint, people))
    assert appointed.count(True) == NationalRole.objects.count() == 1
