"""What somebody is told of, and how much of it they have not read."""

from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When

from collab.base.ui.paging import count_up_to

from .models import Notice

NEWEST_FIRST = ("-at", "-uid")
AT_THE_BELL = 999
"""Up to here the bell says exactly how many are new: it stands on every page, and is to cost none
of them much, whoever reads it. The page behind it says it exactly of any number."""


def notices_of(person: Any) -> QuerySet[Notice]:
    """All that somebody may see, each with ``is_unread``."""
    unread = Notice.objects.filter(person=person.pk).unread().values("pk")
    is_unread = Case(When(Q(pk__in=unread), then=Value(True)), default=Value(False))
    rows = Notice.objects.visible_to(person).select_related("actor")
    return rows.annotate(is_unread=is_unread)


def unread_count(person: Any) -> int:
    """How many somebody has not read: those that their page marks as new."""
    return Notice.objects.visible_to(person).unread().count()


def count_at_the_bell(person: Any) -> int:
    """The same, and one more than ``AT_THE_BELL`` where there are still more."""
    unread = Notice.objects.visible_to(person).unread()
    return count_up_to(AT_THE_BELL, unread, order=NEWEST_FIRST)
