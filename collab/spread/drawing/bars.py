"""Numbers over time as bars, each with its number on top."""

from collections.abc import Sequence
from typing import NamedTuple

ABOVE, BELOW = 24, 28
BARS_HIGH = 120


class Bar(NamedTuple):
    x: float
    y: float
    width: float
    height: float
    middle: float
    number: int
    label: str


class Bars(NamedTuple):
    """A drawing so wide and high, with its ground line at ``ground``."""

    width: int
    height: int
    ground: int
    bars: list[Bar]


def draw_bars(numbers: Sequence[int], labels: Sequence[str], *, width: int, every: int = 1) -> Bars:
    """Bars that fill a width, the highest as high as there is room.

    Args:
        numbers: one a bar.
        labels: what stands under each.
        width: in pixels.
        every: label only every so many, counted back from the last, where there is little room.
    """
    most = max([*numbers, 1])
    step = width / len(numbers)
    ground = ABOVE + BARS_HIGH
    bars = []
    for index, (number, label) in enumerate(zip(numbers, labels, strict=True)):
        height = round(BARS_HIGH * number / most, 1)
        labelled = (len(numbers) - 1 - index) % every == 0
        bars.append(
            Bar(
                x=round(index * step + step * 0.15, 1),
                y=round(ground - height, 1),
                width=round(step * 0.7, 1),
                height=height,
                middle=round((index + 0.5) * step, 1),
                number=number,
                label=label if labelled else "",
            )
        )
    return Bars(width, ground + BELOW, ground, bars)
