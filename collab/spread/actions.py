"""Taking a table along. That it was taken stands in the security log."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from collab.base.access.permissions import authorise
from collab.base.accounts.models import Person
from collab.base.security.log import Kind, note
from networks.models import Collaborative

from .policies import TAKE_TABLES
from .tables import TABLES, Table


def take_table(
    *, by: Person, collaborative: Collaborative, name: str, today: date | None = None
) -> Table:
    """One of a collaborative's tables, with only what this person may see.

    Args:
        name: one of ``TABLES``.
        today: the day in London that its last month has.

    Raises:
        NotPermitted: they do not lead it.
        KeyError: there is no such table.
    """
    authorise(by, TAKE_TABLES, collaborative)
    _label, make = TABLES[name]
    table = make(collaborative, by, today or timezone.localdate())
    with transaction.atomic():
        note(
            Kind.EXPORTED,
            by=by.uid,
            about=f"collaborative:{collaborative.uid}",
            table=name,
            rows=len(table.rows),
        )
    return table
