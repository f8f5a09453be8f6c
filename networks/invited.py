"""Invitations that nobody has taken up, for those who can do something about them."""

from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from .models import Invitation

WAITS_LONG = timedelta(days=7)


def not_taken_up(person: Any) -> QuerySet[Invitation]:
    """Those that have expired, or have waited for more than a week, of the organisations that
    somebody looks after and the collaboratives that they lead; the longest waiting first."""
    now = timezone.now()
    rows = Invitation.objects.visible_to(person).unanswered()
    rows = rows.filter(Q(expires_at__lte=now) | Q(sent_at__lt=now - WAITS_LONG))
    return rows.for_rows().order_by("sent_at", "pk")
