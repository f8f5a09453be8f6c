"""Accepting an invitation."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from collab.base.access.models import raise_access_epoch
from collab.base.access.permissions import authorise
from collab.base.access.subjects import Ref
from collab.base.accounts.models import Person
from collab.base.mail.outbox import take_back_mail
from networks import events
from networks.inviting import Inviter, addresses_of
from networks.ledger import open_stream, record
from networks.models import Affiliation, Invitation, TooLateToUndo
from networks.policies import REQUEST_AFFILIATION

from .beginning import AlreadyThere, unless_taken
from .invitations import tell_of_invitation
from .organisations import tell_of
from .roles import note_ended, note_given

State = Invitation.State


class NotValidAnyMore(ValueError):
    """It was taken up, withdrawn or sent anew, or it has expired; nobody is told which."""


class SentToAnother(ValueError):
    """It was sent to an address that is not proven to be of whoever would take it up."""


class InviterLostTheRight(ValueError):
    """Whoever sent it could not send it any more; the words say what to do."""


@transaction.atomic
def take_up_invitation(*, by: Person, invitation: Invitation) -> Affiliation:
    """Accept it, once. Whether whoever sent it still may is asked again.

    They belong to the organisation at once, unless a lead invited them to one that looks after
    itself: there it is a request, which the organisation decides. Who has become a
    member by an address meanwhile is given the role.

    Raises:
        NotValidAnyMore: it was taken up, withdrawn or sent anew, or it has expired.
        SentToAnother: to an address that is not proven to be theirs.
        InviterLostTheRight: its sender could not send it now.
    """
    authorise(by, REQUEST_AFFILIATION, invitation.organisation)
    # Raising the epoch holds its row: of two who accept at once, and of two who would both be the
    # first to look after an organisation, the second finds what the first has done.
    raise_access_epoch()
    rows = Invitation.objects.for_rows().select_for_update(of=("self",))
    row = rows.get(pk=invitation.pk)
    if row.state != State.WAITING:
        raise NotValidAnyMore(_("This invitation is not valid any more."))
    if row.to not in addresses_of(by):
        raise SentToAnother(_("It was sent to an address that is not one of yours."))
    inviter = Inviter(row.by, row.collaborative)
    if why := inviter.why_not(row.organisation, row.role):
        raise InviterLostTheRight(why)
    affiliation = _belong(by, row, at_once=inviter.gives_a_place(row.organisation))
    row.taken_up_at, row.taken_up_by, row.affiliation = timezone.now(), by, affiliation
    row.save(update_fields=["taken_up_at", "taken_up_by", "affiliation"])
    tell_of_invitation(events.InvitationTakenUp, row, by)
    return affiliation


@transaction.atomic
def decline_invitation(*, by: Person, invitation: Invitation) -> Invitation:
    """Decline an invitation: it is over, and whoever sent it sees that.

    Raises:
        NotValidAnyMore: it was taken up, declined, withdrawn or sent anew, or it has expired.
        SentToAnother: to an address that is not proven to be theirs.
    """
    authorise(by, REQUEST_AFFILIATION, invitation.organisation)
    row = _theirs(by, invitation)
    if row.state != State.WAITING:
        raise NotValidAnyMore(_("This invitation is not valid any more."))
    row.revoked_at, row.revoked_by, row.declined = timezone.now(), by, True
    row.save(update_fields=["revoked_at", "revoked_by", "declined"])
    take_back_mail(about=row.ref)
    tell_of_invitation(events.InvitationDeclined, row, by)
    return row


@transaction.atomic
def reconsider_invitation(*, by: Person, invitation: Invitation) -> Invitation:
    """Take back that one has declined, within ten minutes: it waits again.

    Raises:
        TooLateToUndo: it was not they, or longer ago.
        AlreadyThere: they were invited anew since.
    """
    authorise(by, REQUEST_AFFILIATION, invitation.organisation)
    row = _theirs(by, invitation)
    if not Invitation.objects.just_declined_by(by).filter(pk=row.pk).exists():
        raise TooLateToUndo
    row.revoked_at, row.revoked_by, row.declined = None, None, False
    unless_taken(
        _("You were invited again since."),
        lambda: row.save(update_fields=["revoked_at", "revoked_by", "declined"]),
    )
    tell_of_invitation(events.InvitationReconsidered, row, by)
    return row


def _theirs(by: Person, invitation: Invitation) -> Invitation:
    """The row as it is now, held until its end: it may be taken up or withdrawn meanwhile.

    Raises:
        SentToAnother: to an address that is not proven to be theirs.
    """
    row: Invitation = (
        Invitation.objects.for_rows().select_for_update(of=("self",)).get(pk=invitation.pk)
    )
    if row.to not in addresses_of(by):
        raise SentToAnother(_("It was sent to an address that is not one of yours."))
    return row


def _belong(person: Person, row: Invitation, *, at_once: bool) -> Affiliation:
    now, how = timezone.now(), Affiliation.How.INVITATION
    held = Affiliation.objects.current().select_for_update(of=("self",))
    affiliation = held.filter(person=person, organisation=row.organisation).first()
    if affiliation is None:
        affiliation = Affiliation(
            person=person, organisation=row.organisation, by=person, since=now, role=row.role
        )
    elif affiliation.confirmed_at:
        if at_once and _nobody_said_what(affiliation):
            _become(affiliation, row)
        return affiliation
    affiliation.how, affiliation.role = how, row.role
    if at_once:
        affiliation.confirmed_at, affiliation.confirmed_by = now, row.by
    try:
        unless_taken("", affiliation.save)
    except AlreadyThere:  # they asked to join in another window, at this moment
        return _belong(person, row, at_once=at_once)
    if at_once:
        note_given(affiliation, by=row.by, organisation=row.organisation.uid)
    event = events.AffiliationConfirmed if at_once else events.AffiliationRequested
    stream = f"p:{person.uid}"
    open_stream(stream)
    by = row.by if at_once else person
    record(event, stream=stream, subject=Ref("affiliation", affiliation.uid), version=1, by=by)
    return affiliation


def _nobody_said_what(affiliation: Affiliation) -> bool:
    """An address made them a member; whom somebody confirmed is what they were confirmed as."""
    by_address = affiliation.how == Affiliation.How.DOMAIN
    return by_address and affiliation.role == Affiliation.Kind.MEMBER


def _become(affiliation: Affiliation, row: Invitation) -> None:
    """Give the role to which somebody was invited to who belongs already."""
    if row.role == affiliation.role:
        return
    organisation = row.organisation.uid
    note_ended(affiliation, by=row.by, organisation=organisation)
    affiliation.role = row.role
    affiliation.save(update_fields=["role"])
    note_given(affiliation, by=row.by, organisation=organisation)
    tell_of(events.AffiliationRoleChanged, affiliation, row.by, timezone.now())
