"""What starts soon: spaces that are about something that takes place."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from networks.models import Space

SOON = timedelta(days=14)
LASTS = timedelta(hours=12)
"""So long something is going on of which nobody said when it ends."""
SHOWN = 5


def starting_soon(spaces: Iterable[Space], now: datetime) -> list[Space]:
    """Which of these spaces take place within two weeks, or just now, the next first."""
    soon = [
        (starts, space.uid, space)
        for space in spaces
        if (starts := space.starts_at) and starts < now + SOON
        if (space.ends_at or starts + LASTS) > now
    ]
    return [space for _starts, _uid, space in sorted(soon)[:SHOWN]]
