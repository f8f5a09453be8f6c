"""Taking back that something ended, as long as whoever ended it may still change their mind."""

from datetime import datetime

from collab.base.accounts.models import Person
from networks.models import TooLateToUndo
from networks.models.removal import UNDO_WITHIN
from networks.models.tenure import Tenure

from .beginning import unless_taken


def take_back_end(held: Tenure, said: str, *, by: Person, at: datetime) -> datetime:
    """Let a tenure go on as if it had not ended. Returns when it had.

    Args:
        held: what ended.
        said: what to tell whoever asks, if it began anew meanwhile.
        by: who ended it, and takes that back.

    Raises:
        TooLateToUndo: it ended longer ago, or by somebody else.
        AlreadyThere: it began anew meanwhile.
    """
    kind = type(held)
    row = kind.objects.filter(pk=held.pk, ended_by=by, ended_at__gt=at - UNDO_WITHIN)
    ended_at: datetime | None = row.values_list("ended_at", flat=True).first()
    if ended_at is None:
        raise TooLateToUndo()
    if not unless_taken(said, lambda: row.update(ended_by=None, ended_at=None)):
        raise TooLateToUndo()
    held.ended_by = held.ended_at = None
    return ended_at
