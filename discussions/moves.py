"""Where a discussion can be moved, and taking a move back."""

from typing import Any

from django.utils import timezone

from collab.base.access.permissions import may
from networks.guests import facilitated_by
from networks.models import LedgerRow, Space
from networks.models.removal import can_take_back

from .events import ThreadLeft
from .models import Thread
from .policies import MOVE_THREAD


def where_to(thread: Thread, person: Any) -> list[Space]:
    """The spaces to which somebody may move a discussion, by name."""
    spaces = facilitated_by(person).for_rows().exclude(pk=thread.space_id).order_by("name", "uid")
    return [space for space in spaces if may(person, MOVE_THREAD, space)]


def just_moved_from(thread: Thread, person: Any) -> Space | None:
    """The space from which this person has moved a discussion in the last ten minutes, if they can
    take that back."""
    rows = LedgerRow.objects.filter(subject=str(thread.ref), kind=ThreadLeft.name)
    last = rows.order_by("-at", "-pk").first()
    now = timezone.now()
    if not last or not can_take_back(person, done_by=last.actor_id, done_at=last.at, now=now):
        return None
    for space in where_to(thread, person):
        if space.stream == last.stream:
            return space
    return None
