"""Describing something anew, and closing it."""

from datetime import datetime
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from collab.base.access.versions import Stale
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
    """Close it, or open it again with no time.

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
