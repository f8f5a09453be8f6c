from datetime import timedelta

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from .batches import delete_in_batches
from .declaring import LONGEST_PERIOD, every, job

DONE_KEPT = LONGEST_PERIOD + timedelta(days=1)  # a period is not begun twice while its row is here
FAILED_KEPT = timedelta(days=30)


@every(timedelta(days=1))
@job
def forget_ended_jobs() -> None:
    """Remove the rows of jobs that ended, the failed ones after a month."""
    now = timezone.now()
    ended = DBTaskResult.objects
    delete_in_batches(ended.successful().filter(finished_at__lt=now - DONE_KEPT))
    delete_in_batches(ended.failed().filter(finished_at__lt=now - FAILED_KEPT))
