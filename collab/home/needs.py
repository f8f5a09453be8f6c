"""What needs somebody: what they are asked to decide, what is open to them, and what they wait for.

Each source gives its own list, the longest waiting first; they come one after the other, the most
pressing first. A source that can be of nobody of this standing asks nothing.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db.models import Count, Min, Q, QuerySet, Window
from django.utils import timezone

from collab.base.access.permissions import Role
from collab.desk.lines import days_between
from networks.by_domain import REMIND_BEFORE
from networks.inviting import sent_to
from networks.models import Affiliation, Collaborative, EmailDomain, Invitation, JoinRequest
from networks.standing import standing_of
from networks.waiting import (
    MAY_ASK,
    just_answered_by,
    own_join_requests,
    registrations_waiting,
    waiting_for,
    with_who_decides,
)

SHOWN = 5
MOST = 100
"""As many of each source are on the page that lists all."""


class Source(NamedTuple):
    """Things of one sort, and the template that shows one of them with its action.

    The template knows it as ``about``, and by the name that it has elsewhere.
    """

    template: str
    rows: QuerySet[Any]


class Need(NamedTuple):
    template: str
    about: Any


class AtTheDesk(NamedTuple):
    """Whose desk somebody has, how many organisations ask there to take part, and how many days the
    first of them has waited. What else is there takes longer to find out; the desk tells it."""

    collaborative: Collaborative
    asking: int
    days: int


class Needs(NamedTuple):
    """The first of all that needs somebody, and how much that is."""

    shown: list[Need]
    total: int

    @property
    def others(self) -> int:
        return self.total - len(self.shown)


def needs_of(person: Any, most: int = SHOWN) -> Needs:
    """What needs somebody, in a query a source.

    Args:
        most: as many are read.
    """
    first = [Need("home/_desk_waits.html", each) for each in _desks(person)]
    total = len(first)
    for template, rows in _sources(person):
        found = rows.annotate(of_all=Window(Count("*")))[:most]
        first += [Need(template, about) for about in found]
        total += found[0].of_all if found else 0
    return Needs(first[:most], total)


def just_decided(person: Any) -> list[Need]:
    """What somebody has decided so lately that they can take it back, in a query a sort."""
    mine = Invitation.objects.just_declined_by(person).for_rows()
    found = [Need("networks/_declined_invitation.html", each) for each in mine]
    standing = standing_of(person)
    if standing.looks_after or standing.steward:
        rows = just_answered_by(person)[:SHOWN]
        found += [Need("networks/_answered_person.html", each) for each in rows]
    return found


def _sources(person: Any) -> Iterator[Source]:
    standing = standing_of(person)
    yield Source("networks/_invited_to.html", sent_to(person))
    if standing.looks_after or standing.steward:
        yield Source("networks/_waiting_person.html", waiting_for(person))
    if standing.steward:
        yield Source("home/_registration_waits.html", registrations_waiting(person))
        yield Source("home/_domain_waits.html", _domains_waiting())
    yield Source("home/_proof_ends.html", _proofs_that_end(person))
    yield Source("home/_asked.html", _own_requests(person))
    if any(each.role in MAY_ASK for each in standing.organisations):
        yield Source("home/_asked_to_take_part.html", own_join_requests(person))


def _desks(person: Any) -> Iterator[AtTheDesk]:
    """The desk of each open collaborative that somebody leads."""
    led = {
        each.collaborative_id
        for each in standing_of(person).collaboratives
        if each.role == Role.LEAD
    }
    if not led:
        return
    now = timezone.now()
    waiting = Q(joinrequest__state=JoinRequest.State.WAITING)
    rows = Collaborative.objects.still_open().filter(pk__in=led).order_by("name")
    for each in rows.annotate(
        asking=Count("joinrequest", filter=waiting), first=Min("joinrequest__at", filter=waiting)
    ):
        yield AtTheDesk(each, each.asking, days_between(each.first or now, now))


def _domains_waiting() -> QuerySet[EmailDomain]:
    rows = EmailDomain.objects.waiting().select_related("organisation", "by")
    return rows.order_by("since", "pk")


def _proofs_that_end(person: Any) -> QuerySet[Affiliation]:
    """Where somebody belongs by an address that they have to prove again before long."""
    soon = timezone.now() - (Affiliation.VERIFIED_FOR - max(REMIND_BEFORE))
    rows = Affiliation.objects.by_domain().filter(person=person, verified_at__lte=soon)
    return rows.select_related("organisation").order_by("verified_at")


def _own_requests(person: Any) -> QuerySet[Affiliation]:
    """The organisations that somebody waits for; those to which they are invited are left out, as
    accepting that is quicker."""
    invited = sent_to(person).order_by().values("organisation")
    rows = with_who_decides(Affiliation.objects.waiting().filter(person=person))
    return rows.exclude(organisation__in=invited).order_by("since", "pk")
