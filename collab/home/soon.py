"""What starts soon: spaces that are about something that takes place."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from networks.models import Space

SOON = timedelta(days=14)
LASTS = timedelta(hours=12)
"""So long something is going on of which nobody said when it ends."""
SHOWN = 5


def starting_soon(person: Any, now: datetime) -> QuerySet[Space]:
    """The spaces of somebody that take place within two weeks, or just now, the next first."""
    ahead = Q(ends_at__gt=now) | Q(ends_at=None, starts_at__gt=now - LASTS)
    rows = Space.objects.of_member(person).still_open().filter(ahead, starts_at__lt=now + SOON)
    return rows.order_by("starts_at", "uid")[:SHOWN]
