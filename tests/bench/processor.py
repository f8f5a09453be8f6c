"""Processor time of a process, and which processor it runs on."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

CORES = sorted(os.sched_getaffinity(0))
SCHEDULERS_CLOCK = 2


def spent(pid: int) -> float:
    """Seconds of processor time that a process has taken so far, to the nanosecond, with what
    threads took that have ended: its clock is called as in clock_getcpuclockid(3) of Linux."""
    return time.clock_gettime(~pid << 3 | SCHEDULERS_CLOCK)


@contextmanager
def on_core(core: int) -> Iterator[None]:
    """What is started meanwhile stays on this core of the machine's, counted round."""
    os.sched_setaffinity(0, {CORES[core % len(CORES)]})
    try:
        yield
    finally:
        os.sched_setaffinity(0, set(CORES))
