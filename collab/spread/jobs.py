"""When it is counted: every hour, and as soon as it changed who sees what."""

from datetime import timedelta

from django.utils import timezone

from collab.base.access.models import AccessEpoch
from collab.base.jobs.declaring import every, job
from collab.base.jobs.looking import Looking

from .counting import count_what_changed, count_what_moved


@every(timedelta(hours=1))
@job(heavy=True, seconds=900)
def count_activity() -> None:
    """Count what was shared and said since the last time."""
    count_what_changed(timezone.now())


@job
def count_moved() -> None:
    """Count where something was moved or closed, so that nobody is told of it any longer."""
    count_what_moved(timezone.now())


def _epoch() -> int:
    """How often it changed who sees what; 0 while a database is being put back."""
    return AccessEpoch.objects.values_list("value", flat=True).first() or 0


looking = Looking(_epoch, count_moved)
