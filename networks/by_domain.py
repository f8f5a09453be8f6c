"""Which organisations somebody can join by an address, and the links that prove one.

Nothing is kept of a link. It names the last part that its reader had in the organisation and when
that was proven, so that it works once: using it changes one or the other.
"""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from allauth.account.models import EmailAddress
from cryptography.fernet import InvalidToken
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from collab.base.accounts.ciphers import cipher
from collab.base.accounts.models import Person
from collab.base.mail.models import Mail

from .domains import domain_of
from .models import Affiliation, EmailDomain, Organisation
from .models.removal import UNDO_WITHIN

REMIND_BEFORE = (timedelta(days=30), timedelta(days=7))
LINK_LASTS = timedelta(days=31)
"""Longer than the first reminder leaves."""
ASKED_ANEW = timedelta(minutes=5)
"""So long nobody is sent the same link again."""
PURPOSE = "address of an organisation"
PROVING = "prove_address"
"""The kind of mail that brings such a link."""


class WayIn(NamedTuple):
    """An address of somebody's at a domain that belongs to an organisation alone."""

    address: EmailAddress
    domain: EmailDomain
    only_asks: bool
    """Somebody else ended that they belonged, or declined them: then the address asks for them, and
    whoever looks after the organisation decides."""

    @property
    def organisation(self) -> Organisation:
        organisation: Organisation = self.domain.organisation
        return organisation

    @property
    def email(self) -> str:
        return str(self.address.email)


class Asked(NamedTuple):
    """What a link asks: for whom it was made is known already."""

    organisation: Organisation
    email: str
    last: str

    def still_of(self, affiliation: Affiliation) -> bool:
        return self.last == _life_of(affiliation)


def ways_in(person: Any) -> list[WayIn]:
    """The organisations that somebody can join by an address, by name; two queries and no more."""
    if not person.is_authenticated:
        return []
    own = Affiliation.objects.confirmed().filter(person=person)
    return _ways(person, EmailDomain.objects.exclude(organisation__in=own.values("organisation")))


def way_into(organisation: Organisation, person: Person, *, email: str = "") -> WayIn | None:
    """The address by which somebody belongs to an organisation or can join it, if there is one.

    Args:
        email: this address and no other.
    """
    found = _ways(person, EmailDomain.objects.filter(organisation=organisation), email=email)
    return next(iter(found), None)


def _ways(person: Any, domains: Any, *, email: str = "") -> list[WayIn]:
    """One for each organisation, by the primary address before others."""
    addresses = EmailAddress.objects.filter(user=person, verified=True).order_by("-primary", "pk")
    by_domain: dict[str, EmailAddress] = {}
    for address in addresses.filter(email=email) if email else addresses:
        by_domain.setdefault(domain_of(address.email), address)
    found = (
        domains.confirmed()
        .filter(domain__in=by_domain, organisation__closed_at=None, organisation__listed=True)
        .annotate(last_ended_by=Subquery(_last_ended(person).values("ended_by")[:1]))
        .select_related("organisation__region")
        .order_by("organisation__plain_name", "domain")
    )
    ways: dict[int, WayIn] = {}
    for domain in found:
        only_asks = domain.last_ended_by not in (None, person.pk)
        way = WayIn(by_domain[domain.domain], domain, only_asks)
        ways.setdefault(domain.organisation_id, way)
    return list(ways.values())


def _last_ended(person: Any) -> QuerySet[Affiliation]:
    """How somebody's last part in the organisation of a domain ended. A request that they took back
    themselves ends nothing; nor is anybody put out when a domain is taken away."""
    ended = Affiliation.objects.filter(
        person=person, organisation=OuterRef("organisation"), ended_at__isnull=False
    )
    taken_back = Q(ended_by=person, confirmed_at=None)
    with_its_domain = Q(email_domain__isnull=False, email_domain__ended_at=F("ended_at"))
    return ended.exclude(taken_back).exclude(with_its_domain).order_by("-ended_at", "-pk")


def key_to_prove(person: Person, organisation: Organisation, email: str) -> str:
    """The part of a link by which this person shows that this address is theirs."""
    last = Affiliation.objects.filter(person=person, organisation=organisation).order_by("-pk")
    said = f"{person.uid} {organisation.uid} {_life_of(last.first())} {email}"
    return cipher(PURPOSE).encrypt(said.encode()).decode()


def as_asked(key: str, person: Person) -> Asked | None:
    """What a link asks of this person; None if it is too old, was used, or is not of our making or
    not for them."""
    try:
        said = cipher(PURPOSE).decrypt(key.encode(), ttl=int(LINK_LASTS.total_seconds()))
    except InvalidToken:
        return None
    uid, organisation_uid, last, email = said.decode().split(" ", 3)
    organisation = Organisation.objects.filter(uid=organisation_uid).first()
    if uid != person.uid or organisation is None:
        return None
    rows = Affiliation.objects.filter(person=person, organisation=organisation).order_by("-pk")
    if last != _life_of(rows.first()):
        return None
    return Asked(organisation, email, last)


def _life_of(affiliation: Affiliation | None) -> str:
    if affiliation is None:
        return "-"
    verified = affiliation.verified_at
    moment = f"{verified.timestamp():.6f}" if verified else "-"
    return f"{affiliation.uid}:{moment}:{'ended' if affiliation.ended_at else ''}"


def sent_just_now(organisation: Organisation, person: Person, email: str, since: datetime) -> bool:
    """Was a link that still does the same sent to this address? One that was sent before something
    happened to their part in the organisation is worth nothing any more."""
    mails = Mail.objects.filter(kind=PROVING, to=email, queued_at__gt=since)
    rows = Affiliation.objects.filter(person=person, organisation=organisation).order_by("-pk")
    if last := rows.first():
        happened = filter(None, (last.since, last.verified_at, last.ended_at))
        mails = mails.filter(queued_at__gt=max(happened))
    return mails.filter(
        about=f"organisation:{organisation.uid}", reader=f"person:{person.uid}"
    ).exists()


def without_proof(now: datetime) -> QuerySet[Affiliation]:
    """Those who belong by an address that is theirs no more, was not proven for a year, or is at a
    domain that is the organisation's no more, unless they can still undo that themselves."""
    proven = EmailAddress.objects.filter(
        pk=OuterRef("address"), user=OuterRef("person"), verified=True
    )
    undoable = Q(ended_at__gt=now - UNDO_WITHIN, ended_by=OuterRef("person"))
    domain = EmailDomain.objects.filter(
        Q(ended_at=None) | undoable, pk=OuterRef("email_domain"), confirmed_at__isnull=False
    )
    return Affiliation.objects.by_domain().filter(
        Q(verified_at__lte=now - Affiliation.VERIFIED_FOR)
        | Q(verified_at=None)
        | ~Exists(proven)
        | ~Exists(domain)
    )
