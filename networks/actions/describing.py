"""Describing something anew, closing it, and telling of that in a space."""

from datetime import datetime
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from collab.base.access.subjects import Ref
from collab.base.access.versions import Stale
from collab.base.accounts.models import Person
from networks.events import EventKind
from networks.ledger import record
from networks.models import LedgerRow, Space
from networks.models.closing import Closable

from .beginning import AlreadyThere

Described = TypeVar("Described", bound=Closable)


def describe(thing: Described, *, started_from: int, **fields: Any) -> Described:
    """Save what changed as the next version, if it is still the one the writer started from.

    Raises:
        Stale: somebody else described it since.
    """
    kind = type(thing)
    rows = kind._default_manager.filter(pk=thing.pk)
    if not rows.filter(version=started_from).update(version=started_from + 1, **fields):
        raise Stale(rows.get())
    return rows.get()


def close(thing: Described, *, at: datetime | None) -> Described:
    """Close it, or open it again with no time. It is held: the caller raises the epoch before.

    Raises:
        AlreadyThere: it is so already.
    """
    rows = type(thing)._default_manager.filter(pk=thing.pk)
    row = rows.select_for_update(of=("self",)).get()
    if (row.closed_at is None) == (at is None):
        raise AlreadyThere(_("That is so already."))
    row.closed_at, row.version = at, row.version + 1
    row.save(update_fields=["closed_at", "version"])
    return row


def tell_of_space(event: EventKind, space: Space, by: Person, at: datetime) -> LedgerRow:
    """Tell in a space's stream what happened to the space itself."""
    return record(
        event,
        stream=space.stream,
        subject=Ref("space", space.uid),
        version=space.version,
        by=by,
        at=at,
    )
