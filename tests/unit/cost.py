"""What a piece of work costs, apart from what else its process and machine are doing."""

import gc
import time
from collections.abc import Callable


def cost_of(work: Callable[[], object], runs: int = 5) -> float:
    """Processor seconds of the cheapest of some runs, with no garbage of other tests collected."""
    costs = []
    gc.disable()
    try:
        for _ in range(runs):
            started = time.thread_time()
            work()
            costs.append(time.thread_time() - started)
    finally:
        gc.enable()
    return min(costs)
