"""Filling tables without their indexes, which takes a third of the time."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, models

CONSTRAINTS = """
    SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conrelid = %s::regclass AND contype IN ('f', 'u') ORDER BY contype
"""
INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
    WHERE indrelid = %s::regclass
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
"""


@contextmanager
def indexes_afterwards(*filled: type[models.Model]) -> Iterator[None]:
    """On PostgreSQL these tables are filled without indexes and foreign keys, except for the
    primary key. Afterwards all come back as they were, each made or checked in one go.

    It is for a transaction that fills an empty database: nobody else can use these tables, and if
    it breaks off, nothing of this has been.
    """
    if connection.vendor != "postgresql":
        yield
        return
    back = []
    with connection.cursor() as cursor:
        for model in filled:
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(CONSTRAINTS, [table])
            for name, definition in cursor.fetchall():
                name = connection.ops.quote_name(name)
                cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
                back.append(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
            cursor.execute(INDEXES, [table])
            for name, definition in cursor.fetchall():
                cursor.execute(f"DROP INDEX {name}")
                back.append(definition)
        yield
        cursor.execute(
            "SET CONSTRAINTS ALL IMMEDIATE"
        )  # a table with checks pending stays as it is
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        for statement in reversed(back):
            cursor.execute(statement)
