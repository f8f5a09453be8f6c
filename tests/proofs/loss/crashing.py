"""A PostgreSQL that a test may crash: the test, and the product that it starts, use a copy of the
tests' database there. The PostgreSQL of the run stays as it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from tests.live.servers import database_of_tests
from tests.services.postgresql import Restartable, copy_database, restartable_postgresql


@contextmanager
def crashing_postgresql(folder: Path) -> Iterator[Restartable]:
    """Holds what the tests' database holds now.

    Args:
        folder: of the processes that will serve it.
    """
    usual = database_of_tests(folder)["DATABASE_URL"]
    with restartable_postgresql() as server:
        copy_database(usual, server.address)
        with _asked_by_the_test(PORT=server.port, NAME="collab"):
            yield server


@contextmanager
def _asked_by_the_test(**instead: object) -> Iterator[None]:
    told = connection.settings_dict
    usual = {name: told[name] for name in instead}
    _turn_to(instead)
    try:
        yield
    finally:
        _turn_to(usual)


def _turn_to(database: dict[str, object]) -> None:
    """For every thread: they have their settings and their pool in common."""
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    connection.settings_dict.update(database)
