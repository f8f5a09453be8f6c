from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from collab.base.access.uid import UidField
from collab.base.security.retention import Record, Retention, Then


class LegalHoldQuerySet(models.QuerySet["LegalHold"]):
    def current(self) -> Self:
        return self.filter(ended_at=None)


class LegalHold(models.Model):
    """That something must stay as it is, because an inquiry or a court may ask for it.

    ``about`` is a reference to a thing or a person. What belongs to it is held with it.
    """

    retention = Retention(
        record=Record.GOVERNANCE,
        years=8,
        counted_from="ended_at",
        then=Then.DELETE,
        written=("reason",),
        codes=("about",),
    )

    uid = UidField()
    about = models.CharField(max_length=40)
    reason = models.CharField(_("Reason"), max_length=200)
    by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    since = models.DateTimeField(default=timezone.now)
    ended_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = LegalHoldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["about"], condition=models.Q(ended_at=None), name="one_hold_at_once"
            )
        ]
