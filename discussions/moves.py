"""Where a discussion can be moved, and taking a move back."""

from typing import Any

from django.utils import timezone

from collab.base.access.permissions import may
from networks.guests import facilitated_by
from networks.joining import request_of
from networks.models import JoinRequest, LedgerRow, Space
from networks.models.removal import can_take_back

from .events import ThreadLeft
from .models import Thread
from .policies import MOVE_THREAD


def is_of_request(thread: Thread) -> bool:
    """Whether a discussion belongs to a request to join: it stays where both sides read it."""
    asks = thread.about.startswith(f"{JoinRequest._meta.model_name}:")
    return asks or request_of(thread.space) is not None


def may_move(thread: Thread, person: Any) -> bool:
    """Whether somebody may move a discussion, if there is another space for it."""
    return may(person, MOVE_THREAD, thread) and not is_of_request(thread)


def where_to(thread: Thread, person: Any) -> list[Space]:
    """The spaces to which somebody may move a discussion, by name. The space of a request to join
    is none: what comes there would be read by whoever asks."""
    spaces = facilitated_by(person).for_rows().exclude(pk=thread.space_id).order_by("name", "uid")
    others = spaces.filter(joinrequest=None)
    return [space for space in others if may(person, MOVE_THREAD, space)]


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
