"""What somebody is told of, and how much of it they have not read."""

from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When

from collab.base.ui.paging import count_up_to

from .models import Notice

NEWEST_FIRST = ("-at", "-uid")
COUNTED = 999
"""Up to here their page says how many are new."""
AT_THE_BELL = 99
"""Up to here the bell does: it stands on every page, and is to cost none of them much."""


def notices_of(person: Any) -> QuerySet[Notice]:
    """All that somebody may see, each with ``is_unread``."""
    unread = Notice.objects.filter(person=person.pk).unread().values("pk")
    is_unread = Case(When(Q(pk__in=unread), then=Value(True)), default=Value(False))
    rows = Notice.objects.visible_to(person).select_related("actor")
    return rows.annotate(is_unread=is_unread)


def unread_count(person: Any, up_to: int = COUNTED) -> int:
    """How many somebody has not read: those that their page marks as new; one more than ``up_to``
    where there are still more."""
    unread = Notice.objects.visible_to(person).unread()
    return count_up_to(up_to, unread, order=NEWEST_FIRST)
