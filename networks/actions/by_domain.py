"""Belonging to an organisation by an address at its email domain."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from collab.base.access.models import raise_access_epoch
from collab.base.access.permissions import authorise
from collab.base.accounts.models import Person
from networks import events
from networks.by_domain import (
    ASKED_ANEW,
    REMIND_BEFORE,
    WayIn,
    as_asked,
    sent_just_now,
    way_into,
)
from networks.domain_mails import mail_to_prove
from networks.models import Affiliation, Organisation
from networks.policies import REQUEST_AFFILIATION

from .beginning import AlreadyThere, begin, must_be_open
from .organisations import (
    end_affiliation,
    end_with_what_it_gave,
    held_for_decision,
    request_affiliation,
    tell_of,
)
from .roles import note_given


class NoAddressThere(ValueError):
    """Somebody has no address at a domain of the organisation; the words say what they can do."""

    def __init__(self, organisation: Organisation) -> None:
        says = _("None of your addresses is at a domain that belongs to %(name)s. Ask to join it.")
        super().__init__(says % {"name": organisation.name})


class LinkOver(ValueError):
    """A link was used, is too old, or is not theirs; the words say what to do."""


@transaction.atomic
def join_by_domain(
    *, by: Person, organisation: Organisation, at: datetime | None = None
) -> Affiliation | None:
    """Join an organisation with an address at its domain, as a member, from this moment.

    When the address was last shown to be theirs is known no better than that their account was
    opened before. So if that is long ago, a link is sent to it first, and None returned: following
    it joins.

    Raises:
        NoAddressThere: they have no such address.
        AlreadyThere: they belong to it.
        Closed: the organisation is closed.
    """
    authorise(by, REQUEST_AFFILIATION, organisation)
    organisation = _open_now(organisation)
    at = at or timezone.now()
    way = _way(by, organisation)
    if way.only_asks:
        return request_affiliation(by=by, organisation=organisation, at=at)
    if by.date_joined + Affiliation.VERIFIED_FOR - REMIND_BEFORE[0] <= at:
        _send(by, organisation, way.email, at)
        return None
    return _join(by, organisation, way, verified_at=by.date_joined, at=at)


@transaction.atomic
def ask_for_proof(*, by: Person, affiliation: Affiliation, at: datetime | None = None) -> str:
    """Send to the address by which somebody belongs a link that shows that it is still theirs.

    Returns the address.

    Raises:
        NotPermitted: it is somebody else's part.
        AlreadyThere: it has ended, or needs no address.
    """
    at = at or timezone.now()
    authorise(by, REQUEST_AFFILIATION, affiliation.organisation)
    own = Affiliation.objects.by_domain().filter(person=by, pk=affiliation.pk)
    found = own.select_related("organisation", "address").first()
    if found is None or found.address is None:
        raise AlreadyThere(_("That needs no proof of an address."))
    email: str = found.address.email
    _send(by, found.organisation, email, at)
    return email


@transaction.atomic
def prove_address(*, by: Person, key: str, at: datetime | None = None) -> Affiliation:
    """Do what a link asks that was sent to an address: belong for a further year, or join.

    Args:
        key: the link's, which works once.

    Raises:
        LinkOver: it was used, is too old, or was sent for another account.
        NoAddressThere: the address is theirs no more, or the domain not the organisation's.
        Closed: the organisation is closed.
    """
    at = at or timezone.now()
    asked = as_asked(key, by)
    if asked is None:
        raise LinkOver(_("This link was used, or is too old. Ask for a new one."))
    authorise(by, REQUEST_AFFILIATION, asked.organisation)
    organisation = _open_now(asked.organisation)
    way = way_into(organisation, by, email=asked.email)
    if way is None:
        raise NoAddressThere(organisation)
    current = Affiliation.objects.by_domain().filter(person=by, organisation=organisation).first()
    if current is None:
        return _join(by, organisation, way, verified_at=at, at=at)
    current = held_for_decision(current)
    if not asked.still_of(current):
        raise LinkOver(_("This link was used, or is too old. Ask for a new one."))
    current.verified_at, current.reminders = at, 0
    current.address, current.email_domain = way.address, way.domain
    current.save(update_fields=["verified_at", "reminders", "address", "email_domain"])
    return current


@transaction.atomic
def move_affiliation(
    *,
    by: Person,
    affiliation: Affiliation,
    organisation: Organisation,
    at: datetime | None = None,
) -> Affiliation | None:
    """Leave one organisation and go to another in one step: join it by an address, or ask to.

    What they wrote for the one that they leave stays with it.

    Returns their part in the new one, or None where a link to their address joins.

    Raises:
        NotPermitted: it is somebody else's part.
        AlreadyThere: they belong to the new one or have asked, or have left the other.
        Closed: the new one is closed.
    """
    end_affiliation(by=by, affiliation=affiliation, at=at)
    if way_into(organisation, by):
        return join_by_domain(by=by, organisation=organisation, at=at)
    return request_affiliation(by=by, organisation=organisation, at=at)


def end_without_proof(affiliation: Affiliation, *, ended_by: Person | None, at: datetime) -> bool:
    """End what lasts as long as an address, in the caller's transaction, unless it has ended or was
    renewed since it was read.

    Args:
        ended_by: whose address went, by their own hand; None where time ends it.
    """
    read = affiliation.verified_at
    raise_access_epoch()
    affiliation = held_for_decision(affiliation)
    if affiliation.ended_at or affiliation.verified_at != read:
        return False
    end_with_what_it_gave(affiliation, ended_by=ended_by, at=at)
    return True


def _open_now(organisation: Organisation) -> Organisation:
    """The organisation as it is once nobody else changes who sees what. Raising the epoch holds its
    row: a domain that is taken away meanwhile, or an organisation that closes, lets nobody in.

    Raises:
        Closed: it is closed.
    """
    raise_access_epoch()
    now: Organisation = Organisation.objects.get(pk=organisation.pk)
    must_be_open(now)
    return now


def _way(by: Person, organisation: Organisation) -> WayIn:
    own = Affiliation.objects.confirmed().filter(person=by, organisation=organisation)
    if own.exists():
        raise AlreadyThere(_("You belong to %(name)s already.") % {"name": organisation.name})
    way = way_into(organisation, by)
    if way is None:
        raise NoAddressThere(organisation)
    return way


def _join(
    by: Person, organisation: Organisation, way: WayIn, *, verified_at: datetime, at: datetime
) -> Affiliation:
    facts = {
        "how": Affiliation.How.DOMAIN,
        "email_domain": way.domain,
        "address": way.address,
        "verified_at": verified_at,
        "confirmed_at": at,
    }
    current = Affiliation.objects.current().filter(person=by, organisation=organisation).first()
    if current is None:
        said = _("You belong to %(name)s already.") % {"name": organisation.name}
        current = begin(
            Affiliation, said, person=by, organisation=organisation, by=by, since=at, **facts
        )
    else:  # they have asked; the address answers
        current = held_for_decision(current)
        if current.ended_at or current.confirmed_at:
            raise AlreadyThere(_("You belong to %(name)s already.") % {"name": organisation.name})
        for name, value in facts.items():
            setattr(current, name, value)
        current.save(update_fields=[*facts])
    note_given(current, by=by, organisation=organisation.uid)
    tell_of(events.AffiliationConfirmed, current, by, at)
    return current


def _send(by: Person, organisation: Organisation, email: str, at: datetime) -> None:
    if not sent_just_now(organisation, by, email, at - ASKED_ANEW):
        mail_to_prove(by, organisation, email, "prove_address")
