"""What the product stands on and is away for a while: that is no fault in what somebody sent, and
the same request may be sent again."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EDQUOT, ENOSPC
from typing import NamedTuple

from django.db import DatabaseError, InterfaceError, OperationalError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

AGAIN_AFTER = 3
"""Seconds after which a page's script, a program or a proxy may try again."""


class Outage(NamedTuple):
    """How a request is answered that could not be done.

    Args:
        status: the HTTP status.
        title: what is the matter.
        detail: what to do.
        retry_after: the header's seconds; None where waiting does not help.
    """

    status: int
    title: Promise
    detail: Promise
    retry_after: int | None


DATABASE_AWAY = Outage(
    503,
    _("We cannot save or show anything just now"),
    _("This should last for some minutes at most. Then send the same again."),
    AGAIN_AFTER,
)

DISK_FULL = Outage(
    507,
    _("There is no room left to save anything"),
    _("Nothing has changed. Send the same again once whoever looks after this site has made room."),
    60,
)
DISK_FULL_IN_SQLITE = (
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR_WRITE,  # as it says of a quota
    sqlite3.SQLITE_IOERR_SHMSIZE,
)
DISK_FULL_IN_POSTGRESQL = "53100"
PRIMARY = 0xFF
"""The part of SQLite's extended codes that says what kind of error it is."""
AWAY_IN_SQLITE = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_PROTOCOL,
)
AWAY_IN_POSTGRESQL = (
    "08",  # the connection was lost
    "40",  # two waited for each other, and this one gave up
    "53300",  # too many connections
    "55P03",  # a lock was not to be had
    "57P0",  # it ends, it crashed, it starts
)


@contextmanager
def unless_disk_is_full() -> Iterator[None]:
    """Write down what nobody waits for, or leave it: where there is no room, people still read."""
    try:
        yield
    except DatabaseError as error:
        if not _disk_is_full(error):
            raise


class Busy(Exception):
    """More requests wait than can be answered in time."""


def outage_behind(error: BaseException | None) -> Outage | None:
    """The outage that an error tells of; None if the error is a fault of ours."""
    if _disk_is_full(error):
        return DISK_FULL
    return DATABASE_AWAY if isinstance(error, Busy) or _database_is_away(error) else None


def _database_is_away(error: BaseException | None) -> bool:
    """Gone, not there yet, or so busy that it gave up. What is a fault of ours, such as a wrong
    statement or a right that is missing, is the same kind of error."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    said = error.__cause__
    if isinstance(said, sqlite3.Error):
        return (said.sqlite_errorcode & PRIMARY) in AWAY_IN_SQLITE
    state = getattr(said, "sqlstate", None)
    return state is None or state.startswith(AWAY_IN_POSTGRESQL)


def _disk_is_full(error: BaseException | None) -> bool:
    if isinstance(error, OSError):
        return error.errno in (ENOSPC, EDQUOT)
    said = error.__cause__ if isinstance(error, DatabaseError) else None
    if getattr(said, "sqlite_errorcode", None) in DISK_FULL_IN_SQLITE:
        return True
    return getattr(said, "sqlstate", None) == DISK_FULL_IN_POSTGRESQL
