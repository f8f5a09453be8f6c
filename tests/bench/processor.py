"""Processor time of a process, and which processor it runs on."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
CORES = sorted(os.sched_getaffinity(0))


def spent(pid: int) -> float:
    """Seconds of processor time that all threads of a process have taken so far."""
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    user, system = after_name[11:13]
    return (int(user) + int(system)) / TICKS


@contextmanager
def on_core(core: int) -> Iterator[None]:
    """What is started meanwhile stays on this core of the machine's, counted round."""
    os.sched_setaffinity(0, {CORES[core % len(CORES)]})
    try:
        yield
    finally:
        os.sched_setaffinity(0, set(CORES))


def memory(pid: int) -> float:
    """KiB of memory that a process has in use."""
    (line,) = (
        line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if "VmRSS" in line
    )
    return float(line.split()[1])
