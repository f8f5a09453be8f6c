"""Taking an intervention, or what it said before, out for good."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from collab.base.access.permissions import authorise
from collab.base.accounts.models import Person
from collab.base.files.attaching import end_files, files_must_not_be_held, take_out_files
from collab.base.forgetting.holds import must_not_be_held, none_must_be_held
from collab.base.forgetting.reasons import PurgeReason
from collab.base.forgetting.traces import clear_traces, remove_traces
from collab.base.security.models import SecurityEntry
from networks.events import EventKind
from networks.ledger import record

from ..events import InterventionPurged, VersionsPurged
from ..models import Intervention, Version
from ..policies import PURGE_INTERVENTION

BLANK = {
    "title": "Taken out",
    "summary": "",
    "setting": "",
    "problem": "",
    "body": "",
    "body_html": "",
    "checklist": [],
}


def purge_intervention(
    *, by: Person, intervention: Intervention, reason: PurgeReason, at: datetime | None = None
) -> Intervention:
    """Take an intervention out for good, with all its versions. Its address says so, by whom and
    why. What was said about it stays.

    Args:
        reason: why; everyone reads it at its address.
        at: when; now, unless a past is being written.

    Raises:
        NotPermitted: they neither shared it nor facilitate there.
        Held: a legal hold keeps it, one of its versions or a file of it.
    """
    at = at or timezone.now()
    with transaction.atomic():
        authorise(by, PURGE_INTERVENTION, intervention)
        must_not_be_held(intervention)
        none_must_be_held(intervention.versions.filter(purged_for=""))
        files_must_not_be_held(intervention.ref)
        if _take_out(intervention, by, reason, at):
            clear_traces(intervention.ref, by=by, reason=reason)
            _tell(InterventionPurged, intervention, by, at)
    return Intervention.objects.named(intervention.uid).get()


def purge_former_versions(
    *, by: Person, intervention: Intervention, reason: PurgeReason, at: datetime | None = None
) -> Intervention:
    """Take out for good what an intervention said before. The version that is current stays.

    Raises:
        NotPermitted: they neither shared it nor facilitate there.
        Held: a legal hold keeps it, or one of those versions.
    """
    at = at or timezone.now()
    with transaction.atomic():
        authorise(by, PURGE_INTERVENTION, intervention)
        must_not_be_held(intervention)
        current = Intervention.objects.select_for_update(of=("self",)).get(pk=intervention.pk)
        former = current.versions.filter(purged_for="", number__lt=current.number)
        none_must_be_held(former)
        if former.update(**BLANK, note="", purged_for=reason):
            clear_traces(current.ref, by=by, reason=reason, before=current.number)
            _tell(VersionsPurged, current, by, at)
    return Intervention.objects.named(intervention.uid).get()


def purge_intervention_again(uid: str, entry: SecurityEntry) -> None:
    """Take out of a restored database what was purged since the backup. Where what is current there
    was among the former versions by then, all of it."""
    intervention = Intervention.objects.filter(uid=uid, purged_for="").first()
    if not intervention:
        return
    reason, before = entry.details["reason"], entry.details.get("before")
    if before is None or intervention.number < before:
        by = Person.objects.filter(uid=entry.by).first()
        _take_out(intervention, by, reason, entry.at)
    else:
        former = intervention.versions.filter(purged_for="", number__lt=before)
        former.update(**BLANK, note="", purged_for=reason)
    remove_traces(intervention.ref)


def _take_out(intervention: Intervention, by: Person | None, reason: str, at: datetime) -> bool:
    """Returns whether it was still there."""
    there = Intervention.objects.filter(pk=intervention.pk, purged_for="")
    blank = {**BLANK, "removal_reason": "", "purged_for": reason}
    if not there.update(**blank, removed_at=at, removed_by=by):
        return False
    intervention.versions.filter(purged_for="").update(**BLANK, note="", purged_for=reason)
    take_out_files([intervention.ref])
    return True


def blank_old_interventions(interventions: Collection[Intervention], at: datetime) -> None:
    """Take out those whose time is over, in the transaction of the daily job."""
    there = Intervention.objects.filter(pk__in=[each.pk for each in interventions])
    there.update(**BLANK, removal_reason="", purged_for=PurgeReason.TIME)
    end_files((each.ref for each in interventions), at=at)


def blank_old_versions(versions: Collection[Version], at: datetime) -> None:
    """Likewise their versions."""
    former = Version.objects.filter(pk__in=[each.pk for each in versions])
    former.update(**BLANK, note="", purged_for=PurgeReason.TIME)


def _tell(event: EventKind, intervention: Intervention, by: Person, at: datetime) -> None:
    record(
        event,
        stream=intervention.space.stream,
        subject=intervention.ref,
        version=intervention.number,
        by=by,
        at=at,
    )
