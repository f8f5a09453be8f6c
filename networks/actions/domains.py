"""An organisation's email domains: listing them, confirming or declining them, taking them away."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from collab.base.access.models import raise_access_epoch
from collab.base.access.permissions import authorise
from collab.base.access.subjects import Ref
from collab.base.accounts.models import Person
from collab.base.live.idempotency import once
from collab.base.mail.outbox import take_back_mail
from networks import events
from networks.domains import must_be_ones_own, normal
from networks.jobs import tell_whose_domain_went
from networks.ledger import open_stream, record
from networks.models import (
    Affiliation,
    Appointment,
    EmailDomain,
    Organisation,
    Place,
    TooLateToUndo,
)
from networks.models.removal import UNDO_WITHIN, can_take_back
from networks.policies import CONFIRM_DOMAINS, LIST_DOMAINS
from networks.roles import NETWORK

from .beginning import AlreadyThere, begin, must_be_open, unless_taken
from .roles import note_ended, note_given


class BelongsElsewhere(AlreadyThere):
    """Another organisation has the domain; the words say what to do."""


@transaction.atomic
def list_domain(
    *,
    by: Person,
    organisation: Organisation,
    domain: str,
    key: str | None = None,
    at: datetime | None = None,
) -> EmailDomain:
    """Say that an organisation's people have addresses at a domain. A steward confirms it.

    Args:
        domain: as somebody typed it; see ``networks.domains.normal``.
        key: the request's own, so that a repeat lists nothing new.

    Raises:
        NotPermitted: they do not look after the organisation.
        NotADomain: it is none.
        SharedDomain: nobody can list it.
        AlreadyThere: it is listed.
        BelongsElsewhere: another organisation has it.
        Closed: the organisation is closed.
        KeyUsedForOtherText: another one was listed under this key.
    """
    authorise(by, LIST_DOMAINS, organisation)
    domain = normal(domain)
    must_be_ones_own(domain)

    def list_it() -> Ref:
        must_be_open(organisation)
        _must_be_free(domain, organisation)
        listed = begin(
            EmailDomain,
            _("%(domain)s is listed already.") % {"domain": domain},
            organisation=organisation,
            domain=domain,
            by=by,
            since=at or timezone.now(),
        )
        return Ref("emaildomain", listed.uid)

    asked = {"organisation": organisation.uid, "domain": domain}
    done = once(by=by, action="list_domain", key=key, fields=asked, do=list_it)
    return EmailDomain.objects.select_related("organisation", "by").get(uid=done.ref.uid)


def _must_be_free(domain: str, organisation: Organisation) -> None:
    """What is only listed, nobody has: it keeps no other from listing it, and a steward decides."""
    others = EmailDomain.objects.confirmed().exclude(organisation=organisation)
    if others.filter(domain=domain).exists():
        raise BelongsElsewhere(_belongs_elsewhere(domain))


def _belongs_elsewhere(domain: str) -> str:
    says = _(
        "%(domain)s belongs to another organisation here. If it is yours, ask a national steward "
        "to move it."
    )
    return says % {"domain": domain}


@transaction.atomic
def confirm_domain(*, by: Person, domain: EmailDomain, at: datetime | None = None) -> EmailDomain:
    """Confirm that a domain belongs to its organisation alone: whoever proves an address there
    joins by themselves from now on. Whoever listed it is told. Others that ask for it go on
    waiting, to be declined with a reason.

    Raises:
        NotPermitted: they are no steward.
        AlreadyThere: that was answered, or taken away, or another organisation has the domain.
    """
    domain = _still_waiting(by, domain)
    domain.confirmed_at, domain.confirmed_by = at or timezone.now(), by
    unless_taken(
        _("%(domain)s is confirmed for another organisation. Take it away there, or decline this.")
        % {"domain": domain.domain},
        lambda: domain.save(update_fields=["confirmed_at", "confirmed_by"]),
    )
    note_given(domain, by=by, subject=f"emaildomain:{domain.uid}")
    _tell(events.DomainConfirmed, domain, by, domain.confirmed_at)
    return domain


@transaction.atomic
def decline_domain(
    *, by: Person, domain: EmailDomain, reason: str, at: datetime | None = None
) -> EmailDomain:
    """Decline a domain, saying why. Whoever listed it is told, and may list another.

    Raises:
        NotPermitted: they are no steward.
        AlreadyThere: that was answered, or taken away.
    """
    domain = _still_waiting(by, domain)
    at = at or timezone.now()
    domain.end(by=by, at=at)
    domain.reason = reason
    domain.save(update_fields=["reason"])
    _tell(events.DomainDeclined, domain, by, at)
    return domain


@transaction.atomic
def reconsider_domain(
    *, by: Person, domain: EmailDomain, at: datetime | None = None
) -> EmailDomain:
    """Take back that one has confirmed or declined a domain, within ten minutes: it waits again,
    and whoever listed it is told.

    Raises:
        NotPermitted: they are no steward.
        TooLateToUndo: somebody else decided, or longer ago, or it was taken away since.
        AlreadyThere: people have joined by it since, or it was listed anew.
    """
    authorise(by, CONFIRM_DOMAINS, NETWORK)
    raise_access_epoch()  # before the row is held, as whoever joins does
    row, at = _held(domain), at or timezone.now()
    if not EmailDomain.objects.just_decided_by(by, at).filter(pk=row.pk).exists():
        raise TooLateToUndo
    if row.confirmed_at:
        if Affiliation.objects.current().filter(email_domain=row).exists():
            says = _("People have joined by %(domain)s since. To end that, take it away.")
            raise AlreadyThere(says % {"domain": row.domain})
        note_ended(row, by=by, subject=f"emaildomain:{row.uid}")
    row.confirmed_at = row.confirmed_by = row.ended_at = row.ended_by = None
    row.reason = ""
    unless_taken(_("%(domain)s is listed already.") % {"domain": row.domain}, row.save)
    # If its mail waits it does not leave; what was not mailed yet is not (networks/decisions.py).
    take_back_mail(about=str(row.ref), reader=f"person:{row.by.uid}")
    _tell(events.DomainReopened, row, by, at)
    return row


@transaction.atomic
def take_domain_away(
    *, by: Person, domain: EmailDomain, at: datetime | None = None
) -> tuple[EmailDomain, int]:
    """Take a domain away from its organisation. Whoever joined by it belongs there no more, from
    this moment; once it cannot be undone any more they are told. Whoever takes it away, and joined
    by it as well, leaves only then, so that they can undo it.

    Returns the domain, and how many people that was.

    Raises:
        NotPermitted: they do not look after the organisation.
        AlreadyThere: it was taken away, or declined.
    """
    authorise(by, LIST_DOMAINS, domain.organisation)
    raise_access_epoch()  # before the row is held, as whoever joins does
    domain = _held(domain)
    if domain.ended_at:
        raise AlreadyThere(_("%(domain)s was taken away already.") % {"domain": domain.domain})
    at = at or timezone.now()
    domain.end(by=by, at=at)
    by_it = Affiliation.objects.current().filter(email_domain=domain)
    joined = by_it.exclude(person=by)
    people = list(joined.values_list("person", flat=True))
    joined.update(ended_by=by, ended_at=at)
    _held_for(domain, people).current().update(ended_by=by, ended_at=at)
    _held_for(domain, people, Appointment).current().update(ended_by=by, ended_at=at)
    if domain.confirmed_at:
        note_ended(domain, by=by, subject=f"emaildomain:{domain.uid}")
    if by_it.exists() or people:
        later = timezone.now() + UNDO_WITHIN
        tell_whose_domain_went.using(run_after=later).enqueue(uid=domain.uid)
    return domain, len(people)


@transaction.atomic
def give_domain_back(
    *, by: Person, domain: EmailDomain, at: datetime | None = None
) -> tuple[EmailDomain, int]:
    """Take back that a domain was taken away, with everything that ended by it.

    Returns the domain, and how many people belong to the organisation again.

    Raises:
        NotPermitted: they do not look after the organisation.
        TooLateToUndo: it was longer ago than ten minutes, or somebody else did it.
        AlreadyThere: it is listed again, here or elsewhere.
    """
    authorise(by, LIST_DOMAINS, domain.organisation)
    raise_access_epoch()  # before the row is held, as whoever joins does
    domain = _held(domain)
    ended_at = domain.ended_at
    if ended_at is None:
        raise AlreadyThere(_("%(domain)s is listed already.") % {"domain": domain.domain})
    now = at or timezone.now()
    undone = can_take_back(by, done_by=domain.ended_by_id, done_at=ended_at, now=now)
    if domain.reason or not undone:
        raise TooLateToUndo
    must_be_open(domain.organisation)
    own_or_confirmed = Q(organisation=domain.organisation) | Q(confirmed_at__isnull=False)
    if EmailDomain.objects.current().filter(own_or_confirmed, domain=domain.domain).exists():
        raise AlreadyThere(_("%(domain)s is listed already.") % {"domain": domain.domain})
    domain.ended_at = domain.ended_by = None
    domain.save(update_fields=["ended_at", "ended_by"])
    there = Affiliation.objects.current().filter(organisation=domain.organisation)
    back = Affiliation.objects.filter(
        email_domain=domain, ended_at=ended_at, address__verified=True
    ).exclude(person__in=there.values("person"))
    people = list(back.values_list("person", flat=True))
    again: dict[str, Any] = {"ended_at": None, "ended_by": None}
    back.update(**again)
    places = Place.objects.current().values("space", "person")
    held = set(places.filter(person__in=people).values_list("space", "person"))
    ended = _held_for(domain, people).filter(ended_at=ended_at)
    keep = [each.pk for each in ended if (each.space_id, each.person_id) not in held]
    Place.objects.filter(pk__in=keep).update(**again)
    appointed = set(
        Appointment.objects.current()
        .filter(person__in=people)
        .values_list("collaborative", "person")
    )
    ended = _held_for(domain, people, Appointment).filter(
        ended_at=ended_at, collaborative__closed_at=None
    )
    keep = [each.pk for each in ended if (each.collaborative_id, each.person_id) not in appointed]
    Appointment.objects.filter(pk__in=keep).update(**again)
    if domain.confirmed_at:
        note_given(domain, by=by, subject=f"emaildomain:{domain.uid}")
    return domain, len(people)


def _held_for(domain: EmailDomain, people: list[int], kind: Any = Place) -> Any:
    """What these people hold, or held, on the organisation's behalf."""
    return kind.objects.filter(organisation=domain.organisation_id, person__in=people)


def _held(domain: EmailDomain) -> EmailDomain:
    """The row as it is now, held until the decision is made."""
    rows = EmailDomain.objects.select_for_update(of=("self",))
    return rows.select_related("organisation", "by").get(pk=domain.pk)


def _still_waiting(by: Person, domain: EmailDomain) -> EmailDomain:
    authorise(by, CONFIRM_DOMAINS, NETWORK)
    row = _held(domain)
    if row.ended_at or row.confirmed_at:
        raise AlreadyThere(
            _("%(domain)s has been answered already, or taken away.") % {"domain": row.domain}
        )
    return row


def _tell(event: events.EventKind, domain: EmailDomain, by: Person, at: datetime) -> None:
    """Whoever listed it hears it on their own stream."""
    stream = f"p:{domain.by.uid}"
    open_stream(stream)
    record(event, stream=stream, subject=domain.ref, version=1, by=by, at=at)
