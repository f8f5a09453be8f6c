"""What the product stands on and is away for a while: that is no fault in what somebody sent, and
the same request may be sent again."""

import sqlite3
from typing import NamedTuple

from django.db import InterfaceError, OperationalError
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


def outage_behind(error: BaseException | None) -> Outage | None:
    """The outage that an error tells of; None if the error is a fault of ours."""
    return DATABASE_AWAY if _database_is_away(error) else None


def _database_is_away(error: BaseException | None) -> bool:
    """Gone, not there yet, or so busy that it gave up. A wrong statement, which is a fault of ours,
    is the same kind of error to SQLite."""
    if isinstance(error, InterfaceError):
        return True
    said = getattr(error.__cause__, "sqlite_errorcode", None) if error else None
    return isinstance(error, OperationalError) and said != sqlite3.SQLITE_ERROR
