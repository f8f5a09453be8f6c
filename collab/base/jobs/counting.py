"""How the jobs are doing, for whoever runs the product."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Min, Q
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from collab.base.operations.metrics import Reading

WAITING = Q(status=TaskResultStatus.READY)


class Counts(NamedTuple):
    """``queued`` wait for their turn or a next try, ``failed`` will not be tried again.

    ``oldest_seconds`` is how long the longest waiting job is overdue; 0 if none is.
    """

    queued: int
    running: int
    failed: int
    oldest_seconds: float


def counts(now: datetime) -> Counts:
    """Count the jobs there are, with one query."""
    found = DBTaskResult.objects.order_by().aggregate(
        queued=Count("pk", filter=WAITING),
        running=Count("pk", filter=Q(status=TaskResultStatus.RUNNING)),
        failed=Count("pk", filter=Q(status=TaskResultStatus.FAILED)),
        oldest=Min("run_after", filter=WAITING & Q(run_after__lte=now)),
    )
    oldest = found.pop("oldest")
    return Counts(**found, oldest_seconds=(now - oldest).total_seconds() if oldest else 0.0)


def readings() -> Iterator[Reading]:
    """The same for the metrics."""
    for name, value in counts(timezone.now())._asdict().items():
        yield Reading(f"collab_jobs_{name}", f"Jobs: {name.replace('_', ' ')}", value)
