"""What files can be attached to. An app says once how its things carry files."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet

from collab.base.accounts.models import Person


class Host(NamedTuple):
    """A kind of thing that carries files.

    Args:
        model: of the things, which have ``uid``, ``ref``, ``space`` and ``get_absolute_url()``.
        shown: those that a person may read, as they stand: of one that was removed no file is.
        changed: tells that a file of one was removed, in the transaction in which that happens.
    """

    model: Any
    shown: Callable[[Any], QuerySet[Any]]
    changed: Callable[[Any, Person, datetime], None]


HOSTS: dict[str, Host] = {}


def carries_files(
    kind: str,
    model: Any,
    *,
    shown: Callable[[Any], QuerySet[Any]],
    changed: Callable[[Any, Person, datetime], None],
) -> None:
    """Let files be attached to a registered kind of thing; see ``Host``."""
    HOSTS[kind] = Host(model, shown, changed)
