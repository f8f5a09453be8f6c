from typing import Any, Self

from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from collab.base.access.uid import UidField
from collab.base.security.retention import Record, Retention, Then

from .closing import Closable, ClosableQuerySet
from .tenure import Tenure, TenureQuerySet, one_current


class CollaborativeQuerySet(ClosableQuerySet):
    def visible_to(self, person: Any) -> Self:
        """Every collaborative is public."""
        return self.all()

    def named(self, identifier: str) -> Self:
        return self.filter(uid=identifier)

    def for_rows(self) -> Self:
        taking_part = Count("membership", filter=Q(membership__ended_at=None))
        rows = self.select_related("lead_body").annotate(organisation_count=taking_part)
        return rows.order_by("region")


class Collaborative(Closable):
    """A regional patient safety collaborative, and the innovation network that leads it.

    ``column`` and ``row`` place its tile on the map of England, counted from 1 at the top left.
    """

    retention = Retention(record=Record.GOVERNANCE, written=("name", "region"))

    uid = UidField()
    name = models.CharField(max_length=200, unique=True)
    region = models.CharField(max_length=80)
    lead_body = models.ForeignKey("networks.Organisation", models.PROTECT, related_name="leads")
    column = models.PositiveSmallIntegerField()
    row = models.PositiveSmallIntegerField()

    objects = CollaborativeQuerySet.as_manager()

    class Meta:
        ordering = ["region"]

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("collaborative", args=[self.uid])


class MembershipQuerySet(TenureQuerySet):
    def of_record(self) -> Self:
        """The parts that organisations have or had: not what an acceptance gave that was undone."""
        return self.filter(undone=False)


class Membership(Tenure):
    """An organisation takes part in a collaborative.

    ``undone`` says that its acceptance was taken back: then it never counts as having taken part.
    """

    retention = Retention(record=Record.GOVERNANCE)

    organisation = models.ForeignKey("networks.Organisation", models.PROTECT)
    collaborative = models.ForeignKey(Collaborative, models.PROTECT)
    undone = models.BooleanField(default=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [one_current("one_membership_at_once", "organisation", "collaborative")]


class Appointment(Tenure):
    """A person leads or coaches a collaborative, speaking for an organisation."""

    retention = Retention(
        record=Record.STAFF,
        years=6,
        counted_from="ended_at",
        then=Then.DELETE,
        held_through={"person": "person__uid"},
    )

    class Kind(models.TextChoices):
        LEAD = "lead", _("Lead")
        COACH = "coach", _("Coach")

    person = models.ForeignKey("accounts.Person", models.PROTECT)
    collaborative = models.ForeignKey(Collaborative, models.PROTECT)
    organisation = models.ForeignKey("networks.Organisation", models.PROTECT)
    role = models.CharField(max_length=8, choices=Kind)

    class Meta:
        constraints = [one_current("one_appointment_at_once", "person", "collaborative")]
