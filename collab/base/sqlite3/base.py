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
from time import monotonic
from typing import Any

from django.db.backends.sqlite3 import base

LOCKS = ("BEGIN IMMEDIATE", "INSERT", "UPDATE", "DELETE", "REPLACE")
OWNER_ONLY = 0o600
LITTLE = 0.5  # seconds that make no difference


class DatabaseWrapper(base.DatabaseWrapper):
    def create_cursor(self, name: Any = None) -> Any:
        if self.is_in_memory_db():
            return super().create_cursor(name)
        queue = queue_beside(self.settings_dict["NAME"])
        patience = self.settings_dict["OPTIONS"]["timeout"]
        return self.connection.cursor(factory=partial(Cursor, queue=queue, patience=patience))


@cache
def queue_beside(database: str) -> str:
    """Where a path leads is looked up once: each statement asks, and each look asks the disk."""
    return f"{os.path.realpath(database)}-queue"


class Cursor(base.SQLiteCursorWrapper):
    """Stands in line before a statement that takes the lock.

    Args:
        queue: the file whose lock is waited for in line.
        patience: seconds after which SQLite gives up.
    """

    def __init__(self, connection: Any, *, queue: str, patience: float) -> None:
        super().__init__(connection)
        self._queue = queue
        self._patience = patience

    def execute(self, query: str, params: Any = None) -> Any:
        with self._turn(query):
            return super().execute(query, params)

    def executemany(self, query: str, param_list: Any) -> Any:
        with self._turn(query):
            return super().executemany(query, param_list)

    def _turn(self, query: str) -> AbstractContextManager[None]:
        takes_the_lock = query.startswith(LOCKS) and not self.connection.in_transaction
        return self._in_line() if takes_the_lock else nullcontext()

    @contextmanager
    def _in_line(self) -> Iterator[None]:
        """Whoever has waited in line waits so much less for SQLite: where somebody who stands in no
        line keeps the lock, all who wait for it are told so in time."""
        came = monotonic()
        with turn(self._queue):
            waited = monotonic() - came
            if waited < LITTLE:
                yield
                return
            self._give_up_after(self._patience - waited)
            try:
                yield
            finally:
                self._give_up_after(self._patience)

    def _give_up_after(self, seconds: float) -> None:
        super().execute(f"PRAGMA busy_timeout={max(0, int(seconds * 1000))}")


@contextmanager
def turn(queue: str) -> Iterator[None]:
    """Wait until one is the first in line; whoever ends, even by being killed, lets the next on."""
    line = os.open(queue, os.O_RDWR | os.O_CREAT, OWNER_ONLY)
    try:
        flock(line, LOCK_EX)
        yield
    finally:
        os.close(line)
