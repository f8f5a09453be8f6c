"""Whether a process keeps what it should have let go."""

from collections.abc import Sequence
from statistics import linear_regression

Sample = tuple[float, float]
"""When, in seconds, and how much, in MB."""


def growth(samples: Sequence[Sample]) -> float:
    """How many MB were added during the last two thirds of the time, by the line through them: what
    is filled once, such as a cache, is filled by then."""
    began, ended = samples[0][0], samples[-1][0]
    settled = [each for each in samples if each[0] >= began + (ended - began) / 3]
    slope, _ = linear_regression(*zip(*settled, strict=True))
    return slope * (settled[-1][0] - settled[0][0])
