"""When a page that lost its socket tries again, as `docs/live.md` and our own pages have it."""

import random

SHORTEST, LONGEST = (0, 1, 2, 4, 7.5), (3, 2, 4, 8, 15)
"""Seconds, after so many tries in a row that failed."""


def seconds_until_next_try(failures: int) -> float:
    """By chance, so that a crowd does not come back in one moment."""
    n = min(failures, len(LONGEST) - 1)
    return random.uniform(SHORTEST[n], LONGEST[n])
