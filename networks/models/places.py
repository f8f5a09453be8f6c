from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from collab.base.security.retention import Record, Retention, Then

from .tenure import Tenure, one_current

ENDS_SOON = timedelta(days=14)
"""How long before a guest's place ends it is said to end soon."""


def last_day_of(end: datetime) -> date:
    """The last day on which somebody takes part whose place ends at this moment, as the reader's
    clock has it: of midnight, the day before."""
    return timezone.localtime(end - timedelta(microseconds=1)).date()


class Place(Tenure):
    """A person is named in a space, in a role; a guest until a date."""

    retention = Retention(
        record=Record.STAFF,
        years=6,
        counted_from="ended_at",
        then=Then.DELETE,
        held_through={"person": "person__uid", "space": "space__uid"},
    )

    class Role(models.TextChoices):
        READER = "reader", _("Reader")
        CONTRIBUTOR = "contributor", _("Contributor")
        FACILITATOR = "facilitator", _("Facilitator")

    space = models.ForeignKey("networks.Space", models.PROTECT)
    person = models.ForeignKey("accounts.Person", models.PROTECT)
    organisation = models.ForeignKey("networks.Organisation", models.PROTECT, null=True, blank=True)
    role = models.CharField(max_length=12, choices=Role)
    guest_until = models.DateTimeField(null=True, blank=True)

    @property
    def last_day(self) -> date | None:
        """The last day on which a guest takes part; None for somebody who stays."""
        return last_day_of(self.guest_until) if self.guest_until else None

    @property
    def ends_soon(self) -> bool:
        """It is a guest's, and ends within two weeks."""
        return self.guest_until is not None and self.guest_until < timezone.now() + ENDS_SOON

    class Meta:
        constraints = [
            one_current("one_place_at_once", "space", "person"),
            models.CheckConstraint(
                name="guests_do_not_facilitate",
                condition=Q(guest_until=None) | ~Q(role="facilitator"),
            ),
        ]


class SpaceOrganisation(Tenure):
    """An organisation is named in a space: its people take part."""

    retention = Retention(record=Record.GOVERNANCE)

    space = models.ForeignKey("networks.Space", models.PROTECT)
    organisation = models.ForeignKey("networks.Organisation", models.PROTECT)

    class Meta:
        constraints = [one_current("one_naming_at_once", "space", "organisation")]
