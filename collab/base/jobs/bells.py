"""A bell for each lane: rung in the process that enqueues, so that its own worker begins at once.

Where the worker is another process, it finds the job with its next look at the database.
"""

from threading import Event

from .declaring import QUEUES

bells = {queue: Event() for queue in QUEUES}


def ring_all() -> None:
    for bell in bells.values():
        bell.set()
