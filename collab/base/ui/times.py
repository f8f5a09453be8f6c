"""Moments in words, as the NHS writes them: "22 November 2026", "2:30pm", "midday"."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _


def clock(at: datetime) -> str:
    """The time of day in the reader's zone: "2:30pm", "6am", "midday", "midnight"."""
    local = timezone.localtime(at)
    if local.minute == 0 and local.hour in (0, 12):
        return _("midday") if local.hour else _("midnight")
    hour = local.hour % 12 or 12
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{hour}{minutes}{'am' if local.hour < 12 else 'pm'}"


def full_date(at: date | datetime) -> str:
    """ "22 November 2026" """
    return date_format(_local_date(at), "j F Y")


def day(at: date | datetime, today: date) -> str:
    """The name of a day over a list: "Today", "Yesterday", "Monday 23 November 2026"."""
    on = _local_date(at)
    if on == today:
        return _("Today")
    if on == today - timedelta(days=1):
        return _("Yesterday")
    return date_format(on, "l j F Y")


def when(at: datetime, today: date) -> str:
    """How long ago, as short as it stays clear: "2:05pm" today, "Yesterday", "Tuesday", a date."""
    ago = (today - _local_date(at)).days
    if ago == 0:
        return clock(at)
    if ago == 1:
        return _("Yesterday")
    if 1 < ago < 7:
        return date_format(_local_date(at), "l")
    return full_date(at)


def coming(at: datetime, today: date) -> str:
    """The day of something that is to come: "Today", "Tomorrow", "Tuesday", a date."""
    ahead = (_local_date(at) - today).days
    if ahead in (0, 1):
        return _("Tomorrow") if ahead else _("Today")
    return date_format(_local_date(at), "l") if 1 < ahead < 7 else full_date(at)


def takes_place(starts: datetime, ends: datetime | None, today: date) -> str:
    """ "Today, 2:30pm to 3pm"; of more than one day, both with their days."""
    begins = f"{coming(starts, today)}, {clock(starts)}"
    if ends is None:
        return begins
    same_day = _local_date(starts) == _local_date(ends)
    until = clock(ends) if same_day else f"{coming(ends, today)}, {clock(ends)}"
    return _("%(from)s to %(until)s") % {"from": begins, "until": until}


def within_words(at: datetime, today: date) -> str:
    """The same after other words, where "yesterday" has a small letter."""
    return _("yesterday") if (today - _local_date(at)).days == 1 else when(at, today)


def _local_date(at: date | datetime) -> date:
    return timezone.localtime(at).date() if isinstance(at, datetime) else at
