from collections.abc import Callable
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from collab.base.access.subjects import Ref
from collab.base.access.uid import UidField
from collab.base.security.retention import Record, Retention, Then
from networks.models import Mark


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, person: Any) -> Self:
        """Somebody's own, of what they may still see and what is still there."""
        if not person.is_authenticated:
            return self.none()
        seen = Q(pk__in=[])
        for kind, there in TOLD_OF.items():
            # Looked for one by one, and only for its kind: a list of all that they may see would be
            # made for each page.
            subject = there(person).order_by().filter(uid=OuterRef("subject"))
            seen |= Q(kind=kind) & Q(Exists(subject))
        return self.filter(seen, person=person)

    def unread(self) -> Self:
        """Those not opened, of discussions that have not been read so far either."""
        marks = Mark.objects.filter(person=OuterRef("person"), subject=OuterRef("within"))
        # As a number to compare with, PostgreSQL looks for it before it looks for what they may
        # see, which takes longer.
        read_to = Coalesce(Subquery(marks.values("n")[:1]), Value(-1))
        return self.filter(n__gt=read_to, read_at=None)


class Notice(models.Model):
    """Somebody is told of one row of the ledger, once.

    ``kind`` and ``subject`` are the row's subject. Of a message ``within`` is its discussion and
    ``n`` its number there: who has read so far needs no telling any more.
    """

    retention = Retention(
        record=Record.TRANSIENT,
        years=1,
        counted_from="at",
        then=Then.DELETE,
        codes=("stream", "kind", "subject", "within", "event"),
    )

    class Why(models.TextChoices):
        MENTIONED = "mentioned", _("Somebody mentions you")
        ANSWERED = "answered", _("Somebody answers you")
        DECIDED = "decided", _("Something that you asked for is decided")

    uid = UidField()
    person = models.ForeignKey("accounts.Person", models.CASCADE, db_index=False)
    why = models.CharField(max_length=10, choices=Why)
    stream = models.CharField(max_length=16)
    seq = models.BigIntegerField()
    event = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    subject = models.CharField(max_length=12)
    within = models.CharField(max_length=40, blank=True)
    n = models.PositiveIntegerField(default=0)
    actor = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "stream", "seq"], name="one_notice_of_what_happened"
            ),
            models.UniqueConstraint(
                fields=["person", "kind", "subject"],
                condition=Q(why="mentioned"),
                name="mentioned_once_in_a_message",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-at", "-uid"], name="notices_newest_first"),
            models.Index(
                fields=["person", "-at", "-uid"],
                condition=Q(read_at=None),
                name="notices_not_opened",
            ),
            models.Index(
                fields=["person", "within", "n"],
                condition=Q(read_at=None),
                name="notices_of_a_discussion",
            ),
            models.Index(fields=["at"], name="notices_oldest_first"),
        ]

    @property
    def ref(self) -> Ref:
        return Ref(self.kind, self.subject)


TOLD_OF: dict[str, Callable[[Any], models.QuerySet[Any]]] = {}
"""The kinds of things of which people are told, each with those that somebody may see and that are
still there."""


def people_are_told_of(kind: str, there: Callable[[Any], models.QuerySet[Any]]) -> None:
    """Let notices be of a kind of thing.

    Args:
        kind: as it is registered among the subjects.
        there: gives those that a person may see, without what was removed.
    """
    TOLD_OF[kind] = there


class Cursor(models.Model):
    """Up to which number of a stream everybody has been told."""

    retention = Retention(record=Record.SYSTEM, codes=("stream",))

    stream = models.CharField(max_length=16, primary_key=True)
    seq = models.BigIntegerField(default=0)
