from typing import Any, Self

from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from collab.base.access.uid import UidField
from collab.base.security.retention import Record, Retention, Then

from .invitations import FORGOTTEN_AFTER
from .organisations import Affiliation


class InvitationBatchQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Any) -> Self:
        """One's own: what came of it is told to whoever sent it."""
        return self.filter(by=person.pk)

    def named(self, identifier: str) -> Self:
        return self.filter(uid=identifier)

    def for_rows(self) -> Self:
        return self.select_related("organisation", "collaborative")


class InvitationBatch(models.Model):
    """Many invitations that one person sends at once: for one organisation, or as a lead for those
    that take part in a collaborative."""

    retention = Retention(
        record=Record.COMMUNICATION, time=FORGOTTEN_AFTER, counted_from="at", then=Then.DELETE
    )

    uid = UidField()
    organisation = models.ForeignKey("networks.Organisation", models.PROTECT, null=True, blank=True)
    collaborative = models.ForeignKey(
        "networks.Collaborative", models.PROTECT, null=True, blank=True
    )
    by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationBatchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="batches_are_of_one_place",
                condition=Q(organisation=None) ^ Q(collaborative=None),
            )
        ]

    def get_absolute_url(self) -> str:
        return reverse("invitation_batch", args=[self.uid])

    def counts(self) -> dict[str, int]:
        """How many rows have come to each outcome."""
        found = dict(self.rows.order_by().values_list("outcome").annotate(Count("pk")))
        return {outcome: found.get(outcome, 0) for outcome in InvitationRow.Outcome.values}


class InvitationRow(models.Model):
    """One of them: what was asked for, and what came of it."""

    retention = Retention(
        record=Record.COMMUNICATION,
        with_="batch",
        who=("to", "name"),
        codes=("why",),
    )

    class Outcome(models.TextChoices):
        PENDING = "pending", _("Not sent yet")
        INVITED = "invited", _("Invited")
        AGAIN = "again", _("Invited again")
        NOTHING = "nothing", _("Nothing to do")
        REFUSED = "refused", _("Not sent")

    batch = models.ForeignKey(InvitationBatch, models.CASCADE, related_name="rows")
    n = models.PositiveIntegerField()
    to = models.EmailField()
    name = models.CharField(max_length=120, blank=True)
    organisation = models.ForeignKey("networks.Organisation", models.PROTECT, related_name="+")
    role = models.CharField(max_length=16, choices=Affiliation.Kind)
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.PENDING)
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "n"], name="one_row_a_line")]
        indexes = [models.Index(fields=["batch", "outcome"], name="rows_by_outcome")]
