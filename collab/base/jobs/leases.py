"""Who may run a job, and for how long: leases over the rows of django-tasks-db.

``run_after`` says when a job may be taken. Whoever takes it moves that moment ahead, by the length
of a lease, and goes on moving it while the job runs. When a worker dies the moment comes, and the
job is taken again. Each change names the row as it was read, in one statement without a
transaction, so of two workers who reach for a job one gets it, on SQLite and PostgreSQL alike;
and a worker that lost its lease, because its process was stopped for a while, changes nothing
any more: ``started_at`` is the sign that a lease is still one's own.
"""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from collab.base.operations.errors import code_lines, kind_of

from .declaring import Job

READY, RUNNING = TaskResultStatus.READY, TaskResultStatus.RUNNING
DONE, FAILED = TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED

CANDIDATES = 10
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=10), timedelta(hours=1)
ATTEMPTS_OF_AN_UNKNOWN_JOB = 5  # one that this version of the product does not have

log = logging.getLogger(__name__)


class WorkerDied(Exception):
    """A job was begun as often as it may be, and never came to an end."""


def lease() -> timedelta:
    return timedelta(seconds=settings.JOBS_LEASE_SECONDS)


def ready(now: datetime) -> QuerySet[DBTaskResult]:
    return DBTaskResult.objects.filter(status=READY, run_after__lte=now)


def queues_with_work(now: datetime) -> Collection[str]:
    """The queues in which a job waits to be taken; a read, which locks nothing."""
    return list(ready(now).order_by().values_list("queue_name", flat=True).distinct())


def take(queue: str, worker: str, now: datetime) -> DBTaskResult | None:
    """Take the next job of a queue; None if there is none."""
    for row in ready(now).filter(queue_name=queue)[:CANDIDATES]:
        as_read = DBTaskResult.objects.filter(pk=row.pk, status=READY, run_after=row.run_after)
        row.status, row.started_at, row.run_after = RUNNING, now, now + lease()
        row.worker_ids = [*row.worker_ids, worker]
        if _write(as_read, row, "status", "started_at", "run_after", "worker_ids"):
            return row
    return None


def renew(row: DBTaskResult, now: datetime) -> bool:
    """Keep a running job for another lease. Returns whether it was still ours."""
    return bool(_ours(row).update(run_after=now + lease()))


def finish(row: DBTaskResult, now: datetime) -> bool:
    """Write down that a job is done. Returns whether it was still ours."""
    row.status, row.finished_at = DONE, now
    return _write(_ours(row), row, "status", "finished_at")


def put_off(row: DBTaskResult, until: datetime) -> bool:
    """Have a job that could not be done yet begun again then, as if for the first time."""
    row.status, row.run_after, row.worker_ids = READY, until, []
    return _write(_ours(row), row, "status", "run_after", "worker_ids")


def fail(row: DBTaskResult, error: BaseException, now: datetime) -> bool:
    """Write down that an attempt failed; the job is begun again later, if it may be. Returns
    whether it was still ours.

    Kept and logged is only what ``errors`` allows.
    """
    return _fail(_ours(row), row, error, now)


def _fail(
    as_read: QuerySet[DBTaskResult], row: DBTaskResult, error: BaseException, now: datetime
) -> bool:
    kind = kind_of(error)
    row.exception_class_path, row.traceback = kind, code_lines(error)
    attempt = len(row.worker_ids)
    if attempt < attempts_of(row):
        row.status, row.run_after = READY, now + wait_after(attempt)
    else:
        row.status, row.finished_at = FAILED, now
    if not _write(
        as_read, row, "status", "run_after", "finished_at", "exception_class_path", "traceback"
    ):
        return False
    if row.status == READY:
        log.warning("Job %s failed and is tried again: %s", row.task_path, kind)
    else:
        log.error("Job %s has failed for good: %s\n%s", row.task_path, kind, row.traceback)
    return True


def take_back(now: datetime) -> int:
    """Make jobs ready again whose worker has died. Returns how many there were."""
    abandoned = list(DBTaskResult.objects.filter(status=RUNNING, run_after__lte=now))
    for row in abandoned:
        as_read = _ours(row).filter(run_after=row.run_after)  # else it was renewed since
        if len(row.worker_ids) < attempts_of(row):
            as_read.update(status=READY)
        else:
            _fail(as_read, row, WorkerDied(), now)
    return len(abandoned)


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts: ten seconds, then four times as long each time."""
    return min(FIRST_WAIT * 4 ** min(attempts - 1, 10), LONGEST_WAIT)


def attempts_of(row: DBTaskResult) -> int:
    try:
        task = row.task
    except Exception:
        return ATTEMPTS_OF_AN_UNKNOWN_JOB
    return task.attempts if isinstance(task, Job) else 1


def _ours(row: DBTaskResult) -> QuerySet[DBTaskResult]:
    return DBTaskResult.objects.filter(pk=row.pk, status=RUNNING, started_at=row.started_at)


def _write(rows: QuerySet[DBTaskResult], row: DBTaskResult, *fields: str) -> bool:
    return bool(rows.update(**{field: getattr(row, field) for field in fields}))
