"""The one ticker: a periodic job is enqueued once in each period, whoever ticks.

The id of the row follows from the job and the number of the period, so that a second process which
ticks finds it there already.
"""

from datetime import datetime
from uuid import UUID, uuid5

from django_tasks_db.models import DBTaskResult

from .bells import bells
from .declaring import PERIODIC, Job

_OURS = UUID("6f1c7d1e-2f0b-4c43-9a51-0d7a5c3c8f10")


class Ticker:
    """Remembers what it has seen enqueued, so that between periods it asks the database nothing."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def tick(self, now: datetime) -> None:
        for path, (job, period) in PERIODIC.items():
            number = int(now.timestamp() // period.total_seconds())
            if self._seen.get(path) != number:
                enqueue_once(job, f"{path} {period.total_seconds()} {number}", now)
                self._seen[path] = number


def enqueue_once(job: Job, name: str, now: datetime) -> None:
    """Enqueue a job without arguments, unless that was done under this name.

    Args:
        name: whoever enqueues the same for the same reason calls it the same.
        now: from when on it may be taken.
    """
    row_id = uuid5(_OURS, name)
    if not DBTaskResult.objects.filter(pk=row_id).exists():
        row = DBTaskResult(
            id=row_id,
            args_kwargs={"args": [], "kwargs": {}},
            task_path=job.module_path,
            priority=job.priority,
            queue_name=job.queue_name,
            backend_name=job.backend,
            run_after=now,
        )
        DBTaskResult.objects.bulk_create([row], ignore_conflicts=True)
        bells[job.queue_name].set()
