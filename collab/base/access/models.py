from collections.abc import Callable

from django.db import connection, models, transaction

from collab.base.security.retention import Record, Retention

_told_of_changes: list[Callable[[], None]] = []


class AccessEpoch(models.Model):
    """One row: a number raised in the transaction of each action that changes who sees what.

    Live delivery reads it in the same statement as the events it is about to hand on. If it
    moved, who may see is worked out afresh first, so nothing that was committed after a
    revocation reaches the person who lost sight.
    """

    retention = Retention(record=Record.SYSTEM)

    value = models.BigIntegerField(default=0)


def when_access_changes(tell: Callable[[], None]) -> None:
    """Have somebody told, after commit, each time the epoch was raised.

    A courtesy, so that idle sockets close soon; the epoch alone is what is relied on.
    """
    _told_of_changes.append(tell)


def raise_access_epoch() -> int:
    """Raise the epoch inside the caller's transaction and return the new value.

    This holds the epoch's one row until the transaction ends. So whoever raises it does so first,
    once they know that the person may, and before they hold or write anything else but the key of
    the request: of two who take the epoch and another row in different orders, each waits for the
    other.
    """
    for tell in _told_of_changes:
        transaction.on_commit(tell)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE access_accessepoch SET value = value + 1 RETURNING value")
        return int(cursor.fetchone()[0])


def access_epoch() -> int:
    """How often it changed so far who sees what."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM access_accessepoch")
        return int(cursor.fetchone()[0])
