"""What was shared and said in each month, as bars and as a table."""

from collections.abc import Sequence
from typing import NamedTuple

from ..activity import Activity
from ..months import Month
from .bars import Bars, draw_bars


class ByMonth(NamedTuple):
    """Bars, once for where there is room and once for a phone; and each month with its numbers."""

    bars: list[Bars]
    months: list[tuple[Month, int, int]]
    total: int


def draw_months(activity: Activity, months: Sequence[Month]) -> ByMonth:
    """An activity, drawn: a bar for each month."""
    labels = [each.short for each in months]
    return ByMonth(
        [
            draw_bars(activity.together, labels, width=704),
            draw_bars(activity.together, labels, width=328, every=2),
        ],
        list(zip(months, activity.shared, activity.said, strict=True)),
        activity.total,
    )
