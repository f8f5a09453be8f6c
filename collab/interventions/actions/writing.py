"""Sharing an intervention, and saving its next version."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from collab.base.access.permissions import authorise
from collab.base.access.subjects import Ref
from collab.base.access.versions import Removed, Stale
from collab.base.accounts.models import Person
from collab.base.files.attaching import Chosen, as_fields, attach
from collab.base.live.idempotency import once
from networks.ledger import record
from networks.models import Organisation, Space
from networks.models.confined import seen_by_whom

from ..drafts import Draft
from ..events import InterventionRevised, InterventionShared
from ..models import Intervention, Version
from ..policies import EDIT_INTERVENTION, SHARE_INTERVENTION


def share_intervention(
    *,
    by: Person,
    for_organisation: Organisation | None,
    space: Space,
    content: Draft,
    files: Sequence[Chosen] = (),
    key: str | None = None,
    at: datetime | None = None,
) -> Intervention:
    """Share an intervention in a space: its first version.

    Args:
        files: what is attached to it.
        key: the request's own key, so that sending it twice shares once.
        at: when; now, unless a past is being written.

    Raises:
        NotPermitted: they do not contribute to the space for that organisation.
        TextRefused: the text cannot be shown safely or quickly.
        FileGone: a file is not there to be attached.
        KeyUsedForOtherText: the key was used with another text.
    """
    fields = content.rendered()
    at = at or timezone.now()
    spoken = {"by": by, "for_organisation": for_organisation, "at": at}

    def do() -> Ref:
        intervention = Intervention.objects.create(
            space=space, reach=seen_by_whom(space), changed_at=at, **spoken, **fields
        )
        Version.objects.create(intervention=intervention, number=1, **spoken, **fields)
        attach(files, to=intervention.ref, by=by)
        record(
            InterventionShared,
            stream=space.stream,
            subject=intervention.ref,
            version=intervention.version,
            by=by,
            at=at,
        )
        return intervention.ref

    asked = {
        **content.as_fields(),
        **as_fields(files),
        "space": space.uid,
        "for_organisation": for_organisation and for_organisation.uid,
    }
    with transaction.atomic():
        authorise(by, SHARE_INTERVENTION, space, organisation=for_organisation)
        outcome = once(by=by, action="share_intervention", key=key, fields=asked, do=do)
    return Intervention.objects.get(uid=outcome.ref.uid)


def save_version(
    *,
    by: Person,
    for_organisation: Organisation | None,
    intervention: Intervention,
    started_from: int,
    content: Draft,
    said: dict[str, Any] | None = None,
    note: str = "",
    files: Sequence[Chosen] = (),
    key: str | None = None,
    at: datetime | None = None,
) -> Intervention:
    """Save a new version of an intervention, if it is still the one that the writer started from.

    Args:
        started_from: the number of the version that the writer changed.
        said: of the content what the writer sent, where the rest stays as it was: a repeat is
            known by that.
        note: what changed, in the writer's words.
        files: what is attached to the intervention, beside what it carries already.
        key: the request's own key, so that sending it twice saves once.
        at: when; now, unless a past is being written.

    Raises:
        Stale: somebody else saved a version since.
        Removed: it was removed.
        FileGone: a file is not there to be attached.
        NotPermitted: they do not contribute to its space for that organisation.
        TextRefused: the text cannot be shown safely or quickly.
        KeyUsedForOtherText: the key was used with another text.
    """
    fields = content.rendered()
    at = at or timezone.now()
    number = started_from + 1

    def do() -> Ref:
        # Compare and set in one statement: of two who save at once, the second finds no row.
        there = Intervention.objects.filter(pk=intervention.pk, removed_at=None)
        started = there.filter(number=started_from)
        if not started.update(number=number, changed_at=at, **fields):
            if current := there.first():
                raise Stale(current)
            raise Removed
        Version.objects.create(
            intervention=intervention,
            number=number,
            started_from=started_from,
            by=by,
            for_organisation=for_organisation,
            at=at,
            note=note,
            **fields,
        )
        attach(files, to=intervention.ref, by=by)
        record(
            InterventionRevised,
            stream=intervention.space.stream,
            subject=intervention.ref,
            version=number,
            by=by,
            at=at,
        )
        return intervention.ref

    asked = {
        **(content.as_fields() if said is None else said),
        **as_fields(files),
        "intervention": intervention.uid,
        "started_from": started_from,
        "note": note,
        "for_organisation": for_organisation and for_organisation.uid,
    }
    with transaction.atomic():
        authorise(by, EDIT_INTERVENTION, intervention, organisation=for_organisation)
        once(by=by, action="save_version", key=key, fields=asked, do=do)
    return Intervention.objects.get(pk=intervention.pk)
