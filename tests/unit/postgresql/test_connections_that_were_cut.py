"""PostgreSQL has ended and is back: whoever asks next gets an answer, not a dead connection."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import monotonic

import pytest
from django.db import connection
from psycopg import Connection
from psycopg_pool import ConnectionPool

from collab.base.postgresql import base

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

SEVERAL = 8
WITHIN_MS = 10_000
CUT = f"""
    SELECT count(pg_terminate_backend(pid, {WITHIN_MS})) FROM pg_stat_activity
    WHERE pid <> pg_backend_pid() AND datname = current_database()
"""  # noqa: S608


def ask(statement: str = "SELECT 1") -> object:
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchone()[0]
    finally:
        connection.close()


def several_connections_are_kept() -> list[Connection]:
    barrier = Barrier(SEVERAL, timeout=20)

    def hold() -> Connection:
        with connection.cursor():
            barrier.wait()
        held = connection.connection
        connection.close()
        return held

    with ThreadPoolExecutor(SEVERAL) as threads:
        return [held.result() for held in [threads.submit(hold) for _ in range(SEVERAL)]]


def test_of_many_dead_connections_none_is_handed_out_and_nobody_waits_for_each() -> None:
    several_connections_are_kept()
    assert ask(CUT) >= SEVERAL - 1
    began = monotonic()
    assert [ask() for _ in range(SEVERAL)] == [1] * SEVERAL
    assert monotonic() - began < 5, "one after the other was found dead"


@pytest.fixture
def asked_whether_alive(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    asked: list[object] = []
    check = ConnectionPool.check_connection

    def counted(cut_or_not: Connection) -> None:
        asked.append(cut_or_not)
        check(cut_or_not)

    monkeypatch.setattr(ConnectionPool, "check_connection", staticmethod(counted))
    return asked


def test_one_that_was_used_just_now_is_looked_at_and_not_asked(
    asked_whether_alive: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "monotonic", lambda: base.FRESH_SECONDS * 10)  # it stands still
    kept = several_connections_are_kept()
    asked_whether_alive.clear()
    assert [ask() for _ in range(SEVERAL)] == [1] * SEVERAL
    assert not {*kept} & {*asked_whether_alive}, "the pool may have made more, not used so far"


def test_one_that_has_rested_is_asked_since_a_lost_network_tells_nothing(
    asked_whether_alive: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    several_connections_are_kept()
    asked_whether_alive.clear()
    monkeypatch.setattr(base, "monotonic", lambda: monotonic() + base.FRESH_SECONDS)
    ask()
    assert len(asked_whether_alive) == 1


def test_one_that_was_cut_just_now_is_asked_and_not_handed_out(
    asked_whether_alive: list[object],
) -> None:
    several_connections_are_kept()
    ask(CUT)
    asked_whether_alive.clear()
    assert [ask() for _ in range(SEVERAL)] == [1] * SEVERAL
    assert asked_whether_alive, "something had come over those that were cut"
