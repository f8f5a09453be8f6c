"""Organisations, and who belongs to them."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from collab.base.access.models import raise_access_epoch
from collab.base.access.permissions import authorise
from collab.base.access.subjects import Ref
from collab.base.accounts.models import Person
from networks import events
from networks.ledger import open_stream, record
from networks.models import Affiliation, Appointment, Collaborative, Organisation, Place
from networks.policies import DECIDE_AFFILIATIONS, LOOK_AFTER_NETWORK, REQUEST_AFFILIATION
from networks.roles import NETWORK

from .beginning import AlreadyThere, begin


@transaction.atomic
def add_organisation(
    *,
    by: Person,
    name: str,
    kind: str,
    ods_code: str | None = None,
    former_name: str = "",
    region: Collaborative | None = None,
) -> Organisation:
    """Add an organisation to the directory.

    Raises:
        NotPermitted: they are no steward.
    """
    authorise(by, LOOK_AFTER_NETWORK, NETWORK)
    return Organisation.objects.create(
        name=name, kind=kind, ods_code=ods_code, former_name=former_name, region=region
    )


@transaction.atomic
def request_affiliation(
    *, by: Person, organisation: Organisation, at: datetime | None = None
) -> Affiliation:
    """Ask to be confirmed as one of an organisation's people.

    Raises:
        AlreadyThere: they belong to it, or have asked.
    """
    authorise(by, REQUEST_AFFILIATION, organisation)
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
    _tell(events.AffiliationRequested, affiliation, by, at)
    return affiliation


@transaction.atomic
def confirm_affiliation(
    *,
    by: Person,
    affiliation: Affiliation,
    role: str = Affiliation.Kind.MEMBER,
    at: datetime | None = None,
) -> Affiliation:
    """Confirm that somebody belongs to the organisation, in a role.

    Raises:
        AlreadyThere: the request was answered already, or taken back.
    """
    affiliation = _still_waiting(by, affiliation)
    at = at or timezone.now()
    affiliation.role, affiliation.confirmed_at, affiliation.confirmed_by = role, at, by
    affiliation.save(update_fields=["role", "confirmed_at", "confirmed_by"])
    raise_access_epoch()
    _tell(events.AffiliationConfirmed, affiliation, by, at)
    return affiliation


@transaction.atomic
def decline_affiliation(
    *, by: Person, affiliation: Affiliation, at: datetime | None = None
) -> Affiliation:
    """Decline a request; the person may ask again.

    Raises:
        AlreadyThere: the request was answered already, or taken back.
    """
    affiliation = _still_waiting(by, affiliation)
    at = at or timezone.now()
    affiliation.end(by=by, at=at)
    _tell(events.AffiliationDeclined, affiliation, by, at)
    return affiliation


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
    affiliation = _held(affiliation)
    if affiliation.ended_at:
        raise AlreadyThere(_("%(name)s has left already.") % {"name": affiliation.person.name})
    at = at or timezone.now()
    raise_access_epoch()
    affiliation.end(by=by, at=at)
    for held in (Place, Appointment):
        held.objects.current().filter(
            person=affiliation.person, organisation=affiliation.organisation
        ).update(ended_by=by, ended_at=at)
    _tell(events.AffiliationEnded, affiliation, by, at)
    return affiliation


def _held(affiliation: Affiliation) -> Affiliation:
    """The row as it is now, held until the decision is made: two people may decide at once."""
    rows = Affiliation.objects.select_for_update(of=("self",))
    return rows.select_related("person", "organisation").get(pk=affiliation.pk)


def _still_waiting(by: Person, affiliation: Affiliation) -> Affiliation:
    authorise(by, DECIDE_AFFILIATIONS, affiliation.organisation)
    row = _held(affiliation)
    if row.ended_at or row.confirmed_at:
        raise AlreadyThere(
            _("%(name)s’s request has been answered already.") % {"name": row.person.name}
        )
    return row


def _tell(event: events.EventKind, affiliation: Affiliation, by: Person, at: datetime) -> None:
    stream = f"p:{affiliation.person.uid}"
    open_stream(stream)
    record(
        event,
        stream=stream,
        subject=Ref("affiliation", affiliation.uid),
        version=1,
        by=by,
        at=at,
    )
