import re
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from collab.base.accounts.models import Person

PASSWORD = "three small words"


@pytest.fixture
def amina(db: None) -> Person:
    person = Person.objects.create_user(
        "amina@severnside.example", PASSWORD, name="Amina Okafor", job_title="Ward sister"
    )
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


@pytest.fixture
def link() -> Callable[[], str]:
    """The path of the link in the last mail."""

    def last() -> str:
        found = re.search(r"http://localhost:8000(\S+)", mail.outbox[-1].body)
        assert found, mail.outbox[-1].body
        return found[1]

    return last
