"""What somebody is told of, and how much of it they have not read."""

from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When

from collab.base.ui.paging import count_up_to

from .models import Notice

NEWEST_FIRST = ("-at", "-uid")
COUNTED = 999
"""Up to here it is said how many are new: the number stands on every page, and is exact for whoever
opens the product now and then."""


def notices_of(person: Any) -> QuerySet[Notice]:
    """All that somebody may see, each with ``is_unread``."""
    unread = Notice.objects.filter(person=person.pk).unread().values("pk")
    is_unread = Case(When(Q(pk__in=unread), then=Value(True)), default=Value(False))
    rows = Notice.objects.visible_to(person).select_related("actor")
    return rows.annotate(is_unread=is_unread)


def unread_count(person: Any) -> int:
    """How many somebody has not read, counted up to ``COUNTED``: those that their page marks as
    new."""
    unread = Notice.objects.visible_to(person).unread()
    return count_up_to(COUNTED, unread, order=NEWEST_FIRST)
