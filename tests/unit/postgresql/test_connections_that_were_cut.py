"""PostgreSQL has ended and is back: whoever asks next gets an answer, not a dead connection."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import monotonic

import pytest
from django.db import connection

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

SEVERAL = 8


def ask(statement: str = "SELECT 1") -> object:
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchone()[0]
    finally:
        connection.close()


def several_connections_are_kept() -> None:
    barrier = Barrier(SEVERAL, timeout=20)

    def hold() -> None:
        with connection.cursor():
            barrier.wait()
        connection.close()

    with ThreadPoolExecutor(SEVERAL) as threads:
        for held in [threads.submit(hold) for _ in range(SEVERAL)]:
            held.result()


def test_of_many_dead_connections_none_is_handed_out_and_nobody_waits_for_each() -> None:
    several_connections_are_kept()
    cut = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> {} AND {}"
    ours = "datname = current_database()"
    assert ask(cut.format("pg_backend_pid()", ours)) >= SEVERAL - 1
    began = monotonic()
    assert [ask() for _ in range(SEVERAL)] == [1] * SEVERAL
    assert monotonic() - began < 5, "one after the other was found dead"
