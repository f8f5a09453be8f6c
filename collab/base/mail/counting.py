"""How the mail is doing, for whoever runs the product."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Min, Q
from django.utils import timezone

from collab.base.operations.metrics import Reading

from .models import WAITING, Mail


class Counts(NamedTuple):
    """``queued`` wait to be handed over; the others are of the last thirty days.

    ``oldest_seconds`` is how long the oldest one has waited; 0 if none waits.
    """

    queued: int
    handed_over: int
    unknown: int
    given_up: int
    oldest_seconds: float


def counts(now: datetime) -> Counts:
    """Count the mails there are, with one query."""
    waiting = Q(state__in=WAITING)
    found = Mail.objects.order_by().aggregate(
        queued=Count("pk", filter=waiting),
        handed_over=Count("pk", filter=Q(state=Mail.State.HANDED_OVER)),
        unknown=Count("pk", filter=Q(state=Mail.State.UNKNOWN)),
        given_up=Count("pk", filter=Q(state=Mail.State.GIVEN_UP)),
        oldest=Min("queued_at", filter=waiting),
    )
    oldest = found.pop("oldest")
    return Counts(**found, oldest_seconds=(now - oldest).total_seconds() if oldest else 0.0)


def readings() -> Iterator[Reading]:
    """The same for the metrics."""
    for name, value in counts(timezone.now())._asdict().items():
        yield Reading(f"collab_mail_{name}", f"Mails: {name.replace('_', ' ')}", value)
