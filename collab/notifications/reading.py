"""What somebody is told of, and how much of it they have not read."""

from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When

from .models import Notice

NEWEST_FIRST = ("-at", "-uid")


def notices_of(person: Any) -> QuerySet[Notice]:
    """All that somebody may see, each with ``is_unread``."""
    unread = Notice.objects.filter(person=person.pk).unread().values("pk")
    is_unread = Case(When(Q(pk__in=unread), then=Value(True)), default=Value(False))
    rows = Notice.objects.visible_to(person).select_related("actor")
    return rows.annotate(is_unread=is_unread)


def unread_count(person: Any) -> int:
    """How many somebody has not read: exactly those that their page marks as new."""
    return Notice.objects.visible_to(person).unread().count()
