"""Counting, every hour."""

from datetime import timedelta

from django.utils import timezone

from collab.base.jobs.declaring import every, job

from .counting import count_what_changed


@every(timedelta(hours=1))
@job(heavy=True, seconds=900)
def count_activity() -> None:
    """Count what was shared and said since the last time."""
    count_what_changed(timezone.now())
