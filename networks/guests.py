"""Guests, and the spaces that somebody looks after."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from collab.base.access.permissions import Role

from .models import Place, Space, SpaceOrganisation
from .models.spaces import SpaceQuerySet
from .roles import LOOKS_AFTER_ITS_SPACE
from .standing import standing_of

LONGEST_STAY = timedelta(days=366)
"""How far ahead a guest's place can end: somebody who stays longer is no guest."""


def facilitated_by(person: Any) -> SpaceQuerySet:
    """The open spaces that somebody facilitates: the same answer as ``roles.capacities`` gives for
    each of them."""
    standing, now = standing_of(person), timezone.now()
    arise = Space.MembersBy
    named = [
        place.space_id
        for place in standing.spaces
        if place.role == Role.FACILITATOR and place.holds(now)
    ]
    led = [each.collaborative_id for each in standing.collaboratives if each.role != Role.MEMBER]
    looked_after = [
        each.organisation_id
        for each in standing.organisations
        if each.role in LOOKS_AFTER_ITS_SPACE
    ]
    found = (
        Q(pk__in=named)
        | Q(members_by__in=[arise.COLLABORATIVE, arise.NAMED], collaborative__in=led)
        | Q(members_by=arise.ORGANISATION, organisation__in=looked_after)
    )
    if standing.steward:
        found |= Q(members_by__in=[arise.FELLOWS, arise.STEWARDS])
    rows: SpaceQuerySet = Space.objects.still_open().filter(found)
    return rows


def guests_of(space: Space) -> QuerySet[Place]:
    """Those whose place in a space ends by itself and has not yet, who leave first in front."""
    places = Place.objects.current().filter(space=space, guest_until__gt=timezone.now())
    rows = places.filter(person__is_active=True).select_related("person", "organisation")
    return rows.order_by("guest_until", "person__name", "pk")


def namings_in(space: Space) -> QuerySet[SpaceOrganisation]:
    """The organisations named in a space one by one, by name."""
    namings = SpaceOrganisation.objects.current().filter(space=space)
    return namings.select_related("organisation").order_by("organisation__plain_name")


def guests_expiring(person: Any, within: timedelta) -> QuerySet[Place]:
    """Guests whose place ends within some time, in the spaces that somebody facilitates, who leave
    first in front."""
    now = timezone.now()
    places = Place.objects.current().filter(
        space__in=facilitated_by(person).values("pk"),
        person__is_active=True,
        guest_until__gt=now,
        guest_until__lte=now + within,
    )
    return places.select_related("space", "person", "organisation").order_by("guest_until", "pk")


def end_of(day: date) -> datetime:
    """The moment at which the place of a guest ends whose last day that is, where the reader is."""
    tomorrow = datetime.combine(day + timedelta(days=1), time.min)
    return timezone.make_aware(tomorrow)
