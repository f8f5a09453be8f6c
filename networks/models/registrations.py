from datetime import datetime
from typing import Any, Self

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from collab.base.access.subjects import Ref
from collab.base.access.uid import UidField
from collab.base.security.retention import Record, Retention
from networks.standing import standing_of

from .removal import can_take_back


class RegistrationQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Any) -> Self:
        """One's own; to stewards all of them."""
        standing = standing_of(person)
        return self if standing.steward else self.filter(by=standing.person_id)

    def waiting(self) -> Self:
        """Those that no steward has decided, the longest waiting first."""
        return self.filter(outcome="").order_by("at", "pk")

    def named(self, identifier: str) -> Self:
        return self.filter(uid=identifier)

    def for_rows(self) -> Self:
        return self.select_related("organisation__region", "by", "merged_into")


class Registration(models.Model):
    """Somebody missed an organisation in the directory and wrote it down; a steward decides.

    Until then, and if it is declined or is another one, its organisation is not ``listed``. The
    code that was given waits here: it may be another's.
    """

    retention = Retention(record=Record.GOVERNANCE, written=("reason",), codes=("ods_code",))

    class Outcome(models.TextChoices):
        CONFIRMED = "confirmed", _("Confirmed")
        MERGED = "merged", _("In the directory already")
        DECLINED = "declined", _("Declined")

    uid = UidField()
    organisation = models.OneToOneField("networks.Organisation", models.PROTECT)
    ods_code = models.CharField(max_length=10, blank=True)
    by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=9, choices=Outcome, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(_("Reason"), max_length=300, blank=True)
    merged_into = models.ForeignKey(
        "networks.Organisation", models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked = models.ForeignKey(
        "networks.Affiliation", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    """The request to join it, of whoever registered it, that ended with the decision."""

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="what_is_decided_says_by_whom_and_when",
                condition=models.Q(outcome="", decided_at=None, decided_by=None)
                | (~models.Q(outcome="") & models.Q(decided_at__isnull=False)),
            )
        ]

    @property
    def ref(self) -> Ref:
        return Ref("registration", self.uid)

    @property
    def title(self) -> str:
        return str(self.organisation.name)

    def get_absolute_url(self) -> str:
        """Its organisation’s page, or that of the one that it was; without either, one's own."""
        if self.outcome == self.Outcome.DECLINED:
            return reverse("my_organisations")
        path: str = (self.merged_into or self.organisation).get_absolute_url()
        return path

    def undone_by(self, person: Any, at: datetime) -> bool:
        """Can this person take the decision back at this moment?"""
        return can_take_back(person, done_by=self.decided_by_id, done_at=self.decided_at, now=at)
