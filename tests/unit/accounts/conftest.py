import re
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import get_hasher
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from pytest_django import Settings

from collab.base.accounts.models import Person
from tests.jobs import sent
from tests.services.process import free_port

PASSWORD = "three small words"


@pytest.fixture
def amina(db: None) -> Person:
    person = Person.objects.create_user(
        "amina@severnside.example", PASSWORD, name="Amina Okafor", job_title="Ward sister"
    )
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


class Slow(NamedTuple):
    what: str
    while_locked: bool


@pytest.fixture
def slow(amina: Person, monkeypatch: pytest.MonkeyPatch) -> list[Slow]:
    """Each hash and mail from here on, and whether a transaction was open meanwhile."""
    noted: list[Slow] = []

    def note(what: str, where: type, name: str) -> None:
        do = getattr(where, name)

        def noting(*args: Any, **kwargs: Any) -> Any:
            noted.append(Slow(what, connection.in_atomic_block))
            return do(*args, **kwargs)

        monkeypatch.setattr(where, name, noting)

    note("hash", type(get_hasher()), "encode")
    note("mail", EmailBackend, "send_messages")
    return noted


@pytest.fixture
def no_mail_server(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = free_port()


@pytest.fixture
def link() -> Callable[[], str]:
    """The path of the link in the last mail."""

    def last() -> str:
        found = re.search(r"http://localhost:8000(\S+)", sent()[-1].body)
        assert found, sent()[-1].body
        return found[1]

    return last
