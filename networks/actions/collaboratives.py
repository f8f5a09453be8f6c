"""Collaboratives: which organisations take part, who leads, who is a fellow, who is a steward."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from collab.base.access.models import raise_access_epoch
from collab.base.access.permissions import NotPermitted, authorise
from collab.base.accounts.models import Person
from networks.models import (
    Appointment,
    Collaborative,
    Fellowship,
    Membership,
    NationalRole,
    Organisation,
)
from networks.policies import COORDINATE, LOOK_AFTER_NETWORK
from networks.roles import NETWORK

from .beginning import begin, must_belong


@transaction.atomic
def appoint_steward(
    *, by: Person | None, person: Person, at: datetime | None = None
) -> NationalRole:
    """Give somebody the steward's duty to the whole network.

    Args:
        by: a steward; None only for the very first, who is appointed from the command line.

    Raises:
        NotPermitted: they are no steward, or there is one already.
    """
    if by:
        authorise(by, LOOK_AFTER_NETWORK, NETWORK)
    # Raising the epoch holds its row, so of two first stewards at once the second finds the first.
    raise_access_epoch()
    if by is None and NationalRole.objects.current().exists():
        raise NotPermitted(LOOK_AFTER_NETWORK)
    return begin(
        NationalRole,
        _("%(name)s is a national steward already.") % {"name": person.name},
        person=person,
        role=NationalRole.Kind.STEWARD,
        by=by,
        since=at or timezone.now(),
    )


@transaction.atomic
def found_collaborative(
    *, by: Person, name: str, region: str, lead_body: Organisation, column: int, row: int
) -> Collaborative:
    """Set up a regional collaborative, with its tile's place on the map."""
    authorise(by, LOOK_AFTER_NETWORK, NETWORK)
    return Collaborative.objects.create(
        name=name, region=region, lead_body=lead_body, column=column, row=row
    )


@transaction.atomic
def admit_organisation(
    *,
    by: Person,
    collaborative: Collaborative,
    organisation: Organisation,
    at: datetime | None = None,
) -> Membership:
    """Let an organisation take part: its people gain the collaborative's spaces.

    Raises:
        AlreadyThere: it takes part already.
    """
    authorise(by, COORDINATE, collaborative)
    raise_access_epoch()
    return begin(
        Membership,
        _("%(name)s takes part already.") % {"name": organisation.name},
        collaborative=collaborative,
        organisation=organisation,
        by=by,
        since=at or timezone.now(),
    )


@transaction.atomic
def end_membership(*, by: Person, membership: Membership, at: datetime | None = None) -> Membership:
    """End an organisation's part: its people lose what they had through it."""
    authorise(by, COORDINATE, membership.collaborative)
    raise_access_epoch()
    membership.end(by=by, at=at or timezone.now())
    return membership


@transaction.atomic
def appoint(
    *,
    by: Person,
    person: Person,
    collaborative: Collaborative,
    organisation: Organisation,
    role: str,
    at: datetime | None = None,
) -> Appointment:
    """Make somebody a lead or coach, speaking for an organisation.

    Raises:
        DoesNotBelong: the organisation is not theirs.
        AlreadyThere: they lead or coach it already.
    """
    authorise(by, COORDINATE, collaborative)
    raise_access_epoch()
    must_belong(person, organisation)
    return begin(
        Appointment,
        _("%(name)s leads or coaches it already.") % {"name": person.name},
        person=person,
        collaborative=collaborative,
        organisation=organisation,
        role=role,
        by=by,
        since=at or timezone.now(),
    )


@transaction.atomic
def end_appointment(
    *, by: Person, appointment: Appointment, at: datetime | None = None
) -> Appointment:
    authorise(by, COORDINATE, appointment.collaborative)
    raise_access_epoch()
    appointment.end(by=by, at=at or timezone.now())
    return appointment


@transaction.atomic
def name_fellow(
    *,
    by: Person,
    person: Person,
    supported_by: Organisation,
    collaborative: Collaborative,
    at: datetime | None = None,
) -> Fellowship:
    """Make somebody a Patient Safety Fellow, supported by an organisation.

    They speak for it as long as they belong to it.

    Raises:
        AlreadyThere: they are one already.
    """
    authorise(by, COORDINATE, collaborative)
    raise_access_epoch()
    return begin(
        Fellowship,
        _("%(name)s is a fellow already.") % {"name": person.name},
        person=person,
        supported_by=supported_by,
        collaborative=collaborative,
        by=by,
        since=at or timezone.now(),
    )


@transaction.atomic
def end_fellowship(*, by: Person, fellowship: Fellowship, at: datetime | None = None) -> Fellowship:
    authorise(by, COORDINATE, fellowship.collaborative)
    raise_access_epoch()
    fellowship.end(by=by, at=at or timezone.now())
    return fellowship
