"""What workers would do by now, done at once in the test's own thread and transaction."""

import os
import time
import traceback
from collections.abc import Callable
from datetime import timedelta

from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from collab.base.jobs import leases
from collab.base.jobs.declaring import QUEUES
from collab.base.jobs.running import run


def run_due_jobs() -> int:
    """Run every job that is due, and what they enqueue. Returns how many there were."""
    done = 0
    for queue in QUEUES:
        while row := leases.take(queue, "test", timezone.now()):
            run(row, lost=lambda: False, children=False)
            done += 1
    return done


def sent() -> list[EmailMultiAlternatives]:
    """The mails handed over so far, also those that were still waiting for a worker."""
    run_due_jobs()
    return mail.outbox  # type: ignore[return-value]


def let_pass(duration: timedelta) -> None:
    """As if so much time had passed, for every job there is."""
    for row in DBTaskResult.objects.all():
        DBTaskResult.objects.filter(pk=row.pk).update(run_after=row.run_after - duration)


def forked(work: Callable[[], object]) -> int:
    """Do some work in a fork of this process, which then ends. Returns its process id."""
    process = os.fork()
    if process:
        return process
    try:
        work()
        os._exit(0)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(1)


def until(happened: Callable[[], object], seconds: float = 20) -> None:
    """Wait for something that another process does.

    Raises:
        TimeoutError: it did not happen.
    """
    end = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.02)
