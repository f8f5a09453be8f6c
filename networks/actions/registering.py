"""Registering an organisation that the directory misses, and deciding about it."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from collab.base.access.models import raise_access_epoch
from collab.base.access.permissions import SITE, authorise
from collab.base.access.subjects import Ref
from collab.base.accounts.models import Person
from collab.base.live.idempotency import once
from collab.base.mail.outbox import take_back_mail
from collab.base.security.log import Kind, note
from networks import events
from networks.ledger import open_stream, record
from networks.models import (
    Affiliation,
    Collaborative,
    EmailDomain,
    Invitation,
    JoinRequest,
    Membership,
    Organisation,
    Registration,
    Space,
    SpaceOrganisation,
)
from networks.policies import LOOK_AFTER_NETWORK, REGISTER_ORGANISATION
from networks.roles import NETWORK

from .beginning import AlreadyThere, begin, must_be_open, unless_taken
from .organisations import placed, taken

MOST_WAITING = 5
Outcome = Registration.Outcome


class TooManyWaiting(ValueError):
    """Somebody has registered as many as can wait at once."""


class TooLate(AlreadyThere):
    """A decision cannot be taken back any more; the words say why."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is said of an organisation."""

    name: str
    kind: str
    ods_code: str | None = None
    town: str = ""
    postcode: str = ""
    region: Collaborative | None = None

    @classmethod
    def of(cls, registration: Registration) -> "Facts":
        """What whoever registered it said."""
        organisation = registration.organisation
        return cls(
            name=organisation.name,
            kind=organisation.kind,
            ods_code=registration.ods_code or None,
            town=organisation.town,
            postcode=organisation.postcode,
            region=organisation.region,
        )

    def columns(self) -> dict[str, Any]:
        """The same as its row keeps it, but for the code."""
        return {
            "name": self.name,
            "kind": self.kind,
            "region": self.region,
            **placed(self.town, self.postcode),
        }


@transaction.atomic
def register_organisation(
    *, by: Person, facts: Facts, key: str | None = None, at: datetime | None = None
) -> Registration:
    """Write down an organisation that the directory misses. Until a steward confirms it, only
    whoever registered it and stewards see it.

    Args:
        key: the request's own, so that a repeat registers nothing new.

    Raises:
        AlreadyThere: the directory has one with this code, or they have registered it before.
        TooManyWaiting: so many of theirs wait already.
        KeyUsedForOtherText: another one was registered under this key.
    """
    authorise(by, REGISTER_ORGANISATION, SITE)
    at = at or timezone.now()

    def register() -> Ref:
        mine = Registration.objects.waiting().filter(by=by)
        if facts.ods_code:
            if Organisation.objects.filter(ods_code=facts.ods_code).exists():
                raise AlreadyThere(taken(facts.ods_code))
            if mine.filter(ods_code=facts.ods_code).exists():
                raise AlreadyThere(_("You have registered it already. It waits for a steward."))
        if mine.count() >= MOST_WAITING:
            says = _("%(most)d that you registered wait for a steward. Register more after that.")
            raise TooManyWaiting(says % {"most": MOST_WAITING})
        organisation = Organisation.objects.create(listed=False, **facts.columns())
        registration = Registration.objects.create(
            organisation=organisation, ods_code=facts.ods_code or "", by=by, at=at
        )
        _tell(events.OrganisationRegistered, registration, by, at)
        return registration.ref

    asked = asdict(facts) | {"region": facts.region and facts.region.uid}
    done = once(by=by, action="register_organisation", key=key, fields=asked, do=register)
    return Registration.objects.for_rows().get(uid=done.ref.uid)


@transaction.atomic
def confirm_registration(
    *,
    by: Person,
    registration: Registration,
    corrected: Facts | None = None,
    at: datetime | None = None,
) -> Registration:
    """Take an organisation into the directory, where everybody finds it.

    Args:
        corrected: what the steward says of it, instead of what was registered.

    Raises:
        NotPermitted: they are no steward.
        AlreadyThere: it was decided before, or the directory has one with this code.
    """
    row = _still_waiting(by, registration)
    facts = corrected or Facts.of(row)
    rows = Organisation.objects.filter(pk=row.organisation_id)
    unless_taken(
        taken(facts.ods_code),
        lambda: rows.update(
            listed=True,
            version=F("version") + 1,
            ods_code=facts.ods_code or None,
            **facts.columns(),
        ),
    )
    row.ods_code = facts.ods_code or ""
    return _decide(events.RegistrationConfirmed, row, Outcome.CONFIRMED, by, at)


@transaction.atomic
def merge_registration(
    *, by: Person, registration: Registration, into: Organisation, at: datetime | None = None
) -> Registration:
    """Say that an organisation of the directory is the one that was registered. Whoever has asked
    to join the registered one has asked to join this one.

    Raises:
        NotPermitted: they are no steward.
        AlreadyThere: it was decided before.
        Closed: the one that it shall be is closed, or waits itself.
    """
    row = _still_waiting(by, registration)
    must_be_open(into)
    at = at or timezone.now()
    row.merged_into = into
    row.asked = _end_request(row, by, at)
    if row.asked:
        _ask_again(row.asked, into, at)
    return _decide(events.RegistrationMerged, row, Outcome.MERGED, by, at)


@transaction.atomic
def decline_registration(
    *, by: Person, registration: Registration, reason: str, at: datetime | None = None
) -> Registration:
    """Leave an organisation out of the directory. A request to join it ends.

    Args:
        reason: why; whoever registered it reads it.

    Raises:
        NotPermitted: they are no steward.
        AlreadyThere: it was decided before.
    """
    row = _still_waiting(by, registration)
    at = at or timezone.now()
    row.reason = reason
    row.asked = _end_request(row, by, at)
    return _decide(events.RegistrationDeclined, row, Outcome.DECLINED, by, at)


@transaction.atomic
def take_back_decision(
    *, by: Person, registration: Registration, at: datetime | None = None
) -> Registration:
    """Have a registration wait again, as it did before one decided. A request to join goes back.

    Raises:
        NotPermitted: they are no steward.
        TooLate: it was another's decision, is ten minutes old, or the organisation is in use.
    """
    authorise(by, LOOK_AFTER_NETWORK, NETWORK)
    at = at or timezone.now()
    row = _held(registration)
    if not row.undone_by(by, at):
        raise TooLate(_("Whoever decided can take that back for ten minutes."))
    organisation = row.organisation
    if row.outcome == Outcome.CONFIRMED:
        if _in_use(organisation, row.by):
            says = _("%(name)s is in use already. Correct or close it instead.")
            raise TooLate(says % {"name": organisation.name})
        Organisation.objects.filter(pk=organisation.pk).update(
            listed=False, ods_code=None, version=F("version") + 1
        )
    if row.asked:
        moved = Affiliation.objects.waiting().filter(
            organisation=row.merged_into, person=row.by, since=row.asked.since
        )
        moved.update(ended_by=by, ended_at=at)
        _ask_again(row.asked, organisation, at)
    row.outcome, row.decided_at, row.decided_by = "", None, None
    row.reason, row.merged_into, row.asked = "", None, None
    row.save()
    # If its mail waits it does not leave; what was not mailed yet is not (networks/decisions.py).
    take_back_mail(about=str(row.ref), reader=f"person:{row.by.uid}")
    _note(row, by)
    _tell(events.RegistrationDecisionTakenBack, row, by, at)
    return row


def _held(registration: Registration) -> Registration:
    """The row as it is now, held until the decision is made: two stewards may decide at once."""
    raise_access_epoch()
    rows = Registration.objects.select_for_update(of=("self",))
    return rows.select_related("organisation__region", "by", "merged_into").get(pk=registration.pk)


def _still_waiting(by: Person, registration: Registration) -> Registration:
    authorise(by, LOOK_AFTER_NETWORK, NETWORK)
    row = _held(registration)
    if row.outcome:
        says = _("%(name)s was decided already.")
        raise AlreadyThere(says % {"name": row.organisation.name})
    return row


def _decide(
    event: events.EventKind, row: Registration, outcome: str, by: Person, at: datetime | None
) -> Registration:
    at = at or timezone.now()
    row.outcome, row.decided_at, row.decided_by = outcome, at, by
    row.save()
    row.organisation.refresh_from_db()
    _note(row, by)
    _tell(event, row, by, at)
    return row


def _note(row: Registration, by: Person) -> None:
    about = f"organisation:{row.organisation.uid}"
    note(Kind.VISIBILITY_CHANGED, by=by.uid, about=about, outcome=row.outcome)


def _in_use(organisation: Organisation, registered_by: Person) -> bool:
    belonging = Affiliation.objects.current().filter(organisation=organisation)
    held = (Membership, SpaceOrganisation, EmailDomain)
    return (
        belonging.filter(confirmed_at__isnull=False).exists()
        or belonging.exclude(person=registered_by).exists()
        or any(each.objects.current().filter(organisation=organisation).exists() for each in held)
        or Space.objects.filter(organisation=organisation).exists()
        or Invitation.objects.waiting().filter(organisation=organisation).exists()
        or JoinRequest.objects.filter(organisation=organisation).exists()
    )


def _end_request(row: Registration, by: Person, at: datetime) -> Affiliation | None:
    """End the request of whoever registered it to join it, if there is one."""
    waiting = Affiliation.objects.waiting().filter(organisation=row.organisation, person=row.by)
    asked: Affiliation | None = waiting.first()
    if asked:
        asked.end(by=by, at=at)
    return asked


def _ask_again(asked: Affiliation, organisation: Organisation, at: datetime) -> None:
    """Ask for what was asked before of another organisation, unless that is so already. It has
    waited as long."""
    person = asked.person
    part = {"person": person, "organisation": organisation, "by": person, "since": asked.since}
    try:
        again = begin(Affiliation, "", **part)
    except AlreadyThere:
        return
    stream = f"p:{person.uid}"
    open_stream(stream)
    subject = Ref("affiliation", again.uid)
    record(events.AffiliationRequested, stream=stream, subject=subject, version=1, by=person, at=at)


def _tell(event: events.EventKind, row: Registration, by: Person, at: datetime) -> None:
    stream = f"p:{row.by.uid}"
    open_stream(stream)
    record(event, stream=stream, subject=row.ref, version=1, by=by, at=at)
