"""Processor time of a process, and which processor it runs on."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CORES = sorted(os.sched_getaffinity(0))


def spent(pid: int) -> float:
    """Seconds of processor time that the threads of a process have taken so far, to the nanosecond:
    its count of ticks is a sample, in which who often sleeps gets more than their due."""
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(each.read_text().split()[0]) for each in threads) / 1e9


@contextmanager
def on_core(core: int) -> Iterator[None]:
    """What is started meanwhile stays on this core of the machine's, counted round."""
    os.sched_setaffinity(0, {CORES[core % len(CORES)]})
    try:
        yield
    finally:
        os.sched_setaffinity(0, set(CORES))
