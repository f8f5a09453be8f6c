from datetime import timedelta
from typing import Any, Self

from django.db import models
from django.utils import timezone

from collab.base.security.retention import Record, Retention, Then


class DraftQuerySet(models.QuerySet["Draft"]):
    def visible_to(self, person: Any) -> Self:
        """One's own, and nobody else's."""
        return self.filter(person=person) if person.is_authenticated else self.none()


class Draft(models.Model):
    """What somebody has typed somewhere and not sent, so that they can go on elsewhere.

    ``place`` is the address that it would be sent to. It is kept for a few days, and until they
    sign out.
    """

    retention = Retention(
        record=Record.TRANSIENT,
        time=timedelta(days=7),
        counted_from="at",
        then=Then.DELETE,
        written=("fields",),
        codes=("place",),
    )

    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="+")
    place = models.CharField(max_length=100)
    fields = models.JSONField()
    at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "place"], name="one_draft_a_place")
        ]
