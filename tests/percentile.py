"""One figure for many measurements."""

from collections.abc import Sequence


def percentile(values: Sequence[float], part: float) -> float:
    """The value that so large a part of all are not above."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]
