"""Collaboratives: founding, describing and closing them; who takes part, leads or is a fellow."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from collab.base.access.models import raise_access_epoch
from collab.base.access.permissions import NotPermitted, authorise, may
from collab.base.access.subjects import Ref
from collab.base.accounts.models import Person
from collab.base.live.idempotency import once
from collab.base.security.log import Kind, note
from networks.duty_mails import mail_appointment, mail_leaving
from networks.joining_mails import mail_removal
from networks.models import (
    Affiliation,
    Appointment,
    Collaborative,
    Fellowship,
    Membership,
    NationalRole,
    Organisation,
    Place,
    SpaceOrganisation,
    TooLateToUndo,
)
from networks.policies import COORDINATE, END_OWN_MEMBERSHIP, LOOK_AFTER_NETWORK
from networks.roles import NETWORK

from .beginning import begin, must_be_open, must_belong, unless_taken
from .describing import close, describe
from .joining import close_join_requests_of, settle_by_admission
from .roles import note_ended, note_given
from .spaces import close_spaces_of
from .taking_back import take_back_end


class LastLead(ValueError):
    """A collaborative's last lead would end their own duty; the words say what to do first."""


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
    held = begin(
        NationalRole,
        _("%(name)s is a national steward already.") % {"name": person.name},
        person=person,
        role=NationalRole.Kind.STEWARD,
        by=by,
        since=at or timezone.now(),
    )
    note_given(held, by=by)
    return held


@transaction.atomic
def found_collaborative(
    *,
    by: Person,
    name: str,
    region: str,
    lead_body: Organisation,
    column: int,
    row: int,
    key: str | None = None,
) -> Collaborative:
    """Set up a regional collaborative, with its tile's place on the map.

    Args:
        key: the request's own, so that a repeat founds nothing new.

    Raises:
        NotPermitted: they are no steward.
        AlreadyThere: another one is called that.
        KeyUsedForOtherText: another one was founded under this key.
    """
    authorise(by, LOOK_AFTER_NETWORK, NETWORK)
    facts = {"name": name, "region": region, "column": column, "row": row}

    def found() -> Ref:
        made = unless_taken(
            _taken(name), lambda: Collaborative.objects.create(lead_body=lead_body, **facts)
        )
        return Ref("collaborative", made.uid)

    asked = facts | {"lead_body": lead_body.uid}
    done = once(by=by, action="found_collaborative", key=key, fields=asked, do=found)
    return Collaborative.objects.get(uid=done.ref.uid)


def _taken(name: str) -> str:
    return _("A collaborative is called that already: %(name)s.") % {"name": name}


@transaction.atomic
def describe_collaborative(
    *, by: Person, collaborative: Collaborative, name: str, region: str, started_from: int
) -> Collaborative:
    """Change what a collaborative is called, and its region.

    Args:
        started_from: the version that the writer changed.

    Raises:
        Stale: somebody else described it since.
        AlreadyThere: another one is called that.
    """
    authorise(by, COORDINATE, collaborative)
    return unless_taken(
        _taken(name),
        lambda: describe(collaborative, started_from=started_from, name=name, region=region),
    )


@transaction.atomic
def close_collaborative(
    *, by: Person, collaborative: Collaborative, at: datetime | None = None
) -> Collaborative:
    """Close a collaborative: it leaves the map, its organisations' part in it ends and so do its
    leads' and coaches' duties. Its spaces are closed with it. Fellows stay fellows.

    Raises:
        NotPermitted: they are no steward.
        AlreadyThere: it is closed.
    """
    authorise(by, LOOK_AFTER_NETWORK, NETWORK)
    at = at or timezone.now()
    raise_access_epoch()
    closed = close(collaborative, at=at)
    close_join_requests_of(collaborative=closed, by=by, at=at)
    for held in (Membership, Appointment):
        held.objects.current().filter(collaborative=closed).update(ended_by=by, ended_at=at)
    close_spaces_of(collaborative=closed, by=by, at=at)
    note(Kind.ROLE_ENDED, by=by.uid, about=f"collaborative:{closed.uid}", tenure="all")
    return closed


@transaction.atomic
def admit_organisation(
    *,
    by: Person,
    collaborative: Collaborative,
    organisation: Organisation,
    at: datetime | None = None,
) -> Membership:
    """Let an organisation take part: its people gain the collaborative's spaces. If its request
    to join waits, that is accepted with it.

    Raises:
        AlreadyThere: it takes part already.
    """
    authorise(by, COORDINATE, collaborative)
    must_be_open(collaborative)
    must_be_open(organisation)
    at = at or timezone.now()
    raise_access_epoch()
    held = begin(
        Membership,
        _("%(name)s takes part already.") % {"name": organisation.name},
        collaborative=collaborative,
        organisation=organisation,
        by=by,
        since=at,
    )
    note_given(held, by=by, collaborative=collaborative.uid)
    settle_by_admission(by=by, membership=held, at=at)
    return held


@transaction.atomic
def end_membership(*, by: Person, membership: Membership, at: datetime | None = None) -> Membership:
    """End an organisation's part, or leave a collaborative: its people lose at once what they had
    through it, the places that they held on its behalf in the collaborative's own spaces, and those
    in which it was named.

    What they wrote stays, and so does the row: who was a member, and when. A lead or coach who
    speaks for the organisation stays appointed, and a guest stays until their date.

    Raises:
        NotPermitted: they neither lead the collaborative nor look after the organisation.
        AlreadyEnded: it has ended.
    """
    organisation, collaborative = membership.organisation, membership.collaborative
    by_itself = may(by, END_OWN_MEMBERSHIP, organisation, fresh=True)
    if not by_itself:
        authorise(by, COORDINATE, collaborative)
    at = at or timezone.now()
    raise_access_epoch()
    membership.end(by=by, at=at)
    for held in _held_through(membership):
        held.current().update(ended_by=by, ended_at=at)
    note_ended(membership, by=by, collaborative=collaborative.uid)
    mail_removal(membership, by)
    if by_itself:
        mail_leaving(membership, by)
    return membership


@transaction.atomic
def take_back_end_of_membership(
    *, by: Person, membership: Membership, at: datetime | None = None
) -> Membership:
    """Undo one's own ending of an organisation's part, within ten minutes. If it has asked anew
    meanwhile, that request is accepted with it.

    Raises:
        TooLateToUndo: it ended longer ago, or by somebody else, or its acceptance was taken back.
        AlreadyThere: it takes part again already.
        Closed: the organisation or the collaborative was closed.
    """
    organisation, collaborative = membership.organisation, membership.collaborative
    if not may(by, END_OWN_MEMBERSHIP, organisation, fresh=True):
        authorise(by, COORDINATE, collaborative)
    must_be_open(organisation)
    must_be_open(collaborative)
    raise_access_epoch()
    at = at or timezone.now()
    if not Membership.objects.of_record().filter(pk=membership.pk).exists():
        raise TooLateToUndo()
    said = _("%(name)s takes part again already.") % {"name": organisation.name}
    ended_at = take_back_end(membership, said, by=by, at=at)
    _restore_what_ended_with(membership, by, ended_at)
    note_given(membership, by=by, collaborative=collaborative.uid)
    settle_by_admission(by=by, membership=membership, at=at)
    return membership


def _held_through(membership: Membership) -> tuple[Any, Any]:
    """The places and namings that an organisation's part gave, in all spaces that the collaborative
    owns but those of requests to join: these are of both sides, whoever takes part."""
    of_both = {
        "organisation": membership.organisation,
        "space__collaborative": membership.collaborative,
        "space__joinrequest": None,
    }
    places = Place.objects.filter(guest_until=None, **of_both)
    return places, SpaceOrganisation.objects.filter(**of_both)


def _restore_what_ended_with(membership: Membership, by: Person, ended_at: datetime) -> None:
    """Whoever has left the organisation meanwhile does not come back with it."""
    places, namings = (
        held.filter(ended_by=by, ended_at=ended_at) for held in _held_through(membership)
    )
    belong = Affiliation.objects.confirmed().filter(organisation=membership.organisation)
    taken = Place.objects.current().values("person").filter(space=OuterRef("space"))
    places.filter(person__in=belong.values("person")).exclude(person__in=taken).update(
        ended_by=None, ended_at=None
    )
    named = SpaceOrganisation.objects.current().filter(organisation=membership.organisation)
    namings.exclude(space__in=named.values("space")).update(ended_by=None, ended_at=None)


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
    """Make somebody a lead or coach, speaking for an organisation. They are told by mail, once it
    cannot be undone any more.

    Raises:
        DoesNotBelong: the organisation is not theirs.
        AlreadyThere: they lead or coach it already.
    """
    authorise(by, COORDINATE, collaborative)
    must_be_open(collaborative)
    raise_access_epoch()
    must_belong(person, organisation)
    held = begin(
        Appointment,
        _("%(name)s leads or coaches it already.") % {"name": person.name},
        person=person,
        collaborative=collaborative,
        organisation=organisation,
        role=role,
        by=by,
        since=at or timezone.now(),
    )
    note_given(held, by=by, collaborative=collaborative.uid)
    mail_appointment(held)
    return held


@transaction.atomic
def end_appointment(
    *, by: Person, appointment: Appointment, at: datetime | None = None
) -> Appointment:
    """End somebody's duty as a lead or coach, with the places that they gave themselves in the
    collaborative's spaces.

    Raises:
        LastLead: they are its last lead, and it is they who end it.
        AlreadyEnded: it has ended.
    """
    authorise(by, COORDINATE, appointment.collaborative)
    raise_access_epoch()
    if by == appointment.person and appointment.role == Appointment.Kind.LEAD:
        _must_not_be_the_last(appointment)
    at = at or timezone.now()
    appointment.end(by=by, at=at)
    given_by_oneself = Place.objects.current().filter(
        person=appointment.person,
        by=appointment.person,
        space__collaborative=appointment.collaborative,
        space__joinrequest=None,
    )
    given_by_oneself.update(ended_by=by, ended_at=at)
    note_ended(appointment, by=by, collaborative=appointment.collaborative.uid)
    return appointment


def _must_not_be_the_last(appointment: Appointment) -> None:
    leads = Appointment.objects.current().filter(
        collaborative=appointment.collaborative,
        role=Appointment.Kind.LEAD,
        person__is_active=True,
    )
    if not leads.exclude(pk=appointment.pk).exists():
        raise LastLead(
            _("You are the only lead of %(name)s. Appoint another one first.")
            % {"name": appointment.collaborative.name}
        )


@transaction.atomic
def take_back_end_of_appointment(
    *, by: Person, appointment: Appointment, at: datetime | None = None
) -> Appointment:
    """Undo one's own ending of somebody's duty, within ten minutes.

    Raises:
        TooLateToUndo: it ended longer ago, or by somebody else.
        AlreadyThere: they lead or coach it again already.
        DoesNotBelong: the organisation for which they spoke is not theirs any more.
        Closed: the collaborative was closed.
    """
    authorise(by, COORDINATE, appointment.collaborative)
    must_be_open(appointment.collaborative)
    raise_access_epoch()
    must_belong(appointment.person, appointment.organisation)
    said = _("%(name)s leads or coaches it already.") % {"name": appointment.person.name}
    take_back_end(appointment, said, by=by, at=at or timezone.now())
    note_given(appointment, by=by, collaborative=appointment.collaborative.uid)
    return appointment


@transaction.atomic
def name_fellow(
    *,
    by: Person,
    person: Person,
    supported_by: Organisation,
    collaborative: Collaborative,
    key: str | None = None,
    at: datetime | None = None,
) -> Fellowship:
    """Make somebody a Patient Safety Fellow, supported by an organisation.

    They speak for it as long as they belong to it.

    Args:
        key: the request's own, so that a repeat names nobody anew.

    Raises:
        AlreadyThere: they are one already.
        Closed: the collaborative is closed.
        KeyUsedForOtherText: somebody else was named under this key.
    """
    authorise(by, COORDINATE, collaborative)

    def name() -> Ref:
        must_be_open(collaborative)
        raise_access_epoch()
        held = begin(
            Fellowship,
            _("%(name)s is a fellow already.") % {"name": person.name},
            person=person,
            supported_by=supported_by,
            collaborative=collaborative,
            by=by,
            since=at or timezone.now(),
        )
        note_given(held, by=by, collaborative=collaborative.uid)
        return Ref("fellowship", str(held.pk))

    asked = {
        "person": person.uid,
        "supported_by": supported_by.uid,
        "collaborative": collaborative.uid,
    }
    done = once(by=by, action="name_fellow", key=key, fields=asked, do=name)
    return Fellowship.objects.for_rows().get(pk=done.ref.uid)


@transaction.atomic
def end_fellowship(*, by: Person, fellowship: Fellowship, at: datetime | None = None) -> Fellowship:
    authorise(by, COORDINATE, fellowship.collaborative)
    raise_access_epoch()
    fellowship.end(by=by, at=at or timezone.now())
    note_ended(fellowship, by=by, collaborative=fellowship.collaborative.uid)
    return fellowship


@transaction.atomic
def take_back_end_of_fellowship(
    *, by: Person, fellowship: Fellowship, at: datetime | None = None
) -> Fellowship:
    """Undo one's own ending of a fellowship, within ten minutes: it goes on as it was.

    Raises:
        TooLateToUndo: it ended longer ago, or by somebody else.
        AlreadyThere: they are a fellow again already.
        Closed: the collaborative was closed.
    """
    authorise(by, COORDINATE, fellowship.collaborative)
    must_be_open(fellowship.collaborative)
    raise_access_epoch()
    said = _("%(name)s is a fellow already.") % {"name": fellowship.person.name}
    take_back_end(fellowship, said, by=by, at=at or timezone.now())
    note_given(fellowship, by=by, collaborative=fellowship.collaborative.uid)
    return fellowship
