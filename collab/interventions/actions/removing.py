"""Removing an intervention, and taking that back."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from collab.base.access.permissions import authorise
from collab.base.accounts.models import Person
from collab.base.files.attaching import end_files, go_on_keeping
from networks.events import EventKind
from networks.ledger import record
from networks.models import TooLateToUndo

from ..events import InterventionFilesChanged, InterventionRemoved, InterventionRestored
from ..models import Intervention
from ..policies import REMOVE_INTERVENTION


def remove_intervention(
    *, by: Person, intervention: Intervention, reason: str = "", at: datetime | None = None
) -> Intervention:
    """Remove an intervention from every list. Its address says that it was removed; what was said
    about it stays. Removing it again changes nothing.

    Args:
        reason: why, in up to 200 characters that everyone reads in its place.
        at: when; now, unless a past is being written.

    Raises:
        NotPermitted: they neither shared it nor facilitate there.
    """
    at = at or timezone.now()
    with transaction.atomic():
        authorise(by, REMOVE_INTERVENTION, intervention)
        there = Intervention.objects.filter(pk=intervention.pk, removed_at=None)
        if there.update(removed_at=at, removed_by=by, removal_reason=reason):
            end_files([intervention.ref], at=at)
            _tell(InterventionRemoved, intervention, by, at)
    return Intervention.objects.named(intervention.uid).get()


def restore_intervention(*, by: Person, intervention: Intervention) -> Intervention:
    """Take back that one removed an intervention, within ten minutes.

    Raises:
        TooLateToUndo: somebody else removed it, or longer ago.
        NotPermitted: they could not remove it now.
    """
    now = timezone.now()
    with transaction.atomic():
        authorise(by, REMOVE_INTERVENTION, intervention)
        removed = Intervention.objects.select_for_update().get(pk=intervention.pk)
        if removed.removed:
            if not removed.undone_by(by, now):
                raise TooLateToUndo
            removed.removed_at, removed.removed_by, removed.removal_reason = None, None, ""
            removed.save(update_fields=["removed_at", "removed_by", "removal_reason"])
            go_on_keeping(removed.ref)
            _tell(InterventionRestored, removed, by, now)
    return Intervention.objects.named(intervention.uid).get()


def files_changed(intervention: Intervention, by: Person, at: datetime) -> None:
    """A file of this intervention was removed. Its versions stay as they are."""
    _tell(InterventionFilesChanged, intervention, by, at)


def _tell(event: EventKind, intervention: Intervention, by: Person, at: datetime) -> None:
    record(
        event,
        stream=intervention.space.stream,
        subject=intervention.ref,
        version=Intervention.objects.values_list("number", flat=True).get(pk=intervention.pk),
        by=by,
        at=at,
    )
