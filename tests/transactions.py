"""How long SQLite's one writer waits for its turn, and how long it then keeps others waiting."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import pytest
from django.db.backends.sqlite3.base import DatabaseWrapper


class Held(NamedTuple):
    """One transaction, in seconds.

    Args:
        waited: until it had the lock.
        lasted: from then until it was committed or rolled back.
        worked: the processor's part of that.
    """

    waited: float
    lasted: float
    worked: float


@contextmanager
def transactions() -> Iterator[list[Held]]:
    """Every transaction of this process on SQLite, once it has ended."""
    ended: list[Held] = []
    begin = DatabaseWrapper._start_transaction_under_autocommit

    def begin_and_note(self: Any) -> None:
        asked = time.perf_counter()
        begin(self)
        began = time.perf_counter()
        self.held_since = (began - asked, began, time.thread_time())

    def noting(end: Any) -> Any:
        def end_and_note(self: Any) -> None:
            end(self)
            if since := self.__dict__.pop("held_since", None):
                waited, began, worked = since
                lasted = time.perf_counter() - began
                ended.append(Held(waited, lasted, time.thread_time() - worked))

        return end_and_note

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseWrapper, "_start_transaction_under_autocommit", begin_and_note)
        for name in ("_commit", "_rollback"):
            patch.setattr(DatabaseWrapper, name, noting(getattr(DatabaseWrapper, name)))
        yield ended
