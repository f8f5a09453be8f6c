"""The database of each worker: a copy of one that is migrated once in a run."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker

MIGRATED = os.environ.get("MIGRATED_DATABASE")
"""The one that `tests.services` has migrated on PostgreSQL."""


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """SQLite in a real file, one per worker: threads of one process cannot share a memory one.
    Threads that outlive a test keep no connection to it."""
    database = settings.DATABASES["default"]
    told = database.setdefault("TEST", {})
    if settings.EMBEDDED:
        own = tmp_path_factory.mktemp("database") / "test.sqlite3"
        with django_db_blocker.unblock():
            shutil.copy(migrated_once(folder_of_the_run(tmp_path_factory)), own)
        told["NAME"] = str(own)
        database["CONN_MAX_AGE"] = 0
    elif MIGRATED:
        told["TEMPLATE"] = MIGRATED


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """On SQLite it is there before Django comes to make it, and goes with the folder of the run."""
    return settings.EMBEDDED


def folder_of_the_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Shared by its workers."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def migrated_once(folder: Path) -> Path:
    """By the first worker that comes, while the others wait: it takes a processor seven seconds."""
    migrated = folder / "migrated.sqlite3"
    with (folder / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not migrated.exists():
            usual = connection.settings_dict["NAME"]
            connection.settings_dict["NAME"] = folder / "being-migrated.sqlite3"
            call_command("migrate", verbosity=0, interactive=False)
            connection.close()  # which leaves all of it in one file
            connection.settings_dict["NAME"].rename(migrated)
            connection.settings_dict["NAME"] = usual
    return migrated


MADE_BY_MIGRATIONS = {"auth_permission", "django_content_type"}
LARGE = 1_000_000  # bytes of a table


@pytest.fixture(scope="session", autouse=True)
def emptied_quickly() -> Iterator[None]:
    """After a test with transactions of its own, Django truncates every table, which takes
    PostgreSQL a fifth of a second, and makes anew what only its migrations make."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _: empty_every_table())
        made_anew = ["django.contrib.auth", "django.contrib.contenttypes"]
        patch.setattr(settings, "TEST_NON_SERIALIZED_APPS", made_anew, raising=False)
        yield


def empty_every_table() -> None:
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    tables = set(names) - MADE_BY_MIGRATIONS
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(SIZES)
            used = {name: size for name, size in cursor.fetchall() if name in tables}
            if max(used.values(), default=0) < LARGE:
                delete_from(sorted(used), cursor)
                return
    statements = connection.ops.sql_flush(no_style(), sorted(tables))
    connection.ops.execute_sql_flush(statements)


SIZES = """
    SELECT relname, pg_relation_size(oid) FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0
"""


def delete_from(tables: list[str], cursor: Any) -> None:
    """All goes, so nobody need look for what refers to it; who still writes is waited for."""
    if tables:
        cursor.execute(f"LOCK TABLE {', '.join(tables)}")
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in tables:
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608 it is our own
