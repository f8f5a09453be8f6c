from typing import Any, Self

from django.db import models
from django.utils import timezone

from collab.base.security.retention import Record, Retention


class OdsRecord(models.Model):
    """What the Organisation Data Service said of an organisation when it was read last.

    What it says anew goes into the directory. What it says again leaves there whatever a steward
    has corrected since.
    """

    retention = Retention(
        record=Record.GOVERNANCE, codes=("name", "geography", "town", "postcode", "kind")
    )

    organisation = models.OneToOneField(
        "networks.Organisation", models.PROTECT, related_name="ods_record"
    )
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=24)
    geography = models.CharField(max_length=10)
    town = models.CharField(max_length=200)
    postcode = models.CharField(max_length=8)
    opened_on = models.DateField(null=True)
    is_closed = models.BooleanField()
    read_at = models.DateTimeField(default=timezone.now)


class SuccessionQuerySet(models.QuerySet["Succession"]):
    def of(self, organisation: Any) -> Self:
        """What an organisation became part of, and what it took over, the earliest first."""
        either = models.Q(predecessor=organisation) | models.Q(successor=organisation)
        return self.filter(either).select_related("predecessor", "successor").order_by("on", "pk")


class Succession(models.Model):
    """One organisation took over from another, as when trusts merge. It is kept for good."""

    retention = Retention(record=Record.GOVERNANCE)

    predecessor = models.ForeignKey(
        "networks.Organisation", models.PROTECT, related_name="succeeded_by"
    )
    successor = models.ForeignKey(
        "networks.Organisation", models.PROTECT, related_name="took_over_from"
    )
    on = models.DateField(null=True, blank=True)
    by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = SuccessionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor"], name="one_succession_of_two"
            ),
            models.CheckConstraint(
                name="nobody_succeeds_themselves",
                condition=~models.Q(predecessor=models.F("successor")),
            ),
        ]
