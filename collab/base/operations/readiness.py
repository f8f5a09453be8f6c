"""Whether this process can do its work: each part that it stands on is asked, briefly."""

from collections.abc import Callable
from functools import cache
from tempfile import TemporaryFile
from uuid import uuid4

from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from .archive import half_restored
from .outages import DISK_FULL, outage_behind

Check = Callable[[], None]
CHECKS: dict[str, Check] = {}
TOLD: dict[str, Callable[[], bool]] = {}


class NotReady(Exception):
    """A part does not do its work."""


def ready_needs(name: str, check: Check) -> None:
    """Add a part: ``check`` raises anything where it does not do its work."""
    CHECKS[name] = check


def tell(name: str, is_there: Callable[[], bool]) -> None:
    """Add a part that pages can do without: it is told, and this process is ready all the same."""
    TOLD[name] = is_there


def told() -> dict[str, str]:
    """Each part that pages can do without, "ok" or "away"."""
    return {name: "ok" if _is_there(is_there) else "away" for name, is_there in TOLD.items()}


def _is_there(is_there: Callable[[], bool]) -> bool:
    try:
        return is_there()
    except Exception:
        return False


def readiness() -> dict[str, bool]:
    """Each part, and whether it does its work. What went wrong is for the log alone."""
    return {name: _holds(check) for name, check in CHECKS.items()}


def _holds(check: Check) -> bool:
    try:
        check()
    except Exception:
        return False
    return True


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _migrations() -> None:
    """The database is as this version of the product wants it; once it was, it stays so."""
    _no_migration_is_missing()


@cache
def _no_migration_is_missing() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotReady


def _cache() -> None:
    key, value = f"ready:{uuid4().hex}", uuid4().hex
    caches["shared"].set(key, value, 10)
    if caches["shared"].get(key) != value:
        raise NotReady


def _restored() -> None:
    if half_restored():
        raise NotReady


def _storage() -> None:
    try:
        _has_room()
    except OSError as error:
        if outage_behind(error) is not DISK_FULL:
            raise


def _has_room() -> bool:
    settings.DATA_DIR.mkdir(0o700, parents=True, exist_ok=True)
    with TemporaryFile(dir=settings.DATA_DIR) as file:
        file.write(b"ready")
    return True


ready_needs("database", _database)
ready_needs("migrations", _migrations)
ready_needs("cache", _cache)
ready_needs("storage", _storage)
ready_needs("restored", _restored)
tell("room", _has_room)
