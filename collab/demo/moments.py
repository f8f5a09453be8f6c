"""When things happened, told from now: "52 minutes ago", "3 days ago, 10:18am"."""

import re
from datetime import datetime, time, timedelta

from django.utils import timezone

LATELY = re.compile(r"(\d+) (minutes|hours) ago")
ON_A_DAY = re.compile(r"(\d+) days? ago, (\d+):(\d\d)(am|pm)")


def moment(words: str, *, now: datetime) -> datetime:
    """The moment that these words mean, as the clock in London shows it.

    Args:
        words: "52 minutes ago", "3 hours ago" or "3 days ago, 10:18am".
        now: from when they are told.

    Raises:
        ValueError: they are said in another way.
    """
    if lately := LATELY.fullmatch(words):
        return now - timedelta(**{lately[2]: int(lately[1])})
    if on_a_day := ON_A_DAY.fullmatch(words):
        days, hour, minute = (int(each) for each in on_a_day.groups()[:3])
        clock = time(hour % 12 + (12 if on_a_day[4] == "pm" else 0), minute)
        day = timezone.localtime(now).date() - timedelta(days=days)
        return timezone.make_aware(datetime.combine(day, clock))
    raise ValueError(f"“{words}” is no moment: write “52 minutes ago” or “3 days ago, 10:18am”")
