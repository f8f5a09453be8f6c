"""Django's SQLite, with a queue for those who write.

SQLite has everybody who waits for its one lock look again every 100 ms, and gives it to whoever
looks first. Of eight processes that write without a pause, one would wait for longer than it may
and fail. So whoever needs that lock stands in line for a lock of the operating system first, on a
file beside the database, and only the first in line asks SQLite.
"""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from fcntl import LOCK_EX, flock
from functools import cache, partial
from typing import Any

from django.db.backends.sqlite3 import base

LOCKS = ("BEGIN IMMEDIATE", "INSERT", "UPDATE", "DELETE", "REPLACE")
OWNER_ONLY = 0o600


class DatabaseWrapper(base.DatabaseWrapper):
    def create_cursor(self, name: Any = None) -> Any:
        if self.is_in_memory_db():
            return super().create_cursor(name)
        queue = queue_beside(self.settings_dict["NAME"])
        return self.connection.cursor(factory=partial(Cursor, queue=queue))


@cache
def queue_beside(database: str) -> str:
    """Where a path leads is looked up once: each statement asks, and each look asks the disk."""
    return f"{os.path.realpath(database)}-queue"


class Cursor(base.SQLiteCursorWrapper):
    """Stands in line before a statement that takes the lock."""

    def __init__(self, connection: Any, *, queue: str) -> None:
        super().__init__(connection)
        self._queue = queue

    def execute(self, query: str, params: Any = None) -> Any:
        with self._turn(query):
            return super().execute(query, params)

    def executemany(self, query: str, param_list: Any) -> Any:
        with self._turn(query):
            return super().executemany(query, param_list)

    def _turn(self, query: str) -> AbstractContextManager[None]:
        takes_the_lock = query.startswith(LOCKS) and not self.connection.in_transaction
        return turn(self._queue) if takes_the_lock else nullcontext()


@contextmanager
def turn(queue: str) -> Iterator[None]:
    """Wait until one is the first in line; whoever ends, even by being killed, lets the next on."""
    line = os.open(queue, os.O_RDWR | os.O_CREAT, OWNER_ONLY)
    try:
        flock(line, LOCK_EX)
        yield
    finally:
        os.close(line)
