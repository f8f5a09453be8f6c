"""People who wait for an organisation to confirm that they belong to it."""

from typing import Any

from django.db.models import Q, QuerySet

from .models import Affiliation, Registration
from .roles import LOOKS_AFTER_ITS_SPACE
from .standing import standing_of


def waiting_for(person: Any) -> QuerySet[Affiliation]:
    """Whom somebody is asked to confirm, the longest waiting first.

    Stewards answer for organisations in which nobody else can.
    """
    standing = standing_of(person)
    asked = Q(organisation__in=standing.looks_after)
    if standing.steward:
        answering = Affiliation.objects.confirmed().filter(role__in=LOOKS_AFTER_ITS_SPACE)
        asked |= ~Q(organisation__in=answering.values("organisation"))
    rows = Affiliation.objects.waiting().filter(
        asked, person__is_active=True, organisation__listed=True
    )
    return rows.select_related("person", "organisation").order_by("since", "pk")


def registrations_waiting(person: Any) -> QuerySet[Registration]:
    """The organisations that somebody registered and this person, a steward, is asked to confirm,
    the longest waiting first. Each has its organisation with the region, and who registered it."""
    rows = Registration.objects.waiting().for_rows()
    return rows if standing_of(person).steward else rows.none()
