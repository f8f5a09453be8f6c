"""Inviting many at once: kept as one thing, then sent a few at a time."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from collab.base.access.subjects import Ref
from collab.base.accounts.models import Person
from collab.base.jobs.declaring import job
from collab.base.live.idempotency import once
from networks.events import EventKind, InvitationSent
from networks.inviting import Inviter, belonging
from networks.models import (
    Collaborative,
    Invitation,
    InvitationBatch,
    InvitationRow,
    Organisation,
)

from .beginning import AlreadyThere
from .invitations import (
    MayNotInvite,
    belongs_already,
    may_invite,
    send_one,
    tell_of_invitation,
)

AT_A_TIME = 10
"""So that nobody else waits long to write."""
MOST_ROWS = 1000
Outcome = InvitationRow.Outcome


class Wanted(NamedTuple):
    """One person who is to be invited. ``n`` is the line that says so."""

    n: int
    to: str
    name: str
    organisation: Organisation
    role: str


class TooManyRows(ValueError):
    """More than are taken at once."""


@transaction.atomic
def invite_many(
    *,
    by: Person,
    rows: Sequence[Wanted],
    organisation: Organisation | None = None,
    collaborative: Collaborative | None = None,
    key: str | None = None,
) -> InvitationBatch:
    """Keep whom to invite, all of them or none, and have them invited by a job.

    Args:
        organisation: all are invited to this one, or
        collaborative: its lead invites, to organisations that take part in it.
        key: the request's own, so that a repeat sends nothing more.

    Raises:
        MayNotInvite: one of them cannot be invited.
        TooManyRows: there are more than 1,000.
        KeyUsedForOtherText: others were invited under this key.
    """
    may_invite(by, organisation=organisation, collaborative=collaborative)
    if len(rows) > MOST_ROWS:
        raise TooManyRows(len(rows))
    inviter = Inviter(by, collaborative)
    for row in rows:
        if why := inviter.why_not(row.organisation, row.role):
            raise MayNotInvite(why)

    def do() -> Ref:
        batch = InvitationBatch.objects.create(
            by=by, organisation=organisation, collaborative=collaborative
        )
        InvitationRow.objects.bulk_create(
            InvitationRow(batch=batch, **row._asdict()) for row in rows
        )
        send_batch.enqueue(uid=batch.uid)
        return Ref("invitationbatch", batch.uid)

    asked = {"rows": [(row.to, row.organisation.uid, row.role, row.name) for row in rows]}
    done = once(by=by, action="invite_many", key=key, fields=asked, do=do)
    return InvitationBatch.objects.for_rows().get(uid=done.ref.uid)


@job
def send_batch(*, uid: str) -> None:
    """Send what a batch still has to send, a few at a time: what was sent stays sent."""
    batch = InvitationBatch.objects.for_rows().select_related("by").filter(uid=uid).first()
    while batch and _send_some(batch):
        pass


def _send_some(batch: InvitationBatch) -> bool:
    """Whether there was something to send. A second worker would find the rows held, then sent."""
    with transaction.atomic():
        held = InvitationRow.objects.select_for_update(of=("self",)).select_related("organisation")
        rows = list(held.filter(batch=batch, outcome=Outcome.PENDING).order_by("n")[:AT_A_TIME])
        if not rows:
            InvitationBatch.objects.filter(pk=batch.pk, done_at=None).update(done_at=timezone.now())
            return False
        there = belonging([row.to for row in rows], {row.organisation_id for row in rows})
        inviter = Inviter(batch.by, batch.collaborative)
        # In the same order as anybody else would hold them, and told only once nothing is waited
        # for any more: of two who send to the same people at once, one waits for the other.
        told = [
            _send(inviter, row, belongs=(row.to, row.organisation_id) in there)
            for row in sorted(rows, key=lambda row: (row.to, row.organisation_id))
        ]
        InvitationRow.objects.bulk_update(rows, ["outcome", "why"])
        for event, sent in filter(None, told):
            tell_of_invitation(event, sent, batch.by)
    return True


def _send(
    inviter: Inviter, row: InvitationRow, *, belongs: bool
) -> tuple[EventKind | None, Invitation] | None:
    if belongs:
        row.outcome, row.why = Outcome.NOTHING, belongs_already(row.to, row.organisation)[:200]
        return None
    try:
        sent, event = send_one(
            inviter, to=row.to, name=row.name, organisation=row.organisation, role=row.role
        )
    except (MayNotInvite, AlreadyThere) as refusal:
        row.outcome, row.why = Outcome.REFUSED, str(refusal)[:200]
        return None
    row.outcome = Outcome.INVITED if event is InvitationSent else Outcome.AGAIN
    return event, sent
