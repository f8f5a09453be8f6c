"""Whoever would write to SQLite stands in line."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from signal import SIGKILL
from threading import Event, Thread
from time import monotonic

import pytest
from django.db import OperationalError, connection, transaction

from collab.base.accounts.models import Person
from collab.base.sqlite3 import base
from tests.jobs import forked, until

pytestmark = pytest.mark.same_everywhere


def test_one_is_first_and_the_next_waits(tmp_path: Path) -> None:
    queue, came = str(tmp_path / "queue"), Event()

    def come() -> None:
        with base.turn(queue):
            came.set()

    next_one = Thread(target=come)
    with base.turn(queue):
        next_one.start()
        assert not came.wait(0.2)
    next_one.join(5)
    assert came.is_set()
    assert (tmp_path / "queue").stat().st_mode & 0o777 == 0o600


def test_whoever_is_killed_lets_the_next_one_on(tmp_path: Path) -> None:
    queue = str(tmp_path / "queue")

    def stay() -> None:
        with base.turn(queue):
            (tmp_path / "first").touch()
            Event().wait()

    first = forked(stay)
    until((tmp_path / "first").exists)
    os.kill(first, SIGKILL)
    os.waitpid(first, 0)
    with base.turn(queue):
        pass


@pytest.mark.django_db(transaction=True)
def test_who_reads_stands_in_no_line_and_who_writes_in_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    turns: list[str] = []
    turn = base.turn
    monkeypatch.setattr(base, "turn", lambda queue: turns.append(queue) or turn(queue))
    assert not Person.objects.exists()
    assert turns == []
    Person.objects.update(name="Nobody")
    assert len(turns) == 1
    with transaction.atomic():
        Person.objects.update(name="Nobody")
        Person.objects.update(name="Somebody")
    assert len(turns) == 2
    assert set(turns) == {f"{os.path.realpath(connection.settings_dict['NAME'])}-queue"}


@pytest.mark.django_db(transaction=True)
def test_where_somebody_outside_the_line_keeps_the_lock_all_are_told_in_the_one_time() -> None:
    patience, writers = 1.0, 4
    took: list[float] = []

    def write() -> None:
        own = connection.copy()
        own.settings_dict["OPTIONS"] = connection.settings_dict["OPTIONS"] | {"timeout": patience}
        came = monotonic()
        with pytest.raises(OperationalError), own.cursor() as cursor:
            cursor.execute("UPDATE accounts_person SET name = 'Nobody'")
        took.append(monotonic() - came)
        own.close()

    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as outside:
        outside.execute("BEGIN IMMEDIATE")
        waiting = [Thread(target=write) for _ in range(writers)]
        for each in waiting:
            each.start()
        for each in waiting:
            each.join(30)
    assert len(took) == writers
    assert max(took) < 2 * patience
