"""Who waits for a decision: people for an organisation, organisations for a collaborative."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from collab.base.access.permissions import Role

from .models import Affiliation, JoinRequest, Organisation, Registration
from .models.removal import UNDO_WITHIN
from .roles import LOOKS_AFTER_ITS_SPACE
from .standing import standing_of

MAY_ASK = {*LOOKS_AFTER_ITS_SPACE, Affiliation.Kind.SPONSOR}


def waiting_for(person: Any) -> QuerySet[Affiliation]:
    """Whom somebody is asked to confirm, the longest waiting first.

    Stewards answer for organisations in which nobody else can.
    """
    standing = standing_of(person)
    asked = Q(organisation__in=standing.looks_after)
    if standing.steward:
        asked |= ~Q(organisation__in=deciding().values("organisation"))
    rows = Affiliation.objects.waiting().filter(
        asked, person__is_active=True, organisation__listed=True
    )
    return rows.select_related("person", "organisation").order_by("since", "pk")


def just_answered_by(person: Any) -> QuerySet[Affiliation]:
    """Whom somebody has confirmed or declined so lately that they can take it back, where they
    still decide who belongs."""
    standing = standing_of(person)
    rows = Affiliation.objects.just_answered_by(person, timezone.now()).filter(
        person__is_active=True, organisation__listed=True, organisation__closed_at=None
    )
    if not standing.steward:
        rows = rows.filter(organisation__in=standing.looks_after)
    return rows.select_related("person", "organisation").order_by("since", "pk")


def registrations_waiting(person: Any) -> QuerySet[Registration]:
    """The organisations that somebody registered and this person, a steward, is asked to confirm,
    the longest waiting first. Each has its organisation with the region, and who registered it."""
    rows = Registration.objects.waiting().for_rows()
    return rows if standing_of(person).steward else rows.none()


def join_requests_for(person: Any) -> QuerySet[JoinRequest]:
    """The requests to join that somebody decides, as the lead of a collaborative, the longest
    waiting first. Each has its organisation, collaborative, space and the sponsor."""
    led = {
        each.collaborative_id
        for each in standing_of(person).collaboratives
        if each.role == Role.LEAD
    }
    rows = JoinRequest.objects.waiting().filter(collaborative__in=led)
    return rows.for_waiting_rows().order_by("at", "pk")


def just_decided_by(person: Any) -> QuerySet[JoinRequest]:
    """The requests to join that somebody has decided so lately that they can take that back."""
    rows = JoinRequest.objects.filter(
        decided_by=person.pk,
        decided_at__gt=timezone.now() - UNDO_WITHIN,
        state__in=[JoinRequest.State.ACCEPTED, JoinRequest.State.DECLINED],
    )
    return rows.for_rows().order_by("-decided_at", "-pk")


def own_join_requests(person: Any) -> QuerySet[JoinRequest]:
    """The requests to join that wait for somebody else's decision, and that this person may take
    back: those of the organisations that they look after, the longest waiting first."""
    asking = {
        each.organisation_id for each in standing_of(person).organisations if each.role in MAY_ASK
    }
    rows = JoinRequest.objects.waiting().filter(Q(organisation__in=asking) | Q(by=person.pk))
    return rows.for_waiting_rows().order_by("at", "pk")


def may_ask_for(person: Any) -> QuerySet[Organisation]:
    """The organisations for which somebody may ask to join a collaborative, by name."""
    asking = {
        each.organisation_id for each in standing_of(person).organisations if each.role in MAY_ASK
    }
    return Organisation.objects.still_open().filter(pk__in=asking).order_by("plain_name")


def with_who_decides(rows: QuerySet[Affiliation]) -> QuerySet[Affiliation]:
    """Each with its organisation, and with whether anybody there can decide: ``decides``."""
    can = deciding().filter(organisation=OuterRef("organisation"))
    return rows.annotate(decides=Exists(can)).select_related("organisation")


def deciding() -> QuerySet[Affiliation]:
    """Those who confirm who belongs to their organisation, each with it."""
    looking_after = Affiliation.objects.confirmed().filter(role__in=LOOKS_AFTER_ITS_SPACE)
    return looking_after.filter(person__is_active=True)


def looked_after(organisation: Organisation) -> bool:
    """Can anybody of an organisation decide who belongs to it?"""
    return deciding().filter(organisation=organisation).exists()
