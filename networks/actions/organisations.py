"""Organisations, and who belongs to them."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from collab.base.access.models import raise_access_epoch
from collab.base.access.permissions import NotPermitted, authorise
from collab.base.access.subjects import Ref
from collab.base.accounts.models import Person
from collab.base.live.idempotency import once
from collab.base.mail.outbox import take_back_mail
from collab.base.security.log import Kind, note
from networks import events
from networks.ledger import open_stream, record
from networks.models import (
    Affiliation,
    Appointment,
    Collaborative,
    EmailDomain,
    Membership,
    Organisation,
    Place,
    Registration,
    SpaceOrganisation,
    TooLateToUndo,
)
from networks.policies import (
    DECIDE_AFFILIATIONS,
    DECIDE_WHERE_NOBODY_CAN,
    LOOK_AFTER_NETWORK,
    REQUEST_AFFILIATION,
)
from networks.postcodes import area_of
from networks.roles import NETWORK
from networks.waiting import looked_after

from .beginning import AlreadyThere, begin, must_be_open, unless_taken
from .describing import close, describe
from .joining import close_join_requests_of
from .roles import note_ended, note_given
from .spaces import close_spaces_of


@transaction.atomic
def add_organisation(
    *,
    by: Person,
    name: str,
    kind: str,
    ods_code: str | None = None,
    former_name: str = "",
    region: Collaborative | None = None,
    town: str = "",
    postcode: str = "",
    key: str | None = None,
) -> Organisation:
    """Add an organisation to the directory.

    Args:
        key: the request's own, so that a repeat adds nothing new.

    Raises:
        NotPermitted: they are no steward.
        AlreadyThere: another one has this ODS code.
        KeyUsedForOtherText: another one was added under this key.
    """
    authorise(by, LOOK_AFTER_NETWORK, NETWORK)
    facts = {"name": name, "kind": kind, "ods_code": ods_code, "former_name": former_name}
    facts |= placed(town, postcode)

    def add() -> Ref:
        added = unless_taken(
            taken(ods_code), lambda: Organisation.objects.create(region=region, **facts)
        )
        return Ref("organisation", added.uid)

    asked = facts | {"region": region and region.uid}
    done = once(by=by, action="add_organisation", key=key, fields=asked, do=add)
    return Organisation.objects.get(uid=done.ref.uid)


def placed(town: str, postcode: str) -> dict[str, str]:
    """Where an organisation is, as its row keeps it."""
    return {"town": town, "postcode": postcode, "postcode_area": area_of(postcode)}


def taken(ods_code: str | None) -> str:
    return _("There is an organisation with the ODS code %(code)s already.") % {"code": ods_code}


@transaction.atomic
def describe_organisation(
    *,
    by: Person,
    organisation: Organisation,
    name: str,
    kind: str,
    ods_code: str | None,
    former_name: str,
    region: Collaborative | None,
    town: str,
    postcode: str,
    started_from: int,
) -> Organisation:
    """Correct what the directory says about an organisation.

    Args:
        started_from: the version that the writer changed.

    Raises:
        NotPermitted: they are no steward.
        Stale: somebody else described it since.
        AlreadyThere: another one has this ODS code.
    """
    authorise(by, LOOK_AFTER_NETWORK, NETWORK)
    return unless_taken(
        taken(ods_code),
        lambda: describe(
            organisation,
            started_from=started_from,
            name=name,
            kind=kind,
            ods_code=ods_code,
            former_name=former_name,
            region=region,
            **placed(town, postcode),
        ),
    )


@transaction.atomic
def close_organisation(
    *, by: Person, organisation: Organisation, at: datetime | None = None
) -> Organisation:
    """Close an organisation, as when trusts merge: it leaves the directory, and all that its people
    held through it ends. Its page stays, since what they wrote for it stays. Its spaces are closed.

    Raises:
        NotPermitted: they are no steward.
        AlreadyThere: it is closed.
    """
    authorise(by, LOOK_AFTER_NETWORK, NETWORK)
    at = at or timezone.now()
    raise_access_epoch()
    closed = close(organisation, at=at)
    end_all_of(closed, by=by, at=at)
    return closed


def end_all_of(organisation: Organisation, *, by: Person, at: datetime) -> None:
    """End all that an organisation's people hold through it, and close its spaces, in the caller's
    transaction."""
    raise_access_epoch()
    ends = (Affiliation, EmailDomain, Membership, SpaceOrganisation, Place, Appointment)
    for held in ends:
        held.objects.current().filter(organisation=organisation).update(ended_by=by, ended_at=at)
    close_join_requests_of(organisation=organisation, by=by, at=at)
    close_spaces_of(organisation=organisation, by=by, at=at)
    note(Kind.ROLE_ENDED, by=by.uid, about=f"organisation:{organisation.uid}", tenure="all")


@transaction.atomic
def request_affiliation(
    *, by: Person, organisation: Organisation, at: datetime | None = None
) -> Affiliation:
    """Ask to be confirmed as one of an organisation's people.

    Raises:
        AlreadyThere: they belong to it, or have asked.
        Closed: the organisation is closed.
    """
    authorise(by, REQUEST_AFFILIATION, organisation)
    if organisation.listed or not _registered(organisation, by):
        must_be_open(organisation)
    at = at or timezone.now()
    said = _("You have already asked to join %(name)s, or belong to it.")
    affiliation = begin(
        Affiliation,
        said % {"name": organisation.name},
        person=by,
        organisation=organisation,
        by=by,
        since=at,
    )
    tell_of(events.AffiliationRequested, affiliation, by, at)
    return affiliation


def _registered(organisation: Organisation, by: Person) -> bool:
    """Whoever registered an organisation can ask already to join it, and waits with it."""
    return Registration.objects.waiting().filter(organisation=organisation, by=by).exists()


@transaction.atomic
def confirm_affiliation(
    *,
    by: Person,
    affiliation: Affiliation,
    role: str = Affiliation.Kind.MEMBER,
    through: Collaborative | None = None,
    at: datetime | None = None,
) -> Affiliation:
    """Confirm that somebody belongs to the organisation, in a role.

    Args:
        through: the collaborative whose lead confirms a member of an organisation in which nobody
            can.

    Raises:
        NotPermitted: they do not look after the organisation; or, through the collaborative,
            somebody else can decide, or it would be more than a member.
        AlreadyThere: the request was answered already, or taken back.
        Closed: the organisation waits for a steward itself.
    """
    if through and role != Affiliation.Kind.MEMBER:
        raise NotPermitted(DECIDE_AFFILIATIONS, affiliation.organisation)
    _may_decide(by, affiliation.organisation, through)
    raise_access_epoch()
    affiliation = _still_waiting(affiliation)
    must_be_open(affiliation.organisation)
    at = at or timezone.now()
    affiliation.role, affiliation.confirmed_at, affiliation.confirmed_by = role, at, by
    affiliation.save(update_fields=["role", "confirmed_at", "confirmed_by"])
    note_given(affiliation, by=by, organisation=affiliation.organisation.uid)
    tell_of(events.AffiliationConfirmed, affiliation, by, at)
    return affiliation


@transaction.atomic
def decline_affiliation(
    *,
    by: Person,
    affiliation: Affiliation,
    reason: str = "",
    through: Collaborative | None = None,
    at: datetime | None = None,
) -> Affiliation:
    """Decline a request; the person may ask again.

    Args:
        reason: why, if that is said; whoever asked reads it.
        through: as in ``confirm_affiliation``.

    Raises:
        NotPermitted: they do not look after the organisation, or somebody else can decide.
        AlreadyThere: the request was answered already, or taken back.
    """
    _may_decide(by, affiliation.organisation, through)
    affiliation = _still_waiting(affiliation)
    at = at or timezone.now()
    affiliation.end(by=by, at=at)
    affiliation.reason = reason.strip()
    affiliation.save(update_fields=["reason"])
    tell_of(events.AffiliationDeclined, affiliation, by, at)
    return affiliation


@transaction.atomic
def reconsider_affiliation(
    *,
    by: Person,
    affiliation: Affiliation,
    through: Collaborative | None = None,
    at: datetime | None = None,
) -> Affiliation:
    """Take back that one has confirmed or declined a request, within ten minutes: it waits again.

    What the person was given on the organisation's behalf meanwhile ends. They are told.

    Args:
        through: as in ``confirm_affiliation``.

    Raises:
        NotPermitted: they may not decide any more.
        TooLateToUndo: somebody else decided, or longer ago, or it has ended since.
        AlreadyThere: the person has asked again since.
    """
    _may_decide(by, affiliation.organisation, through)
    raise_access_epoch()
    row, at = held_for_decision(affiliation), at or timezone.now()
    if not Affiliation.objects.just_answered_by(by, at).filter(pk=row.pk).exists():
        raise TooLateToUndo
    if row.confirmed_at:
        _end_what_was_held_for(row, by, at)
        note_ended(row, by=by, organisation=row.organisation.uid)
        row.confirmed_at = row.confirmed_by = None
        row.role = Affiliation.Kind.MEMBER
        row.save(update_fields=["confirmed_at", "confirmed_by", "role"])
    else:
        row.ended_at, row.ended_by, row.reason = None, None, ""
        said = _("%(name)s has asked again since.") % {"name": row.person.name}
        unless_taken(said, lambda: row.save(update_fields=["ended_at", "ended_by", "reason"]))
    # If its mail waits it does not leave; what was not mailed yet is not (networks/decisions.py).
    take_back_mail(about=f"affiliation:{row.uid}", reader=f"person:{row.person.uid}")
    tell_of(events.AffiliationReopened, row, by, at)
    return row


@transaction.atomic
def end_affiliation(
    *, by: Person, affiliation: Affiliation, at: datetime | None = None
) -> Affiliation:
    """Leave an organisation, or end somebody's place in it. Access ends at once, everywhere.

    With it ends what they held on the organisation's behalf: places in spaces, and leading or
    coaching a collaborative. A fellow stays a fellow, and no longer speaks for it.

    Raises:
        AlreadyThere: it has ended already.
    """
    if by != affiliation.person:
        authorise(by, DECIDE_AFFILIATIONS, affiliation.organisation)
    raise_access_epoch()
    affiliation = held_for_decision(affiliation)
    if affiliation.ended_at:
        raise AlreadyThere(_("%(name)s has left already.") % {"name": affiliation.person.name})
    end_with_what_it_gave(affiliation, ended_by=by, at=at or timezone.now())
    return affiliation


def end_with_what_it_gave(
    affiliation: Affiliation, *, ended_by: Person | None, at: datetime
) -> None:
    """End somebody's part in an organisation with what they held on its behalf, in the caller's
    transaction.

    Args:
        ended_by: who ends it; None where time does.
    """
    raise_access_epoch()
    affiliation.end(by=ended_by, at=at)
    _end_what_was_held_for(affiliation, ended_by, at)
    if affiliation.confirmed_at:
        note_ended(affiliation, by=ended_by, organisation=affiliation.organisation.uid)
    tell_of(events.AffiliationEnded, affiliation, ended_by or affiliation.person, at)


def _end_what_was_held_for(affiliation: Affiliation, ended_by: Person | None, at: datetime) -> None:
    """End what somebody held on behalf of an organisation to which they belong no longer."""
    for held in (Place, Appointment):
        held.objects.current().filter(
            person=affiliation.person, organisation=affiliation.organisation
        ).update(ended_by=ended_by, ended_at=at)


def _may_decide(by: Person, organisation: Organisation, through: Collaborative | None) -> None:
    """
    Raises:
        NotPermitted: they neither look after the organisation, nor lead a collaborative in which it
            takes part while nobody looks after it.
    """
    if through is None:
        authorise(by, DECIDE_AFFILIATIONS, organisation)
        return
    authorise(by, DECIDE_WHERE_NOBODY_CAN, through)
    taking_part = Membership.objects.current().filter(collaborative=through)
    if not taking_part.filter(organisation=organisation).exists() or looked_after(organisation):
        raise NotPermitted(DECIDE_AFFILIATIONS, organisation)


def held_for_decision(affiliation: Affiliation) -> Affiliation:
    """The row as it is now, held until the decision is made: two people may decide at once."""
    rows = Affiliation.objects.select_for_update(of=("self",))
    return rows.select_related("person", "organisation").get(pk=affiliation.pk)


def _still_waiting(affiliation: Affiliation) -> Affiliation:
    row = held_for_decision(affiliation)
    if row.ended_at or row.confirmed_at:
        raise AlreadyThere(
            _("%(name)s’s request has been answered already.") % {"name": row.person.name}
        )
    return row


def tell_of(event: events.EventKind, affiliation: Affiliation, actor: Person, at: datetime) -> None:
    """What happened to somebody's part in an organisation, in their own stream."""
    stream = f"p:{affiliation.person.uid}"
    open_stream(stream)
    record(
        event,
        stream=stream,
        subject=Ref("affiliation", affiliation.uid),
        version=1,
        by=actor,
        at=at,
    )
