"""Whether a worker is there, noted by each worker's keeper in the cache that processes share.

A cache that is emptied or away makes a worker look away for a few seconds; nothing but a word to
whoever runs the product depends on it.
"""

from collections.abc import Iterator

from django.conf import settings
from django.core.cache import caches

from collab.base.operations.metrics import Reading

_KEY = "jobs:a-worker-is-alive"


def note_alive() -> None:
    """Said by a worker again and again; it holds for as long as its leases do."""
    caches["shared"].set(_KEY, True, settings.JOBS_LEASE_SECONDS)


def worker_is_alive() -> bool:
    return bool(caches["shared"].get(_KEY))


def readings() -> Iterator[Reading]:
    if not settings.WORKER_INSIDE:
        yield Reading("collab_jobs_worker", "1 while a worker is alive", worker_is_alive())
