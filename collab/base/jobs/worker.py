"""What runs the jobs: inside the server where the product is embedded, else `manage.py worker`."""

import logging
import os
import socket
import time
from collections.abc import Callable
from threading import Event, Lock, Thread
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.models import DBTaskResult

from . import leases
from .alive import note_alive
from .bells import bells, ring_all
from .declaring import QUEUES
from .looking import look_around
from .running import run
from .ticking import Ticker

AFTER_AN_ERROR = 5  # seconds

log = logging.getLogger(__name__)


class Worker:
    """A thread for each queue, so that no sign-in mail waits for a document, and one that keeps
    the leases, ticks, and looks for what other processes enqueued.

    There is one in a process: its threads wait for the bells of the process.
    """

    def __init__(self) -> None:
        self.name = f"{socket.gethostname()[:20]}-{os.getpid()}-{get_random_string(8)}"
        self._ending = Event()
        self._running: dict[UUID, DBTaskResult] = {}
        self._lost: set[UUID] = set()
        self._lock = Lock()
        self._ticker = Ticker()
        self._threads = [
            Thread(target=self._lane, args=[queue], name=f"jobs-{queue}", daemon=True)
            for queue in QUEUES
        ] + [Thread(target=self._keep, name="jobs-keeper", daemon=True)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Take no more jobs. From any thread; what runs goes on, and a heavy job's child ends."""
        self._ending.set()
        ring_all()

    def join(self, seconds: float) -> None:
        """Wait for what still runs. What has not ended then is taken again by another worker, once
        its lease has run out."""
        until = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0, until - time.monotonic()))

    # A lane takes one job after another

    def _lane(self, queue: str) -> None:
        def work() -> bool:
            row = leases.take(queue, self.name, timezone.now())
            if row:
                self._run(row)
            return bool(row)

        bell = bells[queue]
        while not self._ending.is_set():
            bell.clear()
            if not self._safely(work):
                bell.wait()

    def _run(self, row: DBTaskResult) -> None:
        with self._lock:
            self._running[row.pk] = row
        try:
            run(row, lost=lambda: self._ending.is_set() or row.pk in self._lost)
        finally:
            with self._lock:
                self._running.pop(row.pk, None)
                self._lost.discard(row.pk)

    # The keeper

    def _keep(self) -> None:
        renewed = looked = 0.0
        while not self._ending.is_set():
            now = time.monotonic()
            third = settings.JOBS_LEASE_SECONDS / 3
            if now - renewed >= third and self._safely(self._renew):
                renewed = now
                self._safely(self._say_alive)
            if now - looked >= third and self._safely(self._take_back):
                looked = now
            self._safely(self._look_around)
            self._ending.wait(settings.JOBS_POLL_SECONDS)

    def _renew(self) -> bool:
        with self._lock:
            running = list(self._running.values())
        for row in running:
            if not leases.renew(row, timezone.now()):
                with self._lock:
                    if row.pk in self._running:
                        self._lost.add(row.pk)
        return True

    def _say_alive(self) -> bool:
        note_alive()
        return True

    def _take_back(self) -> bool:
        leases.take_back(timezone.now())
        return True

    def _look_around(self) -> bool:
        now = timezone.now()
        self._ticker.tick(now)
        look_around()
        for queue in leases.queues_with_work(now):
            if queue in bells:
                bells[queue].set()
        return True

    def _safely(self, work: Callable[[], bool]) -> bool:
        """Do some work with the database, and wait a little when that is away."""
        close_old_connections()
        try:
            return work()
        except DatabaseError as error:
            log.error("Jobs wait for the database: %s", type(error).__name__)
        except Exception:
            log.exception("A worker failed; it goes on")
        finally:
            close_old_connections()
        self._ending.wait(AFTER_AN_ERROR)
        return False
