from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from collab.base.security.log import Kind, note
from collab.base.security.models import SecurityEntry

pytestmark = pytest.mark.django_db


def test_an_entry_names_who_and_what_by_reference() -> None:
    note(Kind.PURGED, by="0123456789AB", about="message:BA9876543210", reason="patient named")
    [entry] = SecurityEntry.objects.all()
    assert (entry.by, entry.about) == ("0123456789AB", "message:BA9876543210")
    assert entry.details == {"reason": "patient named"}


@pytest.mark.services
@pytest.mark.parametrize(
    "attempt",
    [
        "UPDATE security_securityentry SET kind = 'signed_out'",
        "DELETE FROM security_securityentry",
        "TRUNCATE security_securityentry",
    ],
)
def test_postgresql_refuses_to_change_or_remove_an_entry(attempt: str) -> None:
    note(Kind.SIGNED_IN, by="0123456789AB")
    with as_a_plain_owner() as cursor:
        cursor.execute("SELECT count(*) FROM security_securityentry")
        assert cursor.fetchone() == (1,)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            cursor.execute(attempt)


@contextmanager
def as_a_plain_owner() -> Iterator[Any]:
    """Tests connect as a superuser, whom nothing is refused; the product's role is its tables'
    owner and no more."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE ROLE plain NOSUPERUSER")
        cursor.execute("GRANT plain TO CURRENT_USER")
        cursor.execute("ALTER TABLE security_securityentry OWNER TO plain")
        cursor.execute("SET LOCAL ROLE plain")
        yield cursor
        transaction.set_rollback(True)
