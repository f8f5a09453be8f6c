"""A job belongs to one worker at a time, and to none that has died."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from collab.base.jobs import leases
from collab.base.jobs.counting import counts
from collab.base.jobs.worker import Worker
from tests.jobs import let_pass, run_due_jobs

from .examples import not_yet, note, noted, stumble

pytestmark = pytest.mark.django_db


def take(queue: str = "default", worker: str = "one") -> DBTaskResult | None:
    return leases.take(queue, worker, timezone.now())


def test_what_one_worker_holds_no_other_gets(tmp_path: Path) -> None:
    note.enqueue(folder=str(tmp_path), text="hello")
    assert take(worker="one")
    assert take(worker="two") is None
    assert leases.take_back(timezone.now()) == 0


def test_a_worker_that_read_the_row_before_another_took_it_gets_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note.enqueue(folder=str(tmp_path), text="hello")
    as_read = list(leases.ready(timezone.now()))
    assert take(worker="one")
    monkeypatch.setattr(leases, "ready", lambda now: Read(as_read))
    assert take(worker="two") is None


class Read:
    """A queryset that answers what was read earlier."""

    def __init__(self, rows: list[DBTaskResult]) -> None:
        self.rows = rows

    def filter(self, **_: object) -> list[DBTaskResult]:
        return self.rows


def test_the_job_of_a_worker_that_died_is_taken_again(tmp_path: Path) -> None:
    note.enqueue(folder=str(tmp_path), text="hello")
    assert take()
    let_pass(leases.lease())
    assert leases.take_back(timezone.now()) == 1
    assert run_due_jobs() == 1
    assert noted(tmp_path) == ["hello"]


def test_a_long_job_keeps_its_lease(tmp_path: Path) -> None:
    note.enqueue(folder=str(tmp_path), text="hello")
    row = take()
    assert row
    let_pass(leases.lease() - timedelta(seconds=1))
    assert leases.renew(row, timezone.now())
    let_pass(leases.lease() - timedelta(seconds=1))
    assert leases.take_back(timezone.now()) == 0


def test_a_worker_that_lost_its_lease_changes_nothing_any_more(tmp_path: Path) -> None:
    note.enqueue(folder=str(tmp_path), text="hello")
    stopped = take(worker="stopped for a while")
    assert stopped
    let_pass(leases.lease())
    leases.take_back(timezone.now())
    other = take(worker="other")
    assert other
    now = timezone.now()
    assert not leases.renew(stopped, now)
    assert not leases.finish(stopped, now)
    assert not leases.fail(stopped, ValueError(), now)
    assert DBTaskResult.objects.get().status == leases.RUNNING
    assert leases.finish(other, now)


def test_a_job_that_fails_is_tried_again_later_and_then_no_more(
    caplog: pytest.LogCaptureFixture,
) -> None:
    stumble.enqueue(secret="Rose Tyler")
    for waits in (timedelta(seconds=10), timedelta(seconds=40)):
        assert run_due_jobs() == 1
        row = DBTaskResult.objects.get()
        assert row.status == leases.READY
        assert row.run_after - timezone.now() == pytest.approx(waits, abs=timedelta(seconds=5))
        let_pass(waits)
    assert run_due_jobs() == 1
    assert counts(timezone.now())[:3] == (0, 0, 1)
    let_pass(timedelta(days=1))
    assert run_due_jobs() == 0
    assert "stumble has failed for good: builtins.ValueError" in caplog.text


def test_what_an_error_says_is_neither_kept_nor_logged(caplog: pytest.LogCaptureFixture) -> None:
    stumble.enqueue(secret="Rose Tyler")
    run_due_jobs()
    row = DBTaskResult.objects.get()
    assert row.exception_class_path == "builtins.ValueError"
    assert 'raise ValueError(f"the text is {secret}")' in row.traceback
    assert "Rose" not in caplog.text + row.traceback


def test_a_job_that_kills_its_worker_each_time_ends_as_failed(
    caplog: pytest.LogCaptureFixture,
) -> None:
    stumble.enqueue(secret="")
    for _attempt in range(3):
        assert take()
        let_pass(leases.lease())
        assert leases.take_back(timezone.now()) == 1
    assert take() is None
    assert counts(timezone.now()).failed == 1
    assert "stumble has failed for good: collab.base.jobs.leases.WorkerDied" in caplog.text


def test_a_lease_that_is_renewed_while_it_is_looked_at_is_not_taken_back(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stumble.enqueue(secret="")
    for attempt in (1, 2, 3):
        row = take()
        assert row
        let_pass(leases.lease())

        def look_while_it_renews(read: DBTaskResult, row: DBTaskResult = row) -> int:
            assert leases.renew(row, timezone.now())
            return 3

        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(leases, "attempts_of", look_while_it_renews)
            leases.take_back(timezone.now())
        assert DBTaskResult.objects.get().status == leases.RUNNING, attempt
        let_pass(leases.lease())
        assert leases.take_back(timezone.now()) == 1
    assert DBTaskResult.objects.get().status == leases.FAILED
    assert caplog.text.count("has failed for good") == 1


def test_a_job_that_cannot_be_done_yet_waits_and_has_failed_nothing() -> None:
    not_yet.enqueue(minutes=5)
    for _time in range(10):
        assert run_due_jobs() == 1
        assert run_due_jobs() == 0
        let_pass(timedelta(minutes=5))
    assert DBTaskResult.objects.get().worker_ids == []


def test_a_job_of_another_version_of_the_product_is_tried_again_later() -> None:
    stumble.enqueue(secret="")
    DBTaskResult.objects.update(task_path="tests.unit.jobs.examples.gone")
    assert run_due_jobs() == 1
    assert DBTaskResult.objects.get().status == leases.READY


def test_waits_grow_and_are_bounded() -> None:
    waits = [leases.wait_after(n).total_seconds() for n in (1, 2, 3, 4, 5, 6, 100)]
    assert waits == [10, 40, 160, 640, 2560, 3600, 3600]


def test_looking_for_work_only_reads() -> None:
    """On SQLite a transaction of a worker with nothing to do would stop everybody who writes."""
    worker = Worker()
    worker._look_around()  # the periodic jobs of today
    run_due_jobs()
    worker._look_around()  # what they changed
    run_due_jobs()
    statements: list[str] = []

    def note_statement(execute, sql, params, many, context):
        statements.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note_statement):
        worker._look_around()
        worker._take_back()
        worker._renew()
        assert take() is None
    assert len(statements) == 5
    assert all(sql.startswith("SELECT") and "FOR UPDATE" not in sql for sql in statements)
