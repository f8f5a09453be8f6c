"""Holding the database open."""

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

_held: list[BaseDatabaseWrapper] = []


def hold_open() -> None:
    """Keep a connection for as long as this process lives.

    Whoever closes the last one takes away the journal and its index, and to open the database anew
    takes room: on a full disk nobody could even read.
    """
    held = connection.copy()
    with held.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_master")
    _held.append(held)
