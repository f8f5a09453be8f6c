"""Fills an empty database."""

from collections.abc import Iterator
from datetime import datetime
from random import Random
from typing import Any

from django.db import connection, transaction

from collab.base.accounts.models import Person
from collab.base.security.models import SecurityEntry
from collab.interventions.models import Intervention, Version
from collab.notifications.models import Notice
from collab.spread.counting import count_what_changed
from discussions.models import Message, Thread
from networks.models import LedgerRow, Mark, Organisation, Space

from .asking import ask_each_other
from .indexes import indexes_afterwards
from .network import found_network
from .sizes import Sizes
from .spaces import open_spaces
from .tables import Tables
from .writing import Writing

COUNTED: tuple[Any, ...] = (
    Organisation,
    Person,
    Space,
    Intervention,
    Version,
    Thread,
    Message,
    LedgerRow,
    Mark,
    Notice,
)
LARGE = (Message, LedgerRow, Mark, Version, SecurityEntry, Notice)


def seed(sizes: Sizes, *, now: datetime, chance: int = 2026) -> None:
    """Write all of it, or nothing.

    Args:
        now: the moment up to which everything has happened.
        chance: of two runs with the same, the same people write the same texts.
    """
    random = Random(chance)  # noqa: S311 nothing here is a secret
    with transaction.atomic(), indexes_afterwards(*LARGE):
        tables = Tables()
        network = found_network(sizes, now, tables, random)
        ask_each_other(network)
        homes = open_spaces(network, sizes.spaces, random)
        Writing(network, homes, random).happen(sizes)
        network.streams.finish()
        tables.finish()
    count_what_changed(now)
    take_statistics()


def take_statistics() -> None:
    """Let the database know what it has now, as it would find out by itself a little later."""
    with connection.cursor() as cursor:
        whole = connection.vendor == "postgresql" and not connection.in_atomic_block
        cursor.execute("VACUUM (ANALYZE)" if whole else "ANALYZE")


def counted() -> Iterator[tuple[str, int]]:
    """How much there is of what is large."""
    for model in COUNTED:
        yield str(model._meta.verbose_name_plural), model._base_manager.count()
