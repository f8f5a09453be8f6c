"""Doing a job soon after something changed, without a row for each change."""

from collections.abc import Callable

from django.utils import timezone

from .declaring import Job
from .ticking import enqueue_once


class Looking:
    """What a worker looks at every second: where it is not as it was, the job is enqueued, once
    however many workers look.

    Args:
        mark: something cheap to read that changes with each change.
        job: without arguments.
    """

    def __init__(self, mark: Callable[[], int], job: Job) -> None:
        self._mark, self._job = mark, job
        self._seen: int | None = None
        LOOKS.append(self)

    def look(self) -> None:
        mark = self._mark()
        if mark != self._seen:
            enqueue_once(self._job, f"{self._job.module_path} at {mark}", timezone.now())
            self._seen = mark


LOOKS: list[Looking] = []


def look_around() -> None:
    """Look at all there is."""
    for each in LOOKS:
        each.look()
