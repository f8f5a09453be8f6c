"""Workers in processes and threads of their own, on the real database."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from signal import SIGKILL, SIGTERM

import pytest
from django.core.management import call_command
from django.db import OperationalError, connections
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from collab.base.jobs import leases
from collab.base.jobs import worker as workers
from collab.base.jobs.counting import counts
from collab.base.jobs.declaring import PERIODIC, job
from collab.base.jobs.worker import Worker
from tests.jobs import forked, until
from tests.unit.jobs.examples import hang, made_periodic, note, noted, nothing, work_for

pytestmark = [pytest.mark.django_db(transaction=True)]

WORKERS = 3
PERIODS = 30 if os.environ.get("PROVE") else 3
JOBS = 400 if os.environ.get("PROVE") else 30


@pytest.fixture(autouse=True)
def quick_and_alone(settings: Settings, none_is_left_running: None) -> Iterator[None]:
    """Short leases, and no periodic jobs but the test's own."""
    settings.JOBS_LEASE_SECONDS = 1
    settings.JOBS_POLL_SECONDS = 0.05
    kept = dict(PERIODIC)
    PERIODIC.clear()
    yield
    PERIODIC.clear()
    PERIODIC.update(kept)


started: set[int] = set()


@pytest.fixture
def none_is_left_running() -> Iterator[None]:
    """A test that fails leaves no worker behind to fail the next ones."""
    yield
    for worker in list(started):
        end(worker)


def disconnect() -> None:
    """Before a fork: a connection belongs to one process."""
    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()


def start_worker() -> int:
    """`manage.py worker` in a fork of this process; returns its process id."""
    disconnect()
    worker = forked(lambda: call_command("worker"))
    started.add(worker)
    return worker


def end(worker: int, signal: int = SIGKILL) -> int:
    """Returns the exit code."""
    os.kill(worker, signal)
    started.discard(worker)
    return os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1])


@pytest.fixture
def inside(settings: Settings) -> Iterator[Worker]:
    """A worker in this process, as in the embedded server, which never looks around by itself."""
    settings.JOBS_POLL_SECONDS = 600
    worker = Worker()
    worker.start()
    yield worker
    worker.stop()
    worker.join(5)


def nothing_is_left() -> bool:
    return counts(timezone.now())[:2] == (0, 0)


def test_of_many_workers_one_runs_a_job_also_one_longer_than_a_lease(tmp_path: Path) -> None:
    for n in range(JOBS):
        work_for.enqueue(folder=str(tmp_path), name=str(n), seconds=1.6 if n % 10 == 0 else 0)
    workers = [start_worker() for _ in range(WORKERS)]
    until(nothing_is_left, seconds=20 + JOBS)
    for worker in workers:
        assert end(worker, SIGTERM) == 0
    assert sorted(noted(tmp_path)) == sorted(
        f"{n}:{what}" for n in range(JOBS) for what in ("begins", "ends")
    )
    assert len({row.worker_ids[0] for row in DBTaskResult.objects.all()}) == WORKERS


def test_the_jobs_of_a_worker_that_is_killed_are_done_by_another(tmp_path: Path) -> None:
    work_for.enqueue(folder=str(tmp_path), name="long", seconds=600)
    killed = start_worker()
    until(lambda: noted(tmp_path) == ["long:begins"])
    end(killed)
    DBTaskResult.objects.filter(task_path=work_for.module_path).update(
        args_kwargs={"args": [], "kwargs": {"folder": str(tmp_path), "name": "x", "seconds": 0}}
    )
    other = start_worker()
    until(nothing_is_left)
    end(other)
    assert noted(tmp_path) == ["long:begins", "x:begins", "x:ends"]


@pytest.mark.same_everywhere
def test_a_worker_that_is_asked_to_end_finishes_what_it_has_begun(tmp_path: Path) -> None:
    work_for.enqueue(folder=str(tmp_path), name="short", seconds=0.6)
    worker = start_worker()
    until(lambda: noted(tmp_path))
    note.enqueue(folder=str(tmp_path), text="for-the-next-one")
    assert end(worker, SIGTERM) == 0
    assert noted(tmp_path) == ["short:begins", "short:ends"]
    left = DBTaskResult.objects.filter(status=leases.READY)
    assert left.filter(task_path=note.module_path).count() == 1
    assert counts(timezone.now())[1:3] == (0, 0)


@pytest.mark.same_everywhere
def test_a_heavy_job_holds_up_nobody_who_waits_for_the_worker_to_end(tmp_path: Path) -> None:
    hang.enqueue(folder=str(tmp_path))
    worker = start_worker()
    until(lambda: noted(tmp_path))
    assert end(worker, SIGTERM) == 0
    with pytest.raises(ProcessLookupError):
        os.kill(int(noted(tmp_path)[0]), 0)
    assert counts(timezone.now()).queued == 1, "the next worker begins it afresh"


def test_of_many_workers_one_ticks(tmp_path: Path) -> None:
    made_periodic(nothing, timedelta(seconds=1))
    begun = int(timezone.now().timestamp())
    workers = [start_worker() for _ in range(WORKERS)]
    ticked = DBTaskResult.objects.filter(task_path=nothing.module_path)
    until(lambda: ticked.count() >= PERIODS, seconds=20 + PERIODS)
    for worker in workers:
        end(worker, SIGTERM)
    periods = int(timezone.now().timestamp()) - begun + 1
    assert PERIODS <= ticked.count() <= periods
    assert periods < PERIODS * WORKERS


@pytest.mark.same_everywhere
def test_inside_the_server_a_job_begins_at_once(inside: Worker, tmp_path: Path) -> None:
    note.enqueue(folder=str(tmp_path), text="hello")
    until(lambda: noted(tmp_path) == ["hello"], seconds=5)
    until(nothing_is_left, seconds=5)


@job
def wait_for_the_urgent_one(*, folder: str) -> None:
    note.func(folder=folder, text="waits")
    until(lambda: "urgent" in noted(Path(folder)), seconds=10)
    note.func(folder=folder, text="waited")


@pytest.mark.same_everywhere
def test_a_job_that_takes_long_holds_up_no_urgent_one(inside: Worker, tmp_path: Path) -> None:
    wait_for_the_urgent_one.enqueue(folder=str(tmp_path))
    until(lambda: noted(tmp_path) == ["waits"], seconds=5)
    note.using(queue_name="urgent").enqueue(folder=str(tmp_path), text="urgent")
    until(nothing_is_left)
    assert noted(tmp_path) == ["waits", "urgent", "waited"]


@pytest.mark.same_everywhere
def test_while_the_database_is_away_a_worker_waits_and_says_so(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise OperationalError("could not connect to amina@severnside.example")

    monkeypatch.setattr(workers, "AFTER_AN_ERROR", 0)
    monkeypatch.setattr(leases, "take", away)
    worker = Worker()
    assert not worker._safely(lambda: bool(leases.take("default", worker.name, timezone.now())))
    assert "Jobs wait for the database: OperationalError" in caplog.text
    assert "@" not in caplog.text
