from datetime import datetime
from typing import Any, NamedTuple, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from collab.base.access.uid import UidField, address_of
from collab.base.security.retention import Record, Retention
from networks.standing import own_spaces, seen_spaces

from .closing import Closable, ClosableQuerySet


class SpaceQuerySet(ClosableQuerySet):
    def visible_to(self, person: Any) -> Self:
        """The spaces this person may read. Whatever lives in one starts from here."""
        return self.filter(pk__in=seen_spaces(person))

    def of_member(self, person: Any) -> Self:
        """The spaces this person takes part in, not only reads."""
        return self.filter(pk__in=own_spaces(person))

    def named(self, identifier: str) -> Self:
        return self.for_rows().filter(uid=identifier)

    def for_rows(self) -> Self:
        return self.select_related("collaborative", "organisation")


class Times(NamedTuple):
    """When what a space is for takes place: it starts, and it ends if that is known. Neither of a
    space that is for nothing in particular."""

    starts_at: datetime | None = None
    ends_at: datetime | None = None


class Space(Closable):
    """Where people work together. Everything they make lives in exactly one space.

    Once it is closed, which people call archived, whoever saw it can still read it, and nobody
    writes in it. One that is about something that takes place, such as a learning session, says
    when.
    """

    retention = Retention(record=Record.GOVERNANCE, written=("name", "purpose"))

    class MembersBy(models.TextChoices):
        COLLABORATIVE = "collaborative", _("Member organisations of a collaborative")
        ORGANISATION = "organisation", _("One organisation")
        FELLOWS = "fellows", _("Patient Safety Fellows")
        STEWARDS = "stewards", _("National stewards")
        NAMED = "named", _("People and organisations named one by one")

    class Visibility(models.TextChoices):
        MEMBERS = "members", _("Members only")
        NETWORK = "network", _("Everyone in the network")
        PUBLIC = "public", _("The public")

    uid = UidField()
    name = models.CharField(_("Name"), max_length=120)
    purpose = models.CharField(_("Purpose"), max_length=200)
    members_by = models.CharField(max_length=16, choices=MembersBy)
    visible_to_whom = models.CharField(max_length=8, choices=Visibility, default=Visibility.MEMBERS)
    collaborative = models.ForeignKey(
        "networks.Collaborative", models.PROTECT, null=True, blank=True
    )
    organisation = models.ForeignKey("networks.Organisation", models.PROTECT, null=True, blank=True)
    starts_at = models.DateTimeField(_("Starts"), null=True, blank=True)
    ends_at = models.DateTimeField(_("Ends"), null=True, blank=True)
    by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = SpaceQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="a_space_knows_whose_it_is",
                condition=(
                    Q(members_by="collaborative", collaborative__isnull=False)
                    | Q(members_by="organisation", organisation__isnull=False)
                    | Q(members_by__in=["fellows", "stewards", "named"])
                ),
            ),
            models.CheckConstraint(
                name="a_space_ends_after_it_starts",
                condition=Q(ends_at=None)
                | Q(starts_at__isnull=False, ends_at__gt=models.F("starts_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        return self.name

    @property
    def first_line(self) -> str:
        return self.purpose

    @property
    def times(self) -> Times:
        return Times(self.starts_at, self.ends_at)

    @property
    def owner(self) -> Any:
        """The collaborative or organisation whose it is, if it is one’s."""
        return self.collaborative or self.organisation

    @property
    def icon(self) -> str:
        return {"members": "lock", "network": "people", "public": "globe"}[self.visible_to_whom]

    @property
    def stream(self) -> str:
        """The name of the stream that tells what happened here."""
        return f"s:{self.uid}"

    def get_absolute_url(self) -> str:
        return address_of("space", self.uid)
