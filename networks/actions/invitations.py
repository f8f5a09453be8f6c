"""Inviting people to organisations by mail, and what becomes of an invitation."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from collab.base.access.permissions import authorise
from collab.base.access.subjects import Ref
from collab.base.accounts.models import Person
from collab.base.live.idempotency import once
from collab.base.mail.models import Mail
from collab.base.mail.outbox import take_back_mail
from networks import events
from networks.inviting import Inviter, belonging
from networks.ledger import open_stream, record
from networks.mails import mail_invitation
from networks.models import Collaborative, Invitation, Organisation
from networks.models.invitations import hash_of
from networks.policies import COORDINATE, INVITE, LOOK_AFTER_INVITATIONS

from .beginning import AlreadyThere, unless_taken

TOKEN_BYTES = 32
AT_ONCE = timedelta(minutes=1)
"""A button that was pressed twice sends no second mail."""


class MayNotInvite(ValueError):
    """This cannot be invited to, or not like this; the words say why."""


@transaction.atomic
def invite(
    *,
    by: Person,
    to: str,
    organisation: Organisation,
    role: str,
    name: str = "",
    collaborative: Collaborative | None = None,
    key: str | None = None,
    at: datetime | None = None,
) -> Invitation:
    """Invite somebody to belong to an organisation. Who was invited and has not answered is sent
    the invitation again.

    Args:
        to: the address that the mail goes to, and that whoever accepts must have proven theirs.
        collaborative: through which its lead invites, for an organisation that takes part in it.
        key: the request's own, so that a repeat sends nothing more.

    Raises:
        MayNotInvite: not to this organisation, not in this role, or in another than before.
        AlreadyThere: they belong to it.
        KeyUsedForOtherText: another one was sent under this key.
    """
    may_invite(by, organisation=organisation, collaborative=collaborative)
    to = to.lower()

    def do() -> Ref:
        if belonging([to], [organisation.pk]):
            raise AlreadyThere(belongs_already(to, organisation))
        inviter = Inviter(by, collaborative)
        sent, event = send_one(
            inviter, to=to, name=name, organisation=organisation, role=role, at=at
        )
        tell_of_invitation(event, sent, by, at=at)
        return Ref("invitation", sent.uid)

    asked = {"to": to, "organisation": organisation.uid, "role": role, "name": name}
    done = once(by=by, action="invite", key=key, fields=asked, do=do)
    return Invitation.objects.for_rows().get(uid=done.ref.uid)


@transaction.atomic
def send_invitation_again(*, by: Person, invitation: Invitation) -> Invitation:
    """Send it anew, with a new link that lasts as long as the first one did; links sent before work
    no more.

    Raises:
        AlreadyThere: it was taken up, or withdrawn.
        MayNotInvite: the organisation has closed, for example.
    """
    authorise(by, LOOK_AFTER_INVITATIONS, invitation)
    row = _unanswered(invitation)
    tell_of_invitation(_send_again(Inviter(by, row.collaborative), row), row, by)
    return row


@transaction.atomic
def withdraw_invitation(*, by: Person, invitation: Invitation) -> Invitation:
    """Withdraw it: its link works no more, and a mail that has not left is not sent.

    Raises:
        AlreadyThere: it was taken up, or withdrawn.
    """
    authorise(by, LOOK_AFTER_INVITATIONS, invitation)
    row = _unanswered(invitation)
    row.revoked_at, row.revoked_by = timezone.now(), by
    row.save(update_fields=["revoked_at", "revoked_by"])
    take_back_mail(about=row.ref)
    tell_of_invitation(events.InvitationWithdrawn, row, by)
    return row


@transaction.atomic
def restore_invitation(*, by: Person, invitation: Invitation) -> Invitation:
    """Undo withdrawing it. The link works again; if its mail never left, a new one does.

    Raises:
        AlreadyThere: it is not withdrawn, or there is another one by now.
        MayNotInvite: they may not invite there any more.
    """
    authorise(by, LOOK_AFTER_INVITATIONS, invitation)
    row = _held(invitation)
    if row.taken_up_at or row.declined or not row.revoked_at:
        raise AlreadyThere(_("It was not withdrawn."))
    inviter = Inviter(by, row.collaborative)
    _must_be_allowed(inviter, row.organisation, row.role)

    def write() -> None:
        row.revoked_at = row.revoked_by = None
        row.save(update_fields=["revoked_at", "revoked_by"])

    unless_taken(_("%(to)s was invited again since.") % {"to": row.to}, write)
    left = Mail.objects.filter(about=row.ref, state=Mail.State.HANDED_OVER)
    if not left.exists():
        _mail(row)
    tell_of_invitation(events.InvitationRestored, row, by)
    return row


def may_invite(
    by: Person, *, organisation: Organisation | None, collaborative: Collaborative | None
) -> None:
    """
    Raises:
        NotPermitted: they neither lead the collaborative nor look after the organisation.
    """
    if collaborative:
        authorise(by, COORDINATE, collaborative)
    else:
        authorise(by, INVITE, organisation)


def send_one(
    inviter: Inviter,
    *,
    to: str,
    name: str,
    organisation: Organisation,
    role: str,
    at: datetime | None = None,
) -> tuple[Invitation, events.EventKind | None]:
    """Invite one person, or send them again what they have not answered. What happened is still to
    be told, as the last thing: what comes after it would keep others waiting.

    Raises:
        MayNotInvite: not to this organisation, not in this role, or in another than before.
        AlreadyThere: somebody else has invited them at the same moment.
    """
    _must_be_allowed(inviter, organisation, role)
    there = Invitation.objects.unanswered().for_rows().select_for_update(of=("self",))
    row = there.filter(to=to, organisation=organisation).first()
    if row:
        if row.role != role:
            raise MayNotInvite(invited_as(row))
        return row, _send_again(inviter, row)
    now, token = at or timezone.now(), new_token()
    row = unless_taken(
        _("%(to)s has just been invited.") % {"to": to},
        lambda: Invitation.objects.create(
            to=to,
            name=name,
            organisation=organisation,
            role=role,
            collaborative=inviter.collaborative,
            by=inviter.person,
            at=now,
            sent_at=now,
            token_hash=hash_of(token),
            expires_at=now + settings.INVITATIONS_LAST,
        ),
    )
    mail_invitation(row, token, gives_a_place=inviter.gives_a_place(organisation))
    return row, events.InvitationSent


def invited_as(row: Invitation) -> str:
    return _(
        "Invited already, as: %(role)s. Withdraw that invitation to invite them as something else"
    ) % {"role": row.get_role_display().lower()}


def belongs_already(to: str, organisation: Organisation) -> str:
    return _("%(to)s belongs to %(name)s already.") % {"to": to, "name": organisation.name}


def new_token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


def tell_of_invitation(
    event: events.EventKind | None, row: Invitation, by: Person, *, at: datetime | None = None
) -> None:
    """Tell the inviter's own stream, if anything has happened."""
    if event is None:
        return
    stream = f"p:{row.by.uid}"
    open_stream(stream)
    record(event, stream=stream, subject=Ref("invitation", row.uid), version=row.sent, by=by, at=at)


def _must_be_allowed(inviter: Inviter, organisation: Organisation, role: str) -> None:
    if why := inviter.why_not(organisation, role):
        raise MayNotInvite(why)


def _held(invitation: Invitation) -> Invitation:
    """The row as it is now, held until the decision is made: it may be taken up meanwhile."""
    rows = Invitation.objects.for_rows().select_for_update(of=("self",))
    return rows.get(pk=invitation.pk)


def _unanswered(invitation: Invitation) -> Invitation:
    row = _held(invitation)
    if row.taken_up_at:
        raise AlreadyThere(_("%(to)s has accepted already.") % {"to": row.to})
    if row.revoked_at:
        says = _("%(to)s has declined.") % {"to": row.to}
        raise AlreadyThere(says if row.declined else _("The invitation was withdrawn already."))
    return row


def _send_again(inviter: Inviter, row: Invitation) -> events.EventKind | None:
    """It is then from whoever sends it, unless a lead sends what an organisation itself sent."""
    _must_be_allowed(inviter, row.organisation, row.role)
    now = timezone.now()
    if now - row.sent_at < AT_ONCE and row.expires_at > now:
        return None
    before = Inviter(row.by, row.collaborative)
    itself = row.collaborative is None and not before.why_not(row.organisation, row.role)
    if inviter.looks_after(row.organisation) or not itself:
        row.by, row.collaborative = inviter.person, inviter.collaborative
    row.sent += 1
    _mail(row)
    return events.InvitationSentAgain


def _mail(row: Invitation) -> None:
    token, now = new_token(), timezone.now()
    row.token_hash, row.sent_at = hash_of(token), now
    row.expires_at = now + settings.INVITATIONS_LAST
    row.save()
    take_back_mail(about=row.ref)  # the former, if it still waits
    sender = Inviter(row.by, row.collaborative)
    mail_invitation(row, token, gives_a_place=sender.gives_a_place(row.organisation))
