"""The months in which activity is counted, as the calendar in London has them."""

from datetime import date, datetime
from typing import NamedTuple

from django.utils import timezone
from django.utils.formats import date_format

MONTHS = 12


class Month(NamedTuple):
    """One month, from its first moment until the next one's."""

    first: date
    begins: datetime
    ends: datetime

    @property
    def name(self) -> str:
        """ "November 2026" """
        return date_format(self.first, "F Y")

    @property
    def short(self) -> str:
        """ "Nov" """
        return date_format(self.first, "M")


def last_months(today: date, count: int = MONTHS) -> list[Month]:
    """The month of this day and those before it, the earliest first.

    Args:
        today: a day in London.
        count: how many months.
    """
    firsts = [_first(today.year, today.month - back) for back in range(count, -2, -1)]
    begun = [timezone.make_aware(datetime(on.year, on.month, 1)) for on in firsts]
    return [
        Month(first, begins, ends)
        for first, begins, ends in zip(firsts[1:-1], begun[1:-1], begun[2:], strict=True)
    ]


def _first(year: int, month: int) -> date:
    years, index = divmod(year * 12 + month - 1, 12)
    return date(years, index + 1, 1)
